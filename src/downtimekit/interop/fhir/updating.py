"""Updates of what a chart holds: the new resource, with what the old one says beside our words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from downtimekit.interop.fhir.chart import KIND_TAG
from downtimekit.interop.fhir.chart_records import Held, losses_of
from downtimekit.interop.fhir.kinds import Json
from downtimekit.interop.fhir.marking import withdrawn
from downtimekit.interop.fhir.reading import objects_at
from downtimekit.interop.fhir.resource import Resource
from downtimekit.interop.fhir.systems import OWN, Systems
from downtimekit.models.capture import RecordKind

PLACE: Final = f"{OWN}place"
"""The system of the tag by which a record keeps others of its kind out: the exam's, or a moment of a patient's."""


def place_tag(kind: RecordKind, place: str, *, turn: int) -> str:
    """Return the code of a place's tag.

    Args:
        kind: of the record.
        place: what tells it from the others of its kind, by `models.chart.place_of`.
        turn: how many records in the place were withdrawn before: what was withdrawn keeps its tag, since many servers
            never take a tag off, and keeps no other record out.
    """
    return hashlib.sha256(f"{kind.value}|{turn}|{place}".encode()).hexdigest()


def tags_in(resource: Mapping[str, object], system: str) -> frozenset[str]:
    """Return the codes of a resource's tags of a system."""
    return frozenset(str(tag.get("code")) for tag in objects_at(resource, "meta", "tag") if tag.get("system") == system)


def tagged(resource: Resource, *, system: str, code: str) -> Resource:
    """Return a resource with one more tag."""
    meta: Any = resource.get("meta", {})
    tags = [tag for tag in meta.get("tag", ()) if tag != {"system": system, "code": code}]
    return {**resource, "meta": {**meta, "tag": [*tags, {"system": system, "code": code}]}}


def updated(held: Held, new: Resource, *, systems: Systems) -> Resource:
    """Return a record's main resource as an update writes it: what we cannot say, and others wrote, stays as it is.

    Args:
        held: the record as it stands.
        new: the main resource of the new content, as `chart.to_fhir` writes it.
        systems: the clinic's numbering systems.

    Raises:
        InvalidInput: the record cannot be read.
    """
    names = losses_of(held, systems=systems)
    kept = {name: held.main[name] for name in names if name in held.main and name not in new}
    whole: Resource = {**kept, **new}
    if isinstance(new.get("identifier"), list):
        whole["identifier"] = [*_others(held.main, systems), *_ours(new, systems)]
    return _with_tags(whole, held.main, leave=frozenset({KIND_TAG}))


def called_back(held: Held, *, key: str, kind: RecordKind, systems: Systems) -> Resource:
    """Return a record's main resource as its withdrawal leaves it: the same, marked, with the key of the withdrawal."""
    marked = dict(withdrawn(held.main))
    number: Json = {"system": systems.key, "value": key}
    listed = marked.get("identifier")
    if isinstance(listed, list) or listed is None:
        marked["identifier"] = [*_others(marked, systems), number]
    elif isinstance(listed, dict) and listed.get("system") == systems.key:
        marked["identifier"] = number
    else:
        marked = dict(tagged(marked, system=systems.key, code=key))
    return tagged(marked, system=KIND_TAG, code=kind.value)


def _others(resource: Mapping[str, object], systems: Systems) -> Sequence[Any]:
    return [one for one in objects_at(resource, "identifier") if one.get("system") not in _said(systems)]


def _ours(resource: Mapping[str, object], systems: Systems) -> Sequence[Any]:
    return [one for one in objects_at(resource, "identifier") if one.get("system") in _said(systems)]


def _said(systems: Systems) -> tuple[str, ...]:
    return (systems.key, systems.accession, f"{systems.home}/downtime-accession", "urn:dicom:uid")


def _with_tags(new: Resource, old: Mapping[str, object], *, leave: frozenset[str]) -> Resource:
    """Return a resource that has the tags of another one, too."""
    for tag in objects_at(old, "meta", "tag"):
        if tag.get("system") not in leave and isinstance(tag.get("system"), str) and isinstance(tag.get("code"), str):
            new = tagged(new, system=str(tag["system"]), code=str(tag["code"]))
    return new
