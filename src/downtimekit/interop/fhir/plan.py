"""Tasks: a decision of a back-fill plan (`models.plan.Decision`) as a FHIR R4 Task, for a work list elsewhere.

The status says what a work list can do with it, the business status what was decided. What would be written is not in
the Task, nor what the sides say, nor whose it is or may be: it holds no patient data, and whoever works on it looks at
the paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from downtimekit.interop.fhir.concepts import keyed
from downtimekit.interop.fhir.kinds import DATE, NOTHING, TEXT, TRUE, Json, Kind, codes
from downtimekit.interop.fhir.reading import Reading
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Written
from downtimekit.interop.fhir.systems import OWN, Systems
from downtimekit.interop.fhir.template import Template, blank, coded, each, itself, must, part, shown
from downtimekit.models.breast import ReportStatus
from downtimekit.models.capture import Doubt, RecordKind, ReviewCode
from downtimekit.models.matching import MatchGrade
from downtimekit.models.people.staff import Role
from downtimekit.models.plan import Decision, Urgency, Verdict

VERDICT = keyed("verdict", Verdict, words={verdict: verdict.words for verdict in Verdict})
STATUS_OF = {
    Verdict.CREATE: "ready",
    Verdict.UPDATE: "ready",
    Verdict.AMEND: "ready",
    Verdict.WITHDRAW: "ready",
    Verdict.SKIP_DUPLICATE: "completed",
    Verdict.MERGE_CAPTURES: "completed",
    Verdict.SUPERSEDED: "completed",
    Verdict.SCAN_ONLY: "accepted",
    Verdict.HAND_OVER: "requested",
    Verdict.REVIEW: "received",
    Verdict.HELD: "on-hold",
    Verdict.FAILED: "failed",
}
PRIORITY_OF = {
    Urgency.SUSPICIOUS: "urgent",
    Urgency.DATED: "urgent",
    Urgency.NEEDED: "urgent",
    Urgency.ORDINARY: "routine",
}
_REVIEW = keyed("review-code", ReviewCode)


class _Doubt:
    """A doubt: its code, and the fields that it concerns as the words beside it."""

    def write(self, value: object) -> Json | None:
        """Return the concept."""
        if not isinstance(value, Doubt):
            return None
        concept: dict[str, Json] = {"coding": [coding.json for coding in _REVIEW.meanings[value.code].codings]}
        words = TEXT.write(" ".join(value.fields))
        return concept | {"text": words} if isinstance(words, str) else concept

    def read(self, found: object, *, at: str, into: Reading) -> object:
        """Return the doubt."""
        words = found.get("text") if isinstance(found, dict) else None
        bare = {key: value for key, value in found.items() if key != "text"} if isinstance(found, dict) else found
        code = _REVIEW.read(bare, at=at, into=into)
        if code is NOTHING:
            return NOTHING
        return Doubt(code=ReviewCode(str(code)), fields=tuple(words.split()) if isinstance(words, str) else ())


def _input(name: str, **value: Template) -> Template:
    return {"type": coded(f"{OWN}task-input", name, name.replace("_", " ")), **value}


def _one(name: str, kind: Kind = TEXT, element: str = "valueString") -> Template:
    return _input(name, **{element: blank(name, kind)})


@lru_cache
def _template(systems: Systems) -> ResourceTemplate[Decision]:
    body: Mapping[str, Template] = {
        "resourceType": must("Task"),
        "status": shown("verdict", STATUS_OF),
        "businessStatus": must(blank("verdict", VERDICT, tells=True)),
        "intent": must("order"),
        "priority": shown("urgency", PRIORITY_OF),
        "code": must(blank("kind", keyed("record-kind", RecordKind), tells=True)),
        "focus": {"identifier": {"system": must(f"{systems.home}/record"), "value": blank("chart_id")}},
        "encounter": {"identifier": {"system": must(systems.visit), "value": blank("encounter")}},
        "performerType": [each("owner.roles", itself(keyed("role", Role)))],
        "owner": {"display": blank("owner.unit")},
        "location": {"identifier": {"system": must(systems.site), "value": blank("site")}},
        "restriction": {"period": {"end": blank("due", DATE)}},
        "input": [
            each("captures", _input("capture", valueString=itself())),
            each("sheets", _input("sheet", valueString=itself())),
            each("doubts", _input("doubt", valueCodeableConcept=itself(_Doubt()))),
            each("notes", _input("note", valueCodeableConcept=itself(_Doubt()))),
            each("waits_for", _input("waits_for", valueString=itself())),
            _one("accession"),
            _one("grade", codes(MatchGrade), "valueCode"),
            _one("report_status", codes(ReportStatus), "valueCode"),
            _one("urgency", codes(Urgency), "valueCode"),
            _input("on_behalf_of", valueString=blank("owner.on_behalf_of")),
            _input("must_sign", valueBoolean=blank("owner.must_sign", TRUE)),
        ],
    }
    return ResourceTemplate(Decision, part(body), absent={"captures": (), "sheets": ()})


def to_fhir(decision: Decision, *, systems: Systems) -> Written:
    """Write a decision as a FHIR Task, without the entry that it is about."""
    return _template(systems).write(decision)


def from_fhir(found: object, *, systems: Systems) -> Read[Decision]:
    """Read a decision from a FHIR Task.

    Raises:
        InvalidInput: with every fault.
    """
    return _template(systems).read(found, at="Task")
