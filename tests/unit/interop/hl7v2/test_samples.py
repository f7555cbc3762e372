"""Messages of other systems, and what an independent program says about ours.

The downloaded messages are those of Microsoft's FHIR-Converter; hl7apy checks a message against the structures of its
version.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.hl7v2 import AckCode, Acknowledgement, Envelope, Value, read, write
from downtimekit.models.appointment_news import AppointmentEvent, AppointmentNews
from downtimekit.models.breast import Assessment, BreastReport, Density
from downtimekit.models.documents import Document, DocumentEvent, DocumentNews, DocumentStatus
from downtimekit.models.orders import ExamCode, Order, OrderAction, Orders, SystemNumber
from downtimekit.models.patient import AdministrativeGender, Patient
from downtimekit.models.registration import (
    Merge,
    MergedPair,
    NumberChange,
    PatientClass,
    Registration,
    RegistrationEvent,
    Visit,
)
from downtimekit.models.results import Result, Results, ResultStatus
from downtimekit.models.schedule import Appointment
from tests.hl7v2 import sample, sample_names

READ = {"ADT", "ORM", "OMG", "ORU", "SIU", "MDM"}
AT = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
ADA = Patient(
    mrn="T-1", family="Testwell", given="Ada", birth_date=date(1958, 2, 11), gender=AdministrativeGender.FEMALE
)
VISIT = Visit(number="V-1", patient_class=PatientClass.OUTPATIENT, admitted_at=AT)
EXAM = ExamCode(code="24606-6", text="MG Breast Screening", system="LN")


@pytest.mark.parametrize("name", sample_names())
def test_a_downloaded_message_is_read_with_every_loss_or_is_of_a_kind_that_is_not_read(name: str) -> None:
    received = sample(name)
    if received.removeprefix(b"\xef\xbb\xbf").split(b"|")[8][:3].decode() not in READ:
        with pytest.raises(InvalidInput, match="is a kind of message that is not read here"):
            read(received, zone="America/Chicago")
        return

    found = read(received, zone="America/Chicago", mrn_issuer="")

    assert found.losses
    assert len(set(found.losses)) == len(found.losses)
    assert all(concern.path for concern in found.concerns)


@pytest.mark.parametrize("name", [name for name in sample_names() if not name.startswith("R")])
def test_what_was_read_from_a_downloaded_message_can_be_sent_on_and_read_again(name: str) -> None:
    value = read(sample(name), zone="America/Chicago").value

    sent = write(value, Envelope(control_id="1"))
    again = read(sent.message, zone="UTC").value

    # Both files in it are empty: without content there is no line to say what it is about.
    assert sent.losses == (("document.about",) if name == "MDM-T02-01.hl7" else ())
    assert (again == value) == (sent.losses == ())


@pytest.mark.parametrize("name", sample_names())
def test_nothing_of_a_downloaded_patient_is_told_beside_the_value(name: str) -> None:
    try:
        found = read(sample(name), zone="America/Chicago")
    except InvalidInput as refused:
        told = str(refused)
    else:
        told = " ".join([repr(found), *found.losses, *map(str, found.concerns)])

    names = ("EVERYMAN", "ADAM", "DUCK", "DONALD", "Clark", "Finn", "Huckleberry", "Bixby", "PATID", "19241010")
    assert [name for name in names if name.casefold() in told.casefold()] == []


OURS: list[Value] = [
    *(Registration(event=event, patient=ADA, visit=VISIT, recorded_at=AT) for event in RegistrationEvent),
    Merge(pairs=(MergedPair(survivor=ADA, prior="OLD-1"),), recorded_at=AT),
    NumberChange(patient=ADA, prior="OLD-1", recorded_at=AT),
    Orders(
        patient=ADA,
        visit=VISIT,
        orders=(
            Order(
                action=OrderAction.NEW,
                placer=SystemNumber(value="P-1"),
                accession="A-1",
                exam=EXAM,
                study="1.2.3",
                requested_procedure="RP-1",
                scheduled_step="S-1",
                scheduled_at=AT,
            ),
        ),
    ),
    Orders(patient=ADA, orders=(Order(action=OrderAction.CANCEL, placer=SystemNumber(value="P-1"), exam=EXAM),)),
    Results(
        patient=ADA,
        results=(
            Result(
                status=ResultStatus.PRELIMINARY,
                exam=EXAM,
                report=BreastReport(density=Density.FATTY, assessment=Assessment.LOW_SUSPICION),
            ),
        ),
    ),
    *(
        AppointmentNews(
            event=event,
            appointment=Appointment(
                accession="A-1", patient=ADA, starts=AT, minutes=30, exam="MG", site="west", room="1", provider="R R"
            ),
            entered_by="Robin Roe",
        )
        for event in AppointmentEvent
    ),
    *(
        DocumentNews(
            event=event,
            patient=ADA,
            visit=VISIT,
            recorded_at=AT,
            document=Document(
                number=SystemNumber(value="D-2"),
                parent=SystemNumber(value="D-1"),
                kind="PN",
                about=ExamCode(text="Note"),
                status=DocumentStatus.AUTHENTICATED,
                text="one\ntwo",
            ),
        )
        for event in DocumentEvent
    ),
    Acknowledgement(code=AckCode.ACCEPTED, of="MSG-1", trigger="A08"),
]


@pytest.mark.parametrize(
    "value", OURS, ids=[f"{type(value).__name__}-{number}" for number, value in enumerate(OURS, start=1)]
)
def test_what_we_send_has_the_structure_that_its_version_asks_for(value: Value) -> None:
    parser = pytest.importorskip("hl7apy.parser", reason="hl7apy, which knows the structures, is not installed")
    strict = pytest.importorskip("hl7apy.consts").VALIDATION_LEVEL.STRICT

    message = write(value, Envelope(control_id="MSG-1", sent_at=AT), mrn_issuer="WEST").message

    assert parser.parse_message(message, validation_level=strict).validate()
