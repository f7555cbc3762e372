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
    correction is a whole final report again. What the final one changed, `preliminary_concerns` says. Who signs need
    not be who interpreted, but nothing is signed before it was interpreted.
    """

    @model_validator(mode="after")
    def _is_final_throughout(self) -> ReportChain:
        faults = []
        if any(entry.content.status is not ReportStatus.FINAL for entry in self._reports()):
            faults.append("only final reports are amended, and what corrects one is final too")
        if any(entry.content.interpreted_at and entry.at < entry.content.interpreted_at for entry in self._reports()):
            faults.append("a report was signed before it was interpreted")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _reports(self) -> Iterator[OriginalReport | CorrectedReport]:
        yield self.original
        yield from (amendment for amendment in self.amendments if isinstance(amendment, Correction))
