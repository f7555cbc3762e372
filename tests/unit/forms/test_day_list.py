"""The day's schedule on paper: everybody who is expected, in order, and how old that knowledge is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve

from downtimekit.forms.day_list import DayListTerms, ListedBy, day_list, day_lists
from downtimekit.models.listing import TO_TICK
from downtimekit.models.schedule import DaySchedule

EVENING = datetime(2026, 3, 2, 23, tzinfo=UTC)
TERMS = DayListTerms(EVENING, downtime="DT-1")


def visit(number: int, hour: int, **more: Any) -> dict[str, Any]:
    """Return a line of a schedule, on 3 March 2026 at an hour of UTC."""
    patient = {"mrn": f"T-{number}", "family": f"Family{number}", "given": "Ada", "birth_date": "1961-07-04"}
    return {
        "accession": f"A-{number}",
        "patient": patient,
        "starts": datetime(2026, 3, 3, hour, tzinfo=UTC),
        "exam": "Screening",
        "site": "west",
        **more,
    }


def schedule(*visits: dict[str, Any], **more: Any) -> DaySchedule:
    """Return a day at a clinic in New York."""
    said = {"day": "2026-03-03", "zone": "America/New_York", "as_of": EVENING - timedelta(hours=1)}
    return DaySchedule.model_validate({**said, "appointments": visits, **more})


def test_patients_stand_in_the_order_in_which_they_come_by_the_clock_on_the_wall() -> None:
    listed = day_list(schedule(visit(2, 16), visit(1, 14)), terms=TERMS)

    assert [row[0] for row in listed.rows] == ["09:00", "11:00"]
    assert [row[1] for row in listed.rows] == ["FAMILY1, Ada", "FAMILY2, Ada"]
    assert {len(row) for row in listed.rows} == {len(listed.columns)} == {len(listed.widths)}


def test_a_line_says_everything_that_the_desk_needs() -> None:
    said = {"provider": "Dr. Imago", "room": "MG 2", "contact_phone": {"number": "555-0100"}}
    (row,) = day_list(schedule(visit(1, 14, **said)), terms=TERMS).rows

    assert row[1:] == (
        *("FAMILY1, Ada", "04 Jul 1961", "T-1", "A-1"),
        *("Screening", "Dr. Imago", "MG 2", "555-0100", TO_TICK),
    )


def test_a_list_says_how_old_it_is_when_it_was_printed_and_where_the_clock_hangs() -> None:
    listed = day_list(schedule(visit(1, 14)), terms=TERMS)

    facts = " ".join(listed.facts)
    assert "as of 02 Mar 2026 17:00 (UTC-05:00)" in facts
    assert "Printed 02 Mar 2026 18:00 (UTC-05:00)" in facts
    assert "America/New_York" in facts
    assert "as of 02 Mar 2026 17:00" in listed.foot  # on every page
    assert listed.title == "Schedule of 03 Mar 2026: west"


def test_who_cancelled_is_not_expected_and_an_empty_day_says_so() -> None:
    listed = day_list(schedule(visit(1, 14, status="cancelled")), terms=TERMS)

    assert listed.rows == ()
    assert "Nobody is expected." in " ".join(listed.facts)


def test_a_drill_and_a_copy_that_is_only_read_are_marked() -> None:
    day = schedule(visit(1, 14))

    assert day_list(day, terms=TERMS).mark == ""
    assert day_list(day, terms=evolve(TERMS, drill=True, read_only=True)).mark == (
        "DRILL: NOT FOR PATIENT CARE, READ ONLY"
    )


def test_in_the_night_when_an_hour_comes_twice_a_time_has_its_offset() -> None:
    night = {"day": "2026-11-01", "as_of": datetime(2026, 10, 31, 22, tzinfo=UTC)}
    one, two = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (5, 6))
    listed = day_list(schedule(visit(1, 0, starts=one), visit(2, 0, starts=two), **night), terms=TERMS)

    assert [row[0] for row in listed.rows] == ["01:30 -0400", "01:30 -0500"]


def test_every_provider_gets_a_list_and_nobody_is_left_out() -> None:
    day = schedule(
        visit(1, 14, provider="Dr. Zeta"), visit(2, 15), visit(3, 16, provider="dr. Alpha"), visit(4, 13, room="MG 1")
    )
    lists = day_lists(day, by=ListedBy.PROVIDER, terms=TERMS)

    assert [listed.title.rpartition(": ")[2] for listed in lists] == ["dr. Alpha", "Dr. Zeta", "not assigned"]
    assert sorted(row[3] for listed in lists for row in listed.rows) == ["T-1", "T-2", "T-3", "T-4"]


def test_a_list_speaks_spanish() -> None:
    listed = day_list(schedule(visit(1, 14)), terms=evolve(TERMS, language="es-MX"))

    assert listed.title == "Agenda del 03 mar 2026: west"
    assert listed.columns[0] == "Hora"
