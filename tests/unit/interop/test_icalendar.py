"""Whoever is invited to planned work has one entry in their calendar, which moves and goes as the work does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from downtimekit.interop.icalendar import Guests, Method, event_uid, invitation
from downtimekit.models.notice import Notice, NoticeEvent, NoticeText
from tests.made_up import made_up
from tests.status_pages import BEGAN, a_notice

GUESTS = Guests("downtime@clinic.example.org", "nurse@clinic.example.org", 'Chen; Carla, "CC" RN')
STARTS, ENDS = BEGAN + timedelta(days=2), BEGAN + timedelta(days=2, hours=2)
WINDOW: dict[str, Any] = {"scheduled": True, "since": STARTS, "ends": ENDS}
PLANNED, EXTENDED, STOOD_DOWN = NoticeEvent.PLANNED, NoticeEvent.EXTENDED, NoticeEvent.STOOD_DOWN


def written(notice: Notice, *, text: NoticeText | None = None, guests: Guests = GUESTS) -> str:
    found = invitation(notice, text=text or notice.text(), guests=guests)
    assert found is not None
    return found.content


def event(content: str) -> Any:  # noqa: ANN401
    """Return the one event of a calendar object, as an independent parser reads it."""
    calendar = Calendar.from_ical(content)
    (entry,) = calendar.walk("VEVENT")
    assert (calendar.errors, entry.errors) == ([], [])
    return entry


def at(entry: Any, name: str) -> datetime:  # noqa: ANN401
    found = entry[name].dt
    assert isinstance(found, datetime)
    return found


def test_an_invitation_says_when_where_what_and_who() -> None:
    content = written(a_notice(PLANNED, **WINDOW))
    entry = event(content)

    assert Calendar.from_ical(content)["METHOD"] == "REQUEST"
    assert (at(entry, "DTSTART"), at(entry, "DTEND"), at(entry, "DTSTAMP")) == (STARTS, ENDS, BEGAN)
    assert entry["SUMMARY"] == "RIS down at west, ticket INC-4711"
    assert entry["DESCRIPTION"] == "Planted, Pat cannot sign in. Ticket INC-4711. Call 4711."
    assert (entry["LOCATION"], entry["STATUS"], entry["TRANSP"]) == ("west", "CONFIRMED", "TRANSPARENT")
    assert entry["ORGANIZER"] == "mailto:downtime@clinic.example.org"
    assert entry["ATTENDEE"] == "mailto:nurse@clinic.example.org"
    assert entry["ATTENDEE"].params["CN"] == "Chen; Carla, 'CC' RN"


def test_an_extension_and_a_withdrawal_are_about_the_same_entry_and_come_after_it() -> None:
    later = WINDOW | {"ends": ENDS + timedelta(hours=3)}
    first, second, third, last = (
        event(written(notice))
        for notice in (
            a_notice(PLANNED, **WINDOW),
            a_notice(EXTENDED, minutes=30, **later),
            a_notice(EXTENDED, minutes=90, **later | {"ends": ENDS + timedelta(hours=5)}),
            a_notice(STOOD_DOWN, minutes=200, **later),
        )
    )

    assert len({entry["UID"] for entry in (first, second, third, last)}) == 1
    assert first["SEQUENCE"] < second["SEQUENCE"] < third["SEQUENCE"] < last["SEQUENCE"]
    assert [at(entry, "DTEND") - ENDS for entry in (first, second, third)] == [timedelta(hours=n) for n in (0, 3, 5)]
    assert last["STATUS"] == "CANCELLED"
    assert "METHOD:CANCEL" in written(a_notice(STOOD_DOWN, minutes=200, **later))


def test_the_same_notice_is_the_same_invitation_to_the_letter() -> None:
    assert written(a_notice(PLANNED, **WINDOW)) == written(a_notice(PLANNED, **WINDOW))


def test_two_clinics_that_number_their_downtimes_alike_have_two_entries() -> None:
    assert event_uid("west-1", organizer="a@one.example.org") != event_uid("west-1", organizer="a@two.example.org")
    assert event_uid("west-1", organizer="a@one.example.org") == event_uid("west-1", organizer="b@ONE.example.org")


@pytest.mark.parametrize(
    "notice",
    [
        a_notice(NoticeEvent.STARTED),
        a_notice(NoticeEvent.UPDATE, **WINDOW),
        a_notice(PLANNED, scheduled=True, since=STARTS),
        a_notice(PLANNED, **WINDOW | {"ends": STARTS}),
        a_notice(PLANNED).model_copy(update={"facts": None}),
        a_notice(PLANNED, **WINDOW).model_copy(update={"at": None}),
    ],
)
def test_nobody_is_invited_to_what_has_no_window(notice: Notice) -> None:
    assert invitation(notice, text=notice.text(), guests=GUESTS) is None


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\x0b", "\x1e", "\u2028", "\x00"])
def test_no_text_and_no_name_begins_a_line_of_the_calendar(line_break: str) -> None:
    planted = f"x{line_break}ATTENDEE:mailto:planted@example.net"
    guests = Guests("a@b.example.org", "c@d.example.org", planted)
    text = NoticeText.model_construct(language="en", subject=planted, body=planted)
    content = written(a_notice(PLANNED, **WINDOW), text=text, guests=guests)

    assert event(content)["ATTENDEE"] == "mailto:c@d.example.org"
    assert [line for line in content.splitlines() if line.startswith("ATTENDEE:")] == []


@pytest.mark.parametrize(
    "text",
    [
        "a;b,c\\d\ne",
        "BEGIN:VALARM\nEND:VEVENT",
        "ü" * 200,
        "\U0001f3e5" * 60,
        "x" * 73 + "é" * 5,
        'said "so"',
    ],
)
def test_whatever_stands_in_a_notice_comes_out_of_the_calendar_unharmed(text: str) -> None:
    content = written(a_notice(PLANNED, **WINDOW), text=NoticeText(subject="S", body=text))

    assert event(content)["DESCRIPTION"] == text
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))
    assert content.count("\r\nBEGIN:") == 1


SAID = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=100)


@given(subject=SAID, name=SAID, language=st.sampled_from(["en", "es-MX", "x;y:z", ""]))
def test_what_is_an_invitation_can_be_read_by_others(subject: str, name: str, language: str) -> None:
    text = NoticeText.model_construct(language=language, subject=subject, body=subject)
    guests = Guests("a@b.example.org", "c@d.example.org", name)
    entry = event(written(a_notice(PLANNED, **WINDOW), text=text, guests=guests))

    assert (entry["SUMMARY"], entry["DESCRIPTION"]) == (subject, subject)
    assert entry["ATTENDEE"] == "mailto:c@d.example.org"


@given(made_up(Notice))
def test_whatever_is_told_is_an_invitation_or_none(notice: Notice) -> None:
    found = invitation(notice, text=notice.text(), guests=GUESTS)
    assert found is None or (found.method in set(Method) and event(found.content)["UID"])
