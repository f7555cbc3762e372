"""What the rules cost: a refusal with every reason, beside a signal that is accepted; and what a live track weighs."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from transitions.core import Machine

from benchmarks.contest import QUICK, Effort, Side, contest, repeated
from benchmarks.figures import Bound, Figure, Measured, Wanted, rounds_of
from benchmarks.ward import NOON, ROAD, beginning, folded, kept, read_back, walked
from downtimekit.errors import Refused
from downtimekit.models.facts import Fact
from downtimekit.playbooks import UNSCHEDULED, Standing
from downtimekit.playbooks.decide import Report
from downtimekit.playbooks.due import decide_at
from downtimekit.playbooks.scope import Scope

REFUSAL = Measured(
    "playbooks", "refusal_vs_accept", "accepted signals", "us CPU", Wanted(Bound.AT_MOST, target=2.5, aim=1.5)
)
LIVE = Wanted(Bound.AT_MOST, target=1024, aim=512)
SITES, SERVICES = 12, 5
Made = TypeVar("Made")
REASONS = ["interface_not_validated"] * 2 + ["staff_told_not_reported", "vendor_support_contacted_not_reported"]
HASTY = tuple(step for step in ROAD[:6] if step[0] not in {"staff_told", "vendor_support_contacted"})
"""Up to the restored service, and nobody was told."""


def run(effort: Effort) -> Iterator[Figure]:
    """Measure both."""
    yield refusal_vs_accept(effort)
    yield live_track_bytes(effort)


def refusal_vs_accept(effort: Effort) -> Figure:
    """Ask for the release too early, where all its rules are broken, beside the mean of the usual signals accepted.

    Both are decisions alone: nothing is folded and nothing is kept, which would make the accepted ones dearer.
    """
    result = contest(_refused(1, 1, effort), _accepted(1, 1, effort), effort=effort)
    least = Effort(rounds=min(5, effort.rounds), seconds=effort.seconds / 4)
    wide = contest(_refused(SITES, SERVICES, least), _accepted(SITES, SERVICES, least), effort=least)
    refusal = _refusal(folded(walked(beginning(), HASTY)))
    codes = [reason.code for reason in refusal.reasons] if refusal else []
    problems = "" if codes == REASONS else f"refused for {codes}"
    allowed = len(refusal.allowed) if refusal else 0
    note = f"{len(codes)} reasons and {allowed} allowed signals, in words, over {len(ROAD)} accepted signals"
    return REFUSAL.costs(
        result,
        scale=1_000_000,
        problems=problems,
        note=f"{note}; with {SITES * SERVICES} tracks {wide.ratio:.2f}; {rounds_of(result)}",
    )


def _refusal(standing: Standing) -> Refused | None:
    try:
        decide_at(standing, Report("released", {}), now=NOON)
    except Refused as refused:
        return refused
    return None


def _refused(sites: int, services: int, effort: Effort) -> Side:
    standing = folded(walked(beginning(sites, services), HASTY))
    return repeated("refused", lambda: str(_refusal(standing)), effort=effort)


def _accepted(sites: int, services: int, effort: Effort) -> Side:
    facts = beginning(sites, services)
    cases = []
    for step in ROAD:
        cases.append((folded(facts), Report(*step)))
        facts = walked(facts, [step])

    def work() -> None:
        for standing, report in cases:
            decide_at(standing, report, now=NOON)

    side = repeated("accepted", work, effort=effort)
    return Side(side.name, side.cost, side.count * len(cases))


def live_track_bytes(effort: Effort) -> Figure:
    """Weigh standings of 12 sites and 5 services that live on, with all that they hold, by the track.

    Each is folded from facts that were read from a journal's text, as after a start; half of the sites answer again.
    """
    tracks = 100_000 if effort.seconds >= QUICK.seconds else 600
    facts = walked(beginning(SITES, SERVICES), ROAD[:5])
    half = Scope(sites=[f"site-{number}" for number in range(SITES // 2)])
    ours, standings = _weighed(walked(facts, ROAD[5:7], scope=half), tracks // (SITES * SERVICES))
    alone, _ = _weighed(walked(beginning(), ROAD[:7]), max(10, tracks // 100))
    peer = _machines(max(10, tracks // 100))
    phases = {track.phase for standing in standings for track in standing.tracks.values()}
    live = sum(len(standing.tracks) for standing in standings)
    note = f"{live:,} tracks of {len(standings):,} downtimes; a downtime of one track weighs {alone:,.0f} bytes"
    return Figure(
        benchmark="playbooks",
        figure="live_track_bytes",
        ours=ours,
        peer=peer,
        peer_name="models of one transitions machine",
        unit="bytes",
        ratio=ours,
        wanted=LIVE,
        is_verified=phases == {"down", "validating"}
        and len({id(standing) for standing in standings}) == len(standings),
        note=f"{note}; as tracemalloc counts",
    )


def _weighed(facts: Sequence[Fact], downtimes: int) -> tuple[float, Sequence[Standing]]:
    """Return the bytes of a track, and the standings that were weighed."""
    texts = kept(facts)
    folded(read_back(texts))  # what all share is there before

    def fleet() -> list[Standing]:
        return [folded(read_back(texts)) for _ in range(downtimes)]

    weight, standings = _weight(fleet)
    return weight / sum(len(standing.tracks) for standing in standings), standings


class _Track:
    """What a machine moves."""


def _machines(tracks: int) -> float:
    """Return the bytes of a track as transitions keeps it: a model of a machine that all share."""
    machine = Machine(
        model=None,
        states=[phase.name for phase in UNSCHEDULED.phases],
        initial=UNSCHEDULED.first_phase,
        transitions=[
            {"trigger": move.signal, "source": list(move.sources), "dest": move.target or "="}
            for move in UNSCHEDULED.moves
        ],
    )

    def fleet() -> list[_Track]:
        models = [_Track() for _ in range(tracks)]
        for model in models:
            machine.add_model(model)
        return models

    return _weight(fleet)[0] / tracks


def _weight(make: Callable[[], list[Made]]) -> tuple[int, list[Made]]:
    """Return how many bytes stay behind when something is made, and what was made."""
    gc.collect()
    tracemalloc.start()
    try:
        made = make()
        gc.collect()
        return tracemalloc.get_traced_memory()[0], made
    finally:
        tracemalloc.stop()
