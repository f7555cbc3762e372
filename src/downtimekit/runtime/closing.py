"""What is recorded so that a downtime can be closed, and the list of what still stands against that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import define

from downtimekit.errors import Reason
from downtimekit.models.breast.mqsa import Duty
from downtimekit.models.closing import AccountsDrawnUp, DutyExplained, DutySent, ScanExplained, ScanFiled
from downtimekit.models.facts import Fact
from downtimekit.models.paper import SheetState
from downtimekit.models.people import Staff
from downtimekit.models.reading import read
from downtimekit.playbooks import Standing
from downtimekit.playbooks.closing_list import ClosingList, closing_list
from downtimekit.playbooks.due import up_to
from downtimekit.ports import Entry
from downtimekit.runtime.notice_trail import NoticeTrail
from downtimekit.runtime.number_books import sums_of

_NOTHING = AccountsDrawnUp(numbers=(), unnamed_patients=0)
_LOOKS_OUTSIDE = frozenset({"numbers_balance", "patients_are_identified"})
"""Rules about what stands outside the record of a downtime: numbers and patients have records of their own."""


@define
class ClosingTrail(NoticeTrail):
    """The commands that lead to the closing of one downtime."""

    def record_sent(
        self, accession: str, duty: Duty | str, *, at: datetime, by: Staff, command: str | None = None
    ) -> Sequence[Entry]:
        """Record that a report or a letter was sent which the law on mammography asks for.

        Args:
            accession: of which exam.
            duty: what was sent.
            at: when; it may be earlier than now, and never later.
            by: who sent it.
            command: an id under which it is done only once.

        Raises:
            Refused: it is dated later than now, or the downtime is closed.
            InvalidInput: the exam's number is none, there is no such duty, or the time has no zone.
            CommandReused: the command recorded something else before.
        """
        told = {"accession": accession, "duty": duty, "at": at, "by": by.name}
        fact = read(DutySent, told, source="record_sent")

        def reasons(_: Standing) -> Iterator[Reason]:
            if fact.at > self.clock.now():
                yield Reason("not_yet", "it says that it was sent later than now", "look at the date and the time zone")

        return self._write(fact, unless=reasons, by=by, command=command)

    def explain_unsent(
        self, accession: str, duty: Duty | str, *, reason: str, by: Staff, command: str | None = None
    ) -> Sequence[Entry]:
        """Record why something was not sent by its date; the downtime can be closed, and it is still to be sent.

        Raises:
            Refused: the downtime is closed.
            InvalidInput: the exam's number is none, there is no such duty, or there is no reason.
            CommandReused: the command explained something else before.
        """
        told = {"accession": accession, "duty": duty, "reason": reason}
        fact = read(DutyExplained, told, source="explain_unsent")
        return self._write(fact, unless=lambda _: (), by=by, command=command)

    def file_scan(
        self, serial: str, *, where: str, sha256: str | None = None, by: Staff, command: str | None = None
    ) -> Sequence[Entry]:
        """Record that the scan of a sheet is attached to the chart, and where it is found there.

        Raises:
            Refused: the sheet did not come back, or the downtime is closed.
            InvalidInput: it does not say where, or the sum is none.
            CommandReused: the command filed something else before.
        """
        told = {"serial": serial, "where": where, "sha256": sha256}
        fact = read(ScanFiled, told, source="file_scan")
        return self._write(fact, unless=lambda standing: _not_back(serial, standing), by=by, command=command)

    def explain_scan(self, serial: str, *, reason: str, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record why a sheet that came back has no scan in the chart.

        Raises:
            Refused: the sheet did not come back, or the downtime is closed.
            InvalidInput: there is no reason.
            CommandReused: the command explained something else before.
        """
        fact = read(ScanExplained, {"serial": serial, "reason": reason}, source="explain_scan")
        return self._write(fact, unless=lambda standing: _not_back(serial, standing), by=by, command=command)

    def closing_list(self) -> ClosingList:
        """Return what still stands against closing, before anybody tries; nothing is recorded."""
        now = self.clock.now()
        _, then = up_to(self.standing, now=now, guards=self.guards)
        then = after(then, [self._drawn_up(then)], at=now)
        return closing_list(then, now=now, guards=self.guards)

    def _accounts_for(self, signal: str | None, standing: Standing) -> Sequence[Fact]:
        """Return what is recorded before a signal, or any, is decided on: the accounts, where a rule needs them."""
        playbook = standing.playbook
        needed = any(
            _LOOKS_OUTSIDE.intersection(move.guards)
            for move in playbook.moves
            if signal in (None, move.signal) and any(standing.census.get(phase) for phase in move.sources)
        )
        drawn_up, before = self._drawn_up(standing) if needed else None, standing.accounts.drawn_up
        # Nothing to say, and nothing said before: the record stays as it is.
        return [drawn_up] if drawn_up and drawn_up not in (before or _NOTHING,) else []

    def _drawn_up(self, standing: Standing) -> AccountsDrawnUp:
        sheets = standing.sheets
        numbers = tuple(sums_of(self.id, journal=self.journal, sheets=sheets))
        unnamed = self.unidentified()
        known = {id: capture.serial or id for id, capture in standing.captures.items()}
        of = tuple(dict.fromkeys(known.get(id, id) for each in unnamed for id in each.captures))
        return AccountsDrawnUp(numbers=numbers, unnamed=of, unnamed_patients=len(unnamed))


def after(standing: Standing, facts: Sequence[Fact], *, at: datetime) -> Standing:
    """Return where a downtime stands after further facts; the standing itself stays as it is."""
    then = standing.copy() if facts else standing
    for fact in facts:
        then.fold(fact, version=then.version + 1, at=at)
    return then


def _not_back(serial: str, standing: Standing) -> Iterator[Reason]:
    state = standing.sheets.get(serial)
    if state is not SheetState.RETURNED:
        words = f"form {serial} {f'is {state}' if state else 'was never issued'}"
        yield Reason("sheet_not_back", words, "look at its number")
