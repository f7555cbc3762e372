"""Decide on a signal: accepted, with the facts that follow from it, or refused, with every reason.

Nothing here waits, sends or reads a clock: the time is an argument, and what is owed to people is a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from attrs import frozen

from downtimekit.errors import Reason, Refused, UnknownName
from downtimekit.models.downtime import Downtime
from downtimekit.models.facts import Declared, Fact, RulesPinned, Signalled, TrackMoved
from downtimekit.playbooks import deadlines
from downtimekit.playbooks._walker import Walker
from downtimekit.playbooks.guards import GUARDS, Guards, Situation, broken, listed
from downtimekit.playbooks.scope import EVERYTHING, Scope
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.table import Detail, Move, Playbook, Signal, playbook_of
from downtimekit.playbooks.telling import owed
from downtimekit.playbooks.track import TrackName, TrackStanding

_LONGEST = 2000
"""How many characters a detail may have: it is read in notices, on screens and on a call."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

Moves = Mapping[TrackName, tuple[Move, TrackMoved]]
"""What each track does, by its name."""


@frozen
class Report:
    """What somebody reports.

    Attributes:
        signal: by its name in the playbook.
        details: what it says, such as ``{"ticket": "INC-4711"}``.
        scope: which sites and services it is about.
        happened_at: when it happened, where that was earlier than now.
    """

    signal: str
    details: Mapping[str, str]
    scope: Scope = EVERYTHING
    happened_at: datetime | None = None


def declare(playbook: Playbook, *, downtime: Downtime, now: datetime | None = None) -> Sequence[Fact]:
    """Return the facts that declare a downtime.

    Args:
        playbook: the rules to run it by; they are pinned.
        downtime: as it is declared.
        now: when that is; when it began, where it is not given.
    """
    now = now or downtime.began_at
    since = min(now, downtime.began_at)
    declared = Declared(downtime=downtime, phase=playbook.first_phase)
    standing = Standing.begin(declared, playbook)
    promised = list(deadlines.missing(standing, now=now, happened_at=since))
    tells = owed(
        playbook.declared_tells, standing=standing, tracks=standing.tracks, details={}, now=now, facts=promised
    )
    return [declared, RulesPinned(digest=playbook.digest, table=playbook.table), *promised, *tells]


def decide(standing: Standing, report: Report, *, now: datetime, guards: Guards = GUARDS) -> Sequence[Fact]:
    """Return the facts that follow from a signal.

    Raises:
        Refused: with every reason that stands against it, and the signals that are allowed now.
    """
    moves = _moves(standing, report)
    reasons = list(_against(standing, report, moves, now=now, guards=guards))
    if reasons:
        raise refusal(report.signal, reasons, standing=standing, now=now, guards=guards)
    tells = dict.fromkeys(name for move, _ in _by_rule(standing, moves) for name in move.tells)
    promised = deadlines.set_by(moves, standing=standing, now=now, happened_at=report.happened_at)
    facts = [_signalled(standing, report, moves), *promised]
    return [*facts, *owed(tells, standing=standing, tracks=moves, details=report.details, now=now, facts=facts)]


def refusal(
    what: str, reasons: Sequence[Reason], *, standing: Standing, now: datetime, guards: Guards = GUARDS
) -> Refused:
    """Return the answer that something is not accepted, in words that can be read aloud.

    Args:
        what: the signal, or the name of another command.
        reasons: every one that stands against it.
        standing: where the downtime stands.
        now: the present instant.
        guards: the rules that playbooks name.
    """
    playbook, phase = standing.playbook, standing.phase
    return Refused(
        what,
        phase=phase,
        reasons=reasons,
        allowed=allowed(standing, now=now, guards=guards),
        stands=playbook.phase(phase).label,
        labels={signal.name: signal.label for signal in playbook.signals},
    )


def allowed(standing: Standing, *, now: datetime, guards: Guards = GUARDS) -> tuple[str, ...]:
    """Return the signals that no rule stands against now, in the playbook's order."""
    walker = _walker(standing.playbook.table)
    phases = [phase.name for phase in standing.playbook.phases if standing.census.get(phase.name)]
    signals = dict.fromkeys(signal for phase in phases for signal in walker.triggers(phase=phase))
    return tuple(name for name in signals if _is_allowed(standing, name, now=now, guards=guards))


def _is_allowed(standing: Standing, name: str, *, now: datetime, guards: Guards) -> bool:
    report = Report(name, {})
    moves = _moves(standing, report)
    return bool(moves) and not any(_in_the_way(standing, report, moves, now=now, guards=guards))


def _moves(standing: Standing, report: Report) -> Moves:
    """Return what each track does that the report is about, and that can move with it."""
    moves: dict[TrackName, tuple[Move, TrackMoved]] = {}
    led: dict[str, tuple[Move | None, str | None]] = {}
    for track in report.scope.tracks(standing):
        if track.phase not in led:
            after = _led(standing.playbook.table, report.signal, track.phase)
            led[track.phase] = standing.playbook.move(report.signal, phase=track.phase), after
        move, after = led[track.phase]
        if move is not None and after is not None:
            moves[track.name] = move, _moved(track.site, track.service, track.phase, after)
    return moves


def _signalled(standing: Standing, report: Report, moves: Moves) -> Signalled:
    moved = [moved for _, moved in moves.values()]
    steps = {(one.before, one.after) for one in moved}
    phases = [name for name, count in standing.census.items() if count]
    after = {name: track.phase for name, track in standing.tracks.items()}
    after |= {name: one.after for name, (_, one) in moves.items()}
    is_of_all = len(moved) == len(standing.tracks) and len(steps) == 1 and len(phases) == 1
    subject = standing.playbook.signal(report.signal).subject
    return Signalled(
        signal=report.signal,
        before=standing.phase,
        after=min(after.values(), key=standing.playbook.rank),
        subject=report.details.get(subject, "") if subject else "",
        details=tuple(report.details.items()),
        tracks=() if is_of_all else tuple(moved),
        happened_at=report.happened_at,
    )


def _against(standing: Standing, report: Report, moves: Moves, *, now: datetime, guards: Guards) -> Iterator[Reason]:
    try:
        signal = standing.playbook.signal(report.signal)
    except UnknownName as error:
        yield Reason("unknown_signal", str(error))
        return
    yield from faulty_details(signal, report.details)
    yield from report.scope.unknown(standing)
    yield from faulty_time(standing, report.happened_at, now)
    yield from _too_early_for_tracks(standing, moves, report.happened_at)
    yield from _in_the_way(standing, report, moves, now=now, guards=guards)


def _too_early_for_tracks(standing: Standing, moves: Moves, happened_at: datetime | None) -> Iterator[Reason]:
    """Yield that a service would have changed before it last did: up before it was down, say."""
    tracks = [standing.tracks[name] for name, (_, moved) in moves.items() if moved.after != moved.before]
    early = [track.label for track in tracks if happened_at and happened_at < (track.last_changed_at or happened_at)]
    if early:
        words = f"it is dated before what is recorded of {', '.join(early)} already"
        yield Reason("before_the_last", words, "look at the timeline, and correct what is wrong there")


def _in_the_way(standing: Standing, report: Report, moves: Moves, *, now: datetime, guards: Guards) -> Iterator[Reason]:
    """Yield what stands against a signal besides what it says."""
    signal = standing.playbook.signal(report.signal)
    if stuck := _stuck(standing, signal, report, moves):
        yield _out_of_order(standing, signal, stuck)
    if signal.whole and report.scope.names_tracks:
        yield Reason("not_of_a_part", f"'{signal.name}' is about the whole downtime", "report it for all of it")
    tracks = report.scope.tracks(standing)
    candidates = _by_rule(standing, moves) or [(move, tracks) for move in standing.playbook.moves_on(signal.name)]
    situations = ((move, Situation(standing, about, report.details, now)) for move, about in candidates)
    yield from dict.fromkeys(
        reason
        for move, situation in situations
        for rule in move.guards
        for reason in broken(rule, situation, guards=guards)
    )


def _stuck(standing: Standing, signal: Signal, report: Report, moves: Moves) -> Sequence[TrackStanding]:
    """Return the tracks that a signal is about and that cannot move with it."""
    tracks = report.scope.tracks(standing)
    if not moves:
        return [track for track in tracks if not _is_there(standing, signal, track)] or tracks
    if not signal.whole and not report.scope.names_tracks:
        return ()  # what is about all is about those that can move with it
    return [track for track in tracks if track.name not in moves and not _is_there(standing, signal, track)]


def _is_there(standing: Standing, signal: Signal, track: TrackStanding) -> bool:
    """Say whether a track stands where a signal about the whole downtime leads to, or is through already."""
    if not signal.whole or standing.playbook.phase(track.phase).final:
        return signal.whole
    return any(move.target == track.phase for move in standing.playbook.moves_on(signal.name))


def _by_rule(standing: Standing, moves: Moves) -> list[tuple[Move, tuple[TrackStanding, ...]]]:
    """Return the moves that are made, each with the tracks that make it."""
    by_rule: dict[int, tuple[Move, list[TrackStanding]]] = {}
    for name, (move, _) in moves.items():
        by_rule.setdefault(id(move), (move, []))[1].append(standing.tracks[name])
    return [(move, tuple(tracks)) for move, tracks in by_rule.values()]


def _out_of_order(standing: Standing, signal: Signal, tracks: Sequence[TrackStanding]) -> Reason:
    playbook = standing.playbook
    sources = {source for move in playbook.moves_on(signal.name) for source in move.sources}
    places = " or ".join(f"'{phase.name}' ({phase.label})" for phase in playbook.phases if phase.name in sources)
    where = min((track.phase for track in tracks), key=playbook.rank, default=standing.phase)
    who = "the downtime stands"
    if tracks and len(standing.tracks) > len(tracks):
        there = [track.label for track in tracks if track.phase == where]
        who = f"{listed(there)} {'stands' if len(there) == 1 else 'stand'}"
    words = f"{who} at '{where}' ({playbook.phase(where).label})"
    return Reason("out_of_order", words, f"'{signal.name}' belongs to {places}")


def faulty_time(standing: Standing, happened_at: datetime | None, now: datetime) -> Iterator[Reason]:
    """Yield what is wrong with the time at which something is told to have happened."""
    if happened_at is None:
        return
    if happened_at > now:
        yield Reason("not_yet", "it is dated later than now", "report it when it has happened")
    if happened_at < standing.downtime.began_at:
        yield Reason("too_early", "it is dated before the downtime began", "look at the date and the time zone")


def faulty_details(signal: Signal, details: Mapping[str, str]) -> Iterator[Reason]:
    """Yield what is wrong with what a signal says."""
    expected: Mapping[str, Detail] = {detail.name: detail for detail in signal.details}
    for name, detail in expected.items():
        said = details.get(name, "")
        if detail.required and not said.strip():
            yield Reason("detail_missing", f"it must say '{name}'", "report it again, and say that")
        elif said and detail.choices and said not in detail.choices:
            yield Reason("detail_unknown", f"'{name}' is not one that is known", f"one of: {', '.join(detail.choices)}")
        elif len(said) > _LONGEST:
            yield Reason("detail_too_long", f"'{name}' has more than {_LONGEST} characters", "say it in fewer words")
        elif UNPRINTABLE.search(said):
            yield Reason("detail_unreadable", f"'{name}' has characters that cannot be printed", "type it again")
    for name in details.keys() - expected.keys():
        yield Reason("detail_unexpected", f"it does not take '{name}'", f"it takes: {', '.join(expected) or 'nothing'}")


@lru_cache(maxsize=4096)
def _moved(site: str, service: str, before: str, after: str) -> TrackMoved:
    # It never changes, and to know what is allowed every signal is tried on every track.
    return TrackMoved(site=site, service=service, before=before, after=after)


@lru_cache(maxsize=4096)
def _led(table: str, signal: str, phase: str) -> str | None:
    """Return where a signal leads to from a phase: to walk there costs more than all the rest of a decision."""
    return _walker(table).walk(signal, phase=phase)


@lru_cache(maxsize=64)
def _walker(table: str) -> Walker:
    # By its text: two playbooks that are equal but not the same would be compared part by part, at each look.
    return Walker(playbook_of(table))
