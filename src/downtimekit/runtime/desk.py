"""The desk: where a host declares downtimes and finds them again after a restart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TypedDict, Unpack

from attrs import field, frozen

from downtimekit.errors import CommandReused, Fault, InvalidInput, UnknownName, VersionConflict
from downtimekit.models.downtime import Downtime, Event, Scheduled, ServiceAccess
from downtimekit.models.facts import Declared, RulesPinned
from downtimekit.models.people import Staff
from downtimekit.models.reading import read
from downtimekit.notices.screening import Screen
from downtimekit.playbooks import UNSCHEDULED, Playbook
from downtimekit.playbooks.checks import check
from downtimekit.playbooks.deadlines import is_for_planned_work
from downtimekit.playbooks.decide import UNPRINTABLE, declare
from downtimekit.playbooks.guards import GUARDS, Guards
from downtimekit.playbooks.migrating import Migration, rehearse
from downtimekit.playbooks.table import playbook_of
from downtimekit.ports import Clock, Commit, Journal
from downtimekit.runtime.clock import SystemClock
from downtimekit.runtime.outage import Outage

_DECLARE = "declare"
"""The command that begins every downtime."""


class About(TypedDict, total=False):
    """What a declaration says of a downtime: the fields of `Downtime`."""

    sites: Sequence[str]
    services: Sequence[str]
    interfaces: Sequence[str]
    update_every_minutes: int
    began_at: datetime
    zone: str
    call: str
    drill: bool
    event: Event
    access: Sequence[ServiceAccess]


def _what_is_down(downtime: Downtime) -> tuple[frozenset[str], ...]:
    """Return what nobody may take for something else: whoever declares 'east' must not be handed 'west'."""
    return frozenset(downtime.sites), frozenset(downtime.services), frozenset(downtime.interfaces)


def _said(downtime: Downtime) -> Iterator[tuple[str, str]]:
    """Yield what a declaration says in somebody's own words, and people are told, with the name of its field."""
    event = downtime.event
    yield "call", downtime.call
    if isinstance(event, Scheduled):
        yield "event.purpose", event.purpose
        yield "event.expected_impact", event.expected_impact
        yield from (("event.extensions", extension.reason) for extension in event.extensions)


def _faults(downtime: Downtime, screen: Screen) -> Iterator[Fault]:
    """Yield what of it must not be told, or not so: one line more, and people read what nobody has said."""
    said = tuple(_said(downtime))
    for field_, words in said:
        lines = words.splitlines() if field_ != "event.expected_impact" else ()
        if UNPRINTABLE.search(words) or len(lines) > 1:
            yield Fault(field_, "has a line break, or characters that cannot be printed")
    yield from (Fault("", reason.words) for reason in screen.faults("\n".join(words for _, words in said)))


@frozen
class Desk:
    """Joins a journal, a clock and the playbooks that a host uses; it keeps nothing that the journal does not hold.

    Attributes:
        playbooks: those that downtimes are declared under here; one that was declared before brings its own.
        screen: finds patient data and credentials in what people say; with the patients of the day, also their names.
        guards: the rules that playbooks name; a host adds its own as ``{**GUARDS, "our_rule": Guard(check)}``.
    """

    journal: Journal
    clock: Clock = field(factory=SystemClock)
    playbooks: Sequence[Playbook] = (UNSCHEDULED,)
    guards: Guards = field(default=GUARDS, repr=False)
    screen: Screen = field(factory=Screen, repr=False)

    def declare(self, playbook: Playbook, *, id: str, by: Staff, **about: Unpack[About]) -> Outage:
        """Declare a downtime; where the journal holds the same already, return it as it is.

        Args:
            playbook: the rules to run it by.
            id: its name in the journal.
            by: who declares it.
            about: what is down and where; where it does not say when, it begins with its window or, unscheduled, now.

        Raises:
            InvalidInput: what is said about it has faults.
            CommandReused: another was declared under that id, for other sites, services or interfaces.
        """
        check(playbook, guards=self.guards)
        now = self.clock.now()
        event = about.get("event")
        began_at = event.window.starts_at if isinstance(event, Scheduled) else now
        said = {"began_at": began_at, "playbook": playbook.name, "playbook_digest": playbook.digest, **about, "id": id}
        downtime = read(Downtime, said, source="declaration")
        if is_for_planned_work(playbook) and not isinstance(downtime.event, Scheduled):
            raise InvalidInput(
                "declaration", [Fault("event", "is missing: these rules need the window of planned work")]
            )
        if faults := list(_faults(downtime, self.screen)):
            raise InvalidInput("declaration", faults)
        if not self.journal.receipt(id, _DECLARE):
            facts = declare(playbook, downtime=downtime, now=now)
            with suppress(VersionConflict, CommandReused):  # somebody else declared it in this moment
                self.journal.append(Commit(id, 0, _DECLARE, now, by, facts))
        outage = self.outage(id)
        if _what_is_down(outage.standing.downtime) != _what_is_down(downtime):
            raise CommandReused(id, command=_DECLARE)
        return outage

    def outage(self, id: str) -> Outage:
        """Return a downtime that was declared before, by this process or another.

        Raises:
            UnknownName: the journal holds no such downtime, or holds no rules for it and this desk does not have them.
        """
        facts = [entry.fact for entry in self.journal.receipt(id, _DECLARE)]
        declared = next((fact for fact in facts if isinstance(fact, Declared)), None)
        if declared is None:
            raise UnknownName("downtime", id, known=self.journal.streams())
        pinned = next((fact for fact in facts if isinstance(fact, RulesPinned)), None)
        about = declared.downtime
        # What release 0.1.0 declared does not hold its rules, only their digest.
        rules = playbook_of(pinned.table) if pinned else self._playbook(about.playbook_digest, name=about.playbook)
        return Outage(id, rules, self.journal, self.clock, self.guards, screen=self.screen)

    def outages(self) -> tuple[Outage, ...]:
        """Return every downtime in the journal, oldest first; those whose rules are nowhere to be had are left out."""
        found = []
        for stream in self.journal.streams():
            with suppress(UnknownName):
                found.append(self.outage(stream))
        return tuple(found)

    def rehearse(self, to: Playbook, *, phases: Mapping[str, str] | None = None) -> tuple[Migration, ...]:
        """Say what a change of rules would do to each running downtime of a playbook's name; nothing is changed.

        Args:
            to: the playbook that they would go on under.
            phases: which phase each becomes, where the name is another.

        Raises:
            InvalidInput: the playbook has faults.
        """
        check(to, guards=self.guards)
        running = (outage.standing for outage in self.outages())
        return tuple(
            rehearse(standing, to, phases=phases or {})
            for standing in running
            if standing.playbook.name == to.name and not standing.is_over and standing.playbook.digest != to.digest
        )

    def _playbook(self, digest: str, *, name: str) -> Playbook:
        for playbook in self.playbooks:
            if playbook.digest == digest:
                return playbook
        known = (f"{playbook.name} {playbook.digest[:12]}" for playbook in self.playbooks)
        raise UnknownName("playbook", f"{name} {digest[:12]}", known=known)
