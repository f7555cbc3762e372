"""Prescriptions: `models.prescriptions.paper` and `models.prescriptions.portal`, each as a FHIR R4 MedicationRequest.

Both tell what was prescribed elsewhere, on paper or in a portal, so that the resource is *reported* and never an order
for a system to send (21 CFR 1311.170(d)); one that is not reported is refused. What a MedicationRequest has no element
for, such as the signature and the reason for paper, stands in the answers that it contains.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from downtimekit.interop.fhir.answers import with_rest
from downtimekit.interop.fhir.concepts import keyed
from downtimekit.interop.fhir.filed import Filed, needs_patient, numbered, subject, visit
from downtimekit.interop.fhir.kinds import BOOLEAN, DATE, INSTANT, INTEGER, NUMBER, Plain
from downtimekit.interop.fhir.medication import drug, of_drug
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Written
from downtimekit.interop.fhir.shelf import with_id
from downtimekit.interop.fhir.systems import IDENTIFIER_TYPE, OWN, UCUM, Systems
from downtimekit.interop.fhir.template import (
    Template,
    also,
    blank,
    coded,
    must,
    order_intent,
    part,
    period,
    shown,
    where,
)
from downtimekit.models.prescriptions.medication import DeaSchedule
from downtimekit.models.prescriptions.paper import PaperPrescription
from downtimekit.models.prescriptions.portal import ChangeAction, MedicationChange

SCHEDULE = keyed("dea-schedule", DeaSchedule)
NOT_SUBSTITUTED = Plain("is neither true nor false", lambda found: not BOOLEAN.parse(found), lambda value: not value)
"""As the prescription says it: what is dispensed as written is not substituted."""
ACTION = keyed("change-action", ChangeAction)
STATUS_OF = {
    ChangeAction.NEW: "active",
    ChangeAction.CHANGED: "active",
    ChangeAction.REFILLED: "active",
    ChangeAction.DISCONTINUED: "stopped",
    ChangeAction.CANCELLED: "cancelled",
}
_PRESCRIBER = "content.prescriber.name content.prescriber.address content.prescriber.dea_number"


def _common(systems: Systems, kind: str, *categories: Template) -> Mapping[str, Template]:
    """Return what both kinds have; a record's kind tells them apart."""
    return {
        "resourceType": must("MedicationRequest"),
        "contained": [drug(), _prescriber()],
        "intent": order_intent(),
        "category": must(
            [coded(f"{OWN}record-kind", kind), *categories, blank("content.schedule", SCHEDULE, tells=True)]
        ),
        "reportedBoolean": must(True),
        **of_drug(),
        "subject": subject(systems),
        "encounter": visit(systems),
        "requester": {"reference": where(_PRESCRIBER, "#prescriber")},
        "substitution": {"allowedBoolean": blank("content.dispense_as_written", NOT_SUBSTITUTED)},
    }


def _prescriber() -> Template:
    dea = {"type": coded(IDENTIFIER_TYPE, "DEA"), "value": blank("content.prescriber.dea_number", needed=True)}
    return {
        "resourceType": "Practitioner",
        "id": "prescriber",
        "identifier": [dea],
        "name": [{"text": blank("content.prescriber.name")}],
        "address": [{"text": blank("content.prescriber.address")}],
    }


def _dispensed(systems: Systems) -> Template:
    return {
        "numberOfRepeatsAllowed": blank("content.refills", INTEGER),
        "quantity": {"value": blank("content.quantity.amount", NUMBER), "unit": blank("content.quantity.unit")},
        "expectedSupplyDuration": {
            "value": blank("content.days_supply", INTEGER),
            "unit": also("days"),
            "system": must(UCUM),
            "code": must("d"),
        },
        "performer": {
            "identifier": {"system": f"{systems.home}/ncpdp", "value": blank("content.pharmacy.ncpdp_id")},
            "display": blank("content.pharmacy.name"),
        },
    }


@lru_cache
def _paper(systems: Systems) -> ResourceTemplate[Filed[PaperPrescription]]:
    body: Mapping[str, Template] = {
        **_common(systems, "prescription"),
        "identifier": [
            numbered(systems.key, "about.key"),
            numbered(f"{systems.home}/prescription-pad", "content.control_number"),
        ],
        "status": must("active", "completed"),
        "authoredOn": blank("content.issued_on", DATE),
        "reasonCode": [{"text": blank("content.medical_need", needed=True)}],
        "dosageInstruction": [{"text": blank("content.directions")}],
        "dispenseRequest": _dispensed(systems),
    }
    whole = with_rest(PaperPrescription, body, refers="supportingInformation")
    return ResourceTemplate(Filed[PaperPrescription], part(whole), absent={"content": {}})


@lru_cache
def _change(systems: Systems) -> ResourceTemplate[Filed[MedicationChange]]:
    body: Mapping[str, Template] = {
        **_common(systems, "medication_change", blank("content.action", ACTION, needed=True, tells=True)),
        "identifier": [
            numbered(systems.key, "about.key"),
            numbered(f"{systems.home}/portal", "content.portal_id"),
        ],
        "status": shown("content.action", STATUS_OF),
        "authoredOn": blank("content.written_at", INSTANT),
        "reasonCode": [{"text": blank("content.reason", needed=True)}],
        "dosageInstruction": [
            {
                "text": blank("content.directions"),
                "timing": {"repeat": {"boundsPeriod": period("content.start", "content.stop", DATE)}},
            }
        ],
        "dispenseRequest": _dispensed(systems),
    }
    whole = with_rest(MedicationChange, body, refers="supportingInformation")
    return ResourceTemplate(Filed[MedicationChange], part(whole))


def paper_to_fhir(filed: Filed[PaperPrescription], *, systems: Systems) -> Written:
    """Write a prescription on paper as a FHIR MedicationRequest that is reported.

    Raises:
        InvalidInput: it does not say whose it is.
    """
    needs_patient(filed.about, "MedicationRequest")
    return _paper(systems).write(filed)


def paper_from_fhir(found: object, *, systems: Systems) -> Read[Filed[PaperPrescription]]:
    """Read a prescription on paper from a FHIR MedicationRequest that is reported.

    Raises:
        InvalidInput: with every fault.
    """
    return _paper(systems).read(with_id(found, "medicationReference", "drug"), at="MedicationRequest")


def change_to_fhir(filed: Filed[MedicationChange], *, systems: Systems) -> Written:
    """Write a change that was made in a portal as a FHIR MedicationRequest that is reported.

    Raises:
        InvalidInput: it does not say whose it is.
    """
    needs_patient(filed.about, "MedicationRequest")
    return _change(systems).write(filed)


def change_from_fhir(found: object, *, systems: Systems) -> Read[Filed[MedicationChange]]:
    """Read a change that was made in a portal from a FHIR MedicationRequest that is reported.

    Raises:
        InvalidInput: with every fault.
    """
    return _change(systems).read(with_id(found, "medicationReference", "drug"), at="MedicationRequest")
