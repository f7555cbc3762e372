"""A dose as FHIR: whether it was given, of what lot, and how much, in the words of the sheet."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import administration
from downtimekit.interop.fhir.filed import About, Filed
from downtimekit.models.behavioural.administration import MedicationAdministration
from tests.clinic import an_injection
from tests.fhir_oracles import faults
from tests.fhir_roads import SYSTEMS


def written(**otherwise: object) -> Any:  # noqa: ANN401
    filed = Filed[MedicationAdministration](content=an_injection(**otherwise), about=About(mrn="T-1001"))
    whole = administration.to_fhir(filed, systems=SYSTEMS)
    assert faults(whole.resource) == []
    assert whole.losses == ()
    return whole.resource


def read(resource: object) -> MedicationAdministration:
    return administration.from_fhir(resource, systems=SYSTEMS).model.content


@pytest.mark.parametrize(("outcome", "status"), [("given", "completed"), ("refused", "not-done"), ("held", "on-hold")])
def test_a_dose_that_was_refused_or_held_was_not_given(outcome: str, status: str) -> None:
    resource = written(outcome=outcome, reason="Sedated.")
    assert resource["status"] == status
    assert read(resource).outcome == outcome


@pytest.mark.parametrize("status", ["in-progress", "entered-in-error", "stopped", "unknown", None])
def test_a_dose_of_which_nobody_can_say_whether_it_was_given_is_refused(status: object) -> None:
    with pytest.raises(InvalidInput, match=r"MedicationAdministration\.status: "):
        read(written() | {"status": status})


@pytest.mark.parametrize(
    ("dose", "quantity"),
    [
        ("156 mg", {"value": 156, "unit": "mg"}),
        ("0.5 mL", {"value": 0.5, "unit": "mL"}),
        ("half a tablet", {"unit": "half a tablet"}),
        ("05 mg", {"unit": "05 mg"}),
        ("1,5 mg", {"unit": "1,5 mg"}),
    ],
)
def test_a_dose_is_a_quantity_where_it_is_one_and_comes_back_as_it_was_written(
    dose: str, quantity: dict[str, object]
) -> None:
    resource = written(dose=dose)
    assert resource["dosage"]["dose"] == quantity
    assert read(resource).dose == dose


def test_lot_and_expiry_are_those_of_the_package() -> None:
    (drug, *_) = written()["contained"]
    assert drug["batch"] == {"lotNumber": "AB 12-3", "expirationDate": "2026-03"}


def test_when_a_dose_that_took_a_while_was_given_is_when_it_began() -> None:
    resource = written()
    started = resource.pop("effectiveDateTime")
    resource["effectivePeriod"] = {"start": started, "end": "2026-03-03T14:20:00+00:00"}
    found = administration.from_fhir(resource, systems=SYSTEMS)
    assert found.model.content.at == an_injection().at
    assert found.losses == (
        "MedicationAdministration.effectivePeriod",
        "MedicationAdministration.effectivePeriod.end",
    )
