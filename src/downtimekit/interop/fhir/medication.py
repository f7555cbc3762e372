"""Medicines: `models.prescriptions.medication`, in FHIR R4 a Medication, MedicationStatement and AllergyIntolerance.

A drug is a Medication that is contained in what speaks of it. FHIR wants a strength in numbers; as it stands on paper,
in words, it is the display of a code without a code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from downtimekit.interop.fhir.answers import with_rest
from downtimekit.interop.fhir.concepts import Coding, Concept, Meaning
from downtimekit.interop.fhir.filed import Filed, needs_patient, numbered, subject, visit
from downtimekit.interop.fhir.kinds import BOOLEAN, INSTANT, PARTIAL_DATE, codes
from downtimekit.interop.fhir.reading import Reading
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Written
from downtimekit.interop.fhir.shelf import with_id
from downtimekit.interop.fhir.systems import NDC, OWN, RXNORM, SNOMED, Systems
from downtimekit.interop.fhir.template import (
    Template,
    blank,
    coded,
    each,
    heard,
    itself,
    means,
    must,
    one_of,
    part,
    period,
    unless,
    when,
    where,
)
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
CLINICAL_STATUS = Concept(
    {
        status: Meaning(
            (Coding("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", status.value),), status.value
        )
        for status in AllergyStatus
    }
)
_NO_KNOWN_ALLERGY = coded(SNOMED, "716186003", "none known")


def drug(*more: tuple[str, Template]) -> Mapping[str, Template]:
    """Return a Medication as it is written, with more elements in it."""
    return {
        "resourceType": "Medication",
        "id": "drug",
        "code": {
            "coding": [
                {"system": RXNORM, "code": blank("content.drug.rxcui", needed=True)},
                {"system": NDC, "code": blank("content.drug.ndc", needed=True)},
                {"system": f"{OWN}strength", "display": blank("content.drug.strength", needed=True)},
            ],
            "text": blank("content.drug.name"),
        },
        "form": {"text": blank("content.drug.form")},
        **dict(more),
    }


def of_drug() -> Mapping[str, Template]:
    """Return the elements by which a resource says which drug it is about."""
    concept: Template = {
        "coding": [
            {"system": RXNORM, "code": blank("content.drug.rxcui", needed=True)},
            {"system": NDC, "code": blank("content.drug.ndc", needed=True)},
        ],
        "text": blank("content.drug.name"),
    }
    return {
        "medicationReference": where("content.drug", {"reference": "#drug"}),
        "medicationCodeableConcept": one_of(unless("content.drug", ABSENT), heard(concept)),
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


@lru_cache
def _allergy(systems: Systems) -> ResourceTemplate[Filed[Allergy]]:
    body: Mapping[str, Template] = {
        "resourceType": must("AllergyIntolerance"),
        "identifier": [numbered(systems.key, "about.key")],
        "clinicalStatus": blank("content.status", CLINICAL_STATUS),
        "verificationStatus": must(
            coded("http://terminology.hl7.org/CodeSystem/allergyintolerance-verification", "confirmed")
        ),
        "code": one_of(
            means("content.none_known", True, _NO_KNOWN_ALLERGY),
            {
                "coding": [{"system": RXNORM, "code": blank("content.rxcui", needed=True)}],
                "text": blank("content.substance"),
            },
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
        "reaction": [
            {
                "manifestation": when(
                    "content.reactions", [each("content.reactions", {"text": itself(needed=True)})], [ABSENT]
                ),
                "severity": blank("content.severity", codes(ReactionSeverity)),
            }
        ],
    }
    return ResourceTemplate(Filed[Allergy], part(body), check=_check_denial)


# "No known drug allergy" denies a kind of allergy, which the model cannot say; it must not become an allergy to it.
_DENIED = re.compile(r"\bno known\b|\bNK[A-Z]{0,2}A\b", re.IGNORECASE)


def _check_denial(found: Mapping[str, object], *, at: str, into: Reading) -> None:
    concept = found.get("code")
    if "none_known" in into.values.get("content", {}) or not isinstance(concept, dict):
        return
    codings = concept.get("coding")
    told = (
        [coding.get("display") for coding in codings if isinstance(coding, dict)] if isinstance(codings, list) else []
    )
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
    """Read an allergy from a FHIR AllergyIntolerance that is confirmed.

    Raises:
        InvalidInput: with every fault.
    """
    return _allergy(systems).read(found, at="AllergyIntolerance")
