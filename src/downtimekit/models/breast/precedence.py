"""Which category outweighs which, and the overall category that follows from it: a suggestion, never an entry.

An exam is as worrisome as its most worrisome finding (HL7 Breast Imaging IG: conclusionCode). Certain is
1 < 2 < 3 < 4 < 5, with 4A < 4B < 4C. Where 0 and 6 stand is settled by no source that could be opened: a site may
bring its own order.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from attrs import frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.breast.assessment import Assessment
from downtimekit.models.breast.location import Side
from downtimekit.models.breast.report import BreastReport


@frozen
class Precedence:
    """An order of the categories.

    Attributes:
        name: what the site calls it.
        order: every category once, from the least to the most pressing.

    Raises:
        InvalidInput: a category is missing, or stands twice.
    """

    name: str
    order: tuple[Assessment, ...]

    def __attrs_post_init__(self) -> None:
        missing = [category.value for category in Assessment if category not in self.order]
        faults = [Fault("order", f"lacks {', '.join(missing)}")] if missing else []
        if len(set(self.order)) < len(self.order):
            faults.append(Fault("order", "has a category more than once"))
        if faults:
            raise InvalidInput(f"precedence '{self.name}'", faults)

    def most_pressing(self, assessments: Iterable[Assessment | None]) -> Assessment | None:
        """Return the most pressing category; None where none is given."""
        return max((category for category in assessments if category), key=self.order.index, default=None)


_LEAST = (
    Assessment.POST_PROCEDURE_MARKER,
    Assessment.NEGATIVE,
    Assessment.BENIGN,
    Assessment.PROBABLY_BENIGN,
    Assessment.KNOWN_MALIGNANCY,
)
_INCOMPLETE = (Assessment.NEED_PRIORS, Assessment.NEED_ADDITIONAL_IMAGING)
_SUSPICIOUS = (
    Assessment.SUSPICIOUS,
    Assessment.LOW_SUSPICION,
    Assessment.MODERATE_SUSPICION,
    Assessment.HIGH_SUSPICION,
)

SUSPICIOUS_FIRST = Precedence("suspicious_first", (*_LEAST, *_INCOMPLETE, *_SUSPICIOUS, Assessment.HIGHLY_SUGGESTIVE))
"""The default: what is suspicious outweighs what is incomplete."""

INCOMPLETE_FIRST = Precedence("incomplete_first", (*_LEAST, *_SUSPICIOUS, *_INCOMPLETE, Assessment.HIGHLY_SUGGESTIVE))
"""For centres that hold 0 above 4."""


def suggest_overall(report: BreastReport, *, precedence: Precedence = SUSPICIOUS_FIRST) -> Assessment | None:
    """Suggest an overall category from those of the findings and the breasts, to compare with what was recorded."""
    findings = (finding.assessment for finding in report.findings)
    return precedence.most_pressing(chain(findings, (breast.assessment for breast in report.breasts)))


def suggest_breast(report: BreastReport, side: Side, *, precedence: Precedence = SUSPICIOUS_FIRST) -> Assessment | None:
    """Suggest a category for one breast from its findings; a finding in both breasts counts for either."""
    return precedence.most_pressing(f.assessment for f in report.findings if side in f.side.sides)
