"""What every agenda promises, as tests; a journal keeps it beside its entries.

class TestOurAgenda(AgendaContract):
    @pytest.fixture
    def journal(self, tmp_path: Path) -> Iterator[OurJournal]:
        with OurJournal(tmp_path / "downtime") as journal:
            yield journal
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import pytest

from downtimekit.errors import InvalidInput, VersionConflict
from downtimekit.models.capture import RecordKind
from downtimekit.models.facts import (
    CameDue,
    Fact,
    NoticeCarried,
    NoticeOwed,
    PlanAgreed,
    Promised,
    PromiseEnded,
    PromiseMissed,
    RecordEntered,
    RecordRejected,
)
from downtimekit.models.matching import MatchGrade
from downtimekit.models.notice import Notice
from downtimekit.models.people import Role
from downtimekit.models.plan import Decision, Plan, Verdict
from downtimekit.ports.agenda import Agenda, Claim, Item, Work
from downtimekit.ports.journal import Journal
from downtimekit.testing.contracts.journal import CLERK, NOON, at_once, commit_of
from downtimekit.testing.contracts.target import ADAEZE, note_of
from downtimekit.testing.memory_journal import MemoryJournal

LEASE = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)


class Ledger(Journal, Agenda, Protocol):
    """A journal with its agenda."""


def notice(key: str) -> Fact:
    """Return that a notice is owed."""
    told = Notice(id=key, audience=(Role.CHARGE_NURSE,), sites=("west",), subject="RIS is down", body="Use paper.")
    return NoticeOwed(notice=told)


def promise(name: str = "update", *, minutes: float = 30, subject: str = "") -> Fact:
    """Return that something was promised so many minutes after noon."""
    return Promised(promise=name, due=NOON + minutes * MINUTE, subject=subject)


def plan(*keys: str) -> Fact:
    """Return that a plan was agreed which writes a note under each key."""
    decisions = [
        Decision(
            captures=(key,),
            sheets=(key,),
            kind=RecordKind.THERAPIST_NOTE,
            verdict=Verdict.CREATE,
            grade=MatchGrade.CERTAIN,
            entry=note_of(ADAEZE, key=key),
        )
        for key in keys
    ]
    return PlanAgreed(plan=Plan(downtime="west-1", decisions=tuple(decisions)))


def write(journal: Journal, *facts: Fact, stream: str = "west-1", at: datetime = NOON) -> None:
    """Append facts at the end of a stream, under a command of their own."""
    expected = len(journal.read(stream))
    journal.append(commit_of(f"step-{expected}", stream=stream, expected=expected, at=at, facts=facts))


def open_items(journal: Agenda) -> list[tuple[str, str, float]]:
    """Return kind, key and minutes after noon of all that is open."""
    return [(item.work.value, item.key, (item.due - NOON) / MINUTE) for item in journal.due()]


def keys(claims: Sequence[Claim | Item]) -> list[str]:
    """Return what was claimed, or is due, by its key."""
    return [claim.item.key if isinstance(claim, Claim) else claim.key for claim in claims]


def take(journal: Agenda, worker: str = "anna", *, minutes: float = 0, limit: int = 1) -> Sequence[Claim]:
    """Claim something for a worker, so many minutes after noon."""
    return journal.claim(worker, now=NOON + minutes * MINUTE, lease=LEASE, limit=limit)


class AgendaContract:
    """Inherit it, and give it a fixture `journal` that yields an empty one."""

    def test_a_new_agenda_is_empty(self, journal: Ledger) -> None:
        """And nothing can be taken on."""
        assert list(journal.due()) == list(journal.due(now=NOON)) == []
        assert list(take(journal)) == []

    # From the commit that owes it until the commit that settles it

    @pytest.mark.parametrize(
        ("steps", "items"),
        [
            ([notice("n-1")], [("notice", "n-1", 0)]),
            ([notice("n-1"), NoticeCarried(notice="n-1")], []),
            ([notice("n-1"), notice("n-2"), NoticeCarried(notice="n-2")], [("notice", "n-1", 0)]),
            ([promise()], [("deadline", "update", 30)]),
            ([promise(), promise(minutes=60)], [("deadline", "update", 60)]),
            ([promise(), promise(minutes=10)], [("deadline", "update", 10)]),
            (
                [promise(subject="west"), promise(subject="east", minutes=40)],
                [("deadline", "update/west", 30), ("deadline", "update/east", 40)],
            ),
            (
                [promise(subject="west"), promise(), PromiseEnded(promise="update", subject="west")],
                [("deadline", "update", 30)],
            ),
            ([promise(), PromiseEnded(promise="update")], []),
            ([promise(), PromiseMissed(promise="update", due=NOON)], []),
            ([promise(), CameDue(promise="update", due=NOON)], []),
            ([PromiseEnded(promise="update")], []),
            ([plan("a", "b")], [("write", "a", 0), ("write", "b", 0)]),
            ([plan("a", "b", "c"), RecordEntered(key="a", chart_id="7")], [("write", "b", 0), ("write", "c", 0)]),
            ([plan("a", "b"), RecordRejected(key="b", reason="no such exam")], [("write", "a", 0)]),
            ([plan("a"), notice("n-1"), plan("b")], [("notice", "n-1", 0), ("write", "b", 0)]),
            ([plan("a"), plan()], []),
            ([notice("same"), promise("same"), NoticeCarried(notice="same")], [("deadline", "same", 30)]),
        ],
    )
    def test_what_facts_owe_is_open_until_facts_settle_it(
        self, journal: Ledger, steps: list[Fact], items: list[tuple[str, str, float]]
    ) -> None:
        """Whether in one commit or in several."""
        write(journal, *steps, stream="west-1")
        assert open_items(journal) == items

        for step in steps:
            write(journal, step, stream="west-2")
        assert [item for item in journal.due() if item.stream == "west-2"] == [
            Item("west-2", Work(work), key, NOON + minutes * MINUTE) for work, key, minutes in items
        ]

    def test_streams_have_agendas_of_their_own(self, journal: Ledger) -> None:
        """What settles one leaves the other."""
        for stream in ("west-1", "east-1"):
            write(journal, notice("n-1"), plan("a"), stream=stream)
        write(journal, NoticeCarried(notice="n-1"), plan(), stream="west-1")

        assert [(item.stream, item.key) for item in journal.due()] == [("east-1", "n-1"), ("east-1", "a")]

    def test_a_refused_commit_leaves_the_agenda_as_it_was(self, journal: Ledger) -> None:
        """Nothing of it is owed."""
        write(journal, notice("n-1"))
        with pytest.raises(VersionConflict):
            journal.append(commit_of("late", expected=0, facts=[notice("n-2"), NoticeCarried(notice="n-1")]))

        assert open_items(journal) == [("notice", "n-1", 0)]

    def test_a_repeated_command_owes_nothing_again(self, journal: Ledger) -> None:
        """Also when it was settled meanwhile."""
        owing = commit_of("declare", facts=[notice("n-1")])
        journal.append(owing)
        write(journal, NoticeCarried(notice="n-1"))
        journal.append(owing)

        assert open_items(journal) == []

    def test_what_another_journal_owed_is_owed_here(self, journal: Ledger) -> None:
        """When its lines were taken in; and not where they were refused."""
        other = MemoryJournal()
        write(other, notice("n-1"), notice("n-2"), promise())
        write(other, NoticeCarried(notice="n-1"))
        lines = [stored.line for stored in other.feed()]
        with pytest.raises(Exception, match="broken"):
            journal.load([*lines, lines[0]._replace(command="forged")])
        assert open_items(journal) == []

        journal.load(lines)
        journal.load(lines)

        assert list(journal.due()) == list(other.due())

    def test_a_removed_stream_owes_nothing(self, journal: Ledger) -> None:
        """Others go on."""
        for stream in ("west-1", "east-1"):
            write(journal, notice("n-1"), stream=stream)
        (held, _) = take(journal, limit=2)
        journal.remove("west-1", digest=journal.verify("west-1"), at=NOON, by=CLERK, reason="six years are over")

        assert [item.stream for item in journal.due()] == ["east-1"]
        assert journal.renew(held, now=NOON, lease=LEASE) is None

    # What is due, and in what order

    def test_what_is_due_is_told_by_the_instant_that_is_given(self, journal: Ledger) -> None:
        """From that instant on, in any zone; without one, whatever is open."""
        write(journal, promise("late", minutes=90), promise("soon", minutes=30))

        def due_after(minutes: float) -> list[str]:
            there = (NOON + minutes * MINUTE).astimezone(ZoneInfo("Asia/Kathmandu"))
            return keys(journal.due(now=there))

        assert [due_after(minutes) for minutes in (29.999, 30, 90)] == [[], ["soon"], ["soon", "late"]]
        assert keys(journal.due()) == ["soon", "late"]

    def test_the_earliest_comes_first_and_then_what_was_owed_first(self, journal: Ledger) -> None:
        """Over all streams; a deadline that is moved keeps its place among those of its new instant."""
        write(journal, promise("z", minutes=5), promise("c", minutes=1), stream="west-1")
        write(journal, promise("b", minutes=1), promise("a", minutes=0.5), stream="east-1")
        write(journal, promise("z", minutes=1), stream="west-1")

        assert keys(journal.due()) == ["a", "z", "c", "b"]
        assert keys(journal.due(limit=2)) == ["a", "z"]
        assert keys(take(journal, minutes=9, limit=3)) == ["a", "z", "c"]

    def test_an_instant_comes_back_in_utc(self, journal: Ledger) -> None:
        """To the microsecond, and also from the hour that comes twice."""
        twice = datetime(2026, 10, 25, 2, 30, 0, 123456, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
        write(journal, Promised(promise="update", due=twice), notice("n-1"), at=twice)

        assert {item.due.timestamp() for item in journal.due()} == {twice.timestamp()}
        assert {item.due.utcoffset() for item in journal.due()} == {timedelta(0)}
        claims = journal.claim("anna", now=twice, lease=LEASE, limit=2)
        assert [claim.until.timestamp() - twice.timestamp() for claim in claims] == [300, 300]

    def test_an_instant_without_a_zone_is_refused(self, journal: Ledger) -> None:
        """Nobody knows which it is."""
        write(journal, notice("n-1"))
        (claim,) = take(journal)
        nowhere = NOON.replace(tzinfo=None)

        for asking in (
            lambda: journal.due(now=nowhere),
            lambda: journal.claim("anna", now=nowhere, lease=LEASE),
            lambda: journal.renew(claim, now=nowhere, lease=LEASE),
            lambda: journal.release(claim, due=nowhere),
        ):
            with pytest.raises(InvalidInput, match="time zone"):
                asking()

    # Who has it

    def test_what_is_taken_on_is_not_given_to_anybody_else(self, journal: Ledger) -> None:
        """It stays on the agenda until it is settled; who asked first gets it, also for itself."""
        write(journal, notice("n-1"), notice("n-2"))

        (first,) = take(journal)

        assert first == Claim(Item("west-1", Work.NOTICE, "n-1", NOON), "anna", NOON + LEASE, attempt=1)
        assert keys(take(journal, "ben", limit=5)) == ["n-2"]
        assert list(take(journal, "anna", limit=5)) == list(take(journal, "cleo", minutes=4.9)) == []
        assert keys(journal.due(now=NOON)) == ["n-1", "n-2"]

    def test_what_is_not_due_is_not_given(self, journal: Ledger) -> None:
        """Not a moment before."""
        write(journal, promise())

        assert list(take(journal, minutes=29.999)) == []
        assert keys(take(journal, minutes=30)) == ["update"]

    @pytest.mark.parametrize("limit", [0, -1])
    def test_whoever_wants_nothing_gets_nothing(self, journal: Ledger, limit: int) -> None:
        """And leaves it to others."""
        write(journal, notice("n-1"))

        assert (list(take(journal, limit=limit)), list(journal.due(limit=limit))) == ([], [])
        assert list(journal.feed(limit=limit)) == []
        assert len(take(journal, "ben")) == 1

    def test_a_worker_gets_the_kinds_of_work_that_it_asks_for(self, journal: Ledger) -> None:
        """And no other."""
        write(journal, notice("n-1"), plan("a"), promise(minutes=0))

        def of(*works: Work) -> list[str]:
            return keys(journal.claim("anna", now=NOON, lease=LEASE, limit=9, works=works))

        assert [of(), of(Work.WRITE), of(Work.NOTICE, Work.WRITE), of(*Work)] == [[], ["a"], ["n-1"], ["update"]]

    def test_when_its_time_is_over_whoever_asks_gets_it(self, journal: Ledger) -> None:
        """The first worker may have died; it has lost the item, and learns that."""
        write(journal, notice("n-1"))
        (dead,) = take(journal)

        (taken_over,) = take(journal, "ben", minutes=5)

        assert (taken_over.worker, taken_over.attempt, taken_over.until) == ("ben", 2, NOON + 2 * LEASE)
        assert journal.renew(dead, now=NOON, lease=LEASE) is None
        journal.release(dead)
        assert list(take(journal, "cleo", minutes=6)) == []

    def test_a_worker_that_started_again_under_its_name_does_not_mistake_its_old_claim(self, journal: Ledger) -> None:
        """The attempt tells them apart."""
        write(journal, notice("n-1"))
        (old,) = take(journal)
        (new,) = take(journal, minutes=5)

        assert journal.renew(old, now=NOON, lease=LEASE) is None
        assert journal.renew(new, now=NOON + LEASE, lease=LEASE) == Claim(new.item, "anna", NOON + 2 * LEASE, attempt=2)

    def test_a_claim_that_is_renewed_lasts_longer(self, journal: Ledger) -> None:
        """By the lease, from now."""
        write(journal, notice("n-1"))
        (claim,) = take(journal)

        renewed = journal.renew(claim, now=NOON + 3 * MINUTE, lease=LEASE)

        assert renewed == Claim(claim.item, "anna", NOON + 8 * MINUTE, attempt=1)
        assert list(take(journal, "ben", minutes=7.9)) == []
        assert [taken.attempt for taken in take(journal, "ben", minutes=8)] == [2]

    def test_a_claim_whose_time_is_over_can_be_renewed_while_nobody_else_has_it(self, journal: Ledger) -> None:
        """It was only slow."""
        write(journal, notice("n-1"))
        (claim,) = take(journal)

        assert journal.renew(claim, now=NOON + 9 * MINUTE, lease=LEASE) is not None
        assert list(take(journal, "ben", minutes=10)) == []

    @pytest.mark.parametrize("settling", [[NoticeCarried(notice="n-1")], [notice("n-1")]], ids=["settled", "owed anew"])
    def test_a_claim_on_what_was_settled_or_is_owed_anew_is_lost(self, journal: Ledger, settling: list[Fact]) -> None:
        """Whoever holds it learns that, and takes nothing from whoever comes next."""
        write(journal, notice("n-1"))
        (claim,) = take(journal)
        write(journal, *settling)

        assert journal.renew(claim, now=NOON, lease=LEASE) is None
        journal.release(claim, due=NOON + LEASE)
        assert len(take(journal, "ben")) == len(journal.due())

    def test_what_is_given_back_is_free_at_once(self, journal: Ledger) -> None:
        """For anybody, and once."""
        write(journal, notice("n-1"))
        (claim,) = take(journal)
        journal.release(claim)

        assert [again.attempt for again in take(journal, "ben")] == [2]
        journal.release(claim)
        assert list(take(journal, "cleo")) == []

    def test_what_is_put_off_is_due_meanwhile_and_given_to_nobody(self, journal: Ledger) -> None:
        """Until the instant for which it was put off."""
        write(journal, notice("n-1"))
        (claim,) = take(journal)
        journal.release(claim, due=NOON + 20 * MINUTE)

        assert list(take(journal, "ben", minutes=19)) == []
        assert open_items(journal) == [("notice", "n-1", 0)]
        assert keys(take(journal, "ben", minutes=20)) == ["n-1"]

    def test_a_deadline_that_is_moved_while_it_is_put_off_comes_when_it_is_due(self, journal: Ledger) -> None:
        """The facts say when."""
        write(journal, promise(minutes=0))
        (claim,) = take(journal)
        journal.release(claim, due=NOON + 60 * MINUTE)
        write(journal, promise(minutes=10))

        assert list(take(journal, minutes=9)) == []
        assert keys(take(journal, minutes=10)) == ["update"]

    def test_when_the_clock_steps_back_nobody_gets_what_another_has(self, journal: Ledger) -> None:
        """And nothing comes that is not due any more."""
        write(journal, promise("first", minutes=0), promise("second", minutes=4))
        (held,) = take(journal, minutes=3)

        assert list(take(journal, "ben", minutes=-60)) == list(take(journal, "ben", minutes=3.5)) == []
        assert journal.renew(held, now=NOON - 60 * MINUTE, lease=LEASE) is not None
        assert keys(take(journal, "ben", minutes=4)) == ["first"]
        assert keys(take(journal, "ben", minutes=4)) == ["second"]

    def test_when_the_clock_steps_forth_what_was_taken_on_is_given_to_the_next(self, journal: Ledger) -> None:
        """Once more, and not to several."""
        write(journal, notice("n-1"))
        take(journal)

        assert [claim.attempt for claim in take(journal, "ben", minutes=600)] == [2]
        assert list(take(journal, "cleo", minutes=600)) == list(take(journal, "cleo", minutes=1)) == []

    def test_of_eight_workers_that_ask_at_once_one_gets_each_item(self, journal: Ledger) -> None:
        """And all items are given."""
        write(journal, *(notice(f"n-{number}") for number in range(40)))

        def work(number: int) -> list[str]:
            taken: list[str] = []
            while claims := take(journal, f"worker-{number}", limit=2):
                taken += keys(claims)
            return taken

        given = [key for taken in at_once(work) for key in taken]
        assert sorted(given) == sorted(f"n-{number}" for number in range(40))
