"""On call, and not to be disturbed: when somebody is there, and when only something grave may wake them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from downtimekit.models.people.hours import DatedHours, Shift, Span, spans_on
from downtimekit.models.ranked import Severity
from downtimekit.models.strict import Strict
from downtimekit.models.zones import Zone, shown_at


class OnCall(Strict):
    """The shifts of somebody, by the clock of a zone; also written as text.

        America/New_York; Mon-Fri 07:00-19:00; Sat 19:00-07:00 every 2 weeks from 2026-03-07; 2026-12-25 off

    Attributes:
        zone: where the clock hangs.
        weekly: the shifts that come back; whoever has none is on call on dated days only.
        dated: days on which other hours hold, or none; each replaces the shifts that would begin on it.
    """

    zone: Zone
    weekly: tuple[Shift, ...] = ()
    dated: tuple[DatedHours, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, written: object) -> object:
        if not isinstance(written, str):
            return written
        zone, *parts = _parts(written)
        dated = [part for part in parts if part[:1].isdigit()]
        return {"zone": zone, "weekly": [part for part in parts if part not in dated], "dated": dated}

    @field_validator("dated")
    @classmethod
    def _one_rule_a_day(cls, dated: tuple[DatedHours, ...]) -> tuple[DatedHours, ...]:
        if len({exception.day for exception in dated}) < len(dated):
            raise ValueError("names a day more than once: put all of its hours behind one another")
        return dated

    @property
    def text(self) -> str:
        """Return it as it is written."""
        weekly, dated = ([part.text for part in parts] for parts in (self.weekly, self.dated))
        return "; ".join([self.zone, *weekly, *dated])

    def covers(self, at: datetime) -> bool:
        """Say whether a shift is running at an instant."""
        return _covers(at, self.zone, self.weekly, self.dated)

    def spans(self, first: date, last: date) -> Iterator[Span]:
        """Yield the shifts that begin from one day to another, both included."""
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            yield from spans_on(day, zone=self.zone, weekly=self.weekly, dated=self.dated)


class QuietHours(Strict):
    """When somebody does not want to be told, except of a downtime that is grave enough; also written as text.

        America/New_York; Mon-Sun 22:00-06:00; unless critical

    Attributes:
        zone: where the clock hangs.
        weekly: the hours.
        unless: a downtime of this severity or a greater one is told all the same. The default is ours: let each
            person choose.
    """

    zone: Zone
    weekly: Annotated[tuple[Shift, ...], Field(min_length=1)]
    unless: Severity = Severity.HIGH

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, written: object) -> object:
        if not isinstance(written, str):
            return written
        zone, *parts = _parts(written)
        unless = [part for part in parts if part.lower().startswith("unless ")]
        said: dict[str, object] = {"zone": zone, "weekly": [part for part in parts if part not in unless]}
        return said | ({"unless": unless[-1][7:].strip().lower()} if unless else {})

    @property
    def text(self) -> str:
        """Return it as it is written."""
        return "; ".join([self.zone, *(shift.text for shift in self.weekly), f"unless {self.unless}"])

    def silence(self, at: datetime, *, severity: Severity | None) -> bool:
        """Say whether a notice has to wait.

        Args:
            at: the instant at which it would go out.
            severity: of the downtime; None where nobody knows yet, and that does not wait.
        """
        if severity is None or severity >= self.unless:
            return False
        return _covers(at, self.zone, self.weekly, ())

    def silent_until(self, at: datetime) -> datetime | None:
        """Return when the quiet hours end that an instant lies in; None where it lies in none."""
        today = shown_at(at, zone=self.zone).date()
        days = (today - timedelta(days=1), today)
        spans = [span for day in days for span in spans_on(day, zone=self.zone, weekly=self.weekly, dated=())]
        until = at
        for span in sorted(spans, key=lambda span: span.starts):
            if until in span:
                until = span.ends
        return until if until > at else None


def _parts(written: str) -> Sequence[str]:
    parts = [part.strip() for part in written.split(";")]
    return [parts[0], *filter(None, parts[1:])]


def _covers(at: datetime, zone: str, weekly: Sequence[Shift], dated: Sequence[DatedHours]) -> bool:
    today = shown_at(at, zone=zone).date()
    # No shift lasts longer than from one day into the next.
    days = (today - timedelta(days=1), today)
    return any(at in span for day in days for span in spans_on(day, zone=zone, weekly=weekly, dated=dated))
