"""What a server answers: whether to try again, and nothing of what it repeats about a patient."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.errors import Fault, InvalidInput, OutcomeUnknown, Rejected, Unreachable
from downtimekit.interop.fhir import outcome
from tests.fhir_oracles import faults


def answer(*codes: str, severity: str = "error", **more: object) -> dict[str, Any]:
    issues = [{"severity": severity, "code": code, **more} for code in codes]
    return {"resourceType": "OperationOutcome", "issue": issues}


@pytest.mark.parametrize(
    ("codes", "error"),
    [
        (["invalid"], Rejected),
        (["conflict"], Rejected),
        (["duplicate"], Rejected),
        (["lock-error"], Unreachable),
        (["throttled", "no-store"], Unreachable),
        (["timeout"], OutcomeUnknown),
        (["exception"], OutcomeUnknown),
        (["throttled", "timeout"], OutcomeUnknown),
        (["timeout", "invalid"], Rejected),
    ],
)
def test_the_codes_say_whether_anything_was_done(codes: list[str], error: type[Exception]) -> None:
    assert type(outcome.from_fhir(answer(*codes)).error) is error


@pytest.mark.parametrize("severity", ["warning", "information"])
def test_a_warning_is_no_refusal(severity: str) -> None:
    read = outcome.from_fhir(answer("informational", severity=severity))
    assert read.error is None
    assert not read.refusals
    assert list(read.warnings) == [Fault("", "is for information")]


def test_what_a_server_says_in_words_is_left_out_and_that_is_told() -> None:
    read = outcome.from_fhir(
        answer(
            "duplicate",
            diagnostics="Patient Ada Testwell T-1001 exists",
            details={"text": "Testwell"},
            expression=["Patient.identifier[0]"],
        )
    )
    assert [str(fault) for fault in read.refusals] == ["Patient.identifier[0]: is there already"]
    assert list(read.losses) == ["OperationOutcome.issue[0].diagnostics", "OperationOutcome.issue[0].details"]
    assert "Testwell" not in f"{read!r} {read.error}"


@pytest.mark.parametrize("place", ["Patient.where(name='Testwell')", "Testwell", "Patient.name[0] = 'Testwell'"])
def test_a_place_that_may_hold_a_value_is_left_out(place: str) -> None:
    read = outcome.from_fhir(answer("invalid", expression=[place]))
    assert "Testwell" not in repr(read)
    assert list(read.losses) == ["OperationOutcome.issue[0].expression[0]"]


@pytest.mark.parametrize(
    "found",
    [
        None,
        [],
        {"resourceType": "Patient"},
        {"resourceType": "OperationOutcome"},
        {"resourceType": "OperationOutcome", "issue": []},
        answer("no such code"),
        answer("invalid", severity="bad"),
        {"resourceType": "OperationOutcome", "issue": [{"code": "invalid"}]},
    ],
)
def test_what_is_no_answer_is_refused(found: object) -> None:
    with pytest.raises(InvalidInput, match="OperationOutcome"):
        outcome.from_fhir(found)


def test_our_own_refusal_is_written_by_its_places() -> None:
    refusal = InvalidInput("Patient", [Fault("Patient.birthDate", "is not a date"), Fault("", "is missing")])
    written = outcome.to_fhir(refusal)
    assert faults(written) == []
    assert written["issue"] == [
        {
            "severity": "error",
            "code": "invalid",
            "diagnostics": "is not a date",
            "expression": ["Patient.birthDate"],
        },
        {"severity": "error", "code": "required", "diagnostics": "is missing"},
    ]
