"""Who gets which paper in the morning."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.forms import QUESTIONNAIRE, SerialPool, issued, packets
from downtimekit.models.schedule import Appointment
from tests.paper import FORMS, POOL, packets_of_the_day, west


def serials_of(appointments: tuple[Appointment, ...]) -> list[tuple[str, str | None]]:
    """Return which serial goes to whom, for a schedule in this order."""
    schedule = west().model_copy(update={"appointments": appointments})
    day = packets(schedule, forms=FORMS, pool=POOL, downtime="west-1")
    return [(form.serial, form.accession) for form in issued(day)]


def test_every_patient_gets_every_form_in_the_order_of_the_day() -> None:
    day = packets_of_the_day()

    assert [packet.appointment.accession for packet in day if packet.appointment] == [
        f"A-2603030{number}" for number in range(1, 9)
    ]
    assert {tuple(sheet.form.key for sheet in packet.sheets) for packet in day} == {tuple(form.key for form in FORMS)}


def test_the_same_schedule_gets_the_same_serials_however_its_lines_are_ordered() -> None:
    appointments = west().appointments

    assert serials_of(appointments) == serials_of(appointments[::-1])


def test_no_serial_is_given_twice() -> None:
    serials = [form.serial for form in issued(packets_of_the_day())]

    assert len(set(serials)) == len(serials) == 24


def test_a_second_print_goes_on_after_the_first() -> None:
    first = issued(packets_of_the_day())
    second = packets(west(), forms=[QUESTIONNAIRE], pool=POOL, downtime="west-1", after=first[-1].serial)

    assert not {form.serial for form in first} & {form.serial for form in issued(second)}


def test_what_was_issued_says_which_sheet_went_to_whom() -> None:
    packet = packets_of_the_day()[2]
    forms = issued([packet])

    assert [(form.serial, form.form, form.form_digest) for form in forms] == [
        (sheet.serial, sheet.form.key, sheet.form.digest) for sheet in packet.sheets
    ]
    assert {(form.accession, form.mrn) for form in forms} == {("A-26030303", "T-100267")}


def test_two_patients_with_one_name_warn_of_each_other() -> None:
    alerts = [
        packet.appointment.patient.mrn for packet in packets_of_the_day() if packet.appointment and packet.name_alert
    ]

    assert alerts == ["T-100251", "T-100288"]


def test_one_patient_with_two_exams_is_not_two_patients() -> None:
    first = west().appointments[0]
    twice = (first, first.model_copy(update={"accession": "A-26030399"}))
    day = packets(west().model_copy(update={"appointments": twice}), forms=FORMS, pool=POOL, downtime="west-1")

    assert [packet.name_alert for packet in day] == [False, False]


def test_the_paper_says_how_old_the_schedule_is_and_whether_it_is_a_drill() -> None:
    assert {packet.as_of for packet in packets_of_the_day()} == {west().as_of}
    assert {packet.drill for packet in packets_of_the_day(drill=True)} == {True}


def test_a_pool_that_is_too_small_prints_nothing() -> None:
    with pytest.raises(InvalidInput, match="24 are wanted and 20 remain"):
        packets(west(), forms=FORMS, pool=SerialPool("W", 1, 20), downtime="west-1")


def test_a_packet_without_forms_or_without_a_downtime_is_refused() -> None:
    with pytest.raises(InvalidInput, match="at least one form"):
        packets(west(), forms=[], pool=POOL, downtime="west-1")
    with pytest.raises(InvalidInput, match="downtime"):
        packets(west(), forms=FORMS, pool=POOL, downtime="no key")
