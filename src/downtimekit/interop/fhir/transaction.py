"""Transactions that came back: the records that a FHIR R4 transaction of `chart` was made of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.fhir import late_entry, patient
from downtimekit.interop.fhir.chart import KIND_TAG, WAYS
from downtimekit.interop.fhir.marking import is_withdrawn, reinstated
from downtimekit.interop.fhir.reading import objects_at
from downtimekit.interop.fhir.resource import Read
from downtimekit.interop.fhir.shelf import Placed, Shelf, shelf
from downtimekit.interop.fhir.systems import Systems
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import ChartEntry
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.patient import Patient
from downtimekit.models.reading import read

_VERSION = re.compile(r'W/"(\d{1,9})"')
_KINDS = {kind.value for kind in RecordKind}


@frozen
class _Record:
    """A record of a transaction: its Provenance, its resources, the main one first, and the chart that it opens."""

    provenance: Placed
    resources: Sequence[Placed]
    opened: Placed | None = None

    @property
    def main(self) -> Placed:
        """The main resource."""
        return self.resources[0]

    @property
    def all(self) -> Sequence[Placed]:
        """Everything that the Provenance names."""
        return (*self.resources, self.opened) if self.opened else self.resources


def from_fhir(found: object, *, systems: Systems) -> Sequence[Read[ChartEntry]]:
    """Read the records of a FHIR transaction, in the order of their Provenances.

    Raises:
        InvalidInput: with every fault of every record; it has a resource that no Provenance names, or none at all.
    """
    here = shelf(found, of="Bundle")
    if not isinstance(found, dict):
        return ()
    records: list[Read[ChartEntry]] = []
    faults: list[Fault] = []
    named: set[str] = set()
    for provenance in here.of("Provenance"):
        try:
            record = _record(provenance, here)
            named |= {provenance.at, *(placed.at for placed in record.all)}
            records.append(_read(record, found, systems))
        except InvalidInput as error:
            faults += error.faults
    if not here.all:
        faults.append(Fault("Bundle.entry", "is missing: there is no record"))
    if not faults:
        faults += [
            Fault(other.at, "is part of no record: no Provenance names it")
            for other in here.all
            if other.at not in named
        ]
    if faults:
        raise InvalidInput("Bundle", faults)
    return records


def _record(provenance: Placed, here: Shelf) -> _Record:
    targets = provenance.resource.get("target")
    named = [here.find(target, within=provenance) for target in targets] if isinstance(targets, list) else []
    there = [placed for placed in named if placed is not None]
    if not there or len(there) < len(named):
        raise InvalidInput("Bundle", [Fault(f"{provenance.at}.target", "names something that is not here")])
    opened = there[-1] if there[-1].type == "Patient" else None
    return _Record(provenance, there[:-1] if opened and len(there) > 1 else there, opened)


def _read(record: _Record, found: Mapping[str, Any], systems: Systems) -> Read[ChartEntry]:
    kind = _kind(record.main)
    entries = [found["entry"][_number(placed)] for placed in record.resources]
    filed = _content(record, kind, [entry.get("fullUrl") for entry in entries], systems)
    late = late_of(record.provenance, systems=systems)
    about = filed.model.about
    opened = _opened(record, systems)
    entry = {
        "key": about.key,
        "kind": kind,
        "mrn": about.mrn,
        "accession": about.accession,
        "encounter": about.encounter,
        "study": about.study,
        "patient": opened.model if opened else None,
        "content": filed.model.content,
        "late": late.model,
        **_replaced(entries[0].get("request")),
        "withdraws": is_withdrawn(record.main.resource),
    }
    losses = (*filed.losses, *late.losses, *(opened.losses if opened else ()))
    return Read(read(ChartEntry, entry, source=record.main.at), losses)


def late_of(provenance: Placed, *, systems: Systems) -> Read[LateEntry]:
    """Read the two clocks and the two people of a record from its Provenance.

    Raises:
        InvalidInput: with every fault.
    """
    return late_entry.from_fhir(_untagged(provenance.resource, systems.key), at=provenance.at)


def _opened(record: _Record, systems: Systems) -> Read[Patient] | None:
    if record.opened is None:
        return None
    return patient.from_fhir(_untagged(record.opened.resource, systems.key), systems=systems, at=record.opened.at)


def _content(record: _Record, kind: RecordKind, urls: Sequence[object], systems: Systems) -> Read[Any]:
    """Return what the resources of a record say, with the losses where they stand in the transaction."""
    sent = [bare(placed.resource, systems=systems, is_main=placed is record.main) for placed in record.resources]
    whole: object = sent[0]
    moved = {str(sent[0].get("resourceType")): record.main.at}
    if len(sent) > 1:
        together = [{"fullUrl": url, "resource": one} for url, one in zip(urls, sent, strict=True)]
        whole = {"resourceType": "Bundle", "entry": together}
        moved = {f"Bundle.entry[{number}].resource": placed.at for number, placed in enumerate(record.resources)}
    try:
        filed = WAYS[kind].read(whole, systems=systems)
    except InvalidInput as error:
        faults = [Fault(_origin(fault.path, moved), fault.words) for fault in error.faults]
        raise InvalidInput(record.main.at, faults) from None
    return Read(filed.model, tuple(_origin(loss, moved) for loss in filed.losses))


def _number(placed: Placed) -> int:
    return int(placed.at.removeprefix("Bundle.entry[").partition("]")[0])


def kind_of(resource: Mapping[str, object]) -> RecordKind | None:
    """Return which kind of record a resource is the main one of; None where it does not say, and is not ours."""
    for tag in objects_at(resource, "meta", "tag"):
        code = tag.get("code")
        if tag.get("system") == KIND_TAG and isinstance(code, str) and code in _KINDS:
            return RecordKind(code)
    return None


def _kind(main: Placed) -> RecordKind:
    kind = kind_of(main.resource)
    if kind is None:
        raise InvalidInput(main.at, [Fault(f"{main.at}.meta.tag", "does not say of which kind the record is")])
    return kind


def bare(resource: Mapping[str, object], *, systems: Systems, is_main: bool) -> Mapping[str, object]:
    """Return a resource as the template of its kind knows it.

    Args:
        resource: of a record; one that was withdrawn is returned as it was before.
        systems: the clinic's numbering systems.
        is_main: of several resources, the one that the record is known by.
    """
    whole = reinstated(resource)
    found = {key: value for key, value in _untagged(whole, KIND_TAG).items() if key != "id"}
    for element in ("subject", "patient"):
        if element in found:
            found[element] = _without_search(found[element])
    identifiers = found.get("identifier")
    if is_main or not isinstance(identifiers, list):
        return found
    left = [one for one in identifiers if not isinstance(one, dict) or one.get("system") != systems.key]
    return _with_or_without(found, "identifier", left)


def _without_search(reference: object) -> object:
    """Return a reference without the search for its patient."""
    target = reference.get("reference") if isinstance(reference, dict) else None
    if isinstance(reference, dict) and isinstance(target, str) and target.startswith("Patient?identifier="):
        return {key: value for key, value in reference.items() if key != "reference"}
    return reference


def _with_or_without(found: Mapping[str, object], name: str, value: object) -> dict[str, object]:
    """Return an object with an element, or without it where there is nothing in it."""
    rest = {key: one for key, one in found.items() if key != name}
    return rest | {name: value} if value else rest


def _untagged(found: Mapping[str, object], system: str) -> dict[str, object]:
    """Return a resource without its tags of a system."""
    meta = found.get("meta")
    tags = meta.get("tag") if isinstance(meta, dict) else None
    if not isinstance(meta, dict) or not isinstance(tags, list):
        return dict(found)
    left = [tag for tag in tags if not isinstance(tag, dict) or tag.get("system") != system]
    return _with_or_without(found, "meta", _with_or_without(meta, "tag", left))


def _replaced(request: object) -> Mapping[str, object]:
    """Return which record is replaced, and which version of it, by what is asked for."""
    if not isinstance(request, dict) or request.get("method") != "PUT":
        return {}
    version = request.get("ifMatch")
    known = _VERSION.fullmatch(version) if isinstance(version, str) else None
    return {"updates": request.get("url"), "expects": int(known[1]) if known else None}


def _origin(path: str, moved: Mapping[str, str]) -> str:
    for there, origin in moved.items():
        if path == there or path.startswith(f"{there}."):
            return origin + path[len(there) :]
    return path
