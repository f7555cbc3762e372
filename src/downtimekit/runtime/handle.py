"""A handle on one downtime: where it stands by the journal, and how every change is written.

Every change goes through `Handle.commit`: read where the downtime stands, decide, and append on the version that was
read. Who lost a race decides again on what the winner wrote; a command whose id is known is not done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from threading import Lock
from typing import NoReturn
from uuid import uuid4

from attrs import define, field

from downtimekit.errors import CommandReused, Overtaken, Reason, UnknownName, VersionConflict
from downtimekit.models.facts import PEOPLES_FACTS, Declared, Fact, Signalled
from downtimekit.models.people import Staff
from downtimekit.playbooks import Playbook, Standing
from downtimekit.playbooks.decide import refusal
from downtimekit.playbooks.guards import GUARDS, Guards
from downtimekit.ports import Clock, Commit, Entry, Journal

_ATTEMPTS = 16

Decide = Callable[[Standing, datetime], Sequence[Fact]]
"""Decides on facts from the standing and the time; it may be called again after a lost race."""

Same = Callable[[Sequence[Fact]], bool]
"""Says whether what a command wrote before is what it asks for now."""


@define
class Handle:
    """A handle on one downtime; any number of them, in any number of processes, may be open on the same one.

    Attributes:
        rules: the playbook that it was declared under; what it is run by now is its standing's.
        guards: the rules that playbooks name.
    """

    id: str
    rules: Playbook = field(repr=False)
    journal: Journal = field(repr=False)
    clock: Clock
    guards: Guards = field(default=GUARDS, repr=False)
    _standing: Standing | None = field(default=None, init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    @property
    def standing(self) -> Standing:
        """Where the downtime stands by the journal, now; what is written later does not change it.

        Raises:
            UnknownName: the journal holds no such downtime.
        """
        with self._lock:
            seen = self._standing.version if self._standing else 0
            entries = self.journal.read(self.id, after=seen)
            if entries:
                self._standing = _folded(self._standing, entries, rules=self.rules)
            if self._standing is None:
                raise UnknownName("downtime", self.id, known=self.journal.streams())
            return self._standing

    @property
    def playbook(self) -> Playbook:
        """The rules that it is run by now."""
        return self.standing.playbook

    def commit(
        self,
        decision: Decide,
        *,
        by: Staff,
        command: str | None = None,
        seen: int | None = None,
        same: Same = lambda facts: True,
    ) -> Sequence[Entry]:
        """Decide on the present standing and write what was decided; a known command answers as it did before.

        Args:
            decision: what is decided, from where the downtime stands.
            by: who decides.
            command: an id under which it is done only once, however often it is sent.
            seen: the version that they had before them; what others did since is told, and nothing is written.
            same: says whether what the command wrote before is what it asks for now.

        Raises:
            Overtaken: somebody else decided something since `seen`.
            CommandReused: what the command wrote before is not the same.
            VersionConflict: others were faster, again and again.
        """
        command = command or uuid4().hex
        lost: VersionConflict | CommandReused
        for _ in range(_ATTEMPTS):
            standing, now = self.standing, self.clock.now()
            # After the standing: a twin of this command that wins from here on is met at the append.
            known = self.journal.receipt(self.id, command)
            if known:
                if not same([entry.fact for entry in known]):
                    raise CommandReused(self.id, command=command)
                return known
            self._not_overtaken(standing, seen)
            facts = decision(standing, now)
            if not facts:
                return ()
            try:
                return self._followed(self.journal.append(Commit(self.id, standing.version, command, now, by, facts)))
            except (VersionConflict, CommandReused) as error:
                lost = error  # a twin that won may have written other facts: its clock told another time
        raise lost

    def _followed(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Take in what was just written, unless somebody else has read further already."""
        with self._lock:
            known = self._standing
            if known is not None and entries and known.version == entries[0].version - 1:
                self._standing = _folded(known, entries, rules=self.rules)
        return entries

    def record(self, fact: Fact, *, by: Staff, command: str) -> Sequence[Entry]:
        """Write one fact that nothing has to be decided about, such as what became of a delivery."""
        return self.commit(lambda _standing, _now: [fact], by=by, command=command)

    def _refuse(self, what: str, reasons: Sequence[Reason], standing: Standing) -> NoReturn:
        raise refusal(what, reasons, standing=standing, now=self.clock.now(), guards=self.guards)

    def _not_overtaken(self, standing: Standing, seen: int | None) -> None:
        if seen is None or seen >= standing.decided:
            return
        since = [entry for entry in self.journal.read(self.id, after=seen) if isinstance(entry.fact, PEOPLES_FACTS)]
        raise Overtaken(self.id, expected=seen, actual=standing.version, changes=[_said(entry) for entry in since])


def _said(entry: Entry) -> str:
    """Return who decided what, for somebody who was overtaken."""
    what = entry.fact.signal if isinstance(entry.fact, Signalled) else entry.fact.kind
    return f"{what.replace('_', ' ')}, by {entry.by.name}"


def _folded(standing: Standing | None, entries: Iterable[Entry], *, rules: Playbook) -> Standing | None:
    """Return where a downtime stands after further entries; the standing before them stays as it is."""
    after = standing.copy() if standing else None
    for entry in entries:
        if isinstance(entry.fact, Declared):
            after = Standing.begin(entry.fact, rules)
        elif after is not None:
            after.fold(entry.fact, version=entry.version, at=entry.at)
    return after
