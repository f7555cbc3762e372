"""A final report is never edited: what is added or put right refers to what it changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.breast import Assessment, BreastReport, ReportChain
from downtimekit.models.breast.mqsa import Clock, due_dates, exam_of
from downtimekit.models.reading import read
from tests.breast import PLANTED, READ_AT, a_final_report, a_report

ORIGINAL = {"id": "r1", "author": "Rosa Reyes, MD", "at": READ_AT, "content": a_final_report(impression=PLANTED)}
CORRECTED = a_final_report(
    assessment="4", recommendations=["tissue_diagnosis"], interpreted_at=READ_AT + timedelta(days=1)
)


def entry(number: int, *, refers_to: str, **said: object) -> dict[str, object]:
    """Return an amendment, by default an addendum of the next day."""
    at = READ_AT + timedelta(days=number)
    told = {"id": f"a{number}", "refers_to": refers_to, "author": "Omar Osei, MD", "at": at, "reason": PLANTED}
    return told | (said if "kind" in said else {"kind": "addendum", "text": PLANTED, **said})


def chain(*amendments: dict[str, object]) -> ReportChain:
    """Return the chain of a report."""
    return read(ReportChain, {"original": ORIGINAL, "amendments": amendments}, source="chain")


def refusal(*amendments: dict[str, object], original: dict[str, object] = ORIGINAL) -> str:
    """Return why a chain is refused."""
    with pytest.raises(InvalidInput) as refused:
        read(ReportChain, {"original": original, "amendments": amendments}, source="chain")
    assert PLANTED not in str(refused.value)
    return str(refused.value)


def test_what_counts_is_the_last_correction_with_every_addendum() -> None:
    told = chain(
        entry(2, refers_to="a1", kind="correction", content=CORRECTED),
        entry(1, refers_to="r1"),
        entry(3, refers_to="a2"),
    )

    assert told.current.content == CORRECTED
    assert [addendum.id for addendum in told.current.addenda] == ["a1", "a3"]
    assert told.original.content.assessment is Assessment.NEGATIVE
    assert told.last == "a3"


def test_a_withdrawn_report_no_longer_counts() -> None:
    current = chain(entry(1, refers_to="r1", kind="retraction")).current

    assert current.retraction is not None
    assert current.content == ORIGINAL["content"]


@pytest.mark.parametrize(
    ("amendments", "words"),
    [
        ([entry(1, refers_to="a2", at=READ_AT), entry(2, refers_to="a1", at=READ_AT)], "circle"),
        ([entry(1, refers_to="r1"), entry(2, refers_to="r1")], "refer to the same entry"),
        ([entry(1, refers_to="r9")], "an entry that is not here"),
        ([entry(-1, refers_to="r1")], "is older than the entry that it refers to"),
        ([entry(1, refers_to="r1", kind="retraction"), entry(2, refers_to="a1")], "follows a retraction"),
    ],
)
def test_a_chain_is_one_line(amendments: list[dict[str, object]], words: str) -> None:
    assert words in refusal(*amendments)


def test_only_a_final_report_is_amended_and_a_correction_is_final_too() -> None:
    words = "only final reports are amended, and what corrects one is final too"
    preliminary = {**ORIGINAL, "content": a_report(assessment="2", impression=PLANTED)}

    assert words in refusal(original=preliminary)
    assert words in refusal(entry(1, refers_to="r1", kind="correction", content=a_report(assessment="2")))


def test_nothing_is_signed_before_it_was_interpreted_and_every_fault_is_told_at_once() -> None:
    words = "a report was signed before it was interpreted"
    early = {**ORIGINAL, "at": READ_AT - timedelta(minutes=1)}
    preliminary = a_report(assessment="2", interpreted_at=READ_AT + timedelta(days=2))
    told = refusal(entry(1, refers_to="r1", kind="correction", content=preliminary))

    assert words in refusal(original=early)
    assert words in told
    assert "only final reports are amended" in told


def test_a_chain_comes_back_from_json_with_reports_in_it() -> None:
    told = chain(entry(1, refers_to="r1", kind="correction", content=CORRECTED))
    again = ReportChain.model_validate_json(told.model_dump_json())

    assert again == told
    assert isinstance(again.current.content, BreastReport)
    assert PLANTED not in repr(told)


def test_a_correction_to_a_suspicious_category_starts_the_seven_days_again() -> None:
    again = CORRECTED.model_copy(update={"interpreted_at": READ_AT + timedelta(days=9)})
    told = chain(entry(9, refers_to="r1", kind="correction", content=again))
    before, now = (
        exam_of(report, accession="A-1", examined_on=READ_AT.date())
        for report in (told.original.content, told.current.content)
    )
    clocks = {due.clock: due.due for due in due_dates(now, zone="UTC")}

    assert Clock.SUSPICIOUS_LAY not in {due.clock for due in due_dates(before, zone="UTC")}
    assert clocks[Clock.SUSPICIOUS_LAY] == (READ_AT + timedelta(days=16)).date()
