"""What a table of phrases holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.targets import OutageTarget


@frozen
class Phrases:
    """The words of one language.

    Attributes:
        not_known: stands in place of what is down as long as nobody knows.
        track: a service at a site, with ``{service}`` and ``{site}``.
        targets: what is down.
        tiers: what to do, by how a service can be used: whole sentences; briefly: the same in a few words.
        as_of: how old the data of a copy is, a sentence with ``{as_of}``; briefly_as_of: the same in a text message.
        clock: a time as `datetime.strftime` writes it; day: a day, with ``{shown}``, a datetime, and ``{month}``.
        in_sentence: a time inside a sentence, with ``{clock}``; at_one: the same from one to two o'clock; on_day: a
            time on another day, with ``{day}`` and ``{time}``.
        months: their names, where the day is not written in digits.
        affected, since, planned, at, todo, todo_then, next_update, call: lines that hold one fact each, with
            ``{}``; `todo_then` is of work that is still to come.
        when_there_is_news: the line of the next update where none was promised by a time.
        help_desk: whom to call where a downtime names nobody else.
        drill, correction: what a subject and a text begin with.
        drill_banner: what a page says of a drill; confirm, confirm_code: how to say that one has read it, the latter
            with ``{code}``.
        asked_next: why somebody is asked whom an escalation has come to.
    """

    language: str
    not_known: str
    track: str
    targets: Mapping[OutageTarget, str]
    tiers: Mapping[AccessTier, str]
    briefly: Mapping[AccessTier, str]
    as_of: str
    briefly_as_of: str
    clock: str
    day: str
    in_sentence: str
    at_one: str
    on_day: str
    affected: str
    since: str
    planned: str
    at: str
    todo: str
    todo_then: str
    next_update: str
    call: str
    help_desk: str
    when_there_is_news: str
    drill: str
    correction: str
    drill_banner: str
    confirm: str
    confirm_code: str
    asked_next: str
    months: tuple[str, ...] = ()

    def target(self, name: str) -> str:
        """Return the words for what is down; its name, where a clinic's own playbook gave it."""
        if not name:
            return self.not_known
        return self.targets[OutageTarget(name)] if name in set(OutageTarget) else name.replace("_", " ")

    def time(self, shown: datetime, *, today: datetime | None = None, in_sentence: bool = True) -> str:
        """Return a moment as staff read it; with its day, where that is not today.

        Args:
            shown: as the clock on the wall shows it.
            today: the same of the present; None where the day is always told.
            in_sentence: it stands inside a sentence, and not by itself.
        """
        clock = shown.strftime(self.clock)
        if in_sentence:
            clock = (self.at_one if shown.hour == 1 else self.in_sentence).format(clock=clock)
        if today is not None and shown.date() == today.date():
            return clock
        month = self.months[shown.month - 1] if self.months else ""
        day = self.day.format(shown=shown, month=month)
        return self.on_day.format(day=day, time=clock) if in_sentence else f"{day} {clock}"
