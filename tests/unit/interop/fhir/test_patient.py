"""A patient as FHIR: which number is theirs, whether they live, and which record replaced theirs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import Read, patient
from downtimekit.models.patient import Patient
from tests.fhir_oracles import faults
from tests.fhir_pieces import HOME
from tests.fhir_roads import SYSTEMS
from tests.ward import ADA

NUMBER = {"system": SYSTEMS.mrn, "value": "T-1001"}
FOUND = {"resourceType": "Patient", "identifier": [NUMBER], "name": [{"family": "Testwell", "given": ["Ada"]}]}


def read(**otherwise: object) -> Read[Patient]:
    return patient.from_fhir(FOUND | otherwise, systems=SYSTEMS)


def written(model: Patient) -> dict[str, Any]:
    resource = patient.to_fhir(model, systems=SYSTEMS).resource
    assert faults(resource) == []
    return resource


def test_a_patient_is_written_with_the_number_of_the_clinic() -> None:
    assert written(ADA) == {
        "resourceType": "Patient",
        "identifier": [
            {
                "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]},
                "system": f"{HOME}/mrn",
                "value": "T-1001",
            }
        ],
        "active": True,
        "name": [{"use": "official", "family": "Testwell", "given": ["Ada"]}],
        "birthDate": "1958-02-11",
    }


def test_a_number_of_another_house_is_not_the_patient_s_number_here() -> None:
    other = {"system": "urn:oid:1.2.3", "value": "999"}
    model = read(identifier=[other, NUMBER]).model
    assert model.mrn == "T-1001"
    assert [(one.system, one.value) for one in model.identifiers] == [("urn:oid:1.2.3", "999")]
    with pytest.raises(InvalidInput, match=r"Patient\.identifier\[0\]\.value: is missing"):
        read(identifier=[other])


def test_a_number_that_is_no_longer_in_use_is_not_the_patient_s() -> None:
    with pytest.raises(InvalidInput, match=r"Patient\.identifier\[0\]\.value: "):
        read(identifier=[{**NUMBER, "use": "old"}])


def test_two_numbers_of_one_house_are_one_too_many() -> None:
    with pytest.raises(InvalidInput, match=r"Patient\.identifier\[1\]: stands here a second time"):
        read(identifier=[NUMBER, {**NUMBER, "value": "T-1002"}])


def test_a_chart_that_was_merged_is_out_of_use_and_names_the_other() -> None:
    resource = written(Patient(mrn="T-1001", merged_into="T-1002"))
    assert resource["active"] is False
    assert resource["link"] == [
        {"other": {"identifier": {"system": f"{HOME}/mrn", "value": "T-1002"}}, "type": "replaced-by"}
    ]
    assert patient.from_fhir(resource, systems=SYSTEMS).model.merged_into == "T-1002"


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"active": False}, "Patient.active"),
        ({"link": [{"other": {"reference": "Patient/2"}, "type": "replaced-by"}]}, "Patient.link[0]"),
    ],
)
def test_a_chart_that_is_out_of_use_without_another_is_refused(said: dict[str, object], path: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(**said)
    assert [fault.path for fault in caught.value.faults] == [path]


@pytest.mark.parametrize(
    ("said", "day", "lost"),
    [
        ({"deceasedBoolean": True}, None, False),
        ({"deceasedDateTime": "2026-03-01"}, date(2026, 3, 1), False),
        ({"deceasedDateTime": "2026-03-01T10:00:00Z"}, date(2026, 3, 1), True),
        ({"deceasedDateTime": "2026-03"}, None, True),
    ],
)
def test_whoever_has_a_death_of_any_precision_is_dead(said: dict[str, object], day: date | None, lost: bool) -> None:
    found = read(**said)
    assert (found.model.deceased, found.model.deceased_on) == (True, day)
    assert ("Patient.deceasedDateTime" in found.losses) == lost


def test_a_death_that_is_told_in_words_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"Patient\.deceasedBoolean: is neither true nor false"):
        read(deceasedBoolean="no")


def test_somebody_unidentified_has_a_temporary_name() -> None:
    resource = written(Patient(mrn="T-9", family="Oak", unidentified=True))
    assert resource["name"] == [{"use": "temp", "family": "Oak"}]
    assert patient.from_fhir(resource, systems=SYSTEMS).model.unidentified


@pytest.mark.parametrize(
    ("extra", "loss"),
    [
        ({"photo": [{"url": "https://clinic.example.org/1"}]}, "Patient.photo"),
        ({"name": [*FOUND["name"], {"family": "Other"}]}, "Patient.name[1]"),
        ({"_birthDate": {"extension": []}}, "Patient.birthDate.extension"),
        ({"telecom": [{"system": "fax", "value": "1"}]}, "Patient.telecom[0]"),
    ],
)
def test_what_has_no_place_is_named_and_never_passed_over(extra: dict[str, object], loss: str) -> None:
    assert read(**extra).losses == (loss,)
