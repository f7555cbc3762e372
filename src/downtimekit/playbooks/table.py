"""What a playbook is made of: phases, signals, moves, tasks, deadlines and notices, all of them data.

A table can be written in Python, or read from JSON or YAML (see `reading`). Nothing in it is ever evaluated: what is
more than data, the rules that moves and tasks ask for, stands in it by its registered name (see `guards`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from downtimekit.errors import UnknownName
from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.news import LetterPart, NoticeEvent
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.people.languages import Language
from downtimekit.models.people.staff import Role
from downtimekit.models.strict import Name, Strict

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
"""What a part of a playbook is called by: small letters, digits and underscores."""

Rule = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}(:[A-Za-z0-9_.-]{1,60})?$")]
"""A registered guard, and after a colon what it is asked about, such as ``was_heard:staff_told``."""


class Phase(Strict):
    """Where a track can stand.

    Attributes:
        label: what it means, in words that stand in refusals.
        state: what it means for those who use the service: it is down, it answers and is being validated, or it is
            theirs. Both ends of a downtime, the technical and the clinical one, are read from this.
        tier: how the service can be used meanwhile, where the playbook knows it.
        entering: paper records may be entered into the chart.
        final: the downtime ends here.
    """

    name: Word
    label: Name
    state: TrackState = TrackState.DOWN
    tier: AccessTier | None = None
    entering: bool = False
    final: bool = False


class Detail(Strict):
    """Something that a signal says; one of the choices, where there are any."""

    name: Word
    required: bool = True
    choices: tuple[str, ...] = ()


class Meaning(StrEnum):
    """What a signal says of the interface that it names."""

    INTERFACE_VALID = "interface_valid"
    INTERFACE_FAILED = "interface_failed"


class Signal(Strict):
    """Something that happened, as a person, a check or the clock reports it.

    Attributes:
        subject: the detail that names which one of several it is about, such as which interface.
        means: what it says of the interface that it names.
        whole: it is about the whole downtime: every track moves with it, or stands where it leads to already.
    """

    name: Word
    label: Name
    details: tuple[Detail, ...] = ()
    subject: Word | None = None
    means: Meaning | None = None
    whole: bool = False


class Move(Strict):
    """Which signal leads from which phases to which; without a target it stays where it is.

    Attributes:
        guards: rules that must hold.
        tells: names of the notices that are owed then.
        promises: names of the deadlines that are set anew; ends: those that no longer stand.
    """

    signal: Word
    sources: Annotated[tuple[Word, ...], Field(min_length=1)]
    target: Word | None = None
    guards: tuple[Rule, ...] = ()
    tells: tuple[Word, ...] = ()
    promises: tuple[Word, ...] = ()
    ends: tuple[Word, ...] = ()


class Each(StrEnum):
    """What a task or a deadline is for, one by one."""

    DOWNTIME = "downtime"
    SITE = "site"
    TRACK = "track"
    INTERFACE = "interface"

    def subject(self, site: str, service: str) -> str:
        """Return what a track is known by among the things that it is for; '' where it is not told apart by tracks."""
        return {Each.SITE: site, Each.TRACK: f"{site}/{service}"}.get(self, "")


class Task(Strict):
    """A thing that a person must do and record.

    It is open from a phase on. It is done when a signal was heard since then (`done_by`), when a rule holds (`until`),
    or, with neither, when somebody records it as done.

    Attributes:
        who: whose it is.
        within_minutes: by when, counted from its phase; None where there is no such rule.
        source: whose procedure or which rule asks for it.
        on_demand: it is open only once a deadline has opened it.
    """

    name: Word
    label: Name
    phase: Word
    who: Role | None = None
    within_minutes: Annotated[int | None, Field(ge=1, le=60 * 24 * 366)] = None
    done_by: Word | None = None
    until: Rule | None = None
    each: Each = Each.DOWNTIME
    on_demand: bool = False
    source: str = ""


class Anchor(StrEnum):
    """Where a deadline counts from."""

    NOW = "now"
    """The moment in which it is set."""
    BEGAN = "began"
    """When the downtime began."""
    WINDOW_STARTS = "window_starts"
    """The start of the planned work."""
    WINDOW_ENDS = "window_ends"
    """The end of the planned work that was announced last."""


class Span(StrEnum):
    """How long a deadline is, where the downtime itself says so."""

    UPDATE_EVERY = "update_every"
    """The cadence of updates that was promised when it was declared."""
    ANNOUNCE_AHEAD = "announce_ahead"
    """How long before planned work it must be announced, by its notice policy; counted back."""
    REMIND_AHEAD = "remind_ahead"
    """How long before planned work people are reminded; each time of the notice policy is a deadline of its own."""


class Deadline(Strict):
    """A time by which something must be done, or at which something happens.

    It is set by a move that names it, or when a track enters one of the phases in `starts` and it does not stand yet.
    It ends by a move that names it, or when the last track that it is for enters one of the phases in `ends`.

    Attributes:
        minutes: how long after its anchor, or before it where negative; or `span`, what the downtime says.
        each: it is set once, or for each site or each track of its own.
        promise: people promised to do something by then: when it goes by, it was missed.
        tells: notices that are owed when it comes; signal: one that the clock gives then; opens: tasks that open then.
        repeats: when it comes, it is set again.
    """

    name: Word
    label: Name
    minutes: Annotated[int | None, Field(ge=-60 * 24 * 366, le=60 * 24 * 366)] = None
    span: Span | None = None
    anchor: Anchor = Anchor.NOW
    starts: tuple[Word, ...] = ()
    ends: tuple[Word, ...] = ()
    each: Each = Each.DOWNTIME
    promise: bool = False
    tells: tuple[Word, ...] = ()
    signal: Word | None = None
    opens: tuple[Word, ...] = ()
    repeats: bool = False
    source: str = ""


Body = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Brief = Annotated[str, StringConstraints(max_length=200)]
"""A text message, as a template."""


class Translation(Strict):
    """The texts of a notice in another language than English; each names the same facts as the English one."""

    language: Language
    subject: Name
    body: Body
    short: Brief = ""


class NoticeRule(Strict):
    """Who is told what. The texts are `string.Template`s over facts of the downtime that are never about a patient.

    Attributes:
        event: what it is about, for a pager service or a status page; it says also which facts the letter must hold.
        short: the text message; it is made of the subject where it is empty.
        says: the facts that the body tells in words of its own, so that no line is added for them.
        texts: the same in other languages.
    """

    name: Word
    audience: Annotated[tuple[Role, ...], Field(min_length=1)]
    event: NoticeEvent = NoticeEvent.OTHER
    subject: Name
    body: Body
    short: Brief = ""
    says: tuple[LetterPart, ...] = ()
    texts: tuple[Translation, ...] = ()


class Playbook(Strict):
    """A named, versioned table of the rules that a downtime is run by.

    Attributes:
        phases: from the worst to the best; a downtime stands where the worst of its tracks does.
        declared_tells: notices that are owed when it is declared; extended_tells: when planned work gets a later end.
    """

    name: Word
    version: Annotated[int, Field(ge=1)]
    title: Name
    phases: Annotated[tuple[Phase, ...], Field(min_length=2)]
    signals: Annotated[tuple[Signal, ...], Field(min_length=1)]
    moves: Annotated[tuple[Move, ...], Field(min_length=1)]
    tasks: tuple[Task, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    notices: tuple[NoticeRule, ...] = ()
    declared_tells: tuple[Word, ...] = ()
    extended_tells: tuple[Word, ...] = ()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields changed; like any copy, it is checked when a downtime is declared under it."""
        twin = super().model_copy(update=update, deep=deep)
        for name in _MADE_OF_FIELDS:  # pydantic copies what was made of the fields before, such as the old digest
            vars(twin).pop(name, None)
        return twin

    @cached_property
    def table(self) -> str:
        """The whole table as JSON, in the one form that is pinned."""
        return self.model_dump_json(exclude_defaults=True)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the table, in hexadecimal: it pins the rules that a downtime was declared under."""
        return hashlib.sha256(self.table.encode()).hexdigest()

    def __hash__(self) -> int:
        """Return a hash of the digest, so that what is made of a playbook can be kept by it."""
        return hash(self.digest)

    @property
    def first_phase(self) -> str:
        """Where every track stands when a downtime is declared."""
        return self.phases[0].name

    def phase(self, name: str) -> Phase:
        """Return a phase by its name."""
        return self._phases[name]

    def rank(self, phase: str) -> int:
        """Return how far on a phase is; 0 for the first."""
        return self._ranks[phase]

    def signal(self, name: str) -> Signal:
        """Return a signal by its name.

        Raises:
            UnknownName: the playbook has no such signal.
        """
        for signal in self.signals:
            if signal.name == name:
                return signal
        raise UnknownName("signal", name, known=(signal.name for signal in self.signals))

    def task(self, name: str) -> Task:
        """Return a task by its name.

        Raises:
            UnknownName: the playbook has no such task.
        """
        for task in self.tasks:
            if task.name == name:
                return task
        raise UnknownName("task", name, known=(task.name for task in self.tasks))

    def notice(self, name: str) -> NoticeRule:
        """Return a notice by its name."""
        return next(notice for notice in self.notices if notice.name == name)

    def deadline(self, name: str) -> Deadline | None:
        """Return a deadline by its name; None where an earlier version of the rules set it."""
        return next((deadline for deadline in self.deadlines if deadline.name == name), None)

    def moves_on(self, signal: str) -> Iterator[Move]:
        """Yield every move that a signal can make."""
        return (move for move in self.moves if move.signal == signal)

    def move(self, signal: str, *, phase: str) -> Move | None:
        """Return the move that a signal makes from a phase, if it makes one."""
        return self._moves.get((signal, phase))

    @cached_property
    def _phases(self) -> dict[str, Phase]:
        return {phase.name: phase for phase in self.phases}

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {phase.name: rank for rank, phase in enumerate(self.phases)}

    @cached_property
    def _moves(self) -> dict[tuple[str, str], Move]:
        return {(move.signal, source): move for move in reversed(self.moves) for source in move.sources}


_MADE_OF_FIELDS = tuple(name for name, made in vars(Playbook).items() if isinstance(made, cached_property))


@lru_cache(maxsize=256)
def playbook_of(table: str) -> Playbook:
    """Return the playbook that a pinned table is of."""
    return Playbook.model_validate_json(table)
