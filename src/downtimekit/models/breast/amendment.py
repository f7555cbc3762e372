"""What is added to, put right in or withdrawn from a report that is final; the report itself is never edited."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import model_validator

from downtimekit.models.amending import Chain, Correction, Original
from downtimekit.models.breast.report import BreastReport, ReportStatus

OriginalReport = Original[BreastReport]
"""A final report, as the first entry of its chain."""

CorrectedReport = Correction[BreastReport]
"""A whole final report that takes the place of what stood before."""


class ReportChain(Chain[BreastReport]):
    """A final report with its addenda, corrections and, perhaps, its withdrawal.

    A preliminary report is not amended but replaced by the final one, so a chain begins with a final report, and a
    correction is a whole final report again.
    """

    @model_validator(mode="after")
    def _is_final_throughout(self) -> ReportChain:
        if any(report.status is not ReportStatus.FINAL for report in self._reports()):
            raise ValueError("only final reports are amended, and what corrects one is final too")
        return self

    def _reports(self) -> Iterator[BreastReport]:
        yield self.original.content
        yield from (amendment.content for amendment in self.amendments if isinstance(amendment, Correction))
