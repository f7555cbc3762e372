"""The desk at which numbers are taken: each is in the journal before anybody can print it.

What was taken and never printed, because the power went in between, is in the ledger as issued; who repeats the
command gets the same numbers again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from threading import Lock
from uuid import uuid4

from attrs import define, field, frozen

from downtimekit.errors import CommandReused, Fault, InvalidInput, UnknownName, VersionConflict
from downtimekit.forms.numbers import (
    Clone,
    NumberAlarm,
    NumberBook,
    NumberLedger,
    alarms,
    check_grant,
    check_number,
    clones,
    ledger,
)
from downtimekit.models.numbers import (
    NumberAccounted,
    NumberFact,
    NumberKind,
    NumberRange,
    NumbersGranted,
    NumbersTaken,
    NumberState,
    NumberTerms,
)
from downtimekit.models.paper import SheetState
from downtimekit.models.people import Staff
from downtimekit.ports import Clock, Commit, Journal
from downtimekit.runtime.desk import Desk
from downtimekit.runtime.number_books import STREAM, books

_ATTEMPTS = 16

Decide = Callable[[NumberBook], Sequence[NumberFact]]


@frozen
class TakenNumbers:
    """Numbers that were taken, for one purpose; a pool like `SerialPool` for who makes packets of them.

    Attributes:
        numbers: as they are printed, in order.
        alarms: what somebody has to be told now.
    """

    kind: NumberKind
    numbers: tuple[str, ...] = field(repr=False)
    alarms: tuple[NumberAlarm, ...] = ()

    def take(self, count: int, *, after: str | None = None) -> tuple[str, ...]:
        """Return the next of them.

        Args:
            count: how many.
            after: the last that was used before; None where none was.

        Raises:
            InvalidInput: fewer are left, and it says how many; or ``after`` is none of them.
        """
        if after is not None and after not in self.numbers:
            raise InvalidInput(f"numbers ({self.kind})", [Fault("after", "is none of those that were taken")])
        if count < 0:
            raise InvalidInput(f"numbers ({self.kind})", [Fault("count", "must not be less than none")])
        start = 0 if after is None else self.numbers.index(after) + 1
        taken = self.numbers[start : start + count]
        if len(taken) < count:
            words = f"{count} are wanted and {len(taken)} of those that were taken remain"
            raise InvalidInput(f"numbers ({self.kind})", [Fault("count", words)])
        return taken


@define
class NumberDesk:
    """The numbers of one node, such as a clinic's server; any number of processes may have a desk open.

    Attributes:
        node: whose ranges these are; its stream is ``numbers/`` and this.
        holder: this installation: another name after a restore on another machine.
        terms: when somebody is told that numbers run out, and what real numbers look like.
    """

    node: str
    holder: str
    journal: Journal = field(repr=False)
    clock: Clock
    terms: NumberTerms = field(factory=NumberTerms)
    _version: int = field(default=0, init=False)
    _book: NumberBook = field(factory=NumberBook, init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    @property
    def stream(self) -> str:
        """The name of its stream in the journal."""
        return STREAM + self.node

    @property
    def book(self) -> NumberBook:
        """What the node holds and took by the journal, now; what is written later does not change it."""
        return self._read()[0]

    def grant(self, range_: NumberRange, *, by: Staff, command: str | None = None) -> None:
        """Record that the node may give out a range; the same range again changes nothing.

        Ranges that the journal knows are compared. Of ranges that are granted elsewhere it knows nothing: grant all
        parts of a range in one place, and bring each to its node.

        Raises:
            InvalidInput: it is another node's, shares numbers or a prefix with another range, or looks real.
            CommandReused: the command granted another range before.
        """
        fact = NumbersGranted(range=range_)
        if range_.node != self.node:
            raise InvalidInput(f"number range {range_.id}", [Fault("node", f"is that of {range_.node}")])

        def decide(book: NumberBook) -> Sequence[NumberFact]:
            if range_ in book.ranges:
                return ()
            known = (other for each in books(self.journal).values() for other in each.ranges)
            check_grant(range_, known, real=self.terms.real)
            return [fact]

        self._commit(decide, by=by, command=command, same=lambda facts: [*facts] == [fact])

    def take(
        self, kind: NumberKind, count: int, *, purpose: str, by: Staff, command: str | None = None
    ) -> TakenNumbers:
        """Take numbers: they are recorded before they are returned, and nobody gets them again.

        Args:
            kind: of which kind.
            count: how many.
            purpose: what for, such as the id of a downtime, in whose record the forms are issued.
            by: who takes them.
            command: an id under which they are taken only once; the same numbers are the answer ever after.

        Raises:
            InvalidInput: fewer are left, and it says how many; none were taken.
            CommandReused: the command took others before, or as many for something else.
        """
        now = self.clock.now()

        def decide(book: NumberBook) -> Sequence[NumberFact]:
            nonce = secrets.token_hex(16)
            return book.take(kind, count, now=now, purpose=purpose, holder=self.holder, nonce=nonce)

        def same(facts: Sequence[object]) -> bool:
            of_kind = {holding.range.id for holding in self.book.of_kind(kind)}
            taken = [fact for fact in facts if isinstance(fact, NumbersTaken)]
            meant = all(fact.range in of_kind and fact.purpose == purpose for fact in taken)
            return meant and len(_numbers(self.book, taken)) == count

        facts = self._commit(decide, by=by, command=command, same=same)
        taken = [fact for fact in facts if isinstance(fact, NumbersTaken)]
        return TakenNumbers(kind, _numbers(self.book, taken), self.alarms())

    def account(
        self,
        number: str,
        state: NumberState,
        *,
        by: Staff,
        became: str | None = None,
        reason: str | None = None,
        command: str | None = None,
    ) -> None:
        """Record what became of a number; the same again changes nothing.

        Args:
            number: as somebody typed it.
            state: used, reconciled, voided or missing.
            by: who says so.
            became: the real number that stands in its place, where it is reconciled.
            reason: why it was voided, or how it went missing.
            command: an id under which it is done only once.

        Raises:
            InvalidInput: it is no number that was taken here, cannot become that, or something is not said; or it is of
                a form that was issued in a downtime, whose record says what becomes of it.
            CommandReused: the command accounted for something else before.
        """
        fact = self.book.accounting(number, state=state, became=became, reason=reason)

        def decide(book: NumberBook) -> Sequence[NumberFact]:
            if book.accounted.get(fact.number) == fact:
                return ()
            book.check(fact)
            if _is_of_form(book, fact) and fact.number in self._sheets(book):
                words = "is of a form that was issued: account for it in the record of its downtime"
                raise InvalidInput("number", [Fault("number", words)])
            return [fact]

        self._commit(decide, by=by, command=command, same=lambda facts: [*facts] == [fact])

    def alarms(self) -> tuple[NumberAlarm, ...]:
        """Return what somebody has to be told about the node's numbers now."""
        return alarms(self.book, now=self.clock.now(), terms=self.terms, holder=self.holder)

    def ledger(self, kind: NumberKind) -> NumberLedger:
        """Return what became of every number of a kind that was taken; forms as their downtimes have them."""
        book = self.book
        sheets = self._sheets(book) if kind is NumberKind.FORM else None
        return ledger(book, kind, sheets=sheets)

    def _sheets(self, book: NumberBook) -> Mapping[str, SheetState]:
        found: dict[str, SheetState] = {}
        for purpose in dict.fromkeys(taking.purpose for taking in book.takings):
            with suppress(UnknownName):  # taken for something that is no downtime, or not yet declared
                found |= Desk(self.journal, self.clock).outage(purpose).standing.sheets
        return found

    def _read(self) -> tuple[NumberBook, int]:
        with self._lock:
            entries = self.journal.read(self.stream, after=self._version)
            if entries:
                self._book = self._book.with_(entry.fact for entry in entries if isinstance(entry.fact, NumberFact))
                self._version = entries[-1].version
            return self._book, self._version

    def _commit(
        self, decide: Decide, *, by: Staff, command: str | None, same: Callable[[Sequence[object]], bool]
    ) -> Sequence[object]:
        """Decide on what the journal holds now, and write it; a known command answers as it did before."""
        command = command or uuid4().hex
        lost: VersionConflict | CommandReused
        for _ in range(_ATTEMPTS):
            book, version = self._read()
            # After the book: a twin of this command that wins from here on is met at the append.
            known = [entry.fact for entry in self.journal.receipt(self.stream, command)]
            if known and not same(known):
                raise CommandReused(self.stream, command=command)
            facts = known or decide(book)
            if known or not facts:
                return facts
            try:
                self.journal.append(Commit(self.stream, version, command, self.clock.now(), by, facts))
            except (VersionConflict, CommandReused) as error:
                lost = error  # a twin that won made another mark
            else:
                return facts
        raise lost


def find_clones(journals: Mapping[str, Journal]) -> tuple[Clone, ...]:
    """Compare what several installations recorded, when they can reach each other again.

    Args:
        journals: of the installations, by the names under which people know them.

    Returns:
        Every range that two of them used apart from each other, with the numbers that both gave out.
    """
    named = {f"{name} ({node})": book for name, journal in journals.items() for node, book in books(journal).items()}
    return clones(named)


def _is_of_form(book: NumberBook, told: NumberAccounted) -> bool:
    return check_number(told.number, book.ranges)[0].kind is NumberKind.FORM


def _numbers(book: NumberBook, taken: Iterable[NumbersTaken]) -> tuple[str, ...]:
    return tuple(number for fact in taken for number in book.numbers(fact))
