"""A playbook as a ladder: its phases are rungs in the order of the table, its signals are ways between them."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum, auto

from attrs import frozen

from downtimekit.playbooks.guards import GUARDS, Guards
from downtimekit.playbooks.pictures.walked import Path, Walked, path_of
from downtimekit.playbooks.pictures.words import asked, follows, standing_words, when
from downtimekit.playbooks.table import Deadline, Move, Phase, Playbook

_SHOWN = 3
_NAMED = 4


class Kind(StrEnum):
    """Where a way leads, seen from its rung."""

    STAYS = auto()
    NEXT = auto()
    SKIPS = auto()
    BACK = auto()


@frozen
class Way:
    """A signal from one phase.

    Attributes:
        source, target: the rungs, from 0 on.
        small: the small print: what must hold, which clocks it starts and stops.
        more: what a picture shows only when it is asked: the signal's name.
        clocks: the deadlines that give this signal by themselves.
        steps: when it was gone, such as ``3. 14:05``.
    """

    label: str
    source: int
    target: int
    small: tuple[str, ...] = ()
    more: str = ""
    clocks: tuple[str, ...] = ()
    steps: str = ""

    @property
    def kind(self) -> Kind:
        """Where it leads."""
        if self.source == self.target:
            return Kind.STAYS
        if self.target == self.source + 1:
            return Kind.NEXT
        return Kind.SKIPS if self.target > self.source else Kind.BACK


@frozen
class Rung:
    """A phase.

    Attributes:
        meaning: what it means for those who use the service.
        clocks: the deadlines that begin here.
        here: how many tracks stand here now, in words; came: when the last one came here.
    """

    phase: Phase
    meaning: str
    ways: tuple[Way, ...]
    clocks: tuple[str, ...]
    here: str = ""
    came: str = ""

    @property
    def was_reached(self) -> bool:
        """Whether any track came here."""
        return bool(self.came)


@frozen
class Ladder:
    """A playbook, and a downtime's path through it where there is one.

    Attributes:
        subtitle: which downtime, and when; or which version of the rules.
    """

    title: str
    subtitle: str
    rungs: tuple[Rung, ...]
    is_walked: bool = False

    @property
    def ways(self) -> Iterator[Way]:
        """Every way, rung by rung."""
        return (way for rung in self.rungs for way in rung.ways)


def ladder(playbook: Playbook, *, walked: Walked = (), guards: Guards = GUARDS) -> Ladder:
    """Return a playbook as a ladder.

    Args:
        playbook: the rules.
        walked: what the journal holds of a downtime, each fact with its time; see `Walked`.
        guards: the rules that it names, for the words of a host's own.
    """
    path = path_of(walked)
    rungs = tuple(
        Rung(
            phase=phase,
            meaning=standing_words(phase),
            ways=tuple(_ways(playbook, phase, path, guards)),
            clocks=tuple(_clocks(playbook, phase)),
            here=_here(path, phase),
            came=path.clock(path.came[phase.name]) if phase.name in path.came else "",
        )
        for phase in playbook.phases
    )
    return Ladder(playbook.title, _subtitle(playbook, path), rungs, is_walked=path.began is not None)


def _subtitle(playbook: Playbook, path: Path) -> str:
    rules = f"{playbook.name}, version {playbook.version} ({playbook.digest[:8]})"
    if path.began is None:
        return rules
    if path.downtime is None:
        return f"{rules}. Its path, from {path.date()}"
    drill = "DRILL. " if path.downtime.drill else ""
    return f"{drill}Downtime {path.downtime.id}, {path.date()}. {rules}"


def _here(path: Path, phase: Phase) -> str:
    count, of = path.here.get(phase.name, 0), len(path.places)
    if not count:
        return ""
    if of == 1:
        return "It stands here"
    tracks = path.tracks_in(phase.name)
    more = f" and {count - _NAMED} more" if count > _NAMED else ""
    stand = "stands" if count == 1 else "stand"
    return f"{count} of {of} tracks {stand} here: {', '.join(tracks[:_NAMED])}{more}"


def _ways(playbook: Playbook, phase: Phase, path: Path, guards: Guards) -> Iterator[Way]:
    for move in playbook.moves:
        if phase.name not in move.sources:
            continue
        target = move.target or phase.name
        clocks = [deadline for deadline in playbook.deadlines if deadline.signal == move.signal]
        yield Way(
            label=playbook.signal(move.signal).label,
            source=playbook.rank(phase.name),
            target=playbook.rank(target),
            small=tuple(_small(playbook, move, guards)),
            more=move.signal,
            clocks=tuple(f"{deadline.label} ({when(deadline)})" for deadline in clocks),
            steps=_steps(path, move.signal, phase.name, target),
        )


def _small(playbook: Playbook, move: Move, guards: Guards) -> Iterator[str]:
    if move.guards:
        yield f"only if {'; '.join(asked(rule, playbook=playbook, guards=guards) for rule in move.guards)}"
    for words, names in (("sets the clock", move.promises), ("stops the clock", move.ends)):
        labels = [deadline.label for name in names if (deadline := playbook.deadline(name))]
        if labels:
            yield f"{words}: {'; '.join(labels)}"


def _clocks(playbook: Playbook, phase: Phase) -> Iterator[str]:
    for deadline in playbook.deadlines:
        # It goes on where it stands already, so it is shown where it can begin first.
        if deadline.starts and min(deadline.starts, key=playbook.rank) == phase.name:
            yield clock_words(deadline, playbook=playbook)


def clock_words(deadline: Deadline, *, playbook: Playbook) -> str:
    """Return a deadline in one line: what it is, when it comes and what follows."""
    then = "; ".join(follows(deadline, playbook=playbook))
    return f"{deadline.label} ({when(deadline)}): {then}"


def _steps(path: Path, signal: str, before: str, after: str) -> str:
    passed = path.passed.get((signal, before, after), [])
    of = len(path.places)
    words = [
        f"{one.step}.\u00a0{path.clock(one.at)}" + (f" ({one.tracks}\u00a0of\u00a0{of})" if one.tracks < of else "")
        for one in passed[:_SHOWN]
    ]
    if len(passed) > _SHOWN:
        last = passed[-1]
        words.append(f"... {last.step}. {path.clock(last.at)}, {len(passed)} times in all")
    return ", ".join(words)
