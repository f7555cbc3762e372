"""Transactions that came back: the records that a FHIR R4 transaction of `chart` was made of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.fhir import late_entry
from downtimekit.interop.fhir.chart import KIND_TAG, WAYS
from downtimekit.interop.fhir.resource import Read
from downtimekit.interop.fhir.shelf import Placed, Shelf, shelf
from downtimekit.interop.fhir.systems import Systems
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import ChartEntry
from downtimekit.models.reading import read

_VERSION = re.compile(r'W/"(\d{1,9})"')
_KINDS = {kind.value for kind in RecordKind}


@frozen
class _Record:
    """A record of a transaction: its Provenance, and its resources, the main one first."""

    provenance: Placed
    resources: Sequence[Placed]

    @property
    def main(self) -> Placed:
        """The main resource."""
        return self.resources[0]


def from_fhir(found: object, *, systems: Systems) -> Sequence[Read[ChartEntry]]:
    """Read the records of a FHIR transaction, in the order of their Provenances.

    Raises:
        InvalidInput: with every fault of every record.
    """
    here = shelf(found, of="Bundle")
    if not isinstance(found, dict):
        return ()
    records: list[Read[ChartEntry]] = []
    faults: list[Fault] = []
    for provenance in here.of("Provenance"):
        try:
            records.append(_read(_record(provenance, here), found, systems))
        except InvalidInput as error:
            faults += error.faults
    if faults:
        raise InvalidInput("Bundle", faults)
    return records


def _record(provenance: Placed, here: Shelf) -> _Record:
    targets = provenance.resource.get("target")
    named = [here.find(target, within=provenance) for target in targets] if isinstance(targets, list) else []
    there = [placed for placed in named if placed is not None]
    if not there or len(there) < len(named):
        raise InvalidInput("Bundle", [Fault(f"{provenance.at}.target", "names something that is not here")])
    return _Record(provenance, there)


def _read(record: _Record, found: Mapping[str, Any], systems: Systems) -> Read[ChartEntry]:
    kind = _kind(record.main)
    entries = [found["entry"][_number(placed)] for placed in record.resources]
    bare = [_bare(placed, systems, is_main=placed is record.main) for placed in record.resources]
    whole: object = bare[0]
    moved = {str(bare[0].get("resourceType")): record.main.at}
    if len(bare) > 1:
        together = [
            {"fullUrl": entry.get("fullUrl"), "resource": one} for entry, one in zip(entries, bare, strict=True)
        ]
        whole = {"resourceType": "Bundle", "entry": together}
        moved = {f"Bundle.entry[{number}].resource": placed.at for number, placed in enumerate(record.resources)}
    try:
        filed = WAYS[kind].read(whole, systems=systems)
    except InvalidInput as error:
        faults = [Fault(_origin(fault.path, moved), fault.words) for fault in error.faults]
        raise InvalidInput(record.main.at, faults) from None
    late = late_entry.from_fhir(_untagged(record.provenance.resource, systems.key), at=record.provenance.at)
    about = filed.model.about
    entry = {
        "key": about.key,
        "kind": kind,
        "mrn": about.mrn,
        "accession": about.accession,
        "encounter": about.encounter,
        "content": filed.model.content,
        "late": late.model,
        **_replaced(entries[0].get("request")),
    }
    losses = (*(_origin(loss, moved) for loss in filed.losses), *late.losses)
    return Read(read(ChartEntry, entry, source=record.main.at), losses)


def _number(placed: Placed) -> int:
    return int(placed.at.removeprefix("Bundle.entry[").partition("]")[0])


def _kind(main: Placed) -> RecordKind:
    meta = main.resource.get("meta")
    tags = meta.get("tag") if isinstance(meta, dict) else None
    for tag in tags if isinstance(tags, list) else ():
        code = tag.get("code") if isinstance(tag, dict) and tag.get("system") == KIND_TAG else None
        if isinstance(code, str) and code in _KINDS:
            return RecordKind(code)
    raise InvalidInput(main.at, [Fault(f"{main.at}.meta.tag", "does not say of which kind the record is")])


def _bare(placed: Placed, systems: Systems, *, is_main: bool) -> Mapping[str, object]:
    """Return a resource without what was put in for the transaction."""
    found = {key: value for key, value in _untagged(placed.resource, KIND_TAG).items() if key != "id"}
    for element in ("subject", "patient"):
        reference = found.get(element)
        target = reference.get("reference") if isinstance(reference, dict) else None
        if isinstance(reference, dict) and isinstance(target, str) and target.startswith("Patient?identifier="):
            found[element] = {key: value for key, value in reference.items() if key != "reference"}
    identifiers = found.get("identifier")
    if not is_main and isinstance(identifiers, list):
        left = [one for one in identifiers if not isinstance(one, dict) or one.get("system") != systems.key]
        return _with_or_without(found, "identifier", left)
    return found


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
