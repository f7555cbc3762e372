"""What a mammography report, and the letter to the patient, must contain: everything that is missing, with its source.

The current text of 21 CFR 900.12(c) was not opened; the items are those of FDA's *Important Information: Final Rule to
Amend the Mammography Quality Standards Act* and of the alternative standards. Paragraphs are cited as far as a source
that was read cites them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from downtimekit.models.breast.assessment import INCOMPLETE
from downtimekit.models.breast.density import Density
from downtimekit.models.breast.mqsa.facility import Facility
from downtimekit.models.breast.mqsa.rules import FEDERAL, MqsaRules
from downtimekit.models.breast.report import BreastReport
from downtimekit.models.concern import Concern
from downtimekit.models.patient import Patient, WrittenIdentity

_CONTENT = "21 CFR 900.12(c)(1)"
_FINAL = "21 CFR 900.12(c)(1)(iv); FDA, MQSA Alternative Standard #8"
_INCOMPLETE = "21 CFR 900.12(c)(1)(v)"
_NEW = "21 CFR 900.12(c)(1), 88 FR 15126"
_LETTER = "21 CFR 900.12(c)(2), 88 FR 15126"


def missing_content(
    report: BreastReport,
    *,
    facility: Facility,
    patient: Patient | WrittenIdentity,
    examined_on: date | None,
    rules: MqsaRules = FEDERAL,
) -> tuple[Concern, ...]:
    """Return what a mammography report lacks; nothing for an exam that the law does not hold for.

    Args:
        report: the report.
        facility: who did the exam.
        patient: whose report it is.
        examined_on: the date of the exam, in the facility's calendar.
        rules: what the law holds for.
    """
    if report.modality not in rules.modalities:
        return ()
    return (
        *_of_patient(patient, _CONTENT),
        *_lacking((("examined_on", "the date of the exam", examined_on),), _CONTENT),
        *_of_facility(facility, ("name", "city", "state", "zip_code", "telephone"), _NEW),
        *missing_in_report(report),
    )


def missing_in_report(report: BreastReport) -> Iterator[Concern]:
    """Yield what a mammography report lacks of what its reader writes, whoever the patient and the facility are.

    Args:
        report: of an exam that the law holds for.
    """
    answered = report.impression or not report.clinical_question
    explained = report.incomplete_reason or not INCOMPLETE.intersection(report.assessments)
    yield from _lacking(
        (("interpreted_by", "the name of the interpreting physician", report.interpreted_by),), _CONTENT
    )
    yield from _lacking(
        (("assessment", "an overall assessment, or one for each breast that was examined", report.is_assessed),), _FINAL
    )
    yield from _lacking((("incomplete_reason", "why no final assessment can be made", explained),), _INCOMPLETE)
    yield from _lacking((("density", "the overall density", report.overall_density),), _NEW)
    yield from _lacking(
        (
            ("recommendations", "what should be done next, or that nothing needs to be", report.recommendations),
            ("impression", "an answer to the referrer's question", answered),
        ),
        _CONTENT,
    )


def missing_in_lay_summary(
    *, density: Density | None, facility: Facility, patient: Patient | WrittenIdentity
) -> tuple[Concern, ...]:
    """Return what the letter to the patient lacks.

    Args:
        density: the density that decides on the notice; None where it is not known.
        facility: who did the exam: the letter gives its whole address.
        patient: to whom the letter goes.
    """
    return (
        *_lacking((("patient.name", "the patient's name", patient.family),), _LETTER),
        *_of_facility(facility, ("name", "street", "city", "state", "zip_code", "telephone"), _LETTER),
        *_lacking((("density", "the density, which decides on the notice", density),), _LETTER),
    )


def assessment_statements(report: BreastReport) -> tuple[str, ...]:
    """Return the statements that the report must carry: the overall one, or one for each breast."""
    if report.assessment:
        return (report.assessment.statement,)
    breasts = [(breast.side, breast.assessment) for breast in report.breasts]
    return tuple(f"{side.value.capitalize()} breast: {found.statement}" for side, found in breasts if found)


def _of_patient(patient: Patient | WrittenIdentity, source: str) -> Iterator[Concern]:
    identifier = patient.mrn or patient.birth_date or patient.identifiers
    yield from _lacking(
        (
            ("patient.name", "the patient's name", patient.family),
            ("patient.identifier", "a second identifier, such as the record number or the birth date", identifier),
        ),
        source,
    )


_FACILITY = {
    "name": "the name of the facility",
    "street": "the street of the facility",
    "city": "the city of the facility",
    "state": "the state of the facility",
    "zip_code": "the ZIP code of the facility",
    "telephone": "the telephone number of the facility",
}


def _of_facility(facility: Facility, names: tuple[str, ...], source: str) -> Iterator[Concern]:
    parts = [(f"facility.{name}", _FACILITY[name], getattr(facility, name)) for name in names]
    yield from _lacking(tuple(parts), source)


def _lacking(items: tuple[tuple[str, str, object], ...], source: str) -> Iterator[Concern]:
    for path, what, value in items:
        if not value:
            yield Concern(f"missing_{path.replace('.', '_')}", path, f"lacks {what}", source)
