"""Appointments, and what happened to them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.hl7v2 import Envelope, Read, read, write
from downtimekit.models.appointment_news import AppointmentEvent, AppointmentNews
from downtimekit.models.patient import Patient, PatientPhone
from downtimekit.models.schedule import Appointment, AppointmentStatus
from tests.hl7v2 import ADA, codes, sample, understood

AT = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
SCH = "SCH||A-1"
TQ1 = "TQ1|1||||||20260303150000+0000|20260303153000+0000"
AIL = "AIL|1||^Room 1^^west"
VISIT = Appointment(
    accession="A-1",
    patient=Patient(mrn="T-1", family="Testwell", given="Ada"),
    starts=AT,
    minutes=30,
    exam="MG Screening",
    visit_type="new",
    site="west",
    provider="Rosa Reyes, MD",
    room="Room 1",
    resource="MG 1",
)


def news(*segments: str, trigger: str = "S12") -> tuple[AppointmentNews, Read]:
    """Read a message about an appointment."""
    found = understood(f"SIU^{trigger}", *segments)
    assert isinstance(found.value, AppointmentNews)
    return found.value, found


@pytest.mark.parametrize(
    ("trigger", "event", "status"),
    [
        ("S12", AppointmentEvent.BOOKED, AppointmentStatus.BOOKED),
        ("S13", AppointmentEvent.RESCHEDULED, AppointmentStatus.BOOKED),
        ("S14", AppointmentEvent.MODIFIED, AppointmentStatus.BOOKED),
        ("S15", AppointmentEvent.CANCELLED, AppointmentStatus.CANCELLED),
        ("S16", AppointmentEvent.DISCONTINUED, AppointmentStatus.CANCELLED),
        ("S17", AppointmentEvent.DELETED, AppointmentStatus.ENTERED_IN_ERROR),
        ("S26", AppointmentEvent.MISSED, AppointmentStatus.NO_SHOW),
    ],
)
@pytest.mark.parametrize("version", ["2.3.1", "2.5.1"])
def test_what_happened_comes_back(
    trigger: str, event: AppointmentEvent, status: AppointmentStatus, version: str
) -> None:
    value = AppointmentNews(
        event=event, appointment=VISIT.model_copy(update={"status": status}), entered_by="Robin Roe"
    )

    sent = write(value, Envelope(control_id="1", version=version))
    found = read(sent.message, zone="America/Chicago")

    assert f"|SIU^{trigger}^SIU_S12|" in sent.message
    assert (found.value, sent.losses, codes(found)) == (value, (), set())


@pytest.mark.parametrize("status", AppointmentStatus)
def test_every_status_of_a_visit_comes_back(status: AppointmentStatus) -> None:
    value = AppointmentNews(event=AppointmentEvent.MODIFIED, appointment=VISIT.model_copy(update={"status": status}))

    assert read(write(value, Envelope(control_id="1")).message, zone="UTC").value == value


def test_where_the_patient_can_be_reached_about_a_visit_has_no_place() -> None:
    visit = VISIT.model_copy(update={"contact_phone": PatientPhone(number="1")})

    sent = write(AppointmentNews(event=AppointmentEvent.BOOKED, appointment=visit), Envelope(control_id="1"))

    assert sent.losses == ("appointment.contact_phone",)


@pytest.mark.parametrize(
    ("segments", "path"),
    [
        (["SCH|", TQ1, ADA, AIL], "SCH-2"),
        ([SCH, ADA, AIL], "TQ1-7"),
        ([SCH, "TQ1|1||||||20260303", ADA, AIL], "TQ1-7"),
        ([SCH, TQ1, AIL], "PID-3"),
    ],
)
def test_an_appointment_of_which_it_is_not_clear_who_comes_when_is_refused(segments: list[str], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        news(*segments)

    assert [fault.path for fault in refused.value.faults] == [path]


def test_another_event_is_refused() -> None:
    with pytest.raises(InvalidInput, match="S12, S13"):
        news(SCH, TQ1, ADA, AIL, trigger="S18")


@pytest.mark.parametrize(
    ("segments", "starts", "minutes", "concerns"),
    [
        ((SCH, TQ1), AT, 30, set()),
        ((SCH, "TQ1|1||||||20260303090000"), AT, None, set()),
        ((SCH + "|||||||45|min", "TQ1|1||||||20260303090000"), AT, 45, set()),
        ((SCH + "|||||||1|H^hour", "TQ1|1||||||20260303090000"), AT, 60, set()),
        ((SCH + "|||||||1800|s", "TQ1|1||||||20260303090000"), AT, 30, set()),
        ((SCH + "|||||||45|min", TQ1), AT, 30, {"places_differ"}),
        ((SCH + "|||||||30|fortnights", TQ1), AT, 30, {"length_not_valid"}),
        ((SCH + "|||||||soon", TQ1), AT, 30, {"length_not_valid"}),
        ((SCH + "|||||||nan", TQ1), AT, 30, {"length_not_valid"}),
        ((SCH + "|||||||90|s", TQ1), AT, 30, {"length_not_valid"}),
        ((SCH, "TQ1|1||||||20260303150000Z|20260303140000Z"), AT, None, {"length_not_valid"}),
        ((SCH + "|||||||||^^^20260303090000^20260303094500",), AT, 45, set()),
        ((SCH, "AIS|1||x|20260303090000|||20|min"), AT, 20, set()),
        ((SCH, TQ1, "AIS|1||x|20260303100000"), AT, 30, {"places_differ"}),
    ],
)
def test_when_a_visit_begins_and_how_long_it_takes_is_read_from_where_it_stands(
    segments: tuple[str, ...], starts: datetime, minutes: int | None, concerns: set[str]
) -> None:
    found, told = news(*segments, ADA, AIL)

    assert (found.appointment.starts, found.appointment.minutes, codes(told)) == (starts, minutes, concerns)


@pytest.mark.parametrize(
    ("trigger", "word", "status", "concerns"),
    [
        ("S12", "Pending", AppointmentStatus.PENDING, set()),
        ("S12", "arrived", AppointmentStatus.ARRIVED, set()),
        ("S14", "Complete", AppointmentStatus.FULFILLED, set()),
        ("S12", "Overbook", AppointmentStatus.BOOKED, set()),
        ("S12", "perhaps", AppointmentStatus.BOOKED, {"word_not_known"}),
        ("S15", "Cancelled", AppointmentStatus.CANCELLED, set()),
        ("S15", "Booked", AppointmentStatus.CANCELLED, {"status_differs"}),
        ("S26", "Noshow", AppointmentStatus.NO_SHOW, set()),
    ],
)
def test_an_event_that_ends_a_visit_counts_more_than_a_word_beside_it(
    trigger: str, word: str, status: AppointmentStatus, concerns: set[str]
) -> None:
    found, told = news("SCH||A-1" + "|" * 23 + word, TQ1, ADA, AIL, trigger=trigger)

    assert (found.appointment.status, codes(told)) == (status, concerns)


def test_the_site_is_that_of_the_room_or_else_the_one_that_sends() -> None:
    of_room, _ = news(SCH, TQ1, ADA, AIL)
    of_sender, told = news(SCH, TQ1, ADA, "AIL|1||^Room 1^^West Clinic")

    assert (of_room.appointment.site, of_sender.appointment.site) == ("west", "WEST")
    assert (codes(told), told.losses) == ({"not_valid"}, ("AIL-3.4",))


def test_of_several_services_the_first_is_taken_and_the_others_are_told() -> None:
    found, told = news(SCH, TQ1, ADA, "RGS|1", "AIS|1||1^MG Screening^L", AIL, "RGS|2", "AIS|1||2^US^L", "NTE|1||fast")

    assert found.appointment.exam == "MG Screening"
    assert told.losses == ("AIS-3.1", "AIS-3.3", "RGS[2]", "AIS[2]", "NTE")


def test_a_visit_without_a_number_of_the_one_who_keeps_it_has_that_of_the_one_who_asked() -> None:
    assert news("SCH|P-9", TQ1, ADA, AIL)[0].appointment.accession == "P-9"


@pytest.mark.parametrize(
    ("name", "starts", "minutes"),
    [
        ("SIU-S12-01.hl7", "2021-09-24T07:15:00+00:00", 50),
        ("SIU-S13-02.hl7", "2021-08-20T09:15:00+00:00", 60),
        ("SIU-S15-02.hl7", "2021-08-18T09:15:00+00:00", 60),
    ],
)
def test_a_downloaded_appointment_begins_when_it_says(name: str, starts: str, minutes: int) -> None:
    found = read(sample(name), zone="America/Chicago")

    assert isinstance(found.value, AppointmentNews)
    assert found.value.appointment.starts == datetime.fromisoformat(starts)
    assert (found.value.appointment.minutes, found.value.appointment.site) == (minutes, "GHHSFacility")
