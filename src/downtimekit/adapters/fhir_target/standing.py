"""What an entry depends on in the chart of a FHIR server, as it stands now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from downtimekit.adapters.fhir_target import charts
from downtimekit.adapters.fhir_target.charts import Charts
from downtimekit.adapters.fhir_target.pieces import Before
from downtimekit.adapters.fhir_target.server import id_in
from downtimekit.backfill.admission import Kept, Standing, amended_by
from downtimekit.errors import Rejected
from downtimekit.interop.fhir.chart_orders import order_from_fhir
from downtimekit.interop.fhir.chart_records import TYPES, Held, key_in
from downtimekit.interop.fhir.marking import is_undone, is_withdrawn
from downtimekit.interop.fhir.reading import objects_at
from downtimekit.interop.fhir.resource import Resource
from downtimekit.interop.fhir.updating import PLACE, place_tag, tags_in
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import ChartEntry, ChartOrder, ChartRecord

TYPE_OF: Mapping[RecordKind, str] = {kind: type_ for type_, kinds in TYPES.items() for kind in kinds}
"""The type of the main resource of each kind of record."""


@frozen
class Ground:
    """What an entry stands on.

    Attributes:
        patient: whose chart it goes to; None where nobody has the number.
        standing: what the rules of every target look at.
        now: the record that it changes.
        begun: its main resource was written already, by a write that did not come to its end.
        place: the tag of its place.
    """

    patient: charts.Kept | None = field(repr=False)
    standing: Standing = field(repr=False)
    now: Before | None = field(repr=False)
    begun: bool
    place: str


async def ground(entry: ChartEntry, *, within: Charts) -> Ground:
    """Look up what an entry depends on.

    Raises:
        Rejected: two charts have its number.
        Unreachable: the server did not answer.
    """
    patient = await _patient(entry, within)
    held = await within.held([patient], [TYPE_OF[entry.kind]]) if patient else ()
    now = next((one for one in held if one.id == entry.updates), None)
    mine = [one for one in held if key_in(one.main, systems=within.systems) == entry.key]
    records = list(within.records(held))
    amended = await _amended(entry, patient, within)
    standing = Standing(
        patient=patient.patient if patient else None,
        order=await _order(entry, patient, within),
        occupant=_occupant(entry, records),
        changed=next((Kept.of(record) for record in records if record.id == entry.updates), None),
        amended=amended,
    )
    before = Before(now, await _parts(now, within)) if now else None
    return Ground(patient, standing, before, bool(mine), _place(entry, held))


async def _parts(now: Held, within: Charts) -> Mapping[str, Resource]:
    """Return what a record is made of, and was before it was changed, as far as its Provenances tell."""
    told = {str(target.get("reference")) for one in now.provenances for target in objects_at(one, "target")}
    gone = {one for one in told if one.startswith("Observation/")} - now.parts.keys()
    return {**now.parts, **await within.by_id(gone)}


async def _patient(entry: ChartEntry, within: Charts) -> charts.Kept | None:
    found = [kept for kept in await within.numbered({entry.mrn}) if kept.patient.mrn == entry.mrn]
    if len(found) > 1:
        ids = " and ".join(sorted(kept.id for kept in found))
        raise Rejected(f"two charts have the number: {ids}; a person must merge them, or say which one it is")
    return found[0] if found else None


async def _order(entry: ChartEntry, patient: charts.Kept | None, within: Charts) -> ChartOrder | None:
    """Return the exam; as somebody else's where one of those that have its number is."""
    if entry.accession is None or patient is None:
        return None
    known: list[ChartOrder] = []
    for resource, owner in await within.exams(entry.accession):
        mrn = entry.mrn if owner in (patient.id, entry.mrn) else "another"
        order = order_from_fhir(resource, mrn=mrn, systems=within.systems)
        known += [order] if order else []
    known.sort(key=lambda order: (order.mrn == entry.mrn, order.study is None))
    return known[0] if known else None


def _occupant(entry: ChartEntry, records: Sequence[ChartRecord]) -> Kept | None:
    there = [
        record
        for record in records
        if not record.withdrawn and record.id != entry.updates and record.key != entry.key
        if (record.kind, record.place) == (entry.kind, entry.place)
    ]
    return Kept.of(there[0]) if there else None


async def _amended(entry: ChartEntry, patient: charts.Kept | None, within: Charts) -> Kept | None:
    reference = id_in(amended_by(entry.content))
    if reference is None or patient is None or reference.partition("/")[0] not in TYPES:
        return None
    found = await within.server.read(reference)
    if found is None or is_undone(found):
        return None
    held = await within.whole([found], {reference: await within.owner(found)})
    return next((Kept.of(record) for record in within.records(held)), None)


def _place(entry: ChartEntry, held: Sequence[Held]) -> str:
    """Return the tag of the place, for the turn after everything in it that was withdrawn."""
    gone = {tag for one in held if is_withdrawn(one.main) for tag in tags_in(one.main, PLACE)}
    turn = 0
    while (tag := place_tag(entry.kind, entry.place, turn=turn)) in gone:
        turn += 1
    return tag
