"""What the journal says of a site's prints, and whether they are what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from attrs import evolve, field, frozen
from pydantic import Field

from downtimekit.errors import Reason
from downtimekit.models.people import Weekday
from downtimekit.models.prints import PrintAlarm, PrintBegun, PrintEnded, PrintFailed
from downtimekit.models.strict import Strict
from downtimekit.models.zones import ClockTime, moment, shown_at
from downtimekit.ports import Entry, Journal

_WEEK = tuple(Weekday)


def stream_of(site: str) -> str:
    """Return the name of a site's stream of prints."""
    return f"prints/{site}"


@frozen
class PrintRecord:
    """What the journal says of a site's prints.

    Attributes:
        version: of the last entry.
        begun: the last print that was begun; None where it ended.
        ended: the last print of each day that ended.
        failed: why the last try for a day failed, where none ended since.
        last_number: the last serial that was taken.
        told: what was told about, by day and problems, and to whom.
    """

    version: int = 0
    begun: PrintBegun | None = None
    ended: dict[date, PrintEnded] = field(factory=dict)
    failed: dict[date, str] = field(factory=dict)
    last_number: str | None = None
    told: frozenset[tuple[date, tuple[str, ...], str]] = frozenset()

    @classmethod
    def read(cls, journal: Journal, site: str) -> PrintRecord:
        """Read it.

        Raises:
            JournalError: the journal cannot be read.
        """
        record = cls()
        for entry in journal.read(stream_of(site)):
            record = evolve(record._with(entry), version=entry.version)
        return record

    def _with(self, entry: Entry) -> PrintRecord:
        fact = entry.fact
        if isinstance(fact, PrintBegun):
            return evolve(self, begun=fact, last_number=fact.last or self.last_number)
        if isinstance(fact, PrintEnded):
            failed = {day: why for day, why in self.failed.items() if day != fact.day}
            return evolve(self, begun=None, ended={**self.ended, fact.day: fact}, failed=failed)
        if isinstance(fact, PrintFailed):
            # Nobody is at it any more, and whoever tries again may go on where it stopped.
            begun = self.begun.model_copy(update={"until": entry.at}) if self.begun else None
            return evolve(self, begun=begun, failed={**self.failed, fact.day: fact.reason})
        if isinstance(fact, PrintAlarm):
            return evolve(self, told=self.told | {(fact.day, fact.problems, fact.contact)})
        return self

    @property
    def newest(self) -> PrintEnded | None:
        """The print with the newest data."""
        return max(self.ended.values(), key=lambda print_: print_.as_of, default=None)


class PrintPromise(Strict):
    """What is promised about a site's prints.

    Attributes:
        by: when, by the clock on the wall, the next day's print is there.
        oldest_hours: how old the data of the newest print may be; a little more than a day, for the evening after.
        closed_on: days on which nobody comes, and nothing need be printed for.
    """

    by: ClockTime = time(20, 0)
    oldest_hours: Annotated[float, Field(gt=0, le=24 * 31)] = 26.0
    closed_on: frozenset[Weekday] = frozenset()

    def is_open(self, day: date) -> bool:
        """Tell whether somebody comes on a day."""
        return _WEEK[day.weekday()] not in self.closed_on


@frozen
class PrintStatus:
    """Whether a site's prints are what was promised.

    Attributes:
        day: whose print should be there now.
        problems: everything that is wrong; nothing of it is about a patient.
        newest: the print with the newest data.
    """

    site: str
    day: date
    problems: tuple[Reason, ...]
    newest: PrintEnded | None

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    @property
    def codes(self) -> tuple[str, ...]:
        """What is wrong, by name."""
        return tuple(problem.code for problem in self.problems)

    def __str__(self) -> str:
        """Say it in a line, as a monitoring probe shows it."""
        if self.is_good:
            return f"OK: {self.site}: the print for {self.day} is there"
        return f"ALARM: {self.site}: {'; '.join(map(str, self.problems))}"


def print_status(journal: Journal, *, site: str, zone: str, promise: PrintPromise, now: datetime) -> PrintStatus:
    """Say whether a site's prints are what was promised; for a monitoring probe too.

    Args:
        journal: where prints are recorded.
        site: which site.
        zone: of the clock on its wall.
        promise: what was promised.
        now: the present.

    Raises:
        JournalError: the journal cannot be read: nobody knows, which is an alarm too.
        InvalidInput: the time has no offset, or no zone has that name.
    """
    record = PrintRecord.read(journal, site)
    today = shown_at(now, zone=zone).date()
    is_evening = now.astimezone(UTC) >= moment(datetime.combine(today, promise.by), zone=zone)
    tomorrow = today + timedelta(days=1)
    day = next(filter(promise.is_open, _back_from(tomorrow if is_evening else today)), tomorrow)
    problems = _problems(record, day, zone)
    if day >= today:  # on days when nobody comes, the last print may grow old
        problems += _old(record.ended.get(day), promise, now, zone)
    return PrintStatus(site, day, tuple(problems), record.newest)


def _back_from(day: date) -> Sequence[date]:
    return [day - timedelta(days=number) for number in range(len(_WEEK))]


def _problems(record: PrintRecord, day: date, zone: str) -> list[Reason]:
    found = []
    done, newest = record.ended.get(day), record.newest
    if done is None:
        last = f"the newest is for {newest.day}, of {_shown(newest.as_of, zone)}" if newest else "there never was one"
        found.append(Reason("late", f"the print for {day} is not there; {last}", "print it now"))
    elif done.refused:
        words = f"{done.refused} of {done.packets} packets for {day} are blank or missing"
        found.append(Reason("partial", words, "write them in by hand, from the schedule"))
    if day in record.failed:
        found.append(Reason("failed", f"the last try for {day} failed: {record.failed[day]}"))
    return found


def _old(done: PrintEnded | None, promise: PrintPromise, now: datetime, zone: str) -> list[Reason]:
    if done is None or now - done.as_of <= timedelta(hours=promise.oldest_hours):
        return []
    words = f"the print for {done.day} shows the calendar of {_shown(done.as_of, zone)}"
    return [Reason("old", words, f"print it again: no more than {promise.oldest_hours:g} hours were promised")]


def _shown(at: datetime, zone: str) -> str:
    return f"{shown_at(at, zone=zone):%Y-%m-%d %H:%M}"
