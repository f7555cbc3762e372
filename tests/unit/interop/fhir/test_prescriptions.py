"""Prescriptions as FHIR: what was prescribed on paper or in a portal is reported, and never an order to send again."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import prescriptions
from downtimekit.interop.fhir.filed import About, Filed
from downtimekit.models.prescriptions.paper import PaperPrescription
from downtimekit.models.prescriptions.portal import MedicationChange
from tests.fhir_pieces import HOME, codes
from tests.fhir_roads import SYSTEMS
from tests.prescriptions import a_change, on_paper

ABOUT = About(mrn="T-1001", key="k-1", encounter="V-9")


def paper(**otherwise: object) -> dict[str, Any]:
    filed = Filed[PaperPrescription](content=on_paper(**otherwise), about=ABOUT)
    written = prescriptions.paper_to_fhir(filed, systems=SYSTEMS)
    assert written.losses == ()
    return written.resource


def change(**otherwise: object) -> dict[str, Any]:
    filed = Filed[MedicationChange](content=a_change(**otherwise), about=ABOUT)
    return prescriptions.change_to_fhir(filed, systems=SYSTEMS).resource


def test_a_printed_prescription_is_told_as_one_that_was_made_elsewhere() -> None:
    resource = paper()
    assert (resource["intent"], resource["reportedBoolean"]) == ("order", True)
    assert [codes(one) for one in resource["category"]] == [
        ["urn:downtimekit:record-kind|prescription"],
        ["urn:downtimekit:dea-schedule|CII"],
    ]
    assert {"system": f"{HOME}/prescription-pad", "value": "RX-000123"} in resource["identifier"]


@pytest.mark.parametrize("said", [{"reportedBoolean": False}, {"reportedBoolean": None}, {"category": []}])
def test_an_order_that_a_system_could_send_is_no_prescription_on_paper(said: dict[str, object]) -> None:
    (element,) = said
    with pytest.raises(InvalidInput, match=rf"MedicationRequest\.{element}: "):
        prescriptions.paper_from_fhir(paper() | said, systems=SYSTEMS)
    with pytest.raises(InvalidInput, match=rf"MedicationRequest\.{element}: "):
        prescriptions.change_from_fhir(change() | said, systems=SYSTEMS)


@pytest.mark.parametrize("status", ["draft", "on-hold", "cancelled", "entered-in-error", "stopped", "unknown"])
def test_a_prescription_that_was_not_handed_out_is_none(status: str) -> None:
    with pytest.raises(InvalidInput, match=r"MedicationRequest\.status: "):
        prescriptions.paper_from_fhir(paper() | {"status": status}, systems=SYSTEMS)


@pytest.mark.parametrize("intent", ["proposal", "plan", "option"])
def test_a_plan_is_no_prescription(intent: str) -> None:
    with pytest.raises(InvalidInput, match=r"MedicationRequest\.intent: "):
        prescriptions.paper_from_fhir(paper() | {"intent": intent}, systems=SYSTEMS)


def test_an_order_not_to_give_a_medicine_is_not_read_as_one_to_give_it() -> None:
    with pytest.raises(InvalidInput, match=r"MedicationRequest\.doNotPerform: changes the meaning"):
        prescriptions.paper_from_fhir(paper() | {"doNotPerform": True}, systems=SYSTEMS)


def test_the_prescriber_and_the_drug_stand_in_the_prescription() -> None:
    drug, prescriber, sheet = paper()["contained"]
    assert drug["code"] == {
        "coding": [{"system": "urn:downtimekit:strength", "display": "10 mg"}],
        "text": "Methylphenidate",
    }
    assert prescriber["identifier"][0]["value"] == "AP5836727"
    assert {item["linkId"] for item in sheet["item"]} >= {"patient_name", "patient_address", "signed_on"}


@pytest.mark.parametrize(("as_written", "allowed"), [(True, False), (False, True)])
def test_what_is_dispensed_as_written_is_not_substituted(as_written: bool, allowed: bool) -> None:
    assert paper(dispense_as_written=as_written)["substitution"] == {"allowedBoolean": allowed}


@pytest.mark.parametrize(
    ("action", "status"),
    [("changed", "active"), ("refilled", "active"), ("discontinued", "stopped"), ("cancelled", "cancelled")],
)
def test_a_change_in_a_portal_says_what_was_done_and_where_the_medicine_stands(action: str, status: str) -> None:
    resource = change(action=action)
    assert resource["status"] == status
    assert codes(resource["category"][1]) == [f"urn:downtimekit:change-action|{action}"]
    assert prescriptions.change_from_fhir(resource, systems=SYSTEMS).model.content.action == action


def test_a_prescription_of_nobody_is_not_written() -> None:
    filed = Filed[PaperPrescription](content=on_paper(), about=About(key="k-1"))
    with pytest.raises(InvalidInput, match=r"about\.mrn: is missing"):
        prescriptions.paper_to_fhir(filed, systems=SYSTEMS)
