"""Exams and visits that a chart knows: FHIR R4 ServiceRequest and Encounter, as `models.chart` has them.

Read leniently, for others wrote them: an element that is not understood says nothing, and an order without an exam
number, or without any date, is none that paper could belong to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TypeVar

from pydantic import ValidationError

from downtimekit.interop.fhir.breast_codes import LATERALITY
from downtimekit.interop.fhir.filed import DICOM_UID
from downtimekit.interop.fhir.kinds import INSTANT, Json
from downtimekit.interop.fhir.marking import is_withdrawn
from downtimekit.interop.fhir.reading import Reading, objects_at
from downtimekit.interop.fhir.resource import Resource
from downtimekit.interop.fhir.systems import ACT_CODE, DICOM, IDENTIFIER_TYPE, Systems
from downtimekit.models.breast import Laterality, Side
from downtimekit.models.chart import ChartOrder, ChartVisit
from downtimekit.models.orders import OrderStatus
from downtimekit.models.registration import PatientClass, Visit

STATUS: Mapping[str, OrderStatus] = {
    "active": OrderStatus.SCHEDULED,
    "on-hold": OrderStatus.ON_HOLD,
    "revoked": OrderStatus.CANCELLED,
    "completed": OrderStatus.COMPLETED,
}
"""How far an order is, by the codes of *request-status*; a draft and *unknown* say nothing of it."""
_WRITTEN = {status: code for code, status in STATUS.items()} | {
    OrderStatus.ERROR: "entered-in-error",
    OrderStatus.DISCONTINUED: "revoked",
    OrderStatus.REPLACED: "revoked",
    OrderStatus.IN_PROCESS: "active",
    OrderStatus.PARTIAL: "active",
}
_CLASSES = {
    "AMB": PatientClass.OUTPATIENT,
    "EMER": PatientClass.EMERGENCY,
    "IMP": PatientClass.INPATIENT,
    "ACUTE": PatientClass.INPATIENT,
    "NONAC": PatientClass.INPATIENT,
    "PRENC": PatientClass.PREADMIT,
}
_MODALITY = re.compile(r"[A-Z]{2,16}")
# Where servers keep the modality of an order: none of them is R4's own.
_MODALITY_IN = (("category", "coding"), ("orderDetail", "coding"), ("code", "coding"))
# DICOM PS3.5, section 9.
_UID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+", re.ASCII)
_LONGEST_UID = 64
Model = TypeVar("Model")


def order_to_fhir(order: ChartOrder, *, systems: Systems, subject: str) -> Resource:
    """Write an exam that a chart knows as a FHIR ServiceRequest.

    Args:
        order: the exam.
        systems: the clinic's numbering systems.
        subject: the reference of its patient, such as ``Patient/77``.
    """
    type_: Json = {"coding": [{"system": IDENTIFIER_TYPE, "code": "ACSN"}]}
    numbers: list[Json] = [{"type": type_, "system": systems.accession, "value": order.accession}]
    numbers += [{"system": DICOM_UID, "value": f"urn:oid:{order.study}"}] if order.study else []
    resource: Resource = {
        "resourceType": "ServiceRequest",
        "identifier": numbers,
        "status": _WRITTEN[order.status] if order.status else "unknown",
        "intent": "order",
        "subject": {"reference": subject, "identifier": {"system": systems.mrn, "value": order.mrn}},
        "occurrenceDateTime": order.scheduled_at.isoformat() if order.scheduled_at else order.day.isoformat(),
    }
    if order.modality:
        resource["category"] = [{"coding": [{"system": DICOM, "code": order.modality}]}]
    if order.sides:
        resource["bodySite"] = [side for side in map(LATERALITY.write, order.sides) if isinstance(side, dict)]
    return resource


def order_from_fhir(resource: Mapping[str, object], *, mrn: str, systems: Systems) -> ChartOrder | None:
    """Read an exam that a chart knows from a FHIR ServiceRequest.

    Args:
        resource: the ServiceRequest.
        mrn: whose it is.
        systems: the clinic's numbering systems.

    Returns:
        The exam; None where it has no exam number, or no date, or was entered in error.
    """
    if is_withdrawn(resource):
        return None
    planned = next(_moments(resource), None)
    told = {
        "accession": next(numbers_in(resource, systems.accession), None),
        "mrn": mrn,
        "day": planned[:10] if planned else None,
        "scheduled_at": _moment(planned),
        "modality": next(_modalities(resource), None),
        "sides": tuple(dict.fromkeys(_sides(resource))),
        "study": study_in(resource),
        "status": STATUS.get(str(resource.get("status"))),
    }
    return _made(ChartOrder, told)


def visit_from_fhir(resource: Mapping[str, object], *, mrn: str, systems: Systems) -> ChartVisit | None:
    """Read a visit that a chart knows from a FHIR Encounter; None for one that was cancelled, or has no number."""
    if resource.get("status") in ("cancelled", "entered-in-error"):
        return None
    number = next(numbers_in(resource, systems.visit), None)
    if number is None:
        return None
    (sort,) = [*objects_at(resource, "class"), {}][:1]
    (period,) = [*objects_at(resource, "period"), {}][:1]
    known = sort.get("system") in (None, ACT_CODE)
    told = {
        "number": number,
        "patient_class": _CLASSES.get(str(sort.get("code"))) if known else None,
        "location": _first(objects_at(resource, "location", "location"), "display"),
        "attending": _first(objects_at(resource, "participant", "individual"), "display"),
        "admitted_at": _moment(period.get("start")),
        "discharged_at": _moment(period.get("end")),
    }
    visit = _made(Visit, told) or _made(Visit, {"number": number})
    return ChartVisit(mrn=mrn, visit=visit) if visit else None


def numbers_in(resource: Mapping[str, object], system: str) -> Iterator[str]:
    """Yield the numbers of a system that a resource has."""
    for number in objects_at(resource, "identifier"):
        value = number.get("value")
        if number.get("system") == system and isinstance(value, str):
            yield value


def study_in(resource: Mapping[str, object]) -> str | None:
    """Return the images that a report or an exam says it belongs to; None where it says none."""
    named = (one for study in objects_at(resource, "imagingStudy") for one in numbers_in(study, DICOM_UID))
    found = (uid.removeprefix("urn:oid:") for uid in (*numbers_in(resource, DICOM_UID), *named))
    return next((uid for uid in found if len(uid) <= _LONGEST_UID and _UID.fullmatch(uid)), None)


def _made(model: type[Model], told: Mapping[str, object]) -> Model | None:
    try:
        return model(**told)
    except ValidationError:
        return None


def _moments(resource: Mapping[str, object]) -> Iterator[str]:
    """Yield for when it is planned, or else when it was asked for, or came in."""
    (period,) = [*objects_at(resource, "occurrencePeriod"), {}][:1]
    (meta,) = [*objects_at(resource, "meta"), {}][:1]
    found = (resource.get("occurrenceDateTime"), period.get("start"), resource.get("authoredOn"))
    for moment in (*found, meta.get("lastUpdated")):
        if isinstance(moment, str) and _day(moment):
            yield moment


def _day(moment: str) -> date | None:
    try:
        return date.fromisoformat(moment[:10])
    except ValueError:
        return None


def _moment(found: object) -> datetime | None:
    if not isinstance(found, str):
        return None
    moment = INSTANT.read(found, at="", into=Reading())
    return moment if isinstance(moment, datetime) else None


def _modalities(resource: Mapping[str, object]) -> Iterator[str]:
    for place in _MODALITY_IN:
        for coding in objects_at(resource, *place):
            code = coding.get("code")
            if coding.get("system") == DICOM and isinstance(code, str) and _MODALITY.fullmatch(code):
                yield code


def _sides(resource: Mapping[str, object]) -> Iterator[Side]:
    for site in objects_at(resource, "bodySite"):
        side = LATERALITY.read(site, at="", into=Reading())
        if isinstance(side, str) and side in set(Laterality):
            yield from Laterality(side).sides


def _first(objects: Iterator[Mapping[str, object]], name: str) -> str | None:
    words = (one.get(name) for one in objects)
    return next((word for word in words if isinstance(word, str)), None)
