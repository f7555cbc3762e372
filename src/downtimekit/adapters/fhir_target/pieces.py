"""What one entry is on a FHIR server: the resources to be written, in an order that leaves nothing dangling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import field, frozen

from downtimekit.adapters.fhir_target.sending import Piece, etag
from downtimekit.errors import InvalidInput, Rejected
from downtimekit.interop.fhir import Systems, chart, late_entry
from downtimekit.interop.fhir.chart_records import Held, key_in
from downtimekit.interop.fhir.marking import withdrawn
from downtimekit.interop.fhir.resource import Resource
from downtimekit.interop.fhir.updating import PLACE, called_back, tagged, updated
from downtimekit.models.chart import Act, ChartEntry

# What says where a record belongs, and has no place in every resource: it can be found by the patient all the same.
_NOT_OF_THE_CONTENT = ("accession", "encounter", "study", "needs")


@frozen
class Pieces:
    """What one entry is on a server.

    Attributes:
        opening: the chart that a registration opens.
        parts: what the main resource refers to.
        main: the resource that the record is known by.
        retired: what the record was made of before, marked.
        provenance: who did it and when, and who entered it; the last one, which makes the record whole.
    """

    main: Piece
    provenance: Piece
    parts: Sequence[Piece] = ()
    retired: Sequence[Piece] = ()
    opening: Piece | None = None

    @property
    def in_order(self) -> Sequence[Piece]:
        """All but the patient, each after those that it refers to."""
        return (*self.parts, self.main, *self.retired, self.provenance)


@frozen
class Before:
    """The record that an entry changes, as it stands, and what it was ever made of, by reference."""

    held: Held
    parts: Mapping[str, Resource] = field(repr=False)


def pieces(entry: ChartEntry, *, systems: Systems, patient: str | None, place: str, now: Before | None) -> Pieces:
    """Return what an entry is on a server.

    Args:
        entry: the entry.
        systems: the clinic's numbering systems.
        patient: the reference of its patient; None where the entry opens the chart.
        place: the tag of its place.
        now: the record that it changes, as it stands.

    Raises:
        Rejected: FHIR has no place for something that it says; or what it changes cannot be read.
    """
    try:
        return _pieces(entry, systems, patient, place, now)
    except InvalidInput as error:
        raise Rejected(f"it cannot be written as FHIR: {error.faults[0].words}") from None


def _pieces(entry: ChartEntry, systems: Systems, patient: str | None, place: str, now: Before | None) -> Pieces:
    known = {entry.mrn: patient} if patient else {}
    alone = entry if patient is None else entry.model_copy(update={"patient": None})
    written = chart.to_fhir([alone], systems=systems, patients=known)
    lost = [loss for loss in written.losses if loss.removeprefix("[0].") not in _NOT_OF_THE_CONTENT]
    if lost:
        raise Rejected(f"FHIR has no place for {', '.join(loss.removeprefix('[0].') for loss in lost)}")
    listed: Any = written.resource["entry"]
    made = [_piece(one) for one in listed]
    opening = made.pop(0) if made[0].kind == "Patient" else None
    main, *parts, provenance = made
    if now is None:
        resource = tagged(main.resource, system=PLACE, code=place)
        created = Piece(main.url, resource, unless=f"_tag={chart.token(PLACE, place)}")
        return Pieces(created, provenance, tuple(parts), opening=opening)
    retired = _retired(now.parts, of=entry, systems=systems)
    if entry.act is Act.WITHDRAW:
        marked = called_back(now.held, key=entry.key, kind=entry.kind, systems=systems)
        told = late_entry.to_fhir(entry.late, of=[now.held.id, *now.held.parts])
        changed = Piece(main.url, marked, updates=now.held.id, match=etag(now.held.main))
        of: Resource = {**provenance.resource, "target": told.resource["target"]}
        return Pieces(changed, Piece(provenance.url, of, unless=provenance.unless), retired=retired)
    new = updated(now.held, main.resource, systems=systems)
    changed = Piece(main.url, new, updates=now.held.id, match=etag(now.held.main))
    return Pieces(changed, provenance, tuple(parts), retired)


def _retired(found: Mapping[str, Resource], *, of: ChartEntry, systems: Systems) -> Sequence[Piece]:
    """Return the parts of a record that no longer count, marked as entered in error; not those of this very entry."""
    return [
        Piece(reference, marked, updates=reference, match=etag(part))
        for reference, part in found.items()
        if not key_in(part, systems=systems).startswith(f"{of.key}/") and (marked := withdrawn(part)) is not part
    ]


def _piece(entry: Any) -> Piece:  # noqa: ANN401 - an entry of a Bundle
    request = entry["request"]
    if request["method"] == "PUT":
        return Piece(entry["fullUrl"], entry["resource"], updates=request["url"])
    return Piece(entry["fullUrl"], entry["resource"], unless=request["ifNoneExist"])
