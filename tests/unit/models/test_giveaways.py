"""What gives a patient or a credential away by its shape alone, and what a ward may say nonetheless."""

from __future__ import annotations

import pytest

from downtimekit.models.giveaways import Giveaway, giveaways, names_credential, names_patient_data

PLANTED = {
    Giveaway.NUMBER: (
        "MRN 123",
        "mrn: T-1001",
        "MRN#44",
        "MRN is 20417",
        "Accession A-17",
        "accession number 17",
        "chart no. 5512",
        "expediente número 9".replace("número", "num."),
    ),
    Giveaway.BIRTH_DATE: (
        "DOB 1/2/1980",
        "D.O.B.: 010280",
        "born Jan 2, 1980",
        "born on 2 Jan",
        "nacida el 2 de enero",
    ),
    Giveaway.NAME: ("Patient name: Ada", "the patient's name is Ada", "pt name = ada", "Nombre del paciente: Ada"),
    Giveaway.SOCIAL_SECURITY: ("123-45-6789", "SSN 123456789", "social security number is 123 45"),
    Giveaway.CREDENTIAL: (
        "password: x",
        "Password: $x",
        "PIN $code",
        "PIN 1234",
        "pin: 1234",
        "password is hunter2",
        "passcode = abc",
        "contraseña: abc",
        "the access code 9917",
    ),
    Giveaway.ASKS: (
        "Reply with your password",
        "Enter the PIN on the page",
        "your old portal password",
        "envíe la contraseña",
        "con su contraseña",
    ),
    Giveaway.LINK: (
        "https://u:p@host/x",
        "http://tok@host",
        "https://h.example/?token=abc",
        "https://h.example/a#key=1",
    ),
}
ALLOWED = (
    "For access, call extension 4711; nobody sends a password.",
    "Never send a password by mail.",
    "For a new password: call 4711",
    "Credentials are obtained by phone only.",
    "Write the patient name on each form.",
    "Lookups by MRN are down since 08:52 EST.",
    "The accession desk is open at 09:30.",
    "pin the sheet to the door",
    "Call 202-555-0100.",
    "Code 800: charts are read-only until 2026-03-08 05:00 EDT.",
    "https://status.example.org/page?id=3",
    "https://example.org/@team",
    "Lo que falla: nuestra conexión, desde las 09:00 EST.",
)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in PLANTED.items() for text in texts])
def test_what_is_planted_is_found_for_what_it_is(kind: Giveaway, text: str) -> None:
    assert kind in giveaways(f"RIS is down. {text}")
    assert text not in kind.words


@pytest.mark.parametrize("text", ALLOWED)
def test_what_a_ward_must_be_told_passes(text: str) -> None:
    assert list(giveaways(text)) == []


def test_every_kind_is_planted_and_has_words_of_its_own() -> None:
    assert set(PLANTED) == set(Giveaway)
    assert len({kind.words for kind in Giveaway}) == len(Giveaway)


@pytest.mark.parametrize(
    "name",
    ["patient", "Patient", "mrn", "name", "dob", "accession", "patientid", "first_name", "date_of_birth", "ssn_last_4"],
)
def test_a_word_that_would_be_a_patients_is_known_by_its_name(name: str) -> None:
    assert names_patient_data(name)


@pytest.mark.parametrize("name", ["site_name", "vendor_name", "news", "ticket", "reference", "first", "number", "now"])
def test_other_words_are_not_taken_for_a_patients(name: str) -> None:
    assert not names_patient_data(name)


def test_a_word_for_a_credential_is_known_by_its_name() -> None:
    assert all(map(names_credential, ["password", "portal_password", "pin", "PASSCODE", "api_token", "portalpassword"]))
    assert not any(map(names_credential, ["opinion", "spinning", "news", "number"]))
