"""What the schedule knows is printed into the sheets that ask for it, and nothing else is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from downtimekit.forms import LIBRARY, read_keyed
from downtimekit.forms.library import PRESCRIPTION, REGISTRATION, TECH_NOTES, THERAPIST_NOTE
from downtimekit.forms.library.known import known_answers
from downtimekit.models.paperwork import PaperRegistration
from downtimekit.models.schedule import Appointment
from tests.filled_forms import issued, keyed

ADDRESS = {"lines": ["12 Elm St", "Unit 4"], "city": "Springfield", "state": "IL", "postal_code": "62704"}
PHONES = [{"number": "555-0100", "use": "old"}, {"number": "555-0101", "use": "mobile"}, {"number": "555-0102"}]


def visit(**patient: Any) -> Appointment:
    """Return an appointment of somebody who was registered."""
    who = {"mrn": "T-1001", "family": "Testwell", "given": "Ada", "birth_date": "1958-02-11", "gender": "female"}
    return Appointment.model_validate(
        {
            "accession": "A-1",
            "patient": {**who, "address": ADDRESS, "phones": PHONES, **patient},
            "starts": datetime(2026, 3, 3, 14, tzinfo=UTC),
            "exam": "Screening mammogram",
            "site": "west",
            "provider": "Dr. Imago",
        }
    )


def test_a_prescription_has_the_name_and_the_address_of_the_patient() -> None:
    assert known_answers(visit(), PRESCRIPTION) == {
        "patient_name": "Ada Testwell",
        "patient_address": "12 Elm St, Unit 4, Springfield, IL 62704",
    }


def test_a_registration_has_everything_that_was_registered() -> None:
    known = known_answers(visit(), REGISTRATION)
    capture = read_keyed(keyed(known), issued=issued(REGISTRATION), source="sheet")
    content = capture.content

    assert isinstance(content, PaperRegistration)
    assert content.address == visit().patient.address
    assert [phone.number for phone in content.phones] == ["555-0101", "555-0102"]  # not the old one
    assert (capture.patient.mrn, capture.patient.birth_date) == ("T-1001", visit().patient.birth_date)


def test_a_technologist_reads_which_exam_it_is_and_a_therapist_is_told_no_time() -> None:
    assert known_answers(visit(), TECH_NOTES) == {"exam": "Screening mammogram"}
    assert known_answers(visit(), THERAPIST_NOTE) == {}


def test_of_somebody_whom_nobody_knows_no_estimate_is_printed_as_known() -> None:
    unknown = visit(unidentified=True)

    assert "patient.birth_date" not in known_answers(unknown, REGISTRATION)
    assert known_answers(unknown, REGISTRATION)["patient.unidentified"] is True
    assert known_answers(unknown, PRESCRIPTION) == {}


def test_an_address_that_is_too_long_for_its_place_is_written_by_hand() -> None:
    long = visit(address={"lines": [f"Line {number}" for number in range(30)], "city": "Springfield"})

    assert "patient_address" not in known_answers(long, PRESCRIPTION)
    assert {key for key in known_answers(long, REGISTRATION) if key.startswith("address.")} == {"address.city"}


def test_only_questions_of_the_form_are_answered() -> None:
    for form in LIBRARY.values():
        assert set(known_answers(visit(), form)) <= {field.key for field in form.fields()}
