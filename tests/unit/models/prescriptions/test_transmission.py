"""Nobody gets a drug twice: what was printed is never sent."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from pydantic import ValidationError

from downtimekit.models.prescriptions import (
    COPY_MARKING,
    Attempt,
    FailedTransmission,
    IssueHistory,
    PaperPrescription,
    Permission,
    Pharmacy,
    Print,
    PrintKind,
    Reporter,
    TransmissionStatus,
    failure_statement,
    marking_of,
    may_print,
    may_transmit,
)
from tests.prescriptions import NOON, on_paper

CORNER = Pharmacy(name="Corner Pharmacy")
FAILURE = FailedTransmission(pharmacy=CORNER, sent_at=NOON, reported_by=Reporter.PHARMACY)


def history(*prints: str, attempts: tuple[str, ...] = (), reported_by: str | None = "pharmacy") -> IssueHistory:
    """Return what was printed and how the attempts to send ended."""
    return IssueHistory(
        prints=tuple(Print(kind=PrintKind(kind), at=NOON + timedelta(hours=1)) for kind in prints),
        attempts=tuple(
            Attempt(
                at=NOON,
                pharmacy=CORNER,
                status=TransmissionStatus(status),
                reported_by=Reporter(reported_by) if reported_by and status == "failed" else None,
            )
            for status in attempts
        ),
    )


def codes(permission: Permission) -> list[str]:
    """Return why something may not be done."""
    return [reason.code for reason in permission.reasons]


@pytest.mark.parametrize(
    ("told", "against"),
    [
        (history(), []),
        (history("copy"), []),
        (history("patient_list"), []),
        (history(attempts=("failed",)), []),
        (history(attempts=("not_sent", "cancelled")), []),
        (history("original"), ["printed"]),
        (history("reprint", attempts=("failed",)), ["printed"]),
        (history("copy", "original"), ["printed"]),
        (history(attempts=("delivered",)), ["delivered"]),
        (history(attempts=("failed", "delivered")), ["delivered"]),
        (history(attempts=("sent",)), ["outcome_unknown"]),
        (history(attempts=("unknown",)), ["outcome_unknown"]),
        (history("original", attempts=("delivered", "unknown")), ["printed", "delivered", "outcome_unknown"]),
    ],
)
def test_a_printed_prescription_is_never_sent(told: IssueHistory, against: list[str]) -> None:
    permission = may_transmit(told)

    assert codes(permission) == against
    assert bool(permission) is (against == [])


def test_a_prescription_on_paper_is_never_sent_whatever_it_says() -> None:
    for said in (PaperPrescription(), on_paper(), on_paper(schedule="not_controlled")):
        permission = may_transmit(said)
        assert not permission
        assert "21 CFR 1311.170(d)" in str(permission.reasons[0])
        assert said.model_dump()["transmissible"] is False


def test_no_record_of_paper_can_claim_that_it_may_be_sent() -> None:
    with pytest.raises(ValidationError):
        on_paper(transmissible=True)


@pytest.mark.parametrize(
    ("kind", "told", "against"),
    [
        ("original", history(), []),
        ("original", history(attempts=("failed",)), ["sent_before"]),
        ("original", history(attempts=("delivered",)), ["sent_before"]),
        ("reprint", history(attempts=("failed",)), []),
        ("reprint", history(attempts=("failed",), reported_by=None), ["not_failed"]),
        ("reprint", history(), ["not_failed"]),
        ("reprint", history(attempts=("failed", "sent")), ["outcome_unknown"]),
        ("reprint", history(attempts=("delivered",)), ["delivered", "not_failed"]),
        ("copy", history(attempts=("delivered",)), []),
        ("copy", history(), ["not_sent"]),
        ("patient_list", history(), []),
    ],
)
def test_what_may_be_printed_follows_from_what_was_sent(kind: str, told: IssueHistory, against: list[str]) -> None:
    assert codes(may_print(told, kind=PrintKind(kind))) == against


def test_a_copy_is_labelled_word_for_word() -> None:
    assert marking_of(PrintKind.COPY) == COPY_MARKING == "Copy only-not valid for dispensing"
    assert marking_of(PrintKind.ORIGINAL) == ""
    assert "informational purposes only" in marking_of(PrintKind.PATIENT_LIST)


@pytest.mark.parametrize(
    ("zone", "when"),
    [("America/New_York", "03 Mar 2026 12:00 (UTC-05:00)"), ("Asia/Kolkata", "03 Mar 2026 22:30 (UTC+05:30)")],
)
def test_a_reprint_says_to_whom_and_when_it_was_sent_by_the_clock_on_the_wall(zone: str, when: str) -> None:
    words = marking_of(PrintKind.REPRINT, failure=FAILURE, zone=zone)

    assert words == failure_statement(FAILURE, zone=zone)
    assert re.search(f"originally transmitted electronically to Corner Pharmacy on {re.escape(when)}", words)
    assert words.endswith("that transmission failed.")
