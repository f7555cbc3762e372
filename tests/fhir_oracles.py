"""What independent validators say of a FHIR resource, and the official examples to try our readers on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import fhirkit
import pytest
from pyfhircheck import Validator

from downtimekit.interop.fhir.systems import OWN

SHARED = Path(__file__).parents[2] / "shared" / "data"
R4 = SHARED / "fhir-r4-examples"

_CHECKER = Validator()
# pyfhircheck 0.2 takes its definitions from a library that lacks some: these elements are R4's all the same.
_KNOWN_ELEMENTS = (".text", "._text", ".language")
# Its code lists of these end where a comment was cut off; the official code systems say what is right.
_CUT_OFF: Mapping[str, str] = {
    "AuditEvent.action": "audit-event-action",
    "Communication.status": "event-status",
    "DiagnosticReport.status": "diagnostic-report-status",
    "Observation.status": "observation-status",
    "QuestionnaireResponse.status": "questionnaire-answers-status",
    "Task.status": "task-status",
}


def faults(resource: Mapping[str, Any]) -> list[str]:
    """Return what the validators find wrong with a resource, or with one that stands in it."""
    sent: dict[str, Any] = json.loads(json.dumps(resource))
    found = [f"{issue.path}: {issue.message}" for issue in fhirkit.validate(sent) if issue.severity == "error"]
    for issue in _CHECKER.validate_resource(sent).errors:
        path = issue.path or ""
        known = issue.code == "element.unknown" and path.endswith(_KNOWN_ELEMENTS)
        # R4 lets everybody add extensions; this one takes only those of HL7.
        ours = issue.code == "extension.unknown" and f"The extension {OWN}" in issue.message
        cut_off = issue.code == "terminology.required" and _is_code(sent, path)
        # It has no Questionnaire at hand, and one that is not at hand is no fault of the response.
        elsewhere = path == "QuestionnaireResponse.questionnaire" and issue.message.endswith("could not be resolved")
        if not (known or cut_off or ours or elsewhere):
            found.append(f"{path}: {issue.message}")
    return found


def _is_code(resource: Mapping[str, Any], path: str) -> bool:
    """Say whether the official code system has the code at a path such as ``Task.status``, wherever it stands."""
    system, (kind, *element) = _CUT_OFF.get(path), path.split(".")
    if system is None:
        return False
    within = [resource, *(entry.get("resource", {}) for entry in resource.get("entry", ()))]
    # Within a Bundle, the path does not say which resource it means: then each of them must have a code.
    return all(one.get(*element) in _codes(system) for one in within if one.get("resourceType") == kind)


@cache
def _codes(system: str) -> frozenset[str]:
    file = R4 / "codesystems" / f"CodeSystem-{system}.json"
    if not file.exists():
        pytest.skip("needs the official code systems")
    return frozenset(_codes_below(json.loads(file.read_text())))


def _codes_below(concept: Mapping[str, Any]) -> Iterator[str]:
    for inner in concept.get("concept", []):
        yield inner["code"]
        yield from _codes_below(inner)


def examples(kind: str) -> list[Path]:
    """Return the official examples of a type of resource; none where they are not at hand."""
    return sorted((R4 / "examples").glob(f"{kind}-*.json"))


def loaded(path: Path) -> dict[str, Any]:
    """Return an example."""
    found: dict[str, Any] = json.loads(path.read_text())
    return found
