"""Everything that a person should look at before a report is signed or entered; it refuses nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from downtimekit.models.breast.concordance import BY_MANAGEMENT, Concordance, recommendation_concerns
from downtimekit.models.breast.conditions import change_concerns, condition_concerns
from downtimekit.models.breast.discordance import discordances
from downtimekit.models.breast.geometry import location_concerns
from downtimekit.models.breast.lexicon.checking import term_concerns
from downtimekit.models.breast.lexicon.vocabulary import Lexicons
from downtimekit.models.breast.precedence import SUSPICIOUS_FIRST, Precedence
from downtimekit.models.breast.report import BreastReport
from downtimekit.models.concern import Concern

ASKS_FOR_REASON = frozenset(
    {
        "overall_assessment_differs",
        "breast_assessment_differs",
        "recommendation_discordant",
        "recommendation_unexpected",
        "interval_not_short",
        "interval_missing",
        "probably_benign_on_screening",
    }
)
"""What may be meant, and then needs the radiologist's reason in the report's ``explanation``."""


def review(
    report: BreastReport,
    *,
    precedence: Precedence = SUSPICIOUS_FIRST,
    concordance: Concordance = BY_MANAGEMENT,
    lexicons: Lexicons | None = None,
    edition: str = "birads5",
    ignored: Collection[str] = (),
) -> tuple[Concern, ...]:
    """Check a report against itself and, where one is given, against a lexicon; no category is inferred.

    What asks for a reason is left out as soon as the report has an ``explanation``.

    Args:
        report: the report.
        precedence: which category outweighs which.
        concordance: what belongs to which category.
        lexicons: where the lexicon is found; without them, terms are not checked.
        edition: the name of the lexicon.
        ignored: codes of rules that do not hold at this site.

    Raises:
        UnknownName: there is no lexicon of that name.
    """
    found = [*_of_findings(report), *discordances(report, precedence=precedence)]
    found += [*recommendation_concerns(report, concordance=concordance), *condition_concerns(report)]
    if lexicons is not None:
        found += term_concerns(report, lexicons=lexicons, edition=edition)
    answered = ASKS_FOR_REASON if report.explanation else frozenset()
    return tuple(concern for concern in found if concern.code not in answered.union(ignored))


def _of_findings(report: BreastReport) -> Iterator[Concern]:
    for number, finding in enumerate(report.findings):
        path = f"findings[{number}]"
        yield from location_concerns(finding, path=path)
        yield from change_concerns(finding, path=path)
