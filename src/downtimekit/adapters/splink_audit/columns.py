"""Patients as the rows of one table: made plain as everywhere, and flat, so that SQL can compare them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from downtimekit.backfill.matching.nicknames import root_of
from downtimekit.backfill.matching.records import record_of
from downtimekit.models.patient import Patient

COLUMNS: Final = (
    "unique_id",
    "family",
    "family_first",
    "family_last",
    "given",
    "given_root",
    "birth_date",
    "gender",
    "number",
    "phone",
    "house",
    "street",
    "beside",
    "city",
    "state",
    "postcode",
)
"""All of them are text; what is not known is null."""

Row = tuple[str | None, ...]


def rows_of(patients: Iterable[Patient]) -> Iterator[Row]:
    """Yield a row for each patient whose name is known; a chart that was merged away, or an alias, is left out."""
    return (_row(patient) for patient in patients if not patient.unidentified and not patient.merged_into)


def _row(patient: Patient) -> Row:
    record = record_of(patient)
    parts = record.family.parts or (record.family.whole,)
    several = len(parts) > 1
    given = record.given.whole
    told = (
        record.family.whole,
        parts[0] if several else "",
        parts[-1] if several else "",
        given,
        root_of(given),
        record.born,
        record.gender,
        "|".join(record.numbers[0]) if record.numbers else "",
        record.phones[0] if record.phones else "",
        record.house,
        record.street,
        record.beside,
        record.city,
        record.state,
        record.postcode,
    )
    return (patient.mrn, *(value or None for value in told))
