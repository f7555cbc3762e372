"""Start and stop are instants: across midnight, and in the nights when the clocks are changed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.behavioural import Modality, Session, times_on_paper
from downtimekit.models.reading import read
from tests.clinic import NINE, a_session, said_of_session

NEW_YORK = "America/New_York"
FORWARD, BACK = date(2026, 3, 8), date(2026, 11, 1)


def minutes_on(day: date, start: str, stop: str) -> int | None:
    """Return the minutes of a session by the times on its sheet."""
    started, ended = times_on_paper(day, time.fromisoformat(start), time.fromisoformat(stop), zone=NEW_YORK)
    return Session(modality=Modality.IN_PERSON, started_at=started, ended_at=ended).minutes


@pytest.mark.parametrize(
    ("day", "start", "stop", "minutes"),
    [
        (date(2026, 3, 3), "09:00", "09:45", 45),
        (date(2026, 3, 3), "09:00", "09:00", 0),
        (date(2026, 3, 3), "23:30", "00:20", 50),
        (FORWARD, "01:30", "03:15", 45),
        (date(2026, 3, 7), "23:30", "03:30", 180),
        (BACK, "00:30", "02:15", 165),
        (BACK, "01:40", "01:10", 30),
        (date(2026, 10, 31), "23:30", "02:30", 240),
    ],
    ids=[
        "day",
        "none",
        "midnight",
        "forward",
        "forward over midnight",
        "back",
        "back within the hour",
        "back at night",
    ],
)
def test_minutes_are_those_that_went_by(day: date, start: str, stop: str, minutes: int) -> None:
    assert minutes_on(day, start, stop) == minutes


@pytest.mark.parametrize(
    ("day", "start", "stop", "paths"),
    [
        (BACK, "01:10", "01:50", ["start", "stop"]),
        (BACK, "01:10", "03:00", ["start"]),
        (BACK, "00:30", "01:10", ["stop"]),
        (BACK, "01:10", None, ["start"]),
        (FORWARD, "02:10", "03:00", ["start"]),
        (FORWARD, "01:30", "02:10", ["stop"]),
        (FORWARD, "02:10", "02:50", ["start", "stop"]),
    ],
)
def test_a_time_that_comes_twice_or_never_needs_a_person(
    day: date, start: str, stop: str | None, paths: list[str]
) -> None:
    ended = time.fromisoformat(stop) if stop else None
    with pytest.raises(InvalidInput) as refused:
        times_on_paper(day, time.fromisoformat(start), ended, zone=NEW_YORK)

    assert [fault.path for fault in refused.value.faults] == paths
    words = "comes twice" if day == BACK else "does not exist"
    assert all(words in fault.words for fault in refused.value.faults)
    assert "01:10" not in str(refused.value)


def test_a_sheet_without_a_stop_has_a_start() -> None:
    started, ended = times_on_paper(date(2026, 3, 3), time(9), None, zone=NEW_YORK)

    assert (started, ended) == (NINE, None)
    assert a_session(None).minutes is None


def test_a_named_zone_does_not_make_a_session_an_hour_too_long_or_run_backwards() -> None:
    zone = ZoneInfo(NEW_YORK)
    start, stop = datetime(2026, 11, 1, 1, 40, tzinfo=zone), datetime(2026, 11, 1, 1, 10, tzinfo=zone, fold=1)
    session = Session(modality=Modality.VIDEO, started_at=start, ended_at=stop)

    assert session.minutes == 30
    assert Session.model_validate_json(session.model_dump_json()) == session


def test_a_started_minute_does_not_count() -> None:
    session = Session.model_validate(said_of_session() | {"ended_at": NINE + timedelta(minutes=37, seconds=59)})

    assert session.minutes == 37


def test_minutes_of_therapy_count_where_they_are_fewer() -> None:
    assert a_session(60, therapy_minutes=38).minutes == 38


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"ended_at": NINE - timedelta(minutes=1)}, "stops before it starts"),
        ({"therapy_minutes": 46}, "more minutes of therapy"),
        ({"started_at": "2026-03-03T09:00"}, "needs a time zone"),
        ({"modality": "pigeon"}, "'in_person', 'video' or 'phone'"),
        ({"participants": ["Nora Sampleton"]}, "must be"),
    ],
)
def test_what_cannot_be_is_refused_in_words(said: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        read(Session, said_of_session() | said, source="sheet")

    assert "Sampleton" not in str(refused.value)
    assert "pigeon" not in str(refused.value)
