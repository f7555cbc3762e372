"""Patients, as registration systems send them."""

from __future__ import annotations

from datetime import date

import pytest

from downtimekit.interop.hl7v2 import Envelope, write
from downtimekit.models.patient import Address, AdministrativeGender, Patient, PatientPhone, PhoneUse
from downtimekit.models.registration import Registration, RegistrationEvent
from tests.hl7v2 import codes, understood

NOTHING: set[str] = set()


def told(fields: dict[int, str]) -> tuple[Patient, tuple[str, ...], set[str]]:
    """Read a patient whose PID has these fields; return them with losses and concerns."""
    row = ["PID", *("" for _ in range(max(40, *fields)))]
    for number, field in {3: "T-1^^^^MR", **fields}.items():
        row[number] = field
    found = understood("ADT^A08", "|".join(row))
    assert isinstance(found.value, Registration)
    return found.value.patient, tuple(found.losses), codes(found)


@pytest.mark.parametrize(
    ("field", "name", "losses"),
    [
        ("Testwell^Ada", ("Testwell", "Ada"), ()),
        ("Testwell^Ada^^^^^L", ("Testwell", "Ada"), ()),
        ("Testwell", ("Testwell", None), ()),
        ("^Ada", (None, "Ada"), ()),
        ("Testwell^Ada^Marie^Jr^Dr^MD^L", ("Testwell", "Ada"), ("PID-5.3", "PID-5.4", "PID-5.5", "PID-5.6")),
        ("Well&van^Ada", ("Well", "Ada"), ("PID-5.1.2",)),
        ("Alias^A^^^^^A~Testwell^Ada^^^^^L", ("Testwell", "Ada"), ("PID-5",)),
        ("Testwell^Ada~Maid^Ada^^^^^M", ("Testwell", "Ada"), ("PID-5[2]",)),
        ("Maid^Ada^^^^^M", ("Maid", "Ada"), ("PID-5.7",)),
        ("O\\S\\Hara \\T\\ Sons^Ada", ("O^Hara & Sons", "Ada"), ()),
    ],
)
def test_a_patient_has_the_name_that_they_go_by_now(
    field: str, name: tuple[str | None, str | None], losses: tuple[str, ...]
) -> None:
    patient, lost, concerns = told({5: field})

    assert ((patient.family, patient.given), lost, concerns) == (name, losses, NOTHING)


@pytest.mark.parametrize(
    ("field", "gender", "concerns"),
    [
        ("F", AdministrativeGender.FEMALE, NOTHING),
        ("m", AdministrativeGender.MALE, NOTHING),
        ("O", AdministrativeGender.OTHER, NOTHING),
        ("U", AdministrativeGender.UNKNOWN, NOTHING),
        ("Female", AdministrativeGender.FEMALE, NOTHING),
        ("A", None, {"word_not_known"}),
        ("N", None, {"word_not_known"}),
        ("1", None, {"word_not_known"}),
        ("", None, NOTHING),
    ],
)
def test_a_gender_is_read_by_the_table_and_otherwise_told(
    field: str, gender: AdministrativeGender | None, concerns: set[str]
) -> None:
    patient, losses, found = told({8: field})

    assert (patient.gender, found) == (gender, concerns)
    assert losses == (("PID-8",) if concerns else ())


@pytest.mark.parametrize(
    ("field", "address", "losses"),
    [
        (
            "12 Elm St^Apt 2^Springfield^IL^62704^USA",
            Address(lines=("12 Elm St", "Apt 2"), city="Springfield", state="IL", postal_code="62704", country="USA"),
            (),
        ),
        ("12 Elm St^^Springfield", Address(lines=("12 Elm St",), city="Springfield"), ()),
        ("^^Springfield^^^^H", Address(city="Springfield"), ("PID-11.7",)),
        ("Old St^^X^^^^BA~New St", Address(lines=("New St",)), ("PID-11",)),
        ("12&Elm St&12", Address(lines=("12",)), ("PID-11.1.2", "PID-11.1.3")),
        ("^^^^^", None, ()),
    ],
)
def test_an_address_is_where_the_patient_lives_now(
    field: str, address: Address | None, losses: tuple[str, ...]
) -> None:
    patient, lost, _ = told({11: field})

    assert (patient.address, lost) == (address, losses)


@pytest.mark.parametrize(
    ("fields", "phones", "losses"),
    [
        ({13: "(217)555-0100"}, [("(217)555-0100", None)], ()),
        ({13: "217 5550100^PRN^PH"}, [("217 5550100", PhoneUse.HOME)], ()),
        ({13: "217 5550100^PRN^CP"}, [("217 5550100", PhoneUse.MOBILE)], ()),
        ({13: "217 5550100^ORN^PH"}, [("217 5550100", None)], ("PID-13.2",)),
        ({13: "^PRN^PH^^^217^5550100"}, [("217 5550100", PhoneUse.HOME)], ()),
        ({13: "^PRN^PH^^1^217^5550100^12"}, [("+1 217 5550100", PhoneUse.HOME)], ("PID-13.8",)),
        ({13: "(217)555-0100^PRN^PH^^^217^5550100"}, [("(217)555-0100", PhoneUse.HOME)], ()),
        ({13: "(217)555-0100^PRN^PH^^^217^5550199"}, [("(217)555-0100", PhoneUse.HOME)], ("PID-13.6", "PID-13.7")),
        ({13: "^PRN^PH^^^^^^^^^5550100"}, [("5550100", PhoneUse.HOME)], ()),
        ({13: "1~2"}, [("1", None), ("2", None)], ()),
        ({13: "1", 14: "2"}, [("1", None), ("2", PhoneUse.WORK)], ()),
        ({13: "1^WPN^PH", 14: "1^WPN^PH"}, [("1", PhoneUse.WORK)], ()),
        ({13: "5550100^PRN^FX"}, [], ("PID-13",)),
        ({13: "^NET^Internet^ada@example.org"}, [], ("PID-13",)),
    ],
)
def test_a_phone_is_a_phone_and_no_fax_and_no_mail(
    fields: dict[int, str], phones: list[tuple[str, PhoneUse | None]], losses: tuple[str, ...]
) -> None:
    patient, lost, _ = told(fields)

    assert ([(phone.number, phone.use) for phone in patient.phones], lost) == (phones, losses)


@pytest.mark.parametrize(
    ("fields", "deceased", "on", "concerns"),
    [
        ({29: "20260301", 30: "Y"}, True, date(2026, 3, 1), NOTHING),
        ({30: "Y"}, True, None, NOTHING),
        ({30: "N"}, False, None, NOTHING),
        ({29: "20260301"}, True, date(2026, 3, 1), {"deceased_not_marked"}),
        ({29: "20260301", 30: "N"}, False, None, {"date_of_death_impossible"}),
        ({7: "19580211", 29: "19570101", 30: "Y"}, True, None, {"date_of_death_impossible"}),
        ({30: "perhaps"}, False, None, {"word_not_known"}),
    ],
)
def test_whether_a_patient_died_is_read_and_what_cannot_be_is_told(
    fields: dict[int, str], deceased: bool, on: date | None, concerns: set[str]
) -> None:
    patient, _, found = told(fields)

    assert (patient.deceased, patient.deceased_on, found) == (deceased, on, concerns)


@pytest.mark.parametrize(("field", "unidentified"), [("Y", True), ("N", False), ("", False)])
def test_a_patient_whom_nobody_knows_is_marked_as_such(field: str, unidentified: bool) -> None:
    patient, losses, _ = told({5: "Trauma^Alpha^^^^^U", 31: field})

    assert (patient.unidentified, losses) == (unidentified, ())


def test_what_has_no_place_is_told_field_by_field() -> None:
    _, losses, _ = told({2: "x", 6: "Mother^Maiden", 9: "Alias", 10: "2106-3", 19: "123-45-6789", 35: "Goat"})

    assert losses == ("PID-2", "PID-6", "PID-9", "PID-10", "PID-19", "PID-35")


def test_a_patient_is_written_with_everything_that_hl7_has_room_for() -> None:
    patient = Patient(
        mrn="T-1",
        family="Testwell",
        given="Ada",
        birth_date=date(1958, 2, 11),
        gender=AdministrativeGender.FEMALE,
        address=Address(lines=("12 Elm St", "Apt 2", "back door"), city="Springfield"),
        phones=(PatientPhone(number="1", use=PhoneUse.WORK), PatientPhone(number="2", use=PhoneUse.OLD)),
        deceased=True,
        deceased_on=date(2026, 3, 1),
        merged_into="T-2",
    )
    sent = write(Registration(event=RegistrationEvent.PERSON_UPDATED, patient=patient), Envelope(control_id="1"))

    assert sent.message.split("\r")[2] == (
        "PID|1||T-1^^^^MR||Testwell^Ada^^^^^L||19580211|F|||12 Elm St^Apt 2^Springfield||1^WPN^PH~2^^PH|1^WPN^PH"
        "|||||||||||||||20260301|Y"
    )
    assert sent.losses == ("patient.address.lines[2]", "patient.phones[1].use", "patient.merged_into")
    assert "Testwell" not in repr(sent)
