"""What must hold of a playbook before a downtime is run by it; every fault is told at once, with its path.

A table that passes has no phase that cannot be reached or left, no signal that could mean two things, no name that
stands for nothing, and no deadline that comes without anything happening.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.playbooks.guards import GUARDS, Guards, Takes
from downtimekit.playbooks.notice_checks import faults_of_notice
from downtimekit.playbooks.table import Anchor, Deadline, Each, Move, Phase, Playbook, Signal, Span, Task

_TAKEN = frozenset({"by", "command", "name", "self"})
"""What is said besides the details when something is reported."""


def check(playbook: Playbook, *, guards: Guards = GUARDS) -> Playbook:
    """Return a playbook that downtimes can be run by.

    Raises:
        InvalidInput: with every fault.
    """
    faults = list(faults_of_playbook(playbook, guards=guards))
    if faults:
        raise InvalidInput(f"playbook {playbook.name}", faults)
    return playbook


def faults_of_playbook(playbook: Playbook, *, guards: Guards = GUARDS) -> Iterator[Fault]:
    """Yield what is wrong with a playbook."""
    yield from _twice(playbook)
    known = _Names(playbook)
    for number, signal in enumerate(playbook.signals):
        yield from _signal(signal, f"signals[{number}]", playbook)
    for number, move in enumerate(playbook.moves):
        yield from _move(move, f"moves[{number}]", known, guards)
    for number, task in enumerate(playbook.tasks):
        yield from _task(task, f"tasks[{number}]", known, guards)
    for number, deadline in enumerate(playbook.deadlines):
        yield from _deadline(deadline, f"deadlines[{number}]", known, playbook)
    yield from _unknown(playbook.declared_tells, known.notices, "declared_tells", "notice")
    yield from _unknown(playbook.extended_tells, known.notices, "extended_tells", "notice")
    yield from _ambiguous(playbook)
    yield from _roads(playbook)
    for number, notice in enumerate(playbook.notices):
        yield from faults_of_notice(notice, f"notices[{number}]", playbook)


class _Names:
    """The names that a playbook gives, kind by kind."""

    def __init__(self, playbook: Playbook) -> None:
        self.phases = {phase.name for phase in playbook.phases}
        self.signals = {signal.name for signal in playbook.signals}
        self.tasks = {task.name for task in playbook.tasks}
        self.deadlines = {deadline.name for deadline in playbook.deadlines}
        self.notices = {notice.name for notice in playbook.notices}


def _twice(playbook: Playbook) -> Iterator[Fault]:
    kinds: Mapping[str, Iterable[str]] = {
        "phases": (phase.name for phase in playbook.phases),
        "signals": (signal.name for signal in playbook.signals),
        "tasks": (task.name for task in playbook.tasks),
        "deadlines": (deadline.name for deadline in playbook.deadlines),
        "notices": (notice.name for notice in playbook.notices),
    }
    for kind, names in kinds.items():
        for name, count in Counter(names).items():
            if count > 1:
                yield Fault(kind, f"has '{name}' more than once")


def _unknown(names: Iterable[str], known: Collection[str], path: str, kind: str) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            yield Fault(path, f"names the {kind} '{name}', which this playbook does not have")


def _rules(rules: Iterable[str], path: str, known: _Names, guards: Guards) -> Iterator[Fault]:
    for rule in rules:
        name, _, about = rule.partition(":")
        guard = guards.get(name)
        if guard is None:
            yield Fault(path, f"names the guard '{name}', which is not registered; known: {', '.join(sorted(guards))}")
        elif guard.takes is Takes.NOTHING and about:
            yield Fault(path, f"asks the guard '{name}' about something; it takes nothing")
        elif guard.takes is not Takes.NOTHING and not about:
            yield Fault(path, f"must say which {guard.takes} the guard '{name}' is asked about: {name}:...")
        elif guard.takes is Takes.MINUTES and not about.isdecimal():
            yield Fault(path, f"must give the guard '{name}' a whole number of minutes")
        elif guard.takes is Takes.SIGNAL:
            yield from _unknown([about], known.signals, path, "signal")
        elif guard.takes is Takes.TASK:
            yield from _unknown([about], known.tasks, path, "task")


def _signal(signal: Signal, path: str, playbook: Playbook) -> Iterator[Fault]:
    details = [detail.name for detail in signal.details]
    if len(set(details)) < len(details):
        yield Fault(f"{path}.details", "has a detail more than once")
    for name in details:
        if name in _TAKEN:
            yield Fault(f"{path}.details", f"cannot have one called '{name}': that is said of every signal anyhow")
    if signal.subject is not None and signal.subject not in details:
        yield Fault(f"{path}.subject", f"is '{signal.subject}', which is none of its details")
    if signal.means is not None and signal.subject != "interface":
        yield Fault(f"{path}.means", "is about an interface: the detail 'interface' must be its subject")
    if not any(True for _ in playbook.moves_on(signal.name)):
        yield Fault(path, f"'{signal.name}' is in no move: it could never be accepted")


def _move(move: Move, path: str, known: _Names, guards: Guards) -> Iterator[Fault]:
    yield from _unknown([move.signal], known.signals, f"{path}.signal", "signal")
    yield from _unknown(move.sources, known.phases, f"{path}.sources", "phase")
    yield from _unknown([move.target] if move.target else [], known.phases, f"{path}.target", "phase")
    yield from _unknown(move.tells, known.notices, f"{path}.tells", "notice")
    yield from _unknown(move.promises, known.deadlines, f"{path}.promises", "deadline")
    yield from _unknown(move.ends, known.deadlines, f"{path}.ends", "deadline")
    yield from _rules(move.guards, f"{path}.guards", known, guards)


def _task(task: Task, path: str, known: _Names, guards: Guards) -> Iterator[Fault]:
    yield from _unknown([task.phase], known.phases, f"{path}.phase", "phase")
    yield from _unknown([task.done_by] if task.done_by else [], known.signals, f"{path}.done_by", "signal")
    yield from _rules([task.until] if task.until else [], f"{path}.until", known, guards)
    if task.done_by and task.until:
        yield Fault(path, "is done by a signal, or when a rule holds; it cannot be both")


def _deadline(deadline: Deadline, path: str, known: _Names, playbook: Playbook) -> Iterator[Fault]:
    yield from _unknown([*deadline.starts, *deadline.ends], known.phases, path, "phase")
    yield from _unknown(deadline.tells, known.notices, f"{path}.tells", "notice")
    yield from _unknown(deadline.opens, known.tasks, f"{path}.opens", "task")
    yield from _its_time(deadline, path)
    for phase in sorted(set(deadline.starts) & set(deadline.ends)):
        yield Fault(path, f"'{deadline.name}' would start and end in '{phase}'")
    if not (deadline.promise or deadline.tells or deadline.signal or deadline.opens):
        yield Fault(path, f"'{deadline.name}' has no handler: when it comes, nothing would happen")
    if not deadline.starts and not any(deadline.name in move.promises for move in playbook.moves):
        yield Fault(path, f"'{deadline.name}' is never set: no move promises it and no phase starts it")
    if deadline.signal is not None:
        yield from _unknown([deadline.signal], known.signals, f"{path}.signal", "signal")
        if asked := _asked(deadline.signal, playbook):
            yield Fault(f"{path}.signal", f"must say {', '.join(asked)}, which the clock does not know")
    yield from _opening(deadline, path, playbook)


def _its_time(deadline: Deadline, path: str) -> Iterator[Fault]:
    """Yield what is wrong with when a deadline comes."""
    if (deadline.minutes is None) == (deadline.span is None):
        yield Fault(path, "needs either minutes or a span")
    if (deadline.minutes or 0) < 0 and deadline.anchor not in {Anchor.WINDOW_STARTS, Anchor.WINDOW_ENDS}:
        yield Fault(f"{path}.minutes", "can be counted back from planned work only: else it is over when it is set")
    if deadline.repeats and deadline.span in {Span.ANNOUNCE_AHEAD, Span.REMIND_AHEAD}:
        yield Fault(f"{path}.repeats", "cannot be: it is counted back from one moment")
    if deadline.repeats and deadline.minutes is not None and deadline.minutes < 1:
        yield Fault(f"{path}.repeats", "needs at least one minute between its times")


def _asked(signal: str, playbook: Playbook) -> list[str]:
    """Return the details that a signal must say."""
    details = (detail for one in playbook.signals if one.name == signal for detail in one.details)
    return [detail.name for detail in details if detail.required]


def _opening(deadline: Deadline, path: str, playbook: Playbook) -> Iterator[Fault]:
    """Yield what is wrong with the tasks that a deadline opens."""
    if deadline.each is Each.INTERFACE:
        yield Fault(f"{path}.each", "cannot be 'interface': a deadline is for the downtime, a site or a track")
    if deadline.opens and deadline.span is Span.REMIND_AHEAD:
        yield Fault(f"{path}.opens", "cannot be: a reminder only tells")
    for task in playbook.tasks:
        if task.name in deadline.opens and not task.on_demand:
            yield Fault(f"{path}.opens", f"'{task.name}' is open without it; mark the task as on_demand")
        if task.name in deadline.opens and task.each is not deadline.each:
            yield Fault(f"{path}.opens", f"'{task.name}' is for each {task.each}, and the deadline for {deadline.each}")


def _ambiguous(playbook: Playbook) -> Iterator[Fault]:
    pairs = Counter((move.signal, source) for move in playbook.moves for source in move.sources)
    for (signal, source), count in pairs.items():
        if count > 1:
            yield Fault("moves", f"'{signal}' leads from '{source}' in {count} ways: it must be one")
    opened = {name for deadline in playbook.deadlines for name in deadline.opens}
    for number, task in enumerate(playbook.tasks):
        if task.on_demand and task.name not in opened:
            yield Fault(f"tasks[{number}]", f"'{task.name}' is opened by no deadline")


def _roads(playbook: Playbook) -> Iterator[Fault]:
    steps: dict[str, set[str]] = {phase.name: set() for phase in playbook.phases}
    for move in playbook.moves:
        for source in move.sources:
            steps.setdefault(source, set()).add(move.target or source)
    final = {phase.name for phase in playbook.phases if phase.final}
    if not final:
        yield Fault("phases", "have no final one: no downtime could be closed")
    reached = _reached(playbook.first_phase, steps)
    for number, phase in enumerate(playbook.phases):
        path = f"phases[{number}]"
        if phase.name not in reached:
            yield Fault(path, f"'{phase.name}' cannot be reached from '{playbook.first_phase}'")
        if phase.final:
            yield from _end(phase, path, is_left=bool(steps[phase.name]))
        elif final:
            yield from _way_out(phase, path, steps, final)
        if phase.entering and phase.state is not TrackState.RELEASED:
            yield Fault(path, f"records could be entered in '{phase.name}', in which the service is not released")


def _end(phase: Phase, path: str, *, is_left: bool) -> Iterator[Fault]:
    """Yield what is wrong with a final phase."""
    if is_left:
        yield Fault(path, f"'{phase.name}' is final, and a move leads on from it")
    if phase.state is not TrackState.RELEASED:
        words = "is final, and its service was never given back: its state is not released"
        yield Fault(path, f"'{phase.name}' {words}")


def _way_out(phase: Phase, path: str, steps: Mapping[str, Collection[str]], final: Collection[str]) -> Iterator[Fault]:
    """Yield what is wrong with how a phase is left."""
    if not set(steps[phase.name]) - {phase.name}:
        yield Fault(path, f"'{phase.name}' is a dead end: no move leads on from it")
    elif not _reached(phase.name, steps) & set(final):
        yield Fault(path, f"'{phase.name}' has no way to the end of the downtime")


def _reached(phase: str, steps: Mapping[str, Collection[str]]) -> set[str]:
    reached: set[str] = set()
    new = {phase}
    while new:
        reached |= new
        new = {target for source in new for target in steps.get(source, ())} - reached
    return reached
