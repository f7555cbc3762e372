"""Write planned work as an invitation that a calendar takes up, moves and removes.

Sources: RFC 5545 (lines, TEXT, times in UTC), RFC 5546 sections 3.2.2 and 3.2.5 (what a REQUEST and a CANCEL must hold)
and 2.1.5 (of two with one UID, the one with the higher SEQUENCE holds, and then the one with the later DTSTAMP).
Times are written in UTC: a calendar shows them by its own clock, and no rules of a zone can be out of date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, uuid5

from attrs import field, frozen

from downtimekit.interop.vcard.lines import escaped, written_line
from downtimekit.models.notice import Notice, NoticeEvent, NoticeFacts, NoticeText
from downtimekit.models.zones import instant

_INVITING = frozenset({NoticeEvent.PLANNED, NoticeEvent.REMINDER, NoticeEvent.EXTENDED, NoticeEvent.STOOD_DOWN})
_START = datetime(2020, 1, 1, tzinfo=UTC)
_LARGEST = 2**31 - 1  # RFC 5545, 3.3.8
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")  # RFC 5545, 3.1
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{1,64}")
_NOT_IN_A_PARAMETER = str.maketrans({'"': "'"})  # RFC 5545, 3.2


class Method(StrEnum):
    """What a calendar is asked to do."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@frozen
class Invitation:
    """A calendar object; it belongs into a part of the type ``text/calendar`` with the same method."""

    method: Method
    content: str = field(repr=False)


@frozen
class Guests:
    """Who invites whom; addresses of email.

    Attributes:
        organizer: the same for every notice of a downtime: a calendar lets nobody else move or remove an entry.
        attendee: who is invited; name: what they are called, on one line.
    """

    organizer: str = field(repr=False)
    attendee: str = field(repr=False)
    name: str = ""


def invitation(notice: Notice, *, text: NoticeText, guests: Guests) -> Invitation | None:
    """Return the invitation to planned work, or its withdrawal; None where a notice says nothing of a window.

    The same notice is the same invitation, to the letter. One that was announced again, extended or called off has the
    UID of the first, and a higher SEQUENCE: the seconds from 2020 until it was owed.

    Args:
        notice: what is told.
        text: its words.
        guests: who invites whom.
    """
    facts = notice.facts
    if facts is None or not facts.scheduled or notice.event not in _INVITING or notice.at is None:
        return None
    if facts.ends is None or facts.ends <= facts.since:
        return None
    method = Method.CANCEL if notice.event is NoticeEvent.STOOD_DOWN else Method.REQUEST
    told = _Told(facts, facts.since, facts.ends, notice.at, notice.sites)
    lines = _calendar(told, method, text=text, guests=guests)
    return Invitation(method, "".join(written_line(*line) for line in lines))


def event_uid(downtime: str, *, organizer: str) -> str:
    """Return the UID of a downtime's calendar entry; two clinics may number their downtimes alike."""
    domain = organizer.rpartition("@")[2].lower()
    return str(uuid5(NAMESPACE_URL, f"urn:downtimekit:downtime:{domain}:{downtime}"))


@frozen
class _Told:
    """What an invitation needs of a notice, of which nothing is missing."""

    facts: NoticeFacts
    begins: datetime
    ends: datetime
    at: datetime
    sites: tuple[str, ...]


def _calendar(told: _Told, method: Method, *, text: NoticeText, guests: Guests) -> Iterator[tuple[str, str]]:
    language = f";LANGUAGE={text.language}" if _LANGUAGE.fullmatch(text.language) else ""
    yield "BEGIN", "VCALENDAR"
    yield "PRODID", "-//downtimekit//planned work//EN"
    yield "VERSION", "2.0"
    yield "METHOD", method.value
    yield "BEGIN", "VEVENT"
    yield "UID", event_uid(told.facts.downtime, organizer=guests.organizer)
    yield "SEQUENCE", str(max(0, min(int((instant(told.at) - _START).total_seconds()), _LARGEST)))
    yield "DTSTAMP", _utc(told.at)
    yield "DTSTART", _utc(told.begins)
    yield "DTEND", _utc(told.ends)
    yield "ORGANIZER", f"mailto:{guests.organizer}"
    yield _attendee(guests), f"mailto:{guests.attendee}"
    yield f"SUMMARY{language}", _text(text.subject)
    yield f"DESCRIPTION{language}", _text(text.body)
    yield "LOCATION", _text(", ".join(told.sites))
    yield "STATUS", "CANCELLED" if method is Method.CANCEL else "CONFIRMED"
    yield "TRANSP", "TRANSPARENT"  # whoever is invited is free to be asked for something else
    yield "END", "VEVENT"
    yield "END", "VCALENDAR"


def _text(text: str) -> str:
    return escaped(_CONTROL.sub("", "\n".join(text.splitlines())))


def _attendee(guests: Guests) -> str:
    name = _CONTROL.sub("", " ".join(guests.name.split())).translate(_NOT_IN_A_PARAMETER)
    called = f';CN="{name}"' if name else ""
    return f"ATTENDEE{called};PARTSTAT=NEEDS-ACTION;RSVP=FALSE"


def _utc(at: datetime) -> str:
    return f"{instant(at):%Y%m%dT%H%M%SZ}"
