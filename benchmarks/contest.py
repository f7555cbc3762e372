"""Two sides do the same work in turn, and the ratio of what it cost them is what counts.

What is measured is CPU time, and both sides run in every round, one after the other and each first in every second
round: a machine that is busy with something else slows both of them down, and their ratio stays what it is.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from statistics import median, quantiles
from time import process_time

from attrs import frozen

Stopwatch = Callable[[], float]
"""Does a side's work once, and returns the CPU seconds that it took."""


@frozen
class Effort:
    """How much is measured.

    Attributes:
        rounds: how often both sides do their work.
        seconds: how long one side's work should take in a round, at least.
    """

    rounds: int
    seconds: float


THOROUGH = Effort(rounds=31, seconds=0.4)
QUICK = Effort(rounds=11, seconds=0.1)
TINY = Effort(rounds=2, seconds=0.001)
"""To see that everything runs; its figures say nothing."""


@frozen
class Side:
    """One of the two.

    Attributes:
        name: what does the work.
        cost: does the work once, and returns its CPU seconds.
        count: how many units of work that is.
    """

    name: str
    cost: Stopwatch
    count: int = 1


@frozen
class Result:
    """What a contest showed; the costs are CPU seconds a unit, medians over the rounds.

    Attributes:
        ratio: what ours costs over what the peer's costs, the median of the rounds' ratios.
        spread: between which values the middle half of the rounds' ratios lies.
    """

    ours: float
    peer: float
    ratio: float
    spread: tuple[float, float]
    rounds: int


def contest(ours: Side, peer: Side, *, effort: Effort) -> Result:
    """Let two sides do their work in turn; a first round, which warms caches up, does not count."""
    with _nothing_else_to_collect():
        pairs = [_round(ours, peer, is_ours_first=number % 2 == 0) for number in range(effort.rounds + 1)][1:]
    ratios = [one / other for one, other in pairs]
    lower, _, upper = quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    return Result(
        ours=median(one for one, _ in pairs),
        peer=median(other for _, other in pairs),
        ratio=median(ratios),
        spread=(lower, upper),
        rounds=len(pairs),
    )


@contextmanager
def _nothing_else_to_collect() -> Iterator[None]:
    """Keep what was there before, such as imported modules, out of the rounds' garbage collections."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _round(ours: Side, peer: Side, *, is_ours_first: bool) -> tuple[float, float]:
    first, second = (ours, peer) if is_ours_first else (peer, ours)
    costs = {side.name: side.cost() / side.count for side in (first, second)}
    return costs[ours.name], costs[peer.name]


def repeated(name: str, work: Callable[[], object], *, effort: Effort) -> Side:
    """Return a side that repeats a piece of work for as long as a round should take."""
    times = _times(work, effort.seconds)

    def cost() -> float:
        gc.collect()
        start = process_time()
        for _ in range(times):
            work()
        return process_time() - start

    return Side(name, cost, times)


def _times(work: Callable[[], object], seconds: float) -> int:
    """Return how often a piece of work fits into a time; what is done to find that out also warms it up."""
    times = 1
    while True:
        start = process_time()
        for _ in range(times):
            work()
        spent = process_time() - start
        if spent * 4 >= seconds:
            return max(1, round(times * seconds / spent))
        times *= 4


def is_installed(*modules: str) -> bool:
    """Say whether all of some modules can be imported."""
    return all(find_spec(module.partition(".")[0]) and find_spec(module) for module in modules)


def differences(ours: Sequence[object], peer: Sequence[object]) -> str:
    """Return in words how two rows of outputs differ; nothing where they do not."""
    if len(ours) != len(peer):
        return f"ours made {len(ours)} outputs, the peer {len(peer)}"
    differing = sum(one != other for one, other in zip(ours, peer, strict=True))
    return f"{differing} of {len(ours)} outputs differ" if differing else ""
