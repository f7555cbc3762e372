"""What a wrong resource says: every fault at once, each with its place, and nothing of what stands there."""

from __future__ import annotations

import copy
import json
import traceback
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import Read, medication, patient, prescriptions, schedule
from downtimekit.interop.fhir.filed import About, Filed
from downtimekit.models.prescriptions.paper import PaperPrescription
from downtimekit.models.schedule import Appointment
from tests.fhir_roads import ROADS, SYSTEMS
from tests.prescriptions import NOON, on_paper
from tests.ward import ADA

PLANTED = "Zzplanted"
VISIT = Appointment(accession="A-1", patient=ADA, starts=NOON, exam="Screening", site="west")
PAPER = Filed[PaperPrescription](content=on_paper(), about=About(mrn="T-1001", key="k-1"))
WHOLE: Mapping[str, tuple[Callable[..., Read[Any]], dict[str, Any]]] = {
    "patient": (patient.from_fhir, patient.to_fhir(ADA, systems=SYSTEMS).resource),
    "appointment": (schedule.from_fhir, schedule.to_fhir(VISIT, systems=SYSTEMS).resource),
    "prescription": (prescriptions.paper_from_fhir, prescriptions.paper_to_fhir(PAPER, systems=SYSTEMS).resource),
}


def refusal(read: Callable[..., Read[Any]], found: object) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        read(found, systems=SYSTEMS)
    return caught.value


def test_all_faults_of_a_patient_are_told_at_once_in_the_order_of_the_input() -> None:
    wrong = {
        "resourceType": "Patient",
        "identifier": [{"system": SYSTEMS.mrn, "value": f"{PLANTED} 1"}],
        "name": [{"family": [PLANTED], "given": PLANTED}],
        "gender": PLANTED,
        "birthDate": f"{PLANTED}-02-11",
        "telecom": {"value": PLANTED},
        "modifierExtension": [{"url": PLANTED}],
    }
    error = refusal(patient.from_fhir, wrong)
    assert [str(fault) for fault in error.faults] == [
        "Patient.name[0].family: is not text, is empty, or has characters that FHIR does not allow",
        "Patient.name[0].given: is not a list",
        "Patient.gender: is not one of the codes that are understood here",
        "Patient.birthDate: is not a date (write YYYY-MM-DD)",
        "Patient.telecom: is not a list",
        "Patient.modifierExtension: changes the meaning of what stands here, and is not understood",
        "Patient.identifier[0].value: has characters that are not allowed, or is too long",
    ]
    assert PLANTED not in "".join(traceback.format_exception(error))


def leaves(found: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:  # noqa: ANN401
    """Return the way to every value of a resource."""
    if isinstance(found, dict | list):
        inner = found.items() if isinstance(found, dict) else enumerate(found)
        return [way for key, value in inner for way in leaves(value, (*at, key))]
    return [at]


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("planted", [f"{PLANTED}\x00", [PLANTED], {PLANTED: PLANTED}, {"value": PLANTED}])
def test_a_value_that_is_wrong_anywhere_is_told_by_its_place_only(name: str, planted: object) -> None:
    read, sound = WHOLE[name]
    for *above, last in leaves(sound):
        spoilt = copy.deepcopy(sound)
        inner: Any = spoilt
        for step in above:
            inner = inner[step]
        inner[last] = planted
        try:
            found = read(spoilt, systems=SYSTEMS)
        except InvalidInput as error:
            said = f"{error} {error!r} {error.faults} {''.join(traceback.format_exception(error))}"
        else:
            said = f"{found!r} {found.losses}"
        assert PLANTED not in said, (above, last)


@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
@pytest.mark.parametrize("found", [None, 7, "Patient", [], {}, {"resourceType": "Basic"}, {"resourceType": None}])
def test_what_is_no_resource_of_the_type_is_refused_in_words(road: Any, found: object) -> None:  # noqa: ANN401
    with pytest.raises(InvalidInput, match=r"is (not|neither|missing)|that is not understood"):
        road.read(found)


def test_a_decimal_from_a_careful_parser_is_a_number_too() -> None:
    text = json.dumps(WHOLE["prescription"][1])
    careful = json.loads(text, parse_float=Decimal, parse_int=int)
    assert prescriptions.paper_from_fhir(careful, systems=SYSTEMS).model == PAPER


def test_a_fault_within_a_list_has_its_number() -> None:
    order = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "Oxycodone"},
        "dosageInstruction": [{"text": "One at night", "asNeededBoolean": "yes"}],
    }
    assert [str(fault) for fault in refusal(medication.ordered_from_fhir, order).faults] == [
        "MedicationRequest.dosageInstruction[0].asNeededBoolean: is neither true nor false"
    ]
