"""Change one patient of an index; the caller's transaction makes it whole."""

from __future__ import annotations

import sqlite3

from downtimekit.adapters.matching._layout import keys_of, names_of, number_of
from downtimekit.adapters.matching._rows import cells_of, line_of, patient_of, record_of_cells
from downtimekit.backfill.matching import record_of
from downtimekit.backfill.matching.normalising import plain_word
from downtimekit.models.patient import Patient

_LINES = "SELECT id, line FROM patients WHERE id IN (SELECT patient FROM keys WHERE key = ?) ORDER BY id"
_COUNT = "INSERT INTO names VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET count = count + excluded.count"
_TOTAL = "UPDATE totals SET count = count + ? WHERE name = 'patients'"


def put(connection: sqlite3.Connection, patient: Patient) -> None:
    """Add a patient, or replace what is known of them."""
    remove(connection, patient.mrn)
    record = record_of(patient)
    (place,) = connection.execute("INSERT INTO patients (line) VALUES (?) RETURNING id", (line_of(patient),)).fetchone()
    connection.executemany("INSERT INTO keys VALUES (?, ?)", [(key, place) for key in keys_of(record)])
    connection.executemany(_COUNT, [(name, 1) for name in names_of(record)])
    connection.execute(_TOTAL, (1,))


def remove(connection: sqlite3.Connection, mrn: str) -> bool:
    """Forget a patient; return whether there was one."""
    found = _line(connection, mrn)
    if found is None:
        return False
    place, line = found
    record = record_of_cells(cells_of(line))
    connection.execute("DELETE FROM patients WHERE id = ?", (place,))
    connection.executemany("DELETE FROM keys WHERE key = ? AND patient = ?", [(key, place) for key in keys_of(record)])
    connection.executemany(_COUNT, [(name, -1) for name in names_of(record)])
    connection.execute(_TOTAL, (-1,))
    return True


def whole_of(connection: sqlite3.Connection, mrn: str) -> Patient | None:
    """Return the patient with a number, or None."""
    found = _line(connection, mrn)
    return patient_of(cells_of(found[1])) if found else None


def _line(connection: sqlite3.Connection, mrn: str) -> tuple[int, str] | None:
    key = number_of(f"m{plain_word(mrn)}")
    found = ((place, line) for place, line in connection.execute(_LINES, (key,)) if cells_of(line)[0] == mrn)
    return next(found, None)
