"""The day's schedule as a list: who comes when and for what, to work from when the calendar cannot be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from downtimekit.forms.words import ENGLISH, PAGE_WORDS, PageWords, day_in, filled, moment_in
from downtimekit.models.listing import TO_TICK, Listing
from downtimekit.models.schedule import Appointment, DaySchedule
from downtimekit.models.zones import shown_at


class ListedBy(StrEnum):
    """Whose a list is, where everybody gets their own."""

    PROVIDER = "provider"
    RESOURCE = "resource"
    ROOM = "room"


_WHOSE: Mapping[ListedBy, Callable[[Appointment], str | None]] = {
    ListedBy.PROVIDER: lambda visit: visit.provider,
    ListedBy.RESOURCE: lambda visit: visit.resource,
    ListedBy.ROOM: lambda visit: visit.room,
}
_WIDTHS = (1.0, 3.4, 1.5, 1.4, 1.7, 3.0, 2.0, 1.1, 1.7, 1.0)


@frozen
class DayListTerms:
    """How a day's list is printed.

    Attributes:
        printed_at: when it is printed, which is not when the calendar was asked.
        downtime: the key of the downtime, for the foot; empty in ordinary times.
        drill: whether it is marked as an exercise; read_only: as a copy that is only read.
        language: of the words, as a BCP 47 tag.
    """

    printed_at: datetime
    downtime: str = field(default="", kw_only=True)
    drill: bool = field(default=False, kw_only=True)
    read_only: bool = field(default=False, kw_only=True)
    language: str = field(default="en", kw_only=True)

    @property
    def words(self) -> PageWords:
        """The words of the language."""
        return PAGE_WORDS.get(self.language.partition("-")[0], ENGLISH)


def day_list(schedule: DaySchedule, *, terms: DayListTerms) -> Listing:
    """Return everybody who is still expected, in the order in which they come; an empty day is a list too."""
    return _list(schedule, schedule.expected(), terms, whose="")


def day_lists(schedule: DaySchedule, *, by: ListedBy, terms: DayListTerms) -> tuple[Listing, ...]:
    """Return a list for each provider, resource or room, by name; last those visits that have none."""
    groups: dict[str, list[Appointment]] = {}
    for visit in schedule.expected():
        groups.setdefault(_WHOSE[by](visit) or "", []).append(visit)
    named = sorted((whose for whose in groups if whose), key=str.casefold)
    return tuple(
        _list(schedule, groups[whose], terms, whose=whose or terms.words.not_assigned)
        for whose in (*named, *([""] if "" in groups else []))
    )


def _list(schedule: DaySchedule, visits: Sequence[Appointment], terms: DayListTerms, *, whose: str) -> Listing:
    words = terms.words
    sites = ", ".join(sorted({visit.site for visit in visits}))
    title = filled(words.day_schedule, day=day_in(words, schedule.day))
    return Listing(
        title=": ".join(part for part in (title, whose or sites) if part),
        columns=(
            *(words.time, words.name, words.born, words.mrn, words.accession),
            *(words.exam, words.provider, words.room, words.phone, words.arrived),
        ),
        widths=_WIDTHS,
        rows=tuple(_rows(schedule, visits, words)),
        mark=", ".join(_marks(terms, words)),
        facts=_facts(schedule, visits, terms),
        foot=f"{terms.downtime}  {_as_of(schedule, words)}".strip(),
        unshown=words.cannot_be_shown,
        language=words.language,
    )


def _marks(terms: DayListTerms, words: PageWords) -> Iterable[str]:
    return [mark for mark, on in ((words.drill, terms.drill), (words.read_only, terms.read_only)) if on]


def _facts(schedule: DaySchedule, visits: Sequence[Appointment], terms: DayListTerms) -> tuple[str, ...]:
    words = terms.words
    printed = shown_at(terms.printed_at, zone=schedule.zone)
    count = filled(words.visits, count=len(visits)) if visits else words.nobody_expected
    return (
        f"{_as_of(schedule, words)} {filled(words.printed_moment, moment=moment_in(words, printed))}",
        f"{filled(words.in_zone, zone=schedule.zone)} {count}",
    )


def _as_of(schedule: DaySchedule, words: PageWords) -> str:
    return filled(words.calendar_as_of, moment=moment_in(words, shown_at(schedule.as_of, zone=schedule.zone)))


def _rows(schedule: DaySchedule, visits: Sequence[Appointment], words: PageWords) -> Iterable[tuple[str, ...]]:
    starts = [shown_at(visit.starts, zone=schedule.zone) for visit in visits]
    # In the night when the clocks are put back a time comes twice, and only its offset tells which is meant.
    shape = "%H:%M" if len({moment.utcoffset() for moment in starts}) <= 1 else "%H:%M %z"
    for visit, moment in zip(visits, starts, strict=True):
        patient = visit.patient
        phones = (visit.contact_phone, *patient.phones)
        yield (
            moment.strftime(shape),
            patient.label,
            day_in(words, patient.birth_date) if patient.birth_date else "",
            patient.mrn,
            visit.accession,
            visit.exam,
            visit.provider or "",
            visit.room or visit.resource or "",
            next((phone.number for phone in phones if phone), ""),
            TO_TICK,
        )
