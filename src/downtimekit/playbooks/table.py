"""What a playbook is made of: phases, signals, moves, tasks, promises and notices, all of them data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property

from attrs import asdict, frozen

from downtimekit.errors import UnknownName
from downtimekit.models.people import Role


@frozen
class Phase:
    """Where a downtime can stand; `final` where it ends."""

    name: str
    label: str
    final: bool = False


@frozen
class Detail:
    """Something that a signal must say; one of the choices, where there are any."""

    name: str
    required: bool = True
    choices: tuple[str, ...] = ()


@frozen
class Signal:
    """Something that happened, as a person reports it.

    Attributes:
        subject: the detail that names which one of several it is about, such as which interface.
    """

    name: str
    label: str
    details: tuple[Detail, ...] = ()
    subject: str = ""


@frozen
class Move:
    """Which signal leads from which phases to which; a target of '' stays where it is.

    Attributes:
        guards: names of the rules that must hold.
        tells: names of the notices that are owed then.
        promises: names of the promises that are made anew; ends: those that no longer stand.
    """

    signal: str
    sources: tuple[str, ...]
    target: str = ""
    guards: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


class Each(StrEnum):
    """What a task must be done for, one by one; the value is the detail by which a signal or a rule names it."""

    DOWNTIME = "downtime"
    INTERFACE = "interface"


@frozen
class Task:
    """A thing that a person must do and record.

    It is open from a phase on, and is done when a signal was heard since then (`done_by`), or when a rule holds
    (`until`).
    """

    name: str
    label: str
    phase: str
    done_by: str = ""
    until: str = ""
    each: Each = Each.DOWNTIME


@frozen
class NoticeRule:
    """Who is told what. The texts are `string.Template`s over facts of the downtime that are never about a patient."""

    name: str
    audience: tuple[Role, ...]
    subject: str
    body: str


@frozen
class Playbook:
    """A named, versioned table of the rules that a downtime is run by."""

    name: str
    version: int
    title: str
    phases: tuple[Phase, ...]
    signals: tuple[Signal, ...]
    moves: tuple[Move, ...]
    tasks: tuple[Task, ...] = ()
    notices: tuple[NoticeRule, ...] = ()
    promises: tuple[tuple[str, str], ...] = ()
    declared_tells: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the table, in hexadecimal: it pins the rules that a downtime was declared under."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    @property
    def first_phase(self) -> str:
        """Where a downtime stands when it is declared."""
        return self.phases[0].name

    def phase(self, name: str) -> Phase:
        """Return a phase by its name."""
        return next(phase for phase in self.phases if phase.name == name)

    def signal(self, name: str) -> Signal:
        """Return a signal by its name.

        Raises:
            UnknownName: the playbook has no such signal.
        """
        for signal in self.signals:
            if signal.name == name:
                return signal
        raise UnknownName("signal", name, known=(signal.name for signal in self.signals))

    def notice(self, name: str) -> NoticeRule:
        """Return a notice by its name."""
        return next(notice for notice in self.notices if notice.name == name)

    def moves_on(self, signal: str) -> Iterator[Move]:
        """Yield every move that a signal can make."""
        return (move for move in self.moves if move.signal == signal)

    def move(self, signal: str, *, phase: str) -> Move | None:
        """Return the move that a signal makes from a phase, if it makes one."""
        return next((move for move in self.moves_on(signal) if phase in move.sources), None)
