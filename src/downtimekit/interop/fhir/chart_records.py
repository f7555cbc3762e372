"""Records of a chart: what a FHIR R4 server holds, as `models.chart.ChartRecord`, with what is told apart by it.

What we wrote is read word for word. What others wrote is read as far as it can be said in our words; a report of
theirs that cannot is carried with its conclusion alone, and says so: it takes its exam's place, and nothing is written
over it. What is neither has no place here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from attrs import field, frozen

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir.chart import WAYS
from downtimekit.interop.fhir.filed import Filed
from downtimekit.interop.fhir.kinds import TEXT, Json
from downtimekit.interop.fhir.marking import is_withdrawn
from downtimekit.interop.fhir.reading import Reading, objects_at
from downtimekit.interop.fhir.resource import Read, Resource
from downtimekit.interop.fhir.shelf import Placed
from downtimekit.interop.fhir.systems import Systems
from downtimekit.interop.fhir.transaction import bare, kind_of, late_of
from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import ChartRecord
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.reading import read

TYPES: Final[Mapping[str, tuple[RecordKind, ...]]] = {
    "QuestionnaireResponse": (
        RecordKind.REGISTRATION,
        RecordKind.QUESTIONNAIRE,
        RecordKind.TECH_NOTES,
        RecordKind.FORM,
    ),
    "AllergyIntolerance": (RecordKind.ALLERGY,),
    "ServiceRequest": (RecordKind.ORDER,),
    "Procedure": (RecordKind.EXAM,),
    "DiagnosticReport": (RecordKind.REPORT,),
    "MedicationRequest": (RecordKind.PRESCRIPTION, RecordKind.MEDICATION_CHANGE),
    "MedicationAdministration": (RecordKind.MEDICATION_ADMINISTRATION,),
    "Composition": (RecordKind.THERAPIST_NOTE, RecordKind.PRESCRIBER_NOTE, RecordKind.NURSING_NOTE),
    "DocumentReference": (RecordKind.ADDENDUM, RecordKind.SCAN),
}
"""The kinds of record whose main resource is of a type."""
# What others wrote says by its type alone which kind it is; an order of theirs is read as an exam of the chart.
_OF_OTHERS: Mapping[str, RecordKind] = {
    "DiagnosticReport": RecordKind.REPORT,
    "Procedure": RecordKind.EXAM,
    "AllergyIntolerance": RecordKind.ALLERGY,
    "MedicationAdministration": RecordKind.MEDICATION_ADMINISTRATION,
}
# What an element of theirs that has no place here does not take from what is read.
_BESIDE = ("id", "meta", "text", "language", "implicitRules")
_WHOLE_NUMBER = re.compile(r"[0-9]{1,15}")
_EPOCH = "1970-01-01T00:00:00+00:00"


@frozen
class Held:
    """What a server holds of one record.

    Attributes:
        main: the resource that it is known by; its references are relative, such as ``Observation/7``.
        parts: what it refers to and is part of it, by reference.
        provenances: of it, in any order.
        mrn: whose it is; accession: of which exam, where another resource says so.
    """

    main: Resource = field(repr=False)
    parts: Mapping[str, Resource] = field(factory=dict, repr=False)
    provenances: Sequence[Resource] = field(default=(), repr=False)
    mrn: str = field(default="", repr=False)
    accession: str | None = field(default=None, repr=False)

    @property
    def id(self) -> str:
        """The chart's identifier of the record: ``DiagnosticReport/12``."""
        return f"{self.main['resourceType']}/{self.main.get('id')}"


def key_in(resource: Mapping[str, object], *, systems: Systems) -> str:
    """Return the idempotency key of the write that made a resource so; empty where it was not ours."""
    listed = (one.get("value") for one in objects_at(resource, "identifier") if one.get("system") == systems.key)
    tagged = (tag.get("code") for tag in objects_at(resource, "meta", "tag") if tag.get("system") == systems.key)
    return next((value for value in (*listed, *tagged) if isinstance(value, str)), "")


def version_of(resource: Mapping[str, object]) -> int:
    """Return the version of a resource as a number that is another one after every change.

    FHIR's version ids need not be numbers (R4, Resource.meta.versionId); then it is the time of the last change, in
    microseconds since 1970, and for a server that has neither, a number made from what the resource says.
    """
    (meta,) = [*objects_at(resource, "meta"), {}][:1]
    number, changed = meta.get("versionId"), meta.get("lastUpdated")
    if isinstance(number, str) and _WHOLE_NUMBER.fullmatch(number):
        return int(number)
    try:
        since = datetime.fromisoformat(str(changed)) - datetime.fromisoformat(_EPOCH)
        return round(since.total_seconds() * 1_000_000)
    except (ValueError, TypeError):
        said = json.dumps({key: value for key, value in resource.items() if key != "meta"}, sort_keys=True)
        return int(hashlib.sha256(said.encode()).hexdigest()[:12], 16)


def record(held: Held, *, systems: Systems) -> ChartRecord | None:
    """Return a record of the chart; None for what cannot be said of others in our words.

    Raises:
        InvalidInput: it is one of ours, and not as we write it: somebody changed it into something else.
    """
    kind = kind_of(held.main)
    ours = kind is not None
    kind = kind or _OF_OTHERS.get(str(held.main["resourceType"]))
    if kind is None:
        return None
    try:
        found = _filed(held, kind, systems)
        whole = ours or not [loss for loss in _outside(found, held) if loss.partition(".")[0] not in _BESIDE]
        return _record(held, found.model, systems, whole=whole)
    except InvalidInput:
        if ours:
            raise
    return _conclusion(held, systems) if kind is RecordKind.REPORT else None


def losses_of(held: Held, *, systems: Systems) -> Sequence[str]:
    """Return the elements of a record's main resource that `record` does not say, such as ``presentedForm``.

    Raises:
        InvalidInput: it cannot be read at all.
    """
    kind = kind_of(held.main) or _OF_OTHERS.get(str(held.main["resourceType"]))
    return _outside(_filed(held, kind, systems), held) if kind else ()


def _outside(found: Read[Any], held: Held) -> Sequence[str]:
    within = ("Bundle.entry[0].resource.", f"{held.main['resourceType']}.")
    return [loss.removeprefix(place) for loss in found.losses for place in within if loss.startswith(place)]


def _filed(held: Held, kind: RecordKind, systems: Systems) -> Read[Any]:
    main = bare(_known(held, systems), systems=systems, is_main=True)
    if not held.parts:
        return WAYS[kind].read(main, systems=systems)
    parts = [
        {"fullUrl": url, "resource": bare(_owned(part, held.mrn, systems), systems=systems, is_main=False)}
        for url, part in held.parts.items()
    ]
    return WAYS[kind].read(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"fullUrl": held.id, "resource": main}, *parts]},
        systems=systems,
    )


def _known(held: Held, systems: Systems) -> Resource:
    """Return the main resource with the numbers that it only refers to."""
    main = dict(_owned(held.main, held.mrn, systems))
    if held.accession and not any(_is_exam(one, systems) for one in objects_at(main, "basedOn")):
        main["basedOn"] = [
            {"type": "ServiceRequest", "identifier": {"system": systems.accession, "value": held.accession}}
        ]
    return main


def _owned(resource: Resource, mrn: str, systems: Systems) -> Resource:
    """Return a resource whose patient is named by the number that their chart has now."""
    for element in ("subject", "patient"):
        reference = resource.get(element)
        if isinstance(reference, dict) and mrn:
            number: Json = {"system": systems.mrn, "value": mrn}
            return {**resource, element: {**reference, "identifier": number}}
    return resource


def _is_exam(reference: Mapping[str, object], systems: Systems) -> bool:
    return any(number.get("system") == systems.accession for number in objects_at(reference, "identifier"))


def _record(held: Held, filed: Filed[Any], systems: Systems, *, whole: bool) -> ChartRecord:
    about = filed.about
    key = key_in(held.main, systems=systems)
    late = _late(held, key, systems)
    said = {
        "id": held.id,
        "version": version_of(held.main),
        "key": key,
        "mrn": held.mrn or about.mrn,
        "accession": about.accession,
        "encounter": about.encounter,
        "occurred_at": late.occurred_at if late else about.occurred_at,
        "recorded_at": late.recorded_at if late else None,
        "withdrawn": is_withdrawn(held.main),
        "whole": whole,
        "content": filed.content,
    }
    return read(ChartRecord, said, source=held.id)


def _late(held: Held, key: str, systems: Systems) -> LateEntry | None:
    """Return the two clocks and the two people that the Provenance of the write with a key tells."""
    for provenance in held.provenances:
        if key and key_in(provenance, systems=systems) == key:
            try:
                return late_of(Placed("Provenance", provenance), systems=systems).model
            except InvalidInput:
                return None
    return None


def _conclusion(held: Held, systems: Systems) -> ChartRecord | None:
    """Return a report of others that cannot be read, with its conclusion."""
    accession = held.accession or next(_exams(held.main, systems), None)
    if accession is None:
        return None
    conclusion = TEXT.read(held.main.get("conclusion"), at="", into=Reading())
    # A final report of ours needs fields that theirs may lack, so that none is made up of it.
    content = BreastReport(
        status=ReportStatus.PRELIMINARY, impression=conclusion if isinstance(conclusion, str) else ""
    )
    return ChartRecord(
        id=held.id,
        version=version_of(held.main),
        mrn=held.mrn,
        accession=accession,
        withdrawn=is_withdrawn(held.main),
        whole=False,
        content=content,
    )


def _exams(main: Mapping[str, object], systems: Systems) -> Iterator[str]:
    for number in objects_at(main, "basedOn", "identifier"):
        value = number.get("value")
        if number.get("system") == systems.accession and isinstance(value, str):
            yield value
