"""Medicines: `models.prescriptions.medication`, in FHIR R4 a Medication, MedicationStatement and AllergyIntolerance.

A drug is a Medication that is contained in what speaks of it. FHIR wants a strength in numbers; as it stands on paper,
in words, it is the display of a code without a code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from downtimekit.interop.fhir.answers import with_rest
from downtimekit.interop.fhir.concepts import Coding, Concept, Meaning
from downtimekit.interop.fhir.filed import Filed, needs_patient, numbered, subject, visit
from downtimekit.interop.fhir.kinds import BOOLEAN, INSTANT, NOTHING, PARTIAL_DATE, Nothing, Plain, code, codes
from downtimekit.interop.fhir.reading import Reading, objects_at
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Written
from downtimekit.interop.fhir.shelf import with_id
from downtimekit.interop.fhir.systems import NDC, OWN, RXNORM, SNOMED, Systems
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
    period,
    unless,
    when,
    where,
    worded,
)
from downtimekit.models.prescriptions.codes import Ndc, RxCui
from downtimekit.models.prescriptions.medication import (
    Allergy,
    AllergyCategory,
    AllergyKind,
    AllergyStatus,
    Criticality,
    MedicationItem,
    MedicationStatus,
    ReactionSeverity,
)

ABSENT: Template = {
    "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]
}
"""In place of something that FHIR wants and nobody wrote."""
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
CLINICAL_STATUS = Concept(
    {
        status: Meaning(
            (Coding("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", status.value),), status.value
        )
        for status in AllergyStatus
    }
)


def _code_of(kind: Any) -> Plain:  # noqa: ANN401  (an annotated type)
    """Return the kind of a drug's code; one that is no such code has no place, and the drug is still known by name."""
    adapter: TypeAdapter[str] = TypeAdapter(kind)

    def parse(found: object) -> str | Nothing:
        try:
            return adapter.validate_python(found)
        except ValidationError:
            return NOTHING

    return Plain("", parse, str)


RXCUI, NDC_CODE = _code_of(RxCui), _code_of(Ndc)
_CODES: Sequence[Template] = (
    {"system": RXNORM, "code": blank("content.drug.rxcui", RXCUI, needed=True, tells=True)},
    {"system": NDC, "code": blank("content.drug.ndc", NDC_CODE, needed=True, tells=True)},
)
_NO_KNOWN_ALLERGY = coded(SNOMED, "716186003", "none known")


def drug(*more: tuple[str, Template]) -> Mapping[str, Template]:
    """Return a Medication as it is written, with more elements in it."""
    return {
        "resourceType": "Medication",
        "id": "drug",
        "code": worded(
            "content.drug.name",
            coding=[*_CODES, {"system": f"{OWN}strength", "display": blank("content.drug.strength", needed=True)}],
        ),
        "form": {"text": blank("content.drug.form")},
        **dict(more),
    }


def of_drug() -> Mapping[str, Template]:
    """Return the elements by which a resource says which drug it is about."""
    name = {"display": blank("content.drug.name", needed=True)}
    return {
        "medicationReference": one_of(where("content.drug", {"reference": "#drug"}), heard(name)),
        "medicationCodeableConcept": one_of(
            unless("content.drug", ABSENT), heard(worded("content.drug.name", coding=_CODES))
        ),
    }


@lru_cache
def _item(systems: Systems) -> ResourceTemplate[Filed[MedicationItem]]:
    body: Mapping[str, Template] = {
        "resourceType": must("MedicationStatement"),
        "contained": [drug()],
        "identifier": [numbered(systems.key, "about.key")],
        "status": blank("content.status", codes(MedicationStatus)),
        **of_drug(),
        "subject": subject(systems),
        "context": visit(systems),
        "effectivePeriod": period("content.started", "content.stopped", PARTIAL_DATE),
        "dateAsserted": blank("about.occurred_at", INSTANT),
        "informationSource": {"display": blank("about.performed_by")},
        "reasonCode": [{"text": blank("content.reason", needed=True)}],
        "dosage": [{"text": blank("content.directions"), "asNeededBoolean": blank("content.as_needed", BOOLEAN)}],
    }
    whole = with_rest(MedicationItem, body, refers="derivedFrom")
    return ResourceTemplate(Filed[MedicationItem], part(whole))


def item_to_fhir(filed: Filed[MedicationItem], *, systems: Systems) -> Written:
    """Write a line of a medication list as a FHIR MedicationStatement.

    Raises:
        InvalidInput: it does not say whose it is.
    """
    needs_patient(filed.about, "MedicationStatement")
    return _item(systems).write(filed)


def item_from_fhir(found: object, *, systems: Systems) -> Read[Filed[MedicationItem]]:
    """Read a line of a medication list from a FHIR MedicationStatement.

    Raises:
        InvalidInput: with every fault.
    """
    return _item(systems).read(with_id(found, "medicationReference", "drug"), at="MedicationStatement")


ORDER_STATUS = code(
    {
        status: status.value
        for status in (
            MedicationStatus.ACTIVE,
            MedicationStatus.ON_HOLD,
            MedicationStatus.COMPLETED,
            MedicationStatus.STOPPED,
            MedicationStatus.UNKNOWN,
        )
    }
)


@lru_cache
def _ordered(systems: Systems) -> ResourceTemplate[Filed[MedicationItem]]:
    body: Mapping[str, Template] = {
        "resourceType": must("MedicationRequest"),
        "contained": [drug()],
        "status": must(blank("content.status", ORDER_STATUS)),
        "intent": order_intent(),
        **of_drug(),
        "subject": subject(systems),
        "encounter": visit(systems),
        "authoredOn": blank("about.occurred_at", INSTANT),
        "requester": {"display": blank("content.prescribed_by")},
        "reasonCode": [worded("content.reason")],
        "dosageInstruction": [
            {"text": blank("content.directions"), "asNeededBoolean": blank("content.as_needed", BOOLEAN)}
        ],
    }
    return ResourceTemplate(Filed[MedicationItem], part(body))


def ordered_from_fhir(found: object, *, systems: Systems) -> Read[Filed[MedicationItem]]:
    """Read a line of a medication list from a FHIR MedicationRequest, which is how many charts keep that list.

    There is no way back: a line of a list never becomes an order. A draft, and an order that was cancelled or entered
    in error, is no line.

    Raises:
        InvalidInput: with every fault.
    """
    return _ordered(systems).read(with_id(found, "medicationReference", "drug"), at="MedicationRequest")


@lru_cache
def _allergy(systems: Systems) -> ResourceTemplate[Filed[Allergy]]:
    body: Mapping[str, Template] = {
        "resourceType": must("AllergyIntolerance"),
        "identifier": [numbered(systems.key, "about.key")],
        "clinicalStatus": blank("content.status", CLINICAL_STATUS),
        # What is refuted, or was entered in error, is no allergy; what nobody confirmed yet is treated as one.
        "verificationStatus": also(must(coded(_VERIFICATION, "confirmed"), coded(_VERIFICATION, "unconfirmed"))),
        "code": one_of(
            means("content.none_known", True, _NO_KNOWN_ALLERGY),
            worded(
                "content.substance",
                coding=[{"system": RXNORM, "code": blank("content.rxcui", RXCUI, needed=True, tells=True)}],
            ),
        ),
        "type": blank("content.kind", codes(AllergyKind)),
        "category": [blank("content.category", codes(AllergyCategory))],
        "criticality": blank("content.criticality", codes(Criticality)),
        "patient": subject(systems),
        "encounter": visit(systems),
        "recordedDate": blank("about.occurred_at", INSTANT),
        "recorder": {"display": blank("about.performed_by")},
        "onsetDateTime": blank("content.onset", PARTIAL_DATE),
        "note": [{"text": blank("content.remarks")}],
        "reaction": [_reaction()],
    }
    return ResourceTemplate(Filed[Allergy], part(body), check=_check_denial)


def _reaction() -> Template:
    named = [each("content.reactions", {"text": itself(needed=True)})]
    return {
        "manifestation": when("content.reactions", named, [ABSENT]),
        "severity": blank("content.severity", codes(ReactionSeverity)),
    }


# "No known drug allergy" denies a kind of allergy, which the model cannot say; it must not become an allergy to it.
_DENIED = re.compile(r"\bno known\b|\bNK[A-Z]{0,2}A\b", re.IGNORECASE)


def _check_denial(found: Mapping[str, object], *, at: str, into: Reading) -> None:
    concept = found.get("code")
    if "none_known" in into.values.get("content", {}) or not isinstance(concept, dict):
        return
    told = [coding.get("display") for coding in objects_at(concept, "coding")]
    if any(isinstance(words, str) and _DENIED.search(words) for words in (concept.get("text"), *told)):
        into.wrong(f"{at}.code", "denies one kind of allergy, which has no place here")


def allergy_to_fhir(filed: Filed[Allergy], *, systems: Systems) -> Written:
    """Write an allergy, or that none is known, as a FHIR AllergyIntolerance.

    Raises:
        InvalidInput: it does not say whose it is.
    """
    needs_patient(filed.about, "AllergyIntolerance")
    return _allergy(systems).write(filed)


def allergy_from_fhir(found: object, *, systems: Systems) -> Read[Filed[Allergy]]:
    """Read an allergy from a FHIR AllergyIntolerance; one that was refuted is none.

    Raises:
        InvalidInput: with every fault.
    """
    return _allergy(systems).read(found, at="AllergyIntolerance")
