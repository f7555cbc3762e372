"""What was done in the portal while the chart was down."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from downtimekit.models.concern import Gravity
from downtimekit.models.prescriptions import MedicationChange, PortalAccess, check_change
from tests.prescriptions import NOON, PRESCRIBER, a_change

DOCUMENTED = {"entered_by": "Robin Roe", "entered_at": NOON + timedelta(hours=4)}


def found(change: MedicationChange) -> list[tuple[str, str]]:
    """Return the rule and the field of each concern."""
    return [(concern.code, concern.path) for concern in check_change(change)]


def test_a_whole_change_has_no_concern() -> None:
    assert found(a_change()) == []
    assert found(a_change(documented=None)) == []
    assert found(a_change(overridden=[{"kind": "allergy", "reason": "Told to watch for a rash"}])) == []
    assert found(a_change(action="discontinued", reason="Side effects", directions="", quantity=None)) == []


@pytest.mark.parametrize(
    ("otherwise", "expected"),
    [
        ({"directions": ""}, ("missing", "directions")),
        ({"quantity": None}, ("missing", "quantity")),
        ({"refills": None}, ("missing", "refills")),
        ({"pharmacy": None}, ("missing", "pharmacy")),
        ({"action": "cancelled"}, ("missing", "reason")),
        ({"action": "refilled", "pdmp": None}, ("pdmp", "pdmp")),
        ({"overridden": [{"kind": "allergy", "about": "penicillin"}]}, ("missing", "overridden[0].reason")),
        ({"prescriber": {}}, ("missing", "prescriber.name")),
        ({"prescriber": {**PRESCRIBER, "dea_number": "AP5836728"}}, ("dea_number", "prescriber.dea_number")),
        ({"prescriber": {**PRESCRIBER, "name": "Rosa Reyes"}}, ("dea_letter", "prescriber.dea_number")),
        ({"start": "2026-03-04", "stop": "2026-03-03"}, ("times", "stop")),
        ({"sent_at": NOON - timedelta(minutes=1)}, ("times", "sent_at")),
        ({"sent_at": None}, ("missing", "sent_at")),
        ({"documented": DOCUMENTED}, ("missing", "documented.checked_by")),
        ({"documented": {**DOCUMENTED, "checked_by": "robin roe"}}, ("same_person", "documented.checked_by")),
        (
            {"documented": {**DOCUMENTED, "checked_by": "Nia Nolan", "entered_at": NOON - timedelta(hours=1)}},
            ("times", "documented.entered_at"),
        ),
    ],
)
def test_what_is_missing_or_impossible_is_named(otherwise: dict[str, object], expected: tuple[str, str]) -> None:
    assert found(a_change(**otherwise)) == [expected]


def test_a_refill_of_nothing_is_still_zero_refills() -> None:
    assert found(a_change(refills=0)) == []


def test_a_drug_that_is_not_controlled_needs_no_look_into_the_monitoring_programme() -> None:
    assert found(a_change(schedule="not_controlled", pdmp=None)) == []


def test_nobody_looking_again_is_a_warning_and_the_same_person_a_fault() -> None:
    (alone,) = check_change(a_change(documented=DOCUMENTED))
    (same,) = check_change(a_change(documented={**DOCUMENTED, "checked_by": "Robin Roe"}))

    assert (alone.gravity, same.gravity) == (Gravity.WARNING, Gravity.FAULT)


# Access


ACCESS = {"portal": "DrFirst", "given_by": "Vendor support", "obtained_by": "Carla Chen", "obtained_at": NOON}


def test_access_says_from_whom_and_when_and_that_it_came_by_phone() -> None:
    assert PortalAccess.model_validate(ACCESS).channel == "phone"


@pytest.mark.parametrize(
    "more", [{"password": "hunter2"}, {"username": "cchen"}, {"credentials": "x"}, {"channel": "email"}]
)
def test_there_is_no_place_for_a_credential_nor_for_another_way_to_get_one(more: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refusal:
        PortalAccess.model_validate({**ACCESS, **more})

    assert "hunter2" not in str(refusal.value)
    assert not {"password", "secret", "credential", "username", "pin"} & set(PortalAccess.model_fields)


def test_a_change_shows_nothing_of_itself() -> None:
    change = a_change(reason="Planted reason", stop=date(2026, 4, 1))

    assert repr(change) == "MedicationChange()"
    assert "AP5836727" not in repr(change.prescriber)
