"""What a registration desk tells."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from downtimekit.models.patient import Address, AdministrativeGender, Patient, PatientPhone
from downtimekit.models.registration import (
    PATIENT_EVENT,
    Clearable,
    Link,
    Merge,
    MergedPair,
    NumberChange,
    PatientEvent,
    Registration,
    RegistrationEvent,
    Unmerge,
    Visit,
)

AT = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
ADA = Patient(
    mrn="T-1",
    family="Testwell",
    birth_date=date(1958, 2, 11),
    gender=AdministrativeGender.FEMALE,
    address=Address(city="Springfield"),
    phones=(PatientPhone(number="1"),),
    deceased=True,
    deceased_on=date(2026, 3, 1),
)
BEA = Patient(mrn="T-2")


@pytest.mark.parametrize("what", Clearable)
def test_nothing_is_given_and_cleared_at_once(what: Clearable) -> None:
    with pytest.raises(ValidationError, match=f"clear it at once: {what.value}"):
        Registration(event=RegistrationEvent.PERSON_UPDATED, patient=ADA, clears=(what,))

    bare = Registration(event=RegistrationEvent.PERSON_UPDATED, patient=BEA, clears=(what,))
    assert bare.clears == (what,)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (lambda: MergedPair(survivor=ADA, prior="T-1"), "merged into itself"),
        (lambda: Merge(pairs=()), "at least 1 item"),
        (lambda: NumberChange(patient=ADA, prior="T-1"), "are the same"),
        (lambda: Link(first=ADA, second=ADA, holds=True), "the same number"),
        (lambda: Unmerge(prior="T-1", survivor="T-1", reason="two sisters"), "parted from itself"),
    ],
)
def test_two_records_are_two(event: object, words: str) -> None:
    assert callable(event)
    with pytest.raises(ValidationError, match=words):
        event()


@pytest.mark.parametrize(
    "event",
    [
        Registration(
            event=RegistrationEvent.DISCHARGED,
            patient=ADA,
            visit=Visit(number="V-1", discharged_at=AT),
            recorded_at=AT,
            occurred_at=AT,
            entered_by="Robin Roe",
        ),
        Merge(pairs=(MergedPair(survivor=ADA, prior="OLD-1"), MergedPair(survivor=BEA, prior="OLD-2"))),
        NumberChange(patient=ADA, prior="OLD-1"),
        Link(first=ADA, second=BEA, holds=False),
        Unmerge(prior="T-1", survivor="T-2", reason="two sisters of one name", occurred_at=AT, entered_by="Robin Roe"),
    ],
)
def test_an_event_of_any_kind_is_kept_as_json_and_shows_nothing(event: PatientEvent) -> None:
    stored = PATIENT_EVENT.dump_json(event)

    assert PATIENT_EVENT.validate_json(stored) == event
    assert repr(event) == f"{type(event).__name__}()"
