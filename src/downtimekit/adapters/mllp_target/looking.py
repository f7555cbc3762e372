"""What the chart beside the interface says before a message goes out, and after it was taken.

A system that takes messages checks less than a chart should: most take a second report of an exam, and an update of
what somebody else has changed meanwhile. So the entry is held against the chart first. Between the look and the message
others may be faster; only a receiver that checks what `entry_line` brings along closes that gap.
"""

from __future__ import annotations

from collections.abc import Iterable

from downtimekit.adapters.mllp_target.ledger import Sending
from downtimekit.backfill.admission import Kept, Standing, amended_by
from downtimekit.models.chart import Chart, ChartEntry, ChartRecord, Lookup


def wanted_by(entry: ChartEntry) -> Lookup:
    """Return what to ask the chart for an entry."""
    exams = frozenset({entry.accession}) if entry.accession else frozenset[str]()
    return Lookup(mrns=frozenset({entry.mrn}), accessions=exams)


def standing_of(entry: ChartEntry, chart: Chart) -> Standing:
    """Return what an entry depends on."""
    occupant = next((record for record in chart.records if _is_in_place_of(record, entry)), None)
    return Standing(
        patient=next((patient for patient in chart.patients if patient.mrn == entry.mrn), None),
        order=next((order for order in chart.orders if order.accession == entry.accession), None),
        occupant=Kept.of(occupant) if occupant else None,
        changed=_kept(entry.updates, chart.records),
        amended=_kept(amended_by(entry.content), chart.records),
    )


def made_by(sending: Sending, chart: Chart) -> str | None:
    """Return the record that a message made, as far as the chart shows it; None where it shows none.

    It is known by the key of the entry, or, where a chart has no place for that, by the number that it was sent under.
    """
    ids = (record.id for record in chart.records if sending.key == record.key or sending.control_id == record.id)
    return next(ids, None)


def _is_in_place_of(record: ChartRecord, entry: ChartEntry) -> bool:
    return not record.withdrawn and (record.place, record.kind) == (entry.place, entry.kind)


def _kept(identifier: str | None, records: Iterable[ChartRecord]) -> Kept | None:
    return next((Kept.of(record) for record in records if record.id == identifier), None)
