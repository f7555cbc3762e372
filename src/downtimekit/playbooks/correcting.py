"""Corrections: what a signal said wrongly is put right by a new fact that says so; nothing is rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from downtimekit.errors import Reason, UnknownName
from downtimekit.models.facts import Fact, SignalCorrected, Signalled
from downtimekit.models.reading import read
from downtimekit.playbooks.decide import faulty_details, faulty_time
from downtimekit.playbooks.guards import listed
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.telling import owed


def as_corrected(facts: Iterable[Fact], version: int) -> Signalled | None:
    """Return the signal of a version, as it was corrected last; None where none was reported then.

    Args:
        facts: of one downtime, from that version on.
        version: of the signal's entry.
    """
    later = iter(facts)
    heard = next(later, None)
    if not isinstance(heard, Signalled):
        return None
    for fact in later:
        if isinstance(fact, SignalCorrected) and fact.version == version:
            happened_at = fact.happened_at or heard.happened_at
            heard = heard.model_copy(update={"details": fact.details, "happened_at": happened_at})
    return heard


def correction(
    standing: Standing,
    heard: Signalled | None,
    *,
    version: int,
    details: Mapping[str, str],
    happened_at: datetime | None,
    reason: str,
    now: datetime,
) -> tuple[Sequence[Reason], Sequence[Fact]]:
    """Return what stands against a correction, and else the facts that it is made of.

    Args:
        standing: where the downtime stands now.
        heard: the signal as it was recorded, with what was corrected before; None where none was at that version.
        version: of the signal's entry.
        details: what it should have said; what is not named stays.
        happened_at: when it happened, where that was wrong.
        reason: why it was wrong.
        now: the present instant.

    Raises:
        InvalidInput: there is no reason.
    """
    if heard is None:
        return [Reason("no_signal", f"no signal was recorded as version {version}", "look at the timeline")], []
    right = dict(heard.details) | dict(details)
    reasons = list(_against(standing, heard, version, right, happened_at, now))
    if reasons:
        return reasons, []
    told = {"version": version, "details": tuple(right.items()), "happened_at": happened_at, "reason": reason}
    return [], [
        read(SignalCorrected, told, source="correct"),
        *owed(
            _told_before(standing, heard) if details else (),
            standing=standing,
            tracks=[(moved.site, moved.service) for moved in heard.tracks] or standing.tracks,
            details=right,
            now=now,
            corrects=True,
        ),
    ]


def _against(
    standing: Standing,
    heard: Signalled,
    version: int,
    right: Mapping[str, str],
    happened_at: datetime | None,
    now: datetime,
) -> Iterator[Reason]:
    try:
        yield from faulty_details(standing.playbook.signal(heard.signal), right)
    except UnknownName:
        words = f"'{heard.signal}' was reported under other rules, which the downtime is no longer run by"
        yield Reason("rules_changed", words, "give an update that puts it right")
    yield from faulty_time(standing, happened_at, now)
    yield from _out_of_step(standing, version, happened_at)
    if tuple(right.items()) == heard.details and happened_at in {None, heard.happened_at}:
        yield Reason("nothing_changes", "it says the same as before", "say what it should have said")


def _out_of_step(standing: Standing, version: int, happened_at: datetime | None) -> Iterator[Reason]:
    """Yield that a service would have been released before it was up, or up before it was down."""
    dated = (track.dated(version, happened_at) for track in standing.tracks.values() if happened_at)
    wrong = [track.label for track in dated if not track.is_in_order]
    if wrong:
        words = f"it would not fit what is recorded of {listed(wrong)}: down, then up, then released"
        yield Reason("out_of_step", words, "look at the timeline, and correct what came before or after it first")


def _told_before(standing: Standing, heard: Signalled) -> Sequence[str]:
    """Return the notices that the signal led to."""
    sources = {moved.before for moved in heard.tracks} or {heard.before}
    moves = [move for move in standing.playbook.moves_on(heard.signal) if sources & set(move.sources)]
    return list(dict.fromkeys(name for move in moves for name in move.tells))
