"""Notes as Compositions: signed or not, protected or not, with vital signs beside them and process notes nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import Written, behavioural
from downtimekit.interop.fhir.filed import About, Filed
from downtimekit.models.behavioural import NursingNote, PrescriberNote, TherapistNote
from tests.clinic import NINE, a_nursing_note, a_prescriber_note, a_therapist_note
from tests.fhir_oracles import faults
from tests.fhir_pieces import codes, resources
from tests.fhir_roads import SYSTEMS

ABOUT = About(mrn="T-1001", key="k-1", encounter="V-9")
PART2 = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "42CFRPart2"}]}


def nursing(**otherwise: object) -> Written:
    filed = Filed[NursingNote](content=a_nursing_note(**otherwise), about=ABOUT)
    return behavioural.to_fhir(filed, systems=SYSTEMS)


def read(found: object) -> NursingNote:
    return behavioural.nursing_note_from_fhir(found, systems=SYSTEMS).model.content


def note_of(written: Written) -> Any:  # noqa: ANN401
    (note,) = resources(written, "Composition")
    return note


def test_a_signed_note_is_final_and_attested_by_who_signed_it() -> None:
    note = note_of(nursing())
    assert note["status"] == "final"
    assert note["attester"] == [
        {"mode": "professional", "time": "2026-03-03T16:00:00+00:00", "party": {"display": "Tess Tanaka"}}
    ]


def test_a_note_without_a_signature_is_preliminary() -> None:
    written = nursing(signature=None)
    assert note_of(written)["status"] == "preliminary"
    assert "attester" not in note_of(written)
    assert read(written.resource).signature is None


@pytest.mark.parametrize(
    ("signs", "code", "value"),
    [
        ({"pulse": 72}, "loinc.org|8867-4", ("valueQuantity", 72, "/min")),
        ({"oxygen_saturation": 97}, "loinc.org|2708-6", ("valueQuantity", 97, "%")),
        ({"temperature": {"value": 98.6, "unit": "[degF]"}}, "loinc.org|8310-5", ("valueQuantity", 98.6, "[degF]")),
        ({"weight": {"value": 150, "unit": "[lb_av]"}}, "loinc.org|29463-7", ("valueQuantity", 150, "[lb_av]")),
        ({"pain": 0}, "urn:downtimekit:vital-sign|pain", ("valueInteger", 0, None)),
    ],
)
def test_a_vital_sign_is_an_observation_in_the_unit_that_was_written(
    signs: dict[str, object], code: str, value: tuple[str, float, str | None]
) -> None:
    written = nursing(vitals={"taken_at": NINE, **signs})
    assert faults(written.resource) == []
    (sign,) = resources(written, "Observation")
    assert codes(sign["code"]) == [code]
    element, number, unit = value
    assert (
        sign[element] == number if unit is None else (sign[element]["value"], sign[element]["code"]) == (number, unit)
    )
    assert written.losses == ()
    assert read(written.resource).vitals == a_nursing_note(vitals={"taken_at": NINE, **signs}).vitals


def test_a_blood_pressure_is_one_observation_with_two_values() -> None:
    (pressure,) = resources(nursing(vitals={"systolic": 128, "diastolic": 82}), "Observation")
    assert codes(pressure["code"]) == ["loinc.org|85354-9"]
    assert [(codes(one["code"]), one["valueQuantity"]["value"]) for one in pressure["component"]] == [
        (["loinc.org|8480-6"], 128),
        (["loinc.org|8462-4"], 82),
    ]


def test_vital_signs_that_were_not_taken_are_told_as_a_loss() -> None:
    assert nursing(vitals={"taken_at": NINE}).losses == ("content.vitals",)


@pytest.mark.parametrize("protected", [True, False])
def test_a_record_under_part_2_carries_its_label_on_every_resource(protected: bool) -> None:
    written = nursing(part2={"protected": protected}, vitals={"pulse": 72})
    labels = [one.get("meta") for kind in ("Composition", "Observation") for one in resources(written, kind)]
    assert labels == ([PART2, PART2] if protected else [None, None])


def test_every_kind_of_note_comes_back_as_itself_and_as_no_other() -> None:
    therapist = Filed[TherapistNote](content=a_therapist_note(), about=ABOUT)
    prescriber = Filed[PrescriberNote](content=a_prescriber_note(), about=ABOUT)
    written = [behavioural.to_fhir(filed, systems=SYSTEMS).resource for filed in (therapist, prescriber)]
    assert behavioural.therapist_note_from_fhir(written[0], systems=SYSTEMS).model == therapist
    assert behavioural.prescriber_note_from_fhir(written[1], systems=SYSTEMS).model == prescriber
    with pytest.raises(InvalidInput, match=r"resource\.type: says something that is not understood here"):
        behavioural.prescriber_note_from_fhir(written[0], systems=SYSTEMS)


def test_no_diagnosis_and_no_medicine_becomes_a_resource_of_its_own() -> None:
    filed = Filed[TherapistNote](content=a_therapist_note(), about=ABOUT)
    bundle: Any = behavioural.to_fhir(filed, systems=SYSTEMS).resource
    assert {entry["resource"]["resourceType"] for entry in bundle["entry"]} == {"Composition"}


def test_a_process_note_has_no_place_even_where_somebody_sends_one() -> None:
    filed = Filed[TherapistNote](content=a_therapist_note(), about=ABOUT)
    bundle: Any = behavioural.to_fhir(filed, systems=SYSTEMS).resource
    sheet = bundle["entry"][0]["resource"]["contained"][0]
    sheet["item"].append({"linkId": "process_notes", "answer": [{"valueString": "Zzplanted"}]})
    found = behavioural.therapist_note_from_fhir(bundle, systems=SYSTEMS)
    place = f"Bundle.entry[0].resource.contained[0].item[{len(sheet['item']) - 1}]"
    assert found.losses == (place,)
    assert "Zzplanted" not in found.model.model_dump_json()
