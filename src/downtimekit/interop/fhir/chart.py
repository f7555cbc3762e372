"""The chart: what is written to it (`models.chart.ChartEntry`) as a FHIR R4 transaction, and what is told to auditors.

Each record goes as a conditional create on its idempotency key, with a Provenance that has the two clocks and the two
people; one that replaces another goes as an update of the version that was seen, and so does one that withdraws it: it
is repeated, and marked as entered in error. A registration that opens a chart has its Patient with it. A server may
still make two of one, for what is conditional is looked for before it is written: whoever sends a transaction again
searches first.
A patient whose reference is not known is referred to by number: a server must refuse where it fits none, or two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from attrs import frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.fhir import (
    administration,
    behavioural,
    breast,
    filled,
    intake,
    late_entry,
    medication,
    paperwork,
    patient,
    prescriptions,
)
from downtimekit.interop.fhir.filed import About, Filed
from downtimekit.interop.fhir.kinds import INSTANT, Json
from downtimekit.interop.fhir.marking import withdrawn
from downtimekit.interop.fhir.resource import Read, Resource, Written
from downtimekit.interop.fhir.systems import OWN, Systems
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import ChartEntry
from downtimekit.models.strict import Strict


@frozen
class Way:
    """How one kind of record becomes resources, and is read from them."""

    write: Callable[..., Written]
    read: Callable[..., Read[Any]]


WAYS: Mapping[RecordKind, Way] = {
    RecordKind.REGISTRATION: Way(paperwork.registration_to_fhir, paperwork.registration_from_fhir),
    RecordKind.ALLERGY: Way(medication.allergy_to_fhir, medication.allergy_from_fhir),
    RecordKind.ORDER: Way(paperwork.order_to_fhir, paperwork.order_from_fhir),
    RecordKind.EXAM: Way(paperwork.exam_to_fhir, paperwork.exam_from_fhir),
    RecordKind.QUESTIONNAIRE: Way(intake.to_fhir, intake.questionnaire_from_fhir),
    RecordKind.TECH_NOTES: Way(intake.to_fhir, intake.tech_notes_from_fhir),
    RecordKind.REPORT: Way(breast.to_fhir, breast.from_fhir),
    RecordKind.PRESCRIPTION: Way(prescriptions.paper_to_fhir, prescriptions.paper_from_fhir),
    RecordKind.MEDICATION_CHANGE: Way(prescriptions.change_to_fhir, prescriptions.change_from_fhir),
    RecordKind.MEDICATION_ADMINISTRATION: Way(administration.to_fhir, administration.from_fhir),
    RecordKind.THERAPIST_NOTE: Way(behavioural.to_fhir, behavioural.therapist_note_from_fhir),
    RecordKind.PRESCRIBER_NOTE: Way(behavioural.to_fhir, behavioural.prescriber_note_from_fhir),
    RecordKind.NURSING_NOTE: Way(behavioural.to_fhir, behavioural.nursing_note_from_fhir),
    RecordKind.FORM: Way(filled.to_fhir, filled.from_fhir),
    RecordKind.ADDENDUM: Way(paperwork.amendment_to_fhir, paperwork.amendment_from_fhir),
    RecordKind.SCAN: Way(paperwork.scan_to_fhir, paperwork.scan_from_fhir),
}
"""Every kind of record."""

KIND_TAG = f"{OWN}record-kind"
"""The system of the tag that says of which kind a record is."""
# What was done by whom, and when, stands in the Provenance of a record.
_IN_PROVENANCE = frozenset({"about.occurred_at", "about.performed_by"})
_RECORD = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}")


def to_fhir(entries: Sequence[ChartEntry], *, systems: Systems, patients: Mapping[str, str] | None = None) -> Written:
    """Write records as one FHIR transaction, each with its Provenance; what belongs together is sent together.

    Args:
        entries: the records; one that stands there twice is written once.
        systems: the clinic's numbering systems.
        patients: the reference of each patient that is known, such as ``Patient/123``, by medical record number.

    Raises:
        InvalidInput: two different records have the same key, or the id of one that is replaced is no FHIR id.
    """
    parts: list[Json] = []
    losses = []
    for number, entry in _once(entries).items():
        written = WAYS[entry.kind].write(_filed(entry, patients or {}), systems=systems)
        lost = [loss.removeprefix("about.") for loss in written.losses if loss not in _IN_PROVENANCE]
        losses += [f"[{number}].{loss}" for loss in lost]
        losses += [f"[{number}].needs"] if entry.needs else []
        opened = _opened(entry, systems)
        losses += [f"[{number}].patient.{loss}" for loss in opened.losses] if opened else []
        resources = _resources(written.resource, entry, systems)
        if opened:
            parts.append(_opening(entry, opened.resource, systems))
            resources = [(url, _about(resource, _url(entry, "patient", systems))) for url, resource in resources]
        parts += [_entry(entry, place, *one, systems) for place, one in enumerate(resources)]
        of = [*(url for url, _ in resources), *([_url(entry, "patient", systems)] if opened else [])]
        provenance = late_entry.to_fhir(entry.late, of=of)
        losses += [f"[{number}].late.{loss}" for loss in provenance.losses]
        parts.append(_provenance(entry, provenance.resource, systems))
    return Written({"resourceType": "Bundle", "type": "transaction", "entry": parts}, tuple(losses))


def _once(entries: Sequence[ChartEntry]) -> Mapping[int, ChartEntry]:
    """Return each record by the number of the place where it stands first."""
    known: dict[str, int] = {}
    faults = []
    for number, entry in enumerate(entries):
        if entries[known.setdefault(entry.key, number)] != entry:
            faults.append(Fault(f"[{number}].key", "is that of another record, which says something else"))
        if entry.updates is not None and not _RECORD.fullmatch(entry.updates):
            faults.append(Fault(f"[{number}].updates", "is not the id of a FHIR resource: DiagnosticReport/123"))
    if faults:
        raise InvalidInput("transaction", faults)
    return {number: entries[number] for number in known.values()}


def _filed(entry: ChartEntry, patients: Mapping[str, str]) -> Filed[Any]:
    about = About(
        mrn=entry.mrn,
        subject=patients.get(entry.mrn),
        accession=entry.accession,
        encounter=entry.encounter,
        study=entry.study,
        occurred_at=entry.late.occurred_at,
        performed_by=entry.late.performed_by,
        key=entry.key,
    )
    return Filed[Strict](content=entry.content, about=about)


def _opened(entry: ChartEntry, systems: Systems) -> Written | None:
    return patient.to_fhir(entry.patient, systems=systems) if entry.patient else None


def _opening(entry: ChartEntry, resource: Resource, systems: Systems) -> Json:
    """Return the chart that a registration opens, unless there is one of that number."""
    request = _create("Patient", query(systems.mrn, entry.mrn))
    tag: Json = {"system": systems.key, "code": entry.key}
    tagged: Resource = {"resourceType": "Patient", "meta": {"tag": [tag]}, **resource}
    return {"fullUrl": _url(entry, "patient", systems), "resource": tagged, "request": request}


def _about(resource: Resource, url: str) -> Resource:
    """Return a resource that refers to the patient whose chart is opened with it."""
    element = "patient" if "patient" in resource else "subject"
    reference = resource.get(element)
    return {**resource, element: {**reference, "reference": url}} if isinstance(reference, dict) else resource


def _resources(written: Resource, entry: ChartEntry, systems: Systems) -> Sequence[tuple[str, Resource]]:
    """Return the resources of a record with their URLs, the main one first."""
    if written["resourceType"] != "Bundle":
        return [(_url(entry, "0", systems), written)]
    listed: Any = written["entry"]
    return [(each["fullUrl"], each["resource"]) for each in listed]


def _url(entry: ChartEntry, part: str, systems: Systems) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{systems.key}|{entry.key}#{part}')}"


def _entry(entry: ChartEntry, place: int, url: str, found: Resource, systems: Systems) -> Json:
    """Return one resource of a record as an entry of the transaction; the one in the first place is the main one."""
    resource = _with_patient(found, entry, systems)
    resource = withdrawn(resource) if entry.withdraws else resource
    kind = str(resource["resourceType"])
    if place:
        number = f"{entry.key}/{place}"
        resource = resource | {"identifier": [{"system": systems.key, "value": number}]}
        return {"fullUrl": url, "resource": resource, "request": _create(kind, query(systems.key, number))}
    tag: Json = {"system": KIND_TAG, "code": entry.kind.value}
    meta: Any = resource.get("meta", {})
    resource = {"resourceType": kind, **resource, "meta": meta | {"tag": [tag, *meta.get("tag", ())]}}
    if entry.updates is None:
        return {"fullUrl": url, "resource": resource, "request": _create(kind, query(systems.key, entry.key))}
    id_ = entry.updates.rpartition("/")[2]
    request: dict[str, Json] = {"method": "PUT", "url": entry.updates}
    if entry.expects is not None:
        request["ifMatch"] = f'W/"{entry.expects}"'
    return {"fullUrl": url, "resource": resource | {"id": id_}, "request": request}


def _with_patient(resource: Resource, entry: ChartEntry, systems: Systems) -> Resource:
    """Return a resource that refers to its patient, by number where the reference is not known."""
    element = "patient" if "patient" in resource else "subject"
    reference = resource.get(element)
    if not isinstance(reference, dict):
        return resource
    return {**resource, element: {"reference": f"Patient?{query(systems.mrn, entry.mrn)}", **reference}}


def _provenance(entry: ChartEntry, provenance: Resource, systems: Systems) -> Json:
    """Return the Provenance of a record; R4 has no identifier for it, so that its key is a tag."""
    tag: Json = {"system": systems.key, "code": entry.key}
    resource: Resource = {"resourceType": "Provenance", "meta": {"tag": [tag]}, **provenance}
    request = _create("Provenance", f"_tag={token(systems.key, entry.key)}")
    return {"fullUrl": _url(entry, "provenance", systems), "resource": resource, "request": request}


def _create(kind: str, unless: str) -> Json:
    return {"method": "POST", "url": kind, "ifNoneExist": unless}


def query(system: str, value: str) -> str:
    """Return the search for an identifier, as it stands in a URL."""
    return f"identifier={token(system, value)}"


def token(system: str, value: str) -> str:
    """Return the value of a search for a number, or a tag, of a system, as it stands in a URL."""
    return f"{quote(system, safe=':/')}|{quote(value, safe=':/')}"


def audit_event(
    entry: ChartEntry, *, at: datetime, systems: Systems, refused: bool = False, source: str = "downtimekit"
) -> Resource:
    """Return a FHIR AuditEvent that says who entered which record; it holds no patient data.

    Args:
        entry: the record.
        at: when it was sent to the chart, with a time zone.
        systems: the clinic's numbering systems.
        refused: the chart refused it.
        source: what tells of it.
    """
    done = "create" if entry.updates is None else "update"
    people: list[Json] = [
        {"who": {"display": entry.late.entered_by}, "requestor": True},
        {"who": {"display": entry.late.performed_by}, "requestor": False},
    ]
    return {
        "resourceType": "AuditEvent",
        "type": {"system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest"},
        "subtype": [{"system": "http://hl7.org/fhir/restful-interaction", "code": done}],
        "action": {"create": "C", "update": "U"}[done],
        "recorded": str(INSTANT.write(at)),
        "outcome": "4" if refused else "0",
        "agent": people,
        "source": {"observer": {"display": source}},
        "entity": [{"what": {"identifier": {"system": systems.key, "value": entry.key}}}],
    }
