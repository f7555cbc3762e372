"""Outages as scripts: at this time this signal, this task done, this channel dead, the process killed.

A script is data. It is written in Python (`at`, `script_of`) or in a file (`load_script`), and everything that can be
known to be wrong with it before it is played is told at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from downtimekit.models.downtime import Event, ServiceAccess
from downtimekit.models.downtime.observation import Answer
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind, Contact, Role
from downtimekit.models.strict import OF_KNOWN_KIND, Key, Name, Strict
from downtimekit.models.zones import Pass, Zone
from downtimekit.playbooks.table import Word
from downtimekit.testing.trouble import Way


def _several(said: object) -> object:
    """Take one word for a list of one."""
    return [said] if isinstance(said, str) else said


def _as_text(said: object) -> object:
    """Take what a YAML reader made of a time, or of a number of minutes, for the words that stood there."""
    if isinstance(said, datetime):
        return said.isoformat()
    return f"{said:+}" if isinstance(said, int | float) and not isinstance(said, bool) else said


Words = Annotated[tuple[Word, ...], BeforeValidator(_several)]
Keys = Annotated[tuple[Key, ...], BeforeValidator(_several)]
Subjects = Annotated[tuple[Annotated[str, StringConstraints(max_length=200)], ...], BeforeValidator(_several)]

When = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(pattern=r"^(\+\d{1,6}(\.\d{1,3})?|[0-2]\d:[0-5]\d|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?)$"),
]
"""Minutes after the step before (``+10``), the next time that the clock shows (``10:30``), or a day and a time."""

Moment = Annotated[str, BeforeValidator(_as_text), StringConstraints(pattern=r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?$")]
"""A day and a time, as the clock shows them."""


class Declaration(Strict):
    """How the outage begins.

    Attributes:
        at: when it is declared: a day and a time by the clock of `zone`.
        which: the first or the second, in the night when the clock shows the hour twice.
        playbook: by its name; `play` is told which there are.
        by: who declares it.

    The rest is what `Downtime` says.
    """

    at: Moment
    which: Pass | None = None
    playbook: Key = "unscheduled"
    id: Annotated[Key, StringConstraints(max_length=80)] = "outage-1"
    by: Role = Role.CHARGE_NURSE
    zone: Zone = "UTC"
    sites: Keys = ("west",)
    services: Keys = ("ris",)
    interfaces: Keys = ()
    update_every_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    call: Name = "the IT help desk"
    drill: bool = False
    event: Annotated[Event | None, OF_KNOWN_KIND] = None
    access: tuple[ServiceAccess, ...] = ()


class Seen(Strict):
    """What somebody found out; see `Observation`. It was seen when the step happens, by whoever does it."""

    check: Key
    answer: Answer
    site: Key


class Acknowledged(Strict):
    """Somebody says that they have a notice: the last one of that name."""

    notice: Word
    contact: Key


class Turn(Strict):
    """From now on, a channel behaves in a way; it replaces what was said of the channel before.

    Attributes:
        about: a notice's name or a contact's id, where it does so with their messages only.
    """

    kind: ChannelKind
    way: Way
    about: Key | None = None


class Expected(Strict):
    """What must be true after a step.

    Attributes:
        phase: where the downtime stands as a whole; tracks: where single tracks stand, by ``site/service``.
        open, not_open: tasks, by name, or by ``name subject`` where they are done for each of several.
        allowed, not_allowed: signals.
        due: deadlines that stand; missed: those that stand and went by; by name, or ``name/subject``.
        ever_missed: how often a promise has been missed in all; counted over all that the journal holds.
        owed, not_owed: notices that nobody was told of yet.
        told: notices whose last one reached these contacts, or anybody where none are named.
        receipts: what became of the last notice of a name, contact by contact.
    """

    phase: Word | None = None
    tracks: Mapping[str, Word] = Field(default_factory=dict)
    open: Subjects = ()
    not_open: Subjects = ()
    allowed: Words = ()
    not_allowed: Words = ()
    due: Subjects = ()
    missed: Subjects = ()
    ever_missed: Annotated[int | None, Field(ge=0)] = None
    owed: Words = ()
    not_owed: Words = ()
    told: Mapping[Word, Keys] = Field(default_factory=dict)
    receipts: Mapping[Word, Mapping[Key, ReceiptState]] = Field(default_factory=dict)


class Step(Strict):
    """One thing that happens, when it does, and what must be true then.

    Attributes:
        at: when, by the clock of the outage; at once where it is not said.
        which: the first or the second, in the night when the clock shows the hour twice.
        by: who does it; whoever declared the outage, where it is not said.
        sites, services: what the signal is about; everything where none are named.
        happened_at: when it happened, by the clock, where that was earlier.
        task, subject, remark: a task that is done.
        kill: the process is gone, and started anew on what the journal holds.
        tick: the host looks at what has come due; deliver: it delivers what is owed.
        step_clock: the machine's clock is set forward, or back where negative, by so many minutes.
        do: something that a script in Python does with the outage itself, such as to hand out sheets.
        refused: the codes of the reasons with which the step must be refused, at least.
    """

    at: When = "+0"
    which: Pass | None = None
    by: Role | None = None
    signal: Word | None = None
    details: Mapping[Word, str] = Field(default_factory=dict)
    sites: Keys = ()
    services: Keys = ()
    happened_at: Moment | None = None
    task: Word | None = None
    subject: str = ""
    remark: str = ""
    observe: tuple[Seen, ...] = ()
    acknowledge: Acknowledged | None = None
    channel: Turn | None = None
    kill: bool = False
    tick: bool = False
    deliver: bool = False
    step_clock: Annotated[float | None, Field(ge=-60 * 24 * 30, le=60 * 24 * 30)] = None
    do: Callable[..., object] | None = Field(default=None, exclude=True)
    refused: Words = ()
    expect: Expected = Field(default_factory=Expected)

    @property
    def verbs(self) -> tuple[str, ...]:
        """What happens in it: one thing, or nothing where it only looks."""
        return tuple(verb for verb in VERBS if getattr(self, verb) not in (None, False, ()))

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        faults = list(self._faults())
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _faults(self) -> Iterator[str]:
        verbs = self.verbs
        if len(verbs) > 1:
            yield f"does {len(verbs)} things ({', '.join(verbs)}); write a step for each"
        for verb, parts in _PARTS.items():
            said = [part for part in parts if getattr(self, part)]
            if said and verb not in verbs:
                yield f"says {', '.join(said)}, which belongs to a {verb}"
        if self.refused and not set(verbs) & _REFUSABLE:
            yield "expects to be refused, but does nothing that could be"


VERBS = ("signal", "task", "observe", "acknowledge", "channel", "kill", "tick", "deliver", "step_clock", "do")
"""What can happen in a step."""

_REFUSABLE = frozenset({"signal", "task", "acknowledge", "do"})
_PARTS: Mapping[str, Sequence[str]] = {
    "signal": ("details", "sites", "services", "happened_at"),
    "task": ("subject", "remark"),
}


class OutageScript(Strict):
    """An outage from its declaration on.

    Attributes:
        title: what it shows.
        contacts: who is told; without them, one contact of each role, who takes mail and calls.
        tended: between the steps a worker keeps deadlines and delivers notices, as it would all the time; otherwise
            only the steps that say so (`tick`, `deliver`) do.
    """

    title: Name = "an outage"
    declare: Declaration
    contacts: tuple[Contact, ...] = ()
    tended: bool = True
    steps: tuple[Step, ...] = ()
