"""What people type is looked at before it leaves the house: no patient of the day is named, in whatever spelling."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import pytest

from downtimekit.models.patient import Identifier, IdentifierKind, Patient, PatientPhone
from downtimekit.models.schedule import Appointment, DaySchedule
from downtimekit.notices.screening import Screen

SENTENCE = "RIS at West is down since 08:52 EST. {} Next update by 09:30."


def patient(family: str, given: str, *, mrn: str = "x", born: date | None = None, **more: object) -> Patient:
    return Patient.model_validate({"mrn": mrn, "family": family, "given": given, "birth_date": born} | more)


ADA = patient(
    "Testwell",
    "Ada Marie",
    mrn="T-1001",
    born=date(1958, 2, 11),
    identifiers=(Identifier(system="urn:x", value="AB 20 417", kind=IdentifierKind.INSURANCE),),
    phones=(PatientPhone(number="(202) 555-0143"),),
)
WEST = patient("West", "Will", mrn="4711", born=date(2026, 3, 8))
JOSE = patient("García Márquez", "José", mrn="1234567")
PAT = patient("O'Brien", "Patricia", mrn="0012")
ANA = patient("de la Cruz", "Ana")
NOBODY = patient("Trauma", "Alpha", mrn="DT-900", unidentified=True)
PATIENTS = (ADA, WEST, JOSE, PAT, ANA, NOBODY)
SCREEN = Screen.of(PATIENTS, numbers=["A-77120"], spared=["Ana Cruz", "Carla Chen"])

NAMED = (
    "Ada Testwell waits.",
    "TESTWELL, ADA",
    "testwell ada",
    "Ada M. Testwell's exam",
    "Ada Marie Testwell",
    "Testwell Jr., Ada",
    "Marie Testwell",
    "Mrs. Testwell waits",
    "patient Testwell",
    "Sra. García",
    "José García Márquez",
    "jose garcia",
    unicodedata.normalize("NFD", "José García Márquez"),
    "M\u0061\u0301rquez, Jose",
    "Márquez, José",
    "Patricia O\u2019Brien",
    "PATRICIA OBRIEN",
    "Ana de la Cruz",
    "Will West is here",
    "Mr. West",
)
NUMBERS = ("chart T-1001", "t1001", "T 1001", "1234567", "123-45-67", "123 45 67", "AB20417", "A 77120", "DT-900")
DATES = (
    "1958-02-11",
    "02/11/1958",
    "2/11/1958",
    "2-11-1958",
    "Feb 11, 1958",
    "February 11th 1958",
    "11 Feb 1958",
    "11 de febrero de 1958",
)
INNOCENT = (
    "West will be back soon.",
    "when will West answer?",
    "Patient West Wing is on paper.",
    "Call extension 4711 or 0012.",
    "Carla Chen and Ana Cruz lead; Cruz, Ana has the keys.",
    "The work is on 2026-03-08 05:00 EDT, el 8 mar 2026 a las 05:00, Mar 8, 2026 at 05:00.",
    "Ada is from IT. Testwell is our printer.",
    "Trauma Alpha room",
    "Version 1958.2.11.4 is out; 13/40/1958 is no day.",
    "",
)


def codes(text: str, screen: Screen = SCREEN) -> list[str]:
    """Return why a text must not go out."""
    return [reason.code for reason in screen.faults(SENTENCE.format(text))]


@pytest.mark.parametrize("text", NAMED)
def test_a_patient_is_found_in_the_usual_spellings(text: str) -> None:
    assert codes(text) == ["names_a_patient"]


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_found_however_it_is_split(text: str) -> None:
    assert codes(text) == ["gives_a_number"]


@pytest.mark.parametrize("text", DATES)
def test_a_birth_date_is_found_in_the_usual_notations(text: str) -> None:
    assert codes(text) == ["gives_a_birth_date"]


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_like_a_patient_goes_out(text: str) -> None:
    assert codes(text) == []


def test_a_day_is_not_taken_for_a_number() -> None:
    screen = Screen.of([Patient(mrn="20260308")])

    assert codes("until 2026-03-08 05:00 EDT", screen) == []
    assert codes("chart 20260308", screen) == codes("chart 2026 0308", screen) == ["gives_a_number"]


def test_a_patients_phone_number_is_one_of_theirs() -> None:
    assert codes("call +1 202-555-0143") == codes("2025550143") == ["gives_a_number"]


def test_all_that_is_wrong_is_told_at_once_and_nothing_of_it_is_repeated() -> None:
    text = "Ada Testwell, T-1001, 02/11/1958, password: horse"
    reasons = SCREEN.faults(text)

    assert [reason.code for reason in reasons] == [
        "credential",
        "names_a_patient",
        "gives_a_number",
        "gives_a_birth_date",
    ]
    shown = " ".join(map(str, reasons)) + repr(SCREEN)
    assert not any(word in shown for word in ("Ada", "Testwell", "1001", "1958", "horse", "testwell"))


def test_who_is_on_no_list_is_found_by_the_shape() -> None:
    nobody = Screen()

    assert codes("MRN 20417", nobody) == ["number"]
    assert codes("DOB 1/2/1980", nobody) == ["birth_date"]
    assert codes("123-45-6789", nobody) == ["social_security"]
    assert codes("Ada Testwell", nobody) == []


def test_the_schedule_of_the_day_is_a_list_too() -> None:
    starts = datetime(2026, 3, 3, 14, tzinfo=UTC)
    visit = Appointment(accession="EX-5501", patient=ADA, starts=starts, exam="Screening", site="west")
    day = DaySchedule(day=date(2026, 3, 3), zone="UTC", as_of=starts, appointments=(visit,))
    screen = Screen.of(schedules=[day])

    assert codes("Ada Testwell", screen) == ["names_a_patient"]
    assert codes("exam EX 5501", screen) == ["gives_a_number"]


def test_who_may_be_named_is_named_and_the_patient_beside_them_is_not() -> None:
    screen = Screen.of([patient("Chen", "Carla"), patient("Chen", "Li")], spared=["Carla Chen"])

    assert codes("Carla Chen", screen) == codes("Chen, Carla", screen) == []
    assert codes("Carla Chen saw Li Chen", screen) == ["names_a_patient"]


@pytest.mark.parametrize("name", ["Will", "Mark", "Grace", "May"])
def test_an_everyday_word_is_a_name_only_where_it_is_written_like_one(name: str) -> None:
    screen = Screen.of([patient("Park", name)])

    assert codes(f"{name} Park waits", screen) == ["names_a_patient"]
    assert codes(f"The park {name.lower()} be closed", screen) == []


def test_a_patient_without_a_name_or_a_birth_date_is_found_by_number_only() -> None:
    screen = Screen.of([Patient(mrn="Q-5512")])

    assert codes("Q5512", screen) == ["gives_a_number"]
    assert codes("", screen) == []
