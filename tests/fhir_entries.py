"""Records to write to a chart, of patients that nobody is."""

from __future__ import annotations

from datetime import timedelta

from downtimekit.models.chart import ChartEntry
from downtimekit.models.late_entry import LateEntry
from tests.breast import READ_AT, a_finding, a_report

KEYED_AT = READ_AT + timedelta(hours=5)
LATE = LateEntry(
    occurred_at=READ_AT,
    performed_by="Rosa Reyes, MD",
    recorded_at=KEYED_AT,
    entered_by="Robin Roe",
    on_behalf_of="West Imaging",
)


def an_entry(**otherwise: object) -> ChartEntry:
    """Return a preliminary report of a left breast to be entered, with what it says otherwise."""
    said = {
        "key": "k-1",
        "kind": "report",
        "mrn": "T-1001",
        "accession": "A-1",
        "content": a_report(a_finding(side="left")),
        "late": LATE,
    }
    return ChartEntry.model_validate(said | otherwise)
