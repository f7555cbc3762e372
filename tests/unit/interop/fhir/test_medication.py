"""Medicines and allergies from other charts: what can be understood is read, and what would mislead is refused."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import medication
from tests.fhir_roads import SYSTEMS

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
NDC = "http://hl7.org/fhir/sid/ndc"
ORDER = {
    "resourceType": "MedicationRequest",
    "status": "active",
    "intent": "order",
    "subject": {"reference": "Patient/1"},
    "medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": "1049502", "display": "Oxycodone 10 mg"}]},
    "dosageInstruction": [{"text": "One tablet at night", "asNeededBoolean": True}],
}
ALLERGY = {
    "resourceType": "AllergyIntolerance",
    "clinicalStatus": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}]
    },
    "code": {"text": "Latex"},
    "patient": {"reference": "Patient/1"},
}
VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"


def line(**otherwise: object) -> Any:  # noqa: ANN401
    return medication.ordered_from_fhir(ORDER | otherwise, systems=SYSTEMS)


def allergy(**otherwise: object) -> Any:  # noqa: ANN401
    return medication.allergy_from_fhir(ALLERGY | otherwise, systems=SYSTEMS)


def test_an_order_of_another_chart_is_a_line_of_the_medication_list() -> None:
    content = line().model.content
    assert (content.drug.name, content.drug.rxcui) == ("Oxycodone 10 mg", "1049502")
    assert (content.directions, content.as_needed, content.status) == ("One tablet at night", True, "active")


def test_the_text_of_a_drug_goes_before_the_words_beside_its_code() -> None:
    concept = {**ORDER["medicationCodeableConcept"], "text": "Roxicodone"}  # type: ignore[dict-item]
    assert line(medicationCodeableConcept=concept).model.content.drug.name == "Roxicodone"


@pytest.mark.parametrize(
    ("system", "code"), [(RXNORM, "not a number"), (RXNORM, ""), (RXNORM, None), (NDC, "0123456789"), (NDC, {})]
)
def test_a_code_that_is_none_is_lost_and_the_drug_is_known_by_its_name(system: str, code: object) -> None:
    concept = {"coding": [{"system": system, "code": code}], "text": "Oxycodone"}
    read = line(medicationCodeableConcept=concept)
    assert read.model.content.drug.model_dump(exclude_none=True) == {"name": "Oxycodone"}
    assert "MedicationRequest.medicationCodeableConcept.coding[0]" in read.losses


@pytest.mark.parametrize("status", ["draft", "cancelled", "entered-in-error", None])
def test_an_order_that_does_not_stand_is_no_line_of_the_list(status: object) -> None:
    with pytest.raises(InvalidInput, match=r"MedicationRequest\.status: "):
        line(status=status)


@pytest.mark.parametrize(
    "said",
    [
        {"medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": "1049502"}]}},
        {"medicationCodeableConcept": {}, "medicationReference": {"reference": "Medication/9"}},
    ],
)
def test_a_line_without_the_name_of_a_drug_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(InvalidInput, match="is missing"):
        line(**said)


@pytest.mark.parametrize("subject", [{"reference": "Group/1"}, {"type": "Group", "identifier": {"value": "1"}}])
def test_what_is_about_no_patient_is_refused(subject: object) -> None:
    with pytest.raises(InvalidInput, match=r"MedicationRequest\.subject\."):
        line(subject=subject)


@pytest.mark.parametrize("verification", ["confirmed", "unconfirmed"])
def test_an_allergy_that_nobody_confirmed_yet_is_an_allergy(verification: str) -> None:
    read = allergy(verificationStatus={"coding": [{"system": VERIFICATION, "code": verification}]})
    assert read.model.content.substance == "Latex"
    assert ("AllergyIntolerance.verificationStatus" in str(read.losses)) == (verification == "unconfirmed")


def test_an_allergy_need_not_say_who_confirmed_it() -> None:
    assert allergy().model.content.substance == "Latex"


@pytest.mark.parametrize("verification", ["refuted", "entered-in-error"])
def test_an_allergy_that_was_refuted_is_none(verification: str) -> None:
    with pytest.raises(InvalidInput, match=r"AllergyIntolerance\.verificationStatus: "):
        allergy(verificationStatus={"coding": [{"system": VERIFICATION, "code": verification}]})


@pytest.mark.parametrize(
    "concept",
    [
        {"text": "NKDA"},
        {"text": "No known latex allergy"},
        {"coding": [{"system": "http://snomed.info/sct", "code": "409137002", "display": "No known drug allergy"}]},
    ],
)
def test_a_denial_of_one_kind_of_allergy_does_not_become_an_allergy(concept: object) -> None:
    with pytest.raises(InvalidInput, match="denies one kind of allergy"):
        allergy(code=concept)


def test_no_known_allergy_is_known_by_its_code() -> None:
    content = allergy(code={"coding": [{"system": "http://snomed.info/sct", "code": "716186003"}]}).model.content
    assert content.none_known is True
    assert not content.substance
