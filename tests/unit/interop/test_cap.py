"""An alert is one that the protocol allows, says what it does to those before it, and tells drills apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from capvalidator import Validator  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from downtimekit.interop.cap import (
    NAMESPACE,
    CapDraft,
    CapKind,
    CapOrigin,
    CapReference,
    CapScope,
    cap_time,
    write_cap,
)
from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.notice import Notice, NoticeEvent, NoticeText
from tests.made_up import made_up
from tests.status_pages import BEGAN, a_notice, part

ORIGIN = CapOrigin("alerts@clinic.example.org", "West Clinic")
FIRST = CapReference(ORIGIN.sender, "a1", BEGAN)
SECOND = CapReference(ORIGIN.sender, "a2", BEGAN + timedelta(minutes=20))
WINDOW: dict[str, Any] = {
    "scheduled": True,
    "since": BEGAN + timedelta(days=1),
    "ends": BEGAN + timedelta(days=1, hours=2),
}
BACK = part(state=TrackState.RELEASED, tier=AccessTier.LIVE)


def draft(notice: Notice, *earlier: CapReference, drill: bool = False, texts: Sequence[NoticeText] = ()) -> CapDraft:
    reference = CapReference(ORIGIN.sender, "a9", notice.at or BEGAN)
    return CapDraft(notice, reference, texts or [notice.text()], earlier, drill=drill, labels={"west": "West Clinic"})


def judged(content: bytes) -> ET.Element:
    """Return an alert that an independent judge finds right by the protocol's own schema."""
    right, words = Validator(content).schema()
    assert right, words
    return ET.fromstring(content)


def alert(notice: Notice, *earlier: CapReference, origin: CapOrigin = ORIGIN, drill: bool = False) -> ET.Element:
    return judged(write_cap(draft(notice, *earlier, drill=drill), origin=origin))


def said(element: ET.Element, path: str) -> list[str | None]:
    return [found.text for found in element.findall("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))]


def test_an_alert_says_who_when_what_where_and_what_to_do() -> None:
    found = alert(a_notice(NoticeEvent.STARTED, severity="high", next_update=BEGAN + timedelta(minutes=30)))

    assert {name: said(found, name) for name in ("identifier", "sender", "sent", "status", "msgType", "scope")} == {
        "identifier": ["a9"],
        "sender": ["alerts@clinic.example.org"],
        "sent": ["2026-03-10T13:00:00-00:00"],
        "status": ["Actual"],
        "msgType": ["Alert"],
        "scope": ["Restricted"],
    }
    assert said(found, "incidents") == ["west-1"]
    assert said(found, "restriction") == ["staff of the sites that are named"]
    assert said(found, "info/responseType") == ["Execute"]
    assert [said(found, f"info/{name}") for name in ("urgency", "severity", "certainty")] == [
        ["Immediate"],
        ["Severe"],
        ["Observed"],
    ]
    assert said(found, "info/expires") == ["2026-03-10T13:30:00-00:00"]
    assert said(found, "info/contact") == ["the help desk, 4711"]
    assert said(found, "info/area/areaDesc") == ["West Clinic"]
    assert said(found, "info/area/geocode/value") == ["west"]
    assert said(found, "info/parameter/value") == ["down paper"]


@pytest.mark.parametrize(
    ("event", "earlier", "kind"),
    [
        (NoticeEvent.STARTED, [], CapKind.ALERT),
        (NoticeEvent.UPDATE, [FIRST], CapKind.UPDATE),
        (NoticeEvent.RELEASED, [FIRST, SECOND], CapKind.UPDATE),
        (NoticeEvent.STOOD_DOWN, [FIRST], CapKind.CANCEL),
        (NoticeEvent.CLOSED, [FIRST, SECOND], CapKind.CANCEL),
        (NoticeEvent.STOOD_DOWN, [], CapKind.ALERT),
    ],
)
def test_what_follows_refers_to_everything_before_it(
    event: NoticeEvent, earlier: list[CapReference], kind: CapKind
) -> None:
    found = alert(a_notice(event, minutes=40), *earlier)

    assert said(found, "msgType") == [kind]
    references = [" ".join(reference.text for reference in earlier)] if earlier else []
    assert said(found, "references") == references
    assert all(text.split(",")[1] in {"a1", "a2"} for text in (references[0].split() if references else []))


@pytest.mark.parametrize("event", [NoticeEvent.RELEASED, NoticeEvent.STOOD_DOWN])
def test_it_is_all_clear_when_nothing_is_out_anywhere(event: NoticeEvent) -> None:
    some = alert(a_notice(event, BACK, minutes=40, out_elsewhere=("ris",)), FIRST)
    every = alert(a_notice(event, BACK, minutes=40), FIRST)

    assert (said(some, "msgType"), said(some, "info/responseType")) == (["Update"], ["Monitor"])
    assert said(every, "info/responseType") == ["AllClear"]


def test_a_drill_is_an_exercise_everywhere() -> None:
    found = alert(a_notice(NoticeEvent.STARTED), drill=True)

    assert said(found, "status") == ["Exercise"]
    assert all(
        str(text).startswith("DRILL")
        for path in ("note", "info/headline", "info/description")
        for text in said(found, path)
    )


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        (a_notice(NoticeEvent.PLANNED, **WINDOW), ("Prepare", "Future", "Likely")),
        (a_notice(NoticeEvent.REMINDER, **WINDOW), ("Prepare", "Expected", "Likely")),
        (a_notice(NoticeEvent.VALIDATING, part(state=TrackState.VALIDATING)), ("Monitor", "Expected", "Observed")),
        (a_notice(NoticeEvent.RELEASED, BACK), ("AllClear", "Past", "Observed")),
        (a_notice(NoticeEvent.STOOD_DOWN), ("AllClear", "Past", "Observed")),
        (a_notice(NoticeEvent.UPDATE).model_copy(update={"facts": None}), ("Monitor", "Unknown", "Unknown")),
    ],
)
def test_how_urgent_it_is_follows_from_what_is_told(notice: Notice, expected: tuple[str, str, str]) -> None:
    found = alert(notice)

    assert tuple(said(found, f"info/{name}")[0] for name in ("responseType", "urgency", "certainty")) == expected


def test_the_public_is_given_no_number_of_the_help_desk() -> None:
    found = alert(a_notice(NoticeEvent.STARTED), origin=CapOrigin("a@b.example", scope=CapScope.PUBLIC))

    assert (said(found, "scope"), said(found, "restriction"), said(found, "info/contact")) == (["Public"], [], [])


def test_each_language_has_an_info_of_its_own() -> None:
    notice = a_notice(NoticeEvent.STARTED)
    texts = [notice.text(), NoticeText(language="es-MX", subject="El RIS no funciona", body="Use papel.")]
    found = judged(write_cap(draft(notice, texts=texts), origin=ORIGIN))

    assert said(found, "info/language") == ["en", "es-MX"]
    assert said(found, "info/event") == ["System downtime", "Caída del sistema"]
    assert said(found, "info/headline")[1] == "El RIS no funciona"


def test_what_expires_before_it_is_sent_does_not_say_so() -> None:
    notice = a_notice(NoticeEvent.UPDATE, minutes=60, next_update=BEGAN + timedelta(minutes=30))

    assert said(alert(notice), "info/expires") == []


@pytest.mark.parametrize("text", ["<alert>&amp;", "a\x00b\x0bc", "\ufffe\uffff\ud800", "]]>", "日本 \U0001f3e5"])
def test_no_text_breaks_the_alert(text: str) -> None:
    words = NoticeText.model_construct(language="en", subject=f"x{text}", body=text)
    found = judged(write_cap(draft(a_notice(NoticeEvent.STARTED), texts=[words]), origin=ORIGIN))

    assert len(found.findall(f"{{{NAMESPACE}}}info")) == 1


@given(notice=made_up(Notice), drill=st.booleans(), earlier=st.lists(st.sampled_from([FIRST, SECOND]), max_size=2))
def test_whatever_is_told_is_an_alert_that_the_protocol_allows(
    notice: Notice, drill: bool, earlier: list[CapReference]
) -> None:
    judged(write_cap(draft(notice, *earlier, drill=drill), origin=ORIGIN))


def test_times_and_names_are_written_as_the_protocol_wants_them() -> None:
    assert cap_time(datetime(2026, 3, 8, 7, 0, 0, 999, tzinfo=UTC)) == "2026-03-08T07:00:00-00:00"
    reference = CapReference("a b@c.example", "west 1,<&\x00>", BEGAN)
    assert reference.text == "a_b@c.example,west_1___>,2026-03-10T13:00:00-00:00"
