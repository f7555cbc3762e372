"""Whatever is owed, taken on, put off and settled, by whatever clock: all agendas say the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.facts import (
    CameDue,
    Fact,
    NoticeCarried,
    PromiseEnded,
    PromiseMissed,
    RecordEntered,
    RecordRejected,
)
from downtimekit.ports.agenda import Claim, Item, Work
from downtimekit.testing import MemoryJournal
from downtimekit.testing.contracts.agenda import Ledger, notice, plan, promise, write
from downtimekit.testing.contracts.journal import CLERK, NOON

Step: TypeAlias = Callable[[Ledger, list[Claim]], object]
"""Does something to a journal, with the claims that were made on it so far."""

keys = st.sampled_from(["a", "b", "c"])
streams = st.sampled_from(["west-1", "east-1"])
minutes = st.integers(-5, 20)  # the clock steps forth and back
limits = st.integers(1, 4)
owing: st.SearchStrategy[Fact] = st.one_of(
    st.builds(notice, keys),
    st.builds(promise, keys, minutes=minutes, subject=st.sampled_from(["", "a"])),
    st.builds(lambda drawn: plan(*drawn), st.lists(keys, unique=True, max_size=3)),
)
settling: st.SearchStrategy[Fact] = st.one_of(
    st.builds(NoticeCarried, notice=keys),
    st.builds(PromiseMissed, promise=keys, due=st.just(NOON), subject=st.sampled_from(["", "a"])),
    st.builds(CameDue, promise=keys, due=st.just(NOON)),
    st.builds(PromiseEnded, promise=keys),
    st.builds(RecordEntered, key=keys, chart_id=keys),
    st.builds(RecordRejected, key=keys, reason=st.just("no such exam")),
)


def writing(stream: str, facts: list[Fact], minute: int) -> Step:
    def step(journal: Ledger, claims: list[Claim]) -> object:
        if all(mark.stream != stream for mark in journal.removed()):
            write(journal, *facts, stream=stream, at=NOON + timedelta(minutes=minute))
        return None

    return step


def claiming(worker: str, minute: int, limit: int, works: Sequence[Work]) -> Step:
    def step(journal: Ledger, claims: list[Claim]) -> object:
        now, lease = NOON + timedelta(minutes=minute), timedelta(minutes=6)
        new = list(journal.claim(f"{worker}-{len(claims)}", now=now, lease=lease, limit=limit, works=works))
        claims += new
        return new

    return step


def renewing(which: int, minute: int) -> Step:
    def step(journal: Ledger, claims: list[Claim]) -> object:
        if not claims:
            return None
        held = claims[which % len(claims)]
        return journal.renew(held, now=NOON + timedelta(minutes=minute), lease=timedelta(minutes=6))

    return step


def releasing(which: int, minute: int | None) -> Step:
    def step(journal: Ledger, claims: list[Claim]) -> object:
        if claims:
            due = None if minute is None else NOON + timedelta(minutes=minute)
            journal.release(claims[which % len(claims)], due=due)
        return None

    return step


def removing(stream: str) -> Step:
    def step(journal: Ledger, claims: list[Claim]) -> object:
        if stream not in journal.streams():
            return None
        return journal.remove(stream, digest=journal.verify(stream), at=NOON, by=CLERK, reason="old")

    return step


steps = st.one_of(
    st.builds(writing, streams, st.lists(st.one_of(owing, settling), min_size=1, max_size=3), minutes),
    st.builds(writing, streams, st.lists(owing, min_size=1, max_size=3), minutes),
    st.builds(claiming, keys, minutes, limits, st.lists(st.sampled_from(Work), max_size=3, unique=True)),
    st.builds(claiming, keys, minutes, limits, st.just(list(Work))),
    st.builds(renewing, st.integers(0, 9), minutes),
    st.builds(releasing, st.integers(0, 9), st.none() | minutes),
)
lives = st.tuples(st.lists(steps, max_size=25), st.lists(st.builds(removing, streams), max_size=1))


@settings(max_examples=40, deadline=None)  # each makes a file
@given(lives)
def test_all_agendas_answer_the_same_and_can_be_made_anew(life: tuple[list[Step], list[Step]]) -> None:
    with TemporaryDirectory() as folder, SqliteJournal(Path(folder, "downtime.db")) as on_disk:
        in_memory, claims, same_claims = MemoryJournal(), list[Claim](), list[Claim]()
        for step in [*life[0], *life[1], *life[0][:5]]:
            assert step(on_disk, claims) == step(in_memory, same_claims)
            assert list(on_disk.due()) == list(in_memory.due())
        due = list(on_disk.due())

        assert on_disk.rebuild_agenda() == 0
        assert list(on_disk.due()) == due == moved(in_memory)


def moved(journal: MemoryJournal) -> list[Item]:
    """Return what is due in a journal that took in the lines of another."""
    other = MemoryJournal()
    other.load(stored.line for stored in journal.feed())
    return list(other.due())


@settings(max_examples=150, deadline=None)
@given(lives)
def test_nobody_holds_what_another_holds(life: tuple[list[Step], list[Step]]) -> None:
    journal, claims = MemoryJournal(), list[Claim]()
    for step in life[0]:
        step(journal, claims)

    now = NOON + timedelta(days=1)
    holding = [claim for claim in claims if journal.renew(claim, now=now, lease=timedelta(hours=1))]
    places = [(claim.item.stream, claim.item.work, claim.item.key) for claim in holding]
    attempts = [(claim.item.stream, claim.item.work, claim.item.key, claim.attempt) for claim in holding]
    assert sorted(set(places)) == sorted(places)
    assert len(set(attempts)) == len(attempts)
    assert not set(places) & {
        (claim.item.stream, claim.item.work, claim.item.key)
        for claim in journal.claim("zoe", now=now, lease=timedelta(hours=1), limit=99)
    }
