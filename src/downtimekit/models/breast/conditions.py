"""What must be so for a category, a change or a reason to make sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import frozen

from downtimekit.models.breast.assessment import INCOMPLETE, Assessment
from downtimekit.models.breast.finding import Change, Finding
from downtimekit.models.breast.modality import Modality
from downtimekit.models.breast.report import BreastReport, Indication
from downtimekit.models.concern import Concern, Gravity


@frozen
class _Condition:
    code: str
    path: str
    words: str
    source: str
    fails: Callable[[BreastReport], bool]


_CONDITIONS: Sequence[_Condition] = (
    _Condition(
        "probably_benign_on_screening",
        "assessment",
        "category 3 follows a complete diagnostic work-up, and this exam was screening only",
        "BI-RADS category 3, as told by secondary sources",
        lambda report: Assessment.PROBABLY_BENIGN in report.assessments and report.indication is Indication.SCREENING,
    ),
    _Condition(
        "marker_statement_without_procedure",
        "assessment",
        "is only for an exam after a procedure, to confirm where the marker is, and the indication is another one",
        "21 CFR 900.12(c)(1)(iv); FDA, MQSA Alternative Standard #12",
        lambda report: (
            Assessment.POST_PROCEDURE_MARKER in report.assessments
            and report.indication not in (None, Indication.MARKER_PLACEMENT)
        ),
    ),
    _Condition(
        "known_malignancy_without_indication",
        "assessment",
        "category 6 is for a malignancy that was proven before, and the indication is another one",
        "general knowledge of category 6, not verified",
        lambda report: (
            Assessment.KNOWN_MALIGNANCY in report.assessments
            and report.indication not in (None, Indication.KNOWN_MALIGNANCY)
        ),
    ),
    _Condition(
        "incomplete_without_reason",
        "incomplete_reason",
        "an incomplete assessment must say why no final assessment can be made",
        "21 CFR 900.12(c)(1)(v)",
        lambda report: not report.incomplete_reason and bool(INCOMPLETE.intersection(report.assessments)),
    ),
    _Condition(
        "reason_without_incomplete",
        "incomplete_reason",
        "says why no final assessment can be made, but the category is a final one",
        "21 CFR 900.12(c)(1)(v)",
        lambda report: (
            bool(report.incomplete_reason and report.assessments) and not INCOMPLETE.intersection(report.assessments)
        ),
    ),
)

_IMAGED_WITH: Mapping[str, frozenset[Modality]] = {
    "echotexture": frozenset({Modality.ULTRASOUND}),
    "fibroglandular_tissue": frozenset({Modality.MRI}),
    # Contrast-enhanced mammography shows it too; that it is reported in these words there is not verified.
    "background_enhancement": frozenset({Modality.MRI, Modality.CONTRAST_MAMMOGRAPHY}),
    "background_symmetry": frozenset({Modality.MRI, Modality.CONTRAST_MAMMOGRAPHY}),
}
_ALONE = (Change.NEW, Change.NO_SIGNIFICANT_CHANGE)
_OPPOSITES = (
    {Change.LARGER, Change.SMALLER},
    {Change.MORE_CALCIFICATIONS, Change.FEWER_CALCIFICATIONS},
    {Change.MORE_DEFINED, Change.LESS_DEFINED},
)


def condition_concerns(report: BreastReport) -> Iterator[Concern]:
    """Yield where a category stands without what it presupposes; each is a warning."""
    for rule in _CONDITIONS:
        if rule.fails(report):
            yield Concern(rule.code, rule.path, rule.words, rule.source, Gravity.WARNING)
    yield from _composition_concerns(report)


def _composition_concerns(report: BreastReport) -> Iterator[Concern]:
    if report.composition is None:
        return
    imaged = {report.modality, *(look.modality for finding in report.findings for look in finding.appearances)}
    for part, modalities in _IMAGED_WITH.items():
        if getattr(report.composition, part) is not None and modalities.isdisjoint(imaged):
            words = f"is said after {' or '.join(sorted(modalities))}, and this report is about none of it"
            yield Concern("composition_of_other_modality", f"composition.{part}", words, gravity=Gravity.WARNING)


def change_concerns(finding: Finding, *, path: str = "") -> Iterator[Concern]:
    """Yield where a finding is said to have changed in two ways that exclude each other.

    Args:
        finding: the finding.
        path: where it stands, such as ``findings[0]``.
    """
    said = set(finding.change)
    if any(opposites <= said for opposites in _OPPOSITES) or (len(said) > 1 and said.intersection(_ALONE)):
        words = "says two things of the change since the prior exam that exclude each other"
        yield Concern("change_contradicts", f"{path}.change" if path else "change", words, gravity=Gravity.WARNING)
