"""Sheets of the library, filled in as fully as they can be: one plausible answer to every question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from downtimekit.forms import SerialPool
from downtimekit.models.forms import FieldKind, FormDefinition, FormField
from downtimekit.models.paper import IssuedForm

(SERIAL,) = SerialPool("W", 1, 9).take(1)
NOON = "2026-03-03T12:00:00-05:00"
LATER = "2026-03-03T12:45:00-05:00"

_BY_KIND: Mapping[FieldKind, Any] = {
    FieldKind.NOTE: "Planted words",
    FieldKind.TEXT: "Planted words",
    FieldKind.DATE: "2026-03-03",
    FieldKind.TIME: "12:00",
    FieldKind.DATE_TIME: NOON,
    FieldKind.YES_NO: True,
    FieldKind.SIGNATURE: "Nils Nakamura",
    FieldKind.DIAGRAM: [{"x": 0.25, "y": 0.5, "sign": "1"}],
}
"""What is answered where nothing else is said below."""
_BY_KEY: Mapping[str, Any] = {
    **{
        "session.modality": "video",
        "session.ended_at": LATER,
        "session.therapy_minutes": 45,
        "total_minutes": 45,
        "group_size": 6,
    },
    **{"service_codes.0": "90834", "service_codes.1": "90785", "diagnoses.code": "F33.1"},
    **{"signature.signed_at": LATER, "co_signature.signed_at": LATER, "co_signature.name": "Tess Tanaka"},
    **{"vitals.systolic": 120, "vitals.diastolic": 80, "vitals.pulse": 70, "vitals.respiration": 16},
    **{
        "vitals.temperature.value": 98.6,
        "documented.checked_by": "Tess Tanaka",
        "vitals.weight.value": 150,
        "vitals.oxygen_saturation": 98,
    },
    **{"labs.collected": "2026-03-01", "pharmacy.ncpdp_id": "1234567", "prescriber.dea_number": "AN1234563"},
    **{"quantity.amount": 30, "days_supply": 30, "portal_id": "P-1", "control_number": "N-1"},
    **{"drug.ndc": "12345-6789-01", "lot": "AB 12-3", "expires": "2026-03", "next_due": "2026-03-31"},
    **{"route": "intramuscular", "onset": "2019", "none_known": False, "patient.mrn": "T-1001"},
    **{"allergies.none_known": False, "patient.birth_date": "1961-07-04", "visit.discharged_at": LATER},
    **{"last_mammogram_on": "2024-03", "last_period": "2026-02", "menarche_age": 12, "births": 2, "pregnancies": 3},
    **{"age_at_first_birth": 27, "menopause_age": 51, "procedures.on": "2019", "implant_details.year": 2011},
    **{"height_cm": 165, "weight_kg": 70, "relatives.age_at_diagnosis": 44, "relatives.relation": "mother"},
    **{"unit": "MG-2", "temporary_accession": "D-17", "views": ["RCC", "LCC"], "exposures": 4, "repeats": 1},
    **{"comparison": {"dates": ["2024-03-05"]}, "status": "final", "findings.note": "Planted words"},
    **{"symptom_details.symptom": "pain", "reactions": ["hives", "swelling"]},
}
"""What is answered in a field, or in the column of a table."""
_NOT_TOGETHER: Mapping[str, frozenset[str]] = {
    "mammography_questionnaire": frozenset({"symptom_details.discharge", "symptom_details.spontaneous"}),
    "radiologist_worksheet": frozenset({"incomplete_reason"}),
    "prescription": frozenset({"paper_note"}),
    "phone_call": frozenset({"open_with"}),
}
"""What is not asked for where the rest is answered as it is here."""
_ANOTHER_BOX: Mapping[str, str] = {"assessment": "2", "findings.assessment": "2", "findings.side": "left"}


def filled(form: FormDefinition) -> dict[str, Any]:
    """Return an answer to every question of a form, side by side."""
    left_out = _NOT_TOGETHER.get(form.key, frozenset())
    asked = (field for field in form.fields() if field.kind is not FieldKind.STATEMENT and field.key not in left_out)
    return {field.key: _answer(field, field.key, left_out) for field in asked}


def least(form: FormDefinition) -> dict[str, Any]:
    """Return what a form cannot do without."""
    needed = {field.key: _answer(field, field.key, frozenset()) for field in form.fields() if field.required}
    return {**needed, **({"none_known": True} if "none_known" in needed else {})}


def issued(form: FormDefinition) -> Mapping[str, IssuedForm]:
    """Return one sheet of a form that was handed out, by its serial."""
    return {SERIAL: IssuedForm(serial=SERIAL, form=form.key, form_digest=form.digest)}


def keyed(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet as a clerk types it."""
    return {
        "serial": SERIAL,
        "patient": {"mrn": "T-1001", "family": "Testwell", "given": "Ada"},
        "occurred_at": NOON,
        "performed_by": "Nils Nakamura",
        "recorded_at": "2026-03-04T09:00:00-05:00",
        "entered_by": "É. Nagy",
        "content": dict(content),
    }


def _answer(field: FormField, path: str, left_out: frozenset[str]) -> Any:  # noqa: ANN401  (as it is typed)
    if path in _BY_KEY or path in _ANOTHER_BOX:
        return _BY_KEY.get(path, _ANOTHER_BOX.get(path))
    if field.kind is FieldKind.TABLE:
        columns = [column for column in field.columns if f"{path}.{column.key}" not in left_out]
        return [{column.key: _answer(column, f"{path}.{column.key}", left_out) for column in columns}]
    if field.kind is FieldKind.NUMBER:
        return int(field.minimum or 1) or 1
    if field.kind is FieldKind.MANY_OF:
        return [choice.key for choice in field.choices if not choice.alone]
    return field.choices[0].key if field.choices else _BY_KIND[field.kind]
