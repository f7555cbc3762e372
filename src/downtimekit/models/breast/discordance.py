"""Where the categories of one report do not follow from each other. Nothing is put right here: a person does that."""

from __future__ import annotations

from collections.abc import Iterator

from downtimekit.models.breast.assessment import GRADES_OF_SUSPICION, Assessment
from downtimekit.models.breast.density import denser
from downtimekit.models.breast.precedence import SUSPICIOUS_FIRST, Precedence, suggest_breast, suggest_overall
from downtimekit.models.breast.report import BreastReport
from downtimekit.models.concern import Concern, Gravity

_SOURCE = "HL7 Breast Imaging IG: the most severe category of the sections; precedence is the site's"
_DENSITY_SOURCE = "HL7 Breast Imaging IG, MGBreastDensity"


def discordances(report: BreastReport, *, precedence: Precedence = SUSPICIOUS_FIRST) -> Iterator[Concern]:
    """Yield where a recorded category or density is not what its parts suggest; each is a warning.

    Args:
        report: the report.
        precedence: which category outweighs which.
    """
    for number, breast in enumerate(report.breasts):
        suggested = suggest_breast(report, breast.side, precedence=precedence)
        if _differ(breast.assessment, suggested):
            words = "the category of this breast is not that of its most pressing finding"
            yield _warning("breast_assessment_differs", f"breasts[{number}].assessment", words)
    if _differ(report.assessment, suggest_overall(report, precedence=precedence)):
        words = "the overall category is not that of the most pressing finding or breast"
        yield _warning("overall_assessment_differs", "assessment", words)
    yield from _density_differs(report)


def _density_differs(report: BreastReport) -> Iterator[Concern]:
    suggested_density = denser(breast.density for breast in report.breasts)
    if report.density and suggested_density and report.density is not suggested_density:
        words = "the density of the exam is not that of the denser breast"
        yield Concern("density_differs", "density", words, _DENSITY_SOURCE, Gravity.WARNING)


def _differ(recorded: Assessment | None, suggested: Assessment | None) -> bool:
    if recorded is None or suggested is None or recorded is suggested:
        return False
    # A bare 4 is a 4 whose grade was not given: it agrees with every grade.
    pair = {recorded, suggested}
    return not (Assessment.SUSPICIOUS in pair and pair & GRADES_OF_SUSPICION)


def _warning(code: str, path: str, words: str) -> Concern:
    return Concern(code, path, words, _SOURCE, Gravity.WARNING)
