"""A FHIR server in this process, as good or as bad as it is told to be."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from attrs import Factory, define, field

from downtimekit.interop.fhir.chart_records import TYPES
from downtimekit.interop.fhir.reading import objects_at
from tests.http_servers import Behaviour, Exchange, Request, Server, answering, serving

ALL = ("Encounter", "Observation", "Patient", "Provenance", *TYPES)
JSON = "application/fhir+json"
Resource = dict[str, Any]


@define
class Trouble:
    """What goes wrong once with a request such as ``POST DiagnosticReport``, matched as a pattern.

    Attributes:
        done: what was asked for is done all the same.
        then: how the server behaves; None where it answers as if nothing were wrong.
        skip: how many such requests go through before.
        meanwhile: somebody else does this right before, with what was sent.
    """

    request: str
    then: Behaviour | None = None
    done: bool = False
    skip: int = 0
    times: int = 1
    meanwhile: Callable[[Resource], object] | None = None


class Refused(Exception):
    """The server says no."""

    def __init__(self, status: int, code: str = "invalid") -> None:
        super().__init__(status)
        self.status, self.code = status, code


@define
class FhirDouble:
    """Keeps resources in memory.

    Attributes:
        versions: it checks ``If-Match``; conditions: it looks before it creates.
        atomic: a transaction that fails leaves nothing behind.
        says: what its CapabilityStatement says otherwise.
        page: how many results it gives at once; path: of its base; link_host: where it says that the next ones are.
        vread: how it writes its versions.
        changes: what it makes of what it is sent.
        asked: every request, in order.
    """

    versions: bool = True
    conditions: bool = True
    atomic: bool = True
    says: Resource = Factory(dict)
    page: int = 1000
    path: str = "/fhir"
    link_host: str = ""
    vread: Callable[[int], str] = str
    changes: Callable[[Resource], Resource] | None = None
    troubles: list[Trouble] = Factory(list)
    asked: list[str] = Factory(list)
    heard: list[Request] = Factory(list)
    kept: dict[str, Resource] = Factory(dict)
    server: Server | None = None
    _numbers: Iterator[int] = field(factory=lambda: count(1))
    _clock: Iterator[int] = field(factory=lambda: count(1))

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serve, and yield the base."""
        with serving(self._behave) as server:
            self.server = server
            yield server.url(self.path)

    def of(self, kind: str) -> list[Resource]:
        """Return what is kept of a type, in the order in which it was made."""
        return [one for one in self.kept.values() if one["resourceType"] == kind]

    def put(self, resource: Mapping[str, Any]) -> Resource:
        """Keep a resource, under an id of its own unless it has one."""
        made = copy.deepcopy(dict(resource))
        made.setdefault("id", str(next(self._numbers)))
        before = self.kept.get(f"{made['resourceType']}/{made['id']}")
        version = int(before["meta"]["_"]) + 1 if before else 1
        at = f"2026-03-03T08:00:00.{next(self._clock):06d}Z"
        made["meta"] = {**made.get("meta", {}), "versionId": self.vread(version), "lastUpdated": at, "_": version}
        self.kept[f"{made['resourceType']}/{made['id']}"] = made
        return made

    async def _behave(self, exchange: Exchange) -> None:
        request = exchange.request
        method, _, target = request.line.partition(" ")
        path = unquote(urlsplit(target).path).removeprefix(self.path).strip("/")
        self.asked.append(f"{method} {path}".strip())
        self.heard.append(request)
        trouble = self._trouble(self.asked[-1])
        if trouble is not None and trouble.meanwhile is not None:
            trouble.meanwhile(json.loads(request.content))
        if trouble is None or trouble.done or trouble.then is None:
            answer = self._answer(method, path, urlsplit(target).query, request)
        if trouble is not None and trouble.then is not None:
            await trouble.then(exchange)
        else:
            await answer(exchange)

    def _trouble(self, asked: str) -> Trouble | None:
        for trouble in self.troubles:
            if trouble.times and re.fullmatch(trouble.request, asked):
                if trouble.skip:
                    trouble.skip -= 1
                    continue
                trouble.times -= 1
                return trouble
        return None

    def _answer(self, method: str, path: str, query: str, request: Request) -> Behaviour:
        try:
            sent = json.loads(request.content) if request.content else {}
            status, found = self._done(method, path, query, sent, request.headers)
        except Refused as refused:
            status, found = refused.status, outcome(refused.code)
        headers = {"content_type": JSON}
        if "id" in found:
            headers["location"] = f"http://elsewhere.example/{found['resourceType']}/{found['id']}/_history/1"
        return answering(status, json.dumps(_public(found)).encode(), **headers)

    def _done(
        self, method: str, path: str, query: str, sent: Resource, headers: Mapping[str, str]
    ) -> tuple[int, Resource]:
        if not path:
            return 200, self._transaction(sent)
        kind, _, id_ = path.partition("/")
        if method == "GET":
            return 200, self._read(kind, id_, query)
        if method == "DELETE":
            return 200, self.kept.pop(path, outcome("informational", "information"))
        if method == "PUT":
            return 200, self._update(path, sent, headers.get("if-match"))
        return self._create(kind, sent, headers.get("if-none-exist"))

    def _read(self, kind: str, id_: str, query: str) -> Resource:
        if kind == "metadata":
            return self._capability()
        if not id_:
            return self._search(kind, query)
        if f"{kind}/{id_}" not in self.kept:
            raise Refused(404, "not-found")
        return self.kept[f"{kind}/{id_}"]

    def _create(self, kind: str, sent: Resource, unless: str | None) -> tuple[int, Resource]:
        there = self._matching(kind, unless) if unless and self.conditions else []
        if len(there) > 1:
            raise Refused(412, "multiple-matches")
        if there:
            return 200, there[0]
        return 201, self.put({key: value for key, value in self._made_of(sent).items() if key != "id"})

    def _update(self, path: str, sent: Resource, match: str | None) -> Resource:
        known = self.kept.get(path)
        if self.versions and match and (known is None or match != f'W/"{known["meta"]["versionId"]}"'):
            raise Refused(412, "conflict")
        return self.put(self._made_of(sent))

    def _made_of(self, sent: Resource) -> Resource:
        return self.changes(sent) if self.changes else sent

    def _transaction(self, sent: Resource) -> Resource:
        before = copy.deepcopy(self.kept)
        ids: dict[str, str] = {}
        entries = []
        try:
            for entry in sent["entry"]:
                request, resource = entry["request"], _with(entry["resource"], ids)
                if request["method"] == "POST":
                    status, made = self._create(request["url"], resource, request.get("ifNoneExist"))
                else:
                    status, made = 200, self._update(request["url"], resource, request.get("ifMatch"))
                ids[entry["fullUrl"]] = f"{made['resourceType']}/{made['id']}"
                entries.append({"response": {"status": f"{status} Said", "location": ids[entry["fullUrl"]]}})
        except Refused:
            self.kept = before if self.atomic else self.kept
            raise
        return {"resourceType": "Bundle", "type": "transaction-response", "entry": entries}

    def _search(self, kind: str, query: str) -> Resource:
        asked = dict(parse_qsl(query))
        found = self._matching(kind, query)
        begin, length = int(asked.get("_from", 0)), min(self.page, int(asked.get("_count", 20)))
        some = found[begin : begin + length]
        bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in some]}
        if begin + length < len(found):
            assert self.server is not None
            base = self.link_host or self.server.url("")
            bundle["link"] = [{"relation": "next", "url": f"{base}{self.path}/{kind}?{query}&_from={begin + length}"}]
        return bundle

    def _matching(self, kind: str, query: str) -> list[Resource]:
        asked = [(name, value) for name, value in parse_qsl(query) if name not in ("_count", "_from")]
        return [one for one in self.of(kind) if all(_fits(one, name, value) for name, value in asked)]

    def _capability(self) -> Resource:
        kinds = [
            {"type": kind, "versioning": "versioned-update", "conditionalCreate": True, "interaction": []}
            for kind in sorted(ALL)
        ]
        rest = {"mode": "server", "resource": kinds, "interaction": [{"code": "transaction"}]}
        said = {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "rest": [rest]}
        return {**said, **self.says}


def outcome(code: str, severity: str = "error", said: str = "Planted Okafor 1961") -> Resource:
    """Return an OperationOutcome that says more than it should."""
    issue = {"severity": severity, "code": code, "diagnostics": said, "details": {"text": said}}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def _public(found: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(found, list):
        return [_public(one) for one in found]
    return {key: _public(value) for key, value in found.items() if key != "_"} if isinstance(found, dict) else found


def _with(found: Any, ids: Mapping[str, str]) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(found, list):
        return [_with(one, ids) for one in found]
    if isinstance(found, dict):
        return {key: ids.get(one, one) if key == "reference" else _with(one, ids) for key, one in found.items()}
    return found


def _fits(one: Resource, name: str, value: str) -> bool:
    wanted = re.split(r"(?<!\\),", value)
    return any(_is(one, name, text) for text in wanted)


def _is(one: Resource, name: str, text: str) -> bool:
    if name == "_id":
        return bool(one["id"] == text)
    if name in ("identifier", "_tag"):
        numbers = objects_at(one, *(("identifier",) if name == "identifier" else ("meta", "tag")))
        system, bar, value = text.rpartition("|")
        known = [(number.get("system"), number.get("value", number.get("code"))) for number in numbers]
        return any(n == value and (not bar or s == system) for s, n in known)
    if name == "family":
        text = re.sub(r"\\(.)", r"\1", text).casefold()
        return any(str(known.get("family", "")).casefold().startswith(text) for known in objects_at(one, "name"))
    if name == "birthdate":
        return bool(one.get("birthDate") == text)
    elements = {"patient": ("subject", "patient"), "target": ("target",)}[name]
    references = [str(found.get("reference")) for element in elements for found in objects_at(one, element)]
    return any(reference in (text, f"Patient/{text}") for reference in references)
