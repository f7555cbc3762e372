"""A day's schedule as a Bundle of Appointments: how old it is, who comes, and whose record is no longer in use."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import Read, schedule
from downtimekit.models.schedule import Appointment, DaySchedule
from tests.fhir_roads import SYSTEMS
from tests.ward import ADA, NORA

NINE = datetime(2026, 3, 3, 14, tzinfo=UTC)
AS_OF = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
DAY = date(2026, 3, 3)
VISIT = Appointment(
    accession="A-1",
    patient=ADA,
    starts=NINE,
    minutes=20,
    exam="Screening mammogram",
    site="west",
    provider="Rosa Reyes, MD",
    room="Mammo 1",
)
WEST = DaySchedule(day=DAY, zone="America/New_York", as_of=AS_OF, appointments=(VISIT,))


def bundle() -> Any:  # noqa: ANN401
    return copy.deepcopy(schedule.day_to_fhir(WEST, systems=SYSTEMS).resource)


def read(found: object, **more: str) -> Read[DaySchedule]:
    return schedule.day_from_fhir(found, day=DAY, zone="America/New_York", systems=SYSTEMS, **more)


def test_how_old_a_schedule_is_stands_on_its_bundle() -> None:
    assert bundle()["timestamp"] == "2026-03-02T23:30:00+00:00"
    assert read(bundle()).model == WEST


def test_the_day_and_the_zone_are_the_clinic_s_and_that_is_told() -> None:
    assert schedule.day_to_fhir(WEST, systems=SYSTEMS).losses == ("day", "zone")


@pytest.mark.parametrize("stamp", [None, "2026-03-02", "yesterday", "2026-03-02T23:30:00", 7])
def test_a_schedule_that_does_not_say_how_old_it_is_is_refused(stamp: object) -> None:
    with pytest.raises(InvalidInput, match=r"(Bundle\.timestamp|as_of): "):
        read(bundle() | {"timestamp": stamp})


def test_a_schedule_with_another_page_is_not_a_whole_day() -> None:
    with pytest.raises(InvalidInput, match=r"Bundle\.link: says that there is another page"):
        read(bundle() | {"link": [{"relation": "next", "url": "https://clinic.example.org/fhir?page=2"}]})


def test_a_patient_may_stand_beside_the_appointment_as_in_the_answer_to_a_search() -> None:
    found = bundle()
    (appointment,) = (entry["resource"] for entry in found["entry"])
    patient = appointment.pop("contained")[0] | {"id": "77"}
    appointment["participant"][0]["actor"] = {"reference": "Patient/77"}
    found["entry"].append({"fullUrl": "https://clinic.example.org/fhir/Patient/77", "resource": patient})
    assert read(found).model == WEST


def test_where_a_visit_is_can_be_said_for_a_calendar_that_does_not() -> None:
    found = bundle()
    people = found["entry"][0]["resource"]["participant"]
    found["entry"][0]["resource"]["participant"] = [one for one in people if "identifier" not in one["actor"]]
    with pytest.raises(InvalidInput, match="is missing"):
        read(found)
    assert read(found, site="west").model == WEST


@pytest.mark.parametrize(
    ("numbers", "known_as"),
    [
        ([{"system": SYSTEMS.accession, "value": "A-1"}, {"system": SYSTEMS.visit, "value": "V-9"}], "A-1"),
        ([{"system": SYSTEMS.visit, "value": "V-9"}], "V-9"),
        ([], "4711"),
    ],
)
def test_a_visit_for_no_exam_is_known_by_its_own_number(numbers: list[object], known_as: str) -> None:
    found = bundle()
    found["entry"][0]["resource"] |= {"identifier": numbers, "id": "4711"}
    (visit,) = read(found).model.appointments
    assert visit.accession == known_as


@pytest.mark.parametrize(("end", "minutes"), [("2026-03-03T14:30:00+00:00", 30), ("2026-03-03T14:00:00+00:00", None)])
def test_how_long_a_visit_takes_follows_from_its_end(end: str, minutes: int | None) -> None:
    found = bundle()
    del found["entry"][0]["resource"]["minutesDuration"]
    found["entry"][0]["resource"]["end"] = end
    assert read(found).model.appointments[0].minutes == minutes


def test_a_visit_of_a_record_that_is_no_longer_in_use_is_refused() -> None:
    found = bundle()
    found["entry"][0]["resource"]["contained"][0]["active"] = False
    with pytest.raises(InvalidInput, match=r"contained\[0\]\.active: the record is not in use"):
        read(found)


def test_every_fault_of_every_visit_is_told_and_nobody_is_named() -> None:
    found = bundle()
    second = copy.deepcopy(found["entry"][0])
    second["resource"]["contained"][0]["name"][0]["family"] = NORA.family
    second["resource"]["start"] = "nine"
    found["entry"][0]["resource"]["status"] = "maybe"
    found["entry"].append(second)
    with pytest.raises(InvalidInput) as caught:
        read(found)
    assert [fault.path for fault in caught.value.faults] == [
        "Bundle.entry[0].resource.status",
        "Bundle.entry[1].resource.start",
    ]
    assert not [word for word in ("Testwell", "Sampleton", "T-1001", "nine", "maybe") if word in str(caught.value)]


def test_what_is_on_the_schedule_is_not_shown_in_a_repr() -> None:
    said = VISIT.model_copy(update={"exam": "Results of Zzplanted"})
    assert "Zzplanted" not in repr(said)
