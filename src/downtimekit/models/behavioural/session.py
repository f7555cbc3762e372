"""A session: where and with whom, from when to when, in minutes that are right in every night of the year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.behavioural.process_notes import NotePart
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.strict import Instant, PatientText
from downtimekit.models.zones import instants


class Modality(StrEnum):
    """How the session was held."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE = "phone"

    @property
    def remote(self) -> bool:
        """Whether client and clinician were in different places, so that both places are to be told."""
        return self is not Modality.IN_PERSON


class Participant(StrEnum):
    """Who took part, beside the clinician; by role and never by name, for a family's names are theirs."""

    CLIENT = "client"
    PARTNER = "partner"
    PARENT_OR_GUARDIAN = "parent_or_guardian"
    CHILD = "child"
    OTHER_FAMILY = "other_family"
    INTERPRETER = "interpreter"
    OTHER_PROVIDER = "other_provider"
    OTHER = "other"


class Session(NotePart):
    """One session.

    Attributes:
        clinician_location: where the clinician was; client_location: where the client was.
        started_at: when it began; ended_at: when it stopped, None where the paper does not say.
        therapy_minutes: minutes of psychotherapy, where they are fewer than those between start and stop: there was a
            break, or part of the visit was evaluation and management.
    """

    modality: Modality
    clinician_location: PatientText = ""
    client_location: PatientText = ""
    participants: tuple[Participant, ...] = (Participant.CLIENT,)
    started_at: Instant
    ended_at: Instant | None = None
    therapy_minutes: Annotated[int | None, Field(ge=0, le=24 * 60)] = None

    @model_validator(mode="after")
    def _times_are_possible(self) -> Session:
        if self.ended_at is None:
            return self
        if self.ended_at < self.started_at:
            raise ValueError("stops before it starts: a session across midnight stops on the next day")
        if self.therapy_minutes is not None and self.therapy_minutes > whole_minutes(self.started_at, self.ended_at):
            raise ValueError("has more minutes of therapy than lie between start and stop")
        return self

    @property
    def minutes(self) -> int | None:
        """Minutes of psychotherapy, in whole ones; None where neither they nor the stop are known."""
        if self.therapy_minutes is not None or self.ended_at is None:
            return self.therapy_minutes
        return whole_minutes(self.started_at, self.ended_at)


def location_concerns(session: Session) -> Iterator[Concern]:
    """Yield which of the two places is missing, for a session that was not in person."""
    for name in ("clinician_location", "client_location") if session.modality.remote else ():
        if not getattr(session, name):
            words = "the session was not in person: it must say where both of them were"
            yield Concern("location_missing", name, words, gravity=Gravity.WARNING)


def whole_minutes(started_at: datetime, ended_at: datetime) -> int:
    """Return how many whole minutes went by between two instants, which have offsets and not named zones."""
    return (ended_at - started_at) // timedelta(minutes=1)


def times_on_paper(day: date, start: time, stop: time | None, *, zone: str) -> tuple[datetime, datetime | None]:
    """Turn the times on a sheet into instants.

    A stop that reads earlier than the start is on the next day. In the night when clocks are put back an hour comes
    twice; where only one reading lets the session stop after it starts, that one is taken, and else nobody knows.

    Args:
        day: the day on which the session started.
        start: what the clock showed then.
        stop: what it showed at the end; None where the sheet does not say.
        zone: where the clock hangs, as an IANA name.

    Raises:
        InvalidInput: a time does not exist, or comes twice, in that night: the sheet needs an offset, or a person.
    """
    starts = instants(datetime.combine(day, start), zone=zone)
    if stop is None:
        _refuse(_unclear("start", len(starts)))
        return starts[0], None
    stops = instants(datetime.combine(day, stop), zone=zone)
    pairs = _pairs(starts, stops)
    if not pairs and stop < start:
        stops = instants(datetime.combine(day + timedelta(days=1), stop), zone=zone)
        pairs = _pairs(starts, stops)
    if len(pairs) != 1:
        _refuse([*_unclear("start", len(starts)), *_unclear("stop", len(stops))])
    return pairs[0]


def _pairs(starts: tuple[datetime, ...], stops: tuple[datetime, ...]) -> list[tuple[datetime, datetime]]:
    return [(start, stop) for start in starts for stop in stops if start <= stop]


def _unclear(path: str, readings: int) -> list[Fault]:
    if readings == 1:
        return []
    words = "comes twice in that night: say which, by the offset" if readings else "does not exist in that night"
    return [Fault(path, f"{words}; the clocks are changed then")]


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise InvalidInput("session", faults)
