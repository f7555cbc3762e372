"""Whole charts of other makers: Synthea's sample patients, and the test cases of the quality measure CMS125."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from attrs import evolve

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import Read, breast, medication, patient
from tests.fhir_oracles import SHARED
from tests.fhir_roads import SYSTEMS

SYNTHEA = SHARED / "synthea-smart-r4"
CMS125 = SHARED / "fhir-cms125-mammography"
READERS: Mapping[str, Callable[..., Read[Any]]] = {
    "Patient": patient.from_fhir,
    "MedicationRequest": medication.ordered_from_fhir,
    "DiagnosticReport": breast.from_fhir,
}
needs_synthea = pytest.mark.skipif(not SYNTHEA.exists(), reason="needs the sample patients of Synthea")
needs_cms125 = pytest.mark.skipif(not CMS125.exists(), reason="needs the test cases of CMS125")


def of_synthea() -> Iterator[dict[str, Any]]:
    """Yield every resource of the sample patients."""
    for path in sorted(SYNTHEA.glob("*.json")):
        yield from (entry["resource"] for entry in json.loads(path.read_text())["entry"])


def of_cms125() -> Iterator[dict[str, Any]]:
    """Yield every resource of the test cases."""
    return (json.loads(path.read_text()) for path in sorted(CMS125.glob("EXM125*/*/*/*.json")))


def answers(resources: Iterator[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield each resource that has a reader, with what was read or the refusal; a patient's first number is ours."""
    for resource in resources:
        kind = resource["resourceType"]
        if kind in READERS:
            mrn = resource["identifier"][0]["system"] if kind == "Patient" else SYSTEMS.mrn
            try:
                yield resource, READERS[kind](resource, systems=evolve(SYSTEMS, mrn=mrn))
            except InvalidInput as error:
                yield resource, error


def counted(resources: Iterator[dict[str, Any]]) -> Counter[tuple[str, bool]]:
    """Count what was read, and what was not, by type."""
    return Counter((one["resourceType"], not isinstance(said, InvalidInput)) for one, said in answers(resources))


@needs_synthea
def test_synthea_s_patients_and_medicines_are_read_and_its_laboratory_reports_are_no_breast_reports() -> None:
    assert counted(of_synthea()) == {
        ("Patient", True): 3,
        ("MedicationRequest", True): 4,
        ("DiagnosticReport", False): 17,
    }


@needs_cms125
def test_a_mammogram_without_a_result_is_no_final_report() -> None:
    assert counted(of_cms125()) == {("Patient", True): 2, ("DiagnosticReport", False): 2}
    (refusal, _) = (said for _, said in answers(of_cms125()) if isinstance(said, InvalidInput))
    assert "a final report also needs: density, assessment" in str(refusal)


@needs_synthea
def test_what_a_medicine_is_called_is_read_from_its_code_and_the_loss_is_told() -> None:
    for resource, read in answers(of_synthea()):
        if resource["resourceType"] == "MedicationRequest":
            concept = resource["medicationCodeableConcept"]
            assert read.model.content.drug.name == concept.get("text", concept["coding"][0]["display"])
            assert read.model.content.drug.rxcui == concept["coding"][0]["code"]
            assert "MedicationRequest.medicationCodeableConcept" in read.losses


@needs_synthea
@needs_cms125
def test_no_patient_of_a_chart_stands_in_what_is_told() -> None:
    for resource, said in [*answers(of_synthea()), *answers(of_cms125())]:
        told = f"{said} {said!r}"
        if resource["resourceType"] == "Patient":
            name = resource["name"][0]
            assert not [word for word in (name["family"], *name["given"], resource["birthDate"]) if word in told]
        else:
            assert resource.get("subject", {}).get("reference", "-").removeprefix("urn:uuid:") not in told
