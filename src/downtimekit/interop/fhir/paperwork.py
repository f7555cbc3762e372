"""Paperwork: `models.paperwork` and the written amendments of `models.amending`, in FHIR R4.

An order is a ServiceRequest; one that was carried out already is *completed*, so that nobody does it again. An exam
is a Procedure, a scan and an amendment are DocumentReferences: an amendment is appended, whatever it says, and replaces
nothing. A registration is a QuestionnaireResponse: whom it is about, and whether that is a new patient, people decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from downtimekit.interop.fhir.answers import with_rest
from downtimekit.interop.fhir.breast_codes import LATERALITY
from downtimekit.interop.fhir.filed import Filed, needs_patient, numbered, study, subject, visit
from downtimekit.interop.fhir.intake import response
from downtimekit.interop.fhir.kinds import INSTANT, TEXT_IN_BASE64, URI, code, codes
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Written
from downtimekit.interop.fhir.systems import IDENTIFIER_TYPE, OWN, Systems
from downtimekit.interop.fhir.template import (
    Template,
    also,
    blank,
    coded,
    each,
    heard,
    itself,
    means,
    must,
    one_of,
    order_intent,
    part,
    worded,
)
from downtimekit.models.amending import WrittenAmendment
from downtimekit.models.paperwork import ExamOutcome, PaperOrder, PaperRegistration, PerformedExam, Priority, Scan

OUTCOME = code({ExamOutcome.COMPLETED: "completed", ExamOutcome.DISCONTINUED: "stopped"})


def _accession(systems: Systems, path: str) -> Template:
    return {"type": also(coded(IDENTIFIER_TYPE, "ACSN")), **numbered(systems.accession, path)}


@lru_cache
def _order(systems: Systems) -> ResourceTemplate[Filed[PaperOrder]]:
    body: Mapping[str, Template] = {
        "resourceType": must("ServiceRequest"),
        "identifier": [
            numbered(systems.key, "about.key"),
            _accession(systems, "about.accession"),
            study("about.study"),
        ],
        "status": must(
            one_of(
                means("content.carried_out", True, "completed"),
                means("content.carried_out", False, "active"),
                means("content.carried_out", None, "unknown"),
            )
        ),
        "intent": order_intent(),
        "priority": blank("content.priority", codes(Priority)),
        "code": worded("content.what"),
        "subject": subject(systems),
        "encounter": visit(systems),
        "authoredOn": blank("about.occurred_at", INSTANT),
        "requester": {"display": blank("content.ordered_by")},
        "reasonCode": [{"text": blank("content.reason", needed=True)}],
        "bodySite": [each("content.sides", itself(LATERALITY, tells=True))],
    }
    return ResourceTemplate(Filed[PaperOrder], part(with_rest(PaperOrder, body, refers="supportingInfo")))


@lru_cache
def _exam(systems: Systems) -> ResourceTemplate[Filed[PerformedExam]]:
    body: Mapping[str, Template] = {
        "resourceType": must("Procedure"),
        "identifier": [
            numbered(systems.key, "about.key"),
            _accession(systems, "about.accession"),
            numbered(f"{systems.home}/downtime-accession", "content.downtime_accession"),
            study("content.study"),
        ],
        "status": must(blank("content.outcome", OUTCOME)),
        "statusReason": {"text": blank("content.discontinued_because")},
        "code": worded("content.what"),
        "subject": subject(systems),
        "encounter": visit(systems),
        "performedDateTime": blank("about.occurred_at", INSTANT),
        "performedPeriod": heard({"start": blank("about.occurred_at", INSTANT)}),
        "performer": [{"actor": {"display": blank("about.performed_by", needed=True)}}],
        "bodySite": [each("content.sides", itself(LATERALITY, tells=True))],
        "note": [{"text": blank("content.remarks")}],
    }
    return ResourceTemplate(Filed[PerformedExam], part(body))


def _document(systems: Systems, kind: str, words: str, attachment: Template) -> Mapping[str, Template]:
    return {
        "resourceType": must("DocumentReference"),
        "identifier": [numbered(systems.key, "about.key")],
        "status": must("current"),
        "type": must(coded(f"{OWN}record-kind", kind, words)),
        "subject": subject(systems),
        "author": [{"display": blank("about.performed_by", needed=True)}],
        "content": [{"attachment": attachment}],
        "context": {
            "encounter": [{"identifier": numbered(systems.visit, "about.encounter")}],
            "period": {"start": blank("about.occurred_at", INSTANT)},
            "related": [{"type": "ServiceRequest", "identifier": _accession(systems, "about.accession")}],
        },
    }


@lru_cache
def _scan(systems: Systems) -> ResourceTemplate[Filed[Scan]]:
    kind = {"contentType": blank("content.media_type")}
    # The file is an address, or the name under which the host keeps it.
    attachment = one_of(
        {**kind, "url": blank("content.file", URI, needed=True)},
        {**kind, "title": blank("content.file", needed=True)},
    )
    body: Mapping[str, Template] = {
        **_document(systems, "scan", "scanned sheet", attachment),
        "date": blank("content.scanned_at", INSTANT),
        "description": blank("content.title"),
    }
    return ResourceTemplate(Filed[Scan], part(with_rest(Scan, body, refers="context.related")))


@lru_cache
def _amendment(systems: Systems) -> ResourceTemplate[Filed[WrittenAmendment]]:
    attachment = {
        "contentType": must("text/plain; charset=utf-8", "text/plain"),
        "data": blank("content.text", TEXT_IN_BASE64),
    }
    amended = {"identifier": numbered(f"{systems.home}/record", "content.amends")}
    body: Mapping[str, Template] = {
        **_document(systems, "addendum", "amendment", attachment),
        "relatesTo": [{"code": "appends", "target": amended}],
    }
    return ResourceTemplate(Filed[WrittenAmendment], part(with_rest(WrittenAmendment, body, refers="context.related")))


@lru_cache
def _registration(systems: Systems) -> ResourceTemplate[Filed[PaperRegistration]]:
    return ResourceTemplate(
        Filed[PaperRegistration], part(response(PaperRegistration, systems)), absent={"content": {}}
    )


def order_to_fhir(filed: Filed[PaperOrder], *, systems: Systems) -> Written:
    """Write an order as a FHIR ServiceRequest.

    Raises:
        InvalidInput: it does not say whose it is.
    """
    needs_patient(filed.about, "ServiceRequest")
    return _order(systems).write(filed)


def order_from_fhir(found: object, *, systems: Systems) -> Read[Filed[PaperOrder]]:
    """Read an order from a FHIR ServiceRequest.

    Raises:
        InvalidInput: with every fault.
    """
    return _order(systems).read(found, at="ServiceRequest")


def exam_to_fhir(filed: Filed[PerformedExam], *, systems: Systems) -> Written:
    """Write an exam as a FHIR Procedure.

    Raises:
        InvalidInput: it does not say whose it is.
    """
    needs_patient(filed.about, "Procedure")
    return _exam(systems).write(filed)


def exam_from_fhir(found: object, *, systems: Systems) -> Read[Filed[PerformedExam]]:
    """Read an exam from a FHIR Procedure.

    Raises:
        InvalidInput: with every fault.
    """
    return _exam(systems).read(found, at="Procedure")


def scan_to_fhir(filed: Filed[Scan], *, systems: Systems) -> Written:
    """Write a scanned sheet as a FHIR DocumentReference."""
    return _scan(systems).write(filed)


def scan_from_fhir(found: object, *, systems: Systems) -> Read[Filed[Scan]]:
    """Read a scanned sheet from a FHIR DocumentReference.

    Raises:
        InvalidInput: with every fault.
    """
    return _scan(systems).read(found, at="DocumentReference")


def amendment_to_fhir(filed: Filed[WrittenAmendment], *, systems: Systems) -> Written:
    """Write an amendment as a FHIR DocumentReference."""
    return _amendment(systems).write(filed)


def amendment_from_fhir(found: object, *, systems: Systems) -> Read[Filed[WrittenAmendment]]:
    """Read an amendment from a FHIR DocumentReference.

    Raises:
        InvalidInput: with every fault.
    """
    return _amendment(systems).read(found, at="DocumentReference")


def registration_to_fhir(filed: Filed[PaperRegistration], *, systems: Systems) -> Written:
    """Write a registration as a FHIR QuestionnaireResponse."""
    return _registration(systems).write(filed)


def registration_from_fhir(found: object, *, systems: Systems) -> Read[Filed[PaperRegistration]]:
    """Read a registration from a FHIR QuestionnaireResponse.

    Raises:
        InvalidInput: with every fault.
    """
    return _registration(systems).read(found, at="QuestionnaireResponse")
