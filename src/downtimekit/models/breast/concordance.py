"""Whether what is recommended belongs to the category. Discordance is legal and sometimes meant: it asks for a reason.

The interpreting physician "can make any recommendation he or she believes appropriate" (FDA, Policy Guidance Help
System, ucm136205), and the fifth edition uncoupled management from assessment. The table is our own, made from the
management column of the v2025 summary form; a site may bring another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from downtimekit.models.breast.assessment import Assessment
from downtimekit.models.breast.location import Laterality
from downtimekit.models.breast.recommendation import Recommendation, RecommendationKind
from downtimekit.models.breast.report import BreastReport
from downtimekit.models.concern import Concern, Gravity

_SOURCE = "management by category; FDA, Policy Guidance Help System, ucm136205"
_SHORT = "DICOM CID 6028, 111142: 1 to 11 months"
_SHORT_DAYS = (28.0, 340.0)

_MORE_IMAGING = frozenset(
    {
        RecommendationKind.ADDITIONAL_VIEWS,
        RecommendationKind.SPOT_COMPRESSION,
        RecommendationKind.MAGNIFICATION,
        RecommendationKind.ULTRASOUND,
        RecommendationKind.MRI,
        RecommendationKind.DUCTOGRAM,
    }
)
_ROUTINE = frozenset({RecommendationKind.ROUTINE_SCREENING, RecommendationKind.CLINICAL_FOLLOWUP})
_TISSUE = frozenset(
    {
        RecommendationKind.TISSUE_DIAGNOSIS,
        RecommendationKind.ASPIRATION,
        RecommendationKind.CORE_BIOPSY,
        RecommendationKind.STEREOTACTIC_BIOPSY,
        RecommendationKind.ULTRASOUND_BIOPSY,
        RecommendationKind.MRI_BIOPSY,
        RecommendationKind.SURGICAL_BIOPSY,
        RecommendationKind.SURGICAL_CONSULT,
    }
)


@frozen
class Concordance:
    """What belongs to which category.

    Attributes:
        name: what the site calls it.
        table: the recommendations that belong to a category; at least one of them is expected.
        beside_any: what may stand beside any category without question.
    """

    name: str
    table: Mapping[Assessment, frozenset[RecommendationKind]] = field(repr=False)
    beside_any: frozenset[RecommendationKind] = frozenset()


BY_MANAGEMENT = Concordance(
    "by_management",
    {
        Assessment.NEED_ADDITIONAL_IMAGING: _MORE_IMAGING,
        Assessment.NEED_PRIORS: frozenset({RecommendationKind.OBTAIN_PRIORS}),
        Assessment.NEGATIVE: _ROUTINE,
        Assessment.BENIGN: _ROUTINE,
        Assessment.PROBABLY_BENIGN: frozenset(
            {RecommendationKind.SHORT_INTERVAL_FOLLOWUP, RecommendationKind.SURVEILLANCE}
        ),
        Assessment.SUSPICIOUS: _TISSUE,
        Assessment.LOW_SUSPICION: _TISSUE,
        Assessment.MODERATE_SUSPICION: _TISSUE,
        Assessment.HIGH_SUSPICION: _TISSUE,
        Assessment.HIGHLY_SUGGESTIVE: _TISSUE,
        Assessment.KNOWN_MALIGNANCY: frozenset({RecommendationKind.TREATMENT, RecommendationKind.SURGICAL_CONSULT}),
        Assessment.POST_PROCEDURE_MARKER: frozenset({RecommendationKind.NONE, RecommendationKind.PATHOLOGY_PENDING}),
    },
    beside_any=_MORE_IMAGING | {RecommendationKind.CLINICAL_FOLLOWUP, RecommendationKind.OBTAIN_PRIORS},
)
"""The default."""


def recommendation_concerns(report: BreastReport, *, concordance: Concordance = BY_MANAGEMENT) -> Iterator[Concern]:
    """Yield where recommendations and categories do not belong together; each is a warning.

    Args:
        report: the report.
        concordance: what belongs to which category.
    """
    kinds = {recommendation.kind for recommendation in report.recommendations}
    if kinds and not all(kinds & concordance.table.get(category, kinds) for category in report.assessments):
        words = "none of the recommendations is one that belongs to the category"
        yield _warning("recommendation_discordant", "recommendations", words)
    yield from _of_each(report, concordance)


def _of_each(report: BreastReport, concordance: Concordance) -> Iterator[Concern]:
    of_breasts = tuple(_of_breasts(report))
    recorded = {category for _, category in of_breasts} | set(report.assessments)
    expected = concordance.beside_any.union(*(concordance.table.get(category, ()) for category in recorded))
    for number, recommendation in enumerate(report.recommendations):
        path = f"recommendations[{number}]"
        if recorded and recommendation.kind not in expected:
            words = "belongs to none of the categories that are recorded"
            yield _warning("recommendation_unexpected", path, words)
        if _is_on_other_side(recommendation, of_breasts, concordance):
            words = "is asked for one breast, and what calls for it was recorded of the other: check the side"
            yield _warning("recommendation_on_other_side", f"{path}.side", words)
        yield from _interval_concerns(recommendation, path)


def _of_breasts(report: BreastReport) -> Iterator[tuple[Laterality, Assessment]]:
    for breast in report.breasts:
        if breast.assessment:
            yield Laterality(breast.side), breast.assessment
    yield from ((finding.side, finding.assessment) for finding in report.findings if finding.assessment)


def _is_on_other_side(
    recommendation: Recommendation, of_breasts: Sequence[tuple[Laterality, Assessment]], concordance: Concordance
) -> bool:
    if recommendation.side is None:
        return False
    calling = [side for side, category in of_breasts if recommendation.kind in concordance.table.get(category, ())]
    asked = set(recommendation.side.sides)
    return bool(calling) and all(asked.isdisjoint(side.sides) for side in calling)


def _interval_concerns(recommendation: Recommendation, path: str) -> Iterator[Concern]:
    if recommendation.kind is not RecommendationKind.SHORT_INTERVAL_FOLLOWUP:
        return
    shortest, longest = _SHORT_DAYS
    days = recommendation.days
    if days is None:
        words = "a follow-up after a short interval needs the interval: 1 to 11 months"
        yield Concern("interval_missing", f"{path}.interval", words, _SHORT, Gravity.WARNING)
    elif not shortest <= days <= longest:
        words = "a short interval has 1 to 11 months"
        yield Concern("interval_not_short", f"{path}.interval", words, _SHORT, Gravity.WARNING)


def _warning(code: str, path: str, words: str) -> Concern:
    return Concern(code, path, words, _SOURCE, Gravity.WARNING)
