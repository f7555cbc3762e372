"""A final report beside the preliminary one that it replaces: what a person should look at, and tell others.

Both reports are kept: each says who interpreted it, and when. During a downtime somebody may have acted on the
preliminary one, so that a category that changed, and a finding that one of the two does not have, are told.
"""

from __future__ import annotations

from collections.abc import Iterator

from downtimekit.models.breast.report import BreastReport, ReportStatus
from downtimekit.models.concern import Concern, Gravity

_SOURCE = "general knowledge of communication in radiology, not verified"


def preliminary_concerns(preliminary: BreastReport, final: BreastReport) -> Iterator[Concern]:
    """Yield where a final report differs from the preliminary one; paths are those of the final report.

    That another radiologist interpreted it is usual, and no concern; nor is a side or a category that is said for the
    first time.

    Args:
        preliminary: what was known at first.
        final: what takes its place.
    """
    yield from _out_of_order(preliminary, final)
    if preliminary.laterality and final.laterality is not preliminary.laterality:
        yield _warning("laterality_changed", "laterality", "the preliminary report is about other breasts")
    if preliminary.assessments and set(final.assessments) != set(preliminary.assessments):
        words = "the category is not that of the preliminary report: tell whoever acted on it"
        yield _warning("preliminary_category_changed", "assessment", words)
    yield from _findings_differ(preliminary, final)


def _findings_differ(preliminary: BreastReport, final: BreastReport) -> Iterator[Concern]:
    before = {finding.place for finding in preliminary.findings}
    after = {finding.place for finding in final.findings}
    if before - after:
        yield _warning("preliminary_finding_missing", "findings", "lacks a finding of the preliminary report")
    for number, finding in enumerate(final.findings):
        if finding.place not in before:
            words = "is not in the preliminary report: tell whoever acted on it"
            yield _warning("finding_not_in_preliminary", f"findings[{number}]", words)


def _out_of_order(preliminary: BreastReport, final: BreastReport) -> Iterator[Concern]:
    if preliminary.status is not ReportStatus.PRELIMINARY or final.status is not ReportStatus.FINAL:
        words = "a preliminary report is compared with a final one; a final report is amended instead"
        yield Concern("not_preliminary_and_final", "status", words)
    read, confirmed = preliminary.interpreted_at, final.interpreted_at
    if read and confirmed and confirmed < read:
        yield Concern("final_before_preliminary", "interpreted_at", "is earlier than that of the preliminary report")


def _warning(code: str, path: str, words: str) -> Concern:
    return Concern(code, path, words, _SOURCE, Gravity.WARNING)
