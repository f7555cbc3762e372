"""One downtime in a host's hands: commands go in, facts go to the journal, the standing comes back.

Every change goes through `Outage.commit`: read where the downtime stands, decide, and append on the version that was
read. Who lost a race decides again on what the winner wrote; a command whose id is known is not done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from threading import Lock
from typing import NoReturn
from uuid import uuid4

from attrs import define, field

from downtimekit.errors import CommandReused, Reason, Refused, UnknownName, VersionConflict
from downtimekit.models.capture import Capture
from downtimekit.models.facts import (
    CaptureRefused,
    CaptureTaken,
    Declared,
    Fact,
    FormAccounted,
    FormsIssued,
    IdentityConfirmed,
    NoticeSettled,
    SettledByHand,
    Signalled,
)
from downtimekit.models.notice import Receipt, ReceiptState
from downtimekit.models.paper import IssuedForm, SheetState
from downtimekit.models.people import Staff
from downtimekit.models.reading import read
from downtimekit.playbooks import Playbook, Standing
from downtimekit.playbooks.decide import OpenTask, allowed, decide, missed, open_tasks
from downtimekit.playbooks.standing import Promise
from downtimekit.ports import Clock, Commit, Entry, Journal

_ATTEMPTS = 16

Decide = Callable[[Standing, datetime], Sequence[Fact]]
"""Decides on facts from the standing and the time; it may be called again after a lost race."""

Same = Callable[[Sequence[Fact]], bool]
"""Says whether what a command wrote before is what it asks for now."""


@define
class Outage:
    """A handle on one downtime; any number of them, in any number of processes, may be open on the same one."""

    id: str
    playbook: Playbook
    journal: Journal
    clock: Clock
    _standing: Standing | None = field(default=None, init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    @property
    def standing(self) -> Standing:
        """Where the downtime stands by the journal, now; what is written later does not change it.

        Raises:
            UnknownName: the journal holds no such downtime.
        """
        with self._lock:
            seen = self._standing.version if self._standing else 0
            entries = self.journal.read(self.id, after=seen)
            if entries:
                self._standing = _folded(self._standing, entries)
            if self._standing is None:
                raise UnknownName("downtime", self.id, known=self.journal.streams())
            return self._standing

    def commit(
        self, decision: Decide, *, by: Staff, command: str | None = None, same: Same = lambda facts: True
    ) -> Sequence[Entry]:
        """Decide on the present standing and write what was decided; a known command answers as it did before.

        Raises:
            CommandReused: what the command wrote before is not the same.
            VersionConflict: others were faster, again and again.
        """
        command = command or uuid4().hex
        lost: VersionConflict | CommandReused
        for _ in range(_ATTEMPTS):
            standing, now = self.standing, self.clock.now()
            # After the standing: a twin of this command that wins from here on is met at the append.
            known = self.journal.receipt(self.id, command)
            if known:
                if not same([entry.fact for entry in known]):
                    raise CommandReused(self.id, command=command)
                return known
            facts = decision(standing, now)
            if not facts:
                return ()
            try:
                return self.journal.append(Commit(self.id, standing.version, command, now, by, facts))
            except (VersionConflict, CommandReused) as error:
                lost = error  # a twin that won may have written other facts: its clock told another time
        raise lost

    def record(self, fact: Fact, *, by: Staff, command: str) -> Sequence[Entry]:
        """Write one fact that nothing has to be decided about, such as what became of a delivery."""
        return self.commit(lambda _standing, _now: [fact], by=by, command=command)

    def signal(self, name: str, *, by: Staff, command: str | None = None, **details: str) -> Sequence[Entry]:
        """Report that something happened.

        Args:
            name: a signal of the playbook.
            by: who reports it.
            command: an id under which it is done only once, however often it is sent.
            details: what the signal says, such as ``ticket="INC-4711"``.

        Raises:
            Refused: with every reason that stands against it; nothing was written.
            CommandReused: the command was sent before with another signal, or saying something else.
        """
        said = {detail: words.strip() for detail, words in details.items()}
        return self.commit(
            lambda standing, now: decide(self.playbook, standing=standing, signal=name, details=said, now=now),
            by=by,
            command=command,
            same=lambda facts: (
                (name, said) in [(fact.signal, dict(fact.details)) for fact in facts if isinstance(fact, Signalled)]
            ),
        )

    def close(self, *, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Close the downtime.

        Raises:
            Refused: with the list of what is still open.
        """
        return self.signal("closed", by=by, command=command)

    def allowed(self) -> tuple[str, ...]:
        """Return the signals that no rule stands against now."""
        return allowed(self.playbook, standing=self.standing)

    def open_tasks(self) -> tuple[OpenTask, ...]:
        """Return what a person must do now."""
        return open_tasks(self.playbook, standing=self.standing)

    def due(self) -> dict[str, Promise]:
        """Return what was promised, by its name."""
        return dict(self.standing.promises)

    def tick(self, *, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record every promise that was missed by now; a host calls this from its own timer."""
        return self.commit(lambda standing, now: missed(standing, now=now), by=by, command=command)

    def issue(self, forms: Iterable[IssuedForm], *, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record numbered forms before they are printed.

        Raises:
            Refused: a number was issued before, or the downtime is closed.
            CommandReused: the command issued other forms before.
        """
        fact = FormsIssued(forms=tuple(forms))

        def reasons(standing: Standing) -> Iterator[Reason]:
            numbers = [form.serial for form in fact.forms]
            again = sorted({number for number in numbers if number in standing.sheets or numbers.count(number) > 1})
            if again:
                yield Reason("serial_used", f"numbers were issued before: {', '.join(again)}", "take new numbers")

        return self._write(fact, unless=reasons, by=by, command=command) if fact.forms else ()

    def void(self, serial: str, *, reason: str, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record that a form was not used.

        Raises:
            Refused: the form is not out, or the downtime is closed.
            InvalidInput: there is no reason.
            CommandReused: the command accounted for something else before.
        """
        return self._account(serial, SheetState.VOIDED, reason, by=by, command=command)

    def missing(self, serial: str, *, reason: str, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record that a form cannot be found.

        Raises:
            Refused: the form is not out, or the downtime is closed.
            InvalidInput: there is no reason.
            CommandReused: the command accounted for something else before.
        """
        return self._account(serial, SheetState.MISSING, reason, by=by, command=command)

    def _account(
        self, serial: str, state: SheetState, reason: str, *, by: Staff, command: str | None
    ) -> Sequence[Entry]:
        def reasons(standing: Standing) -> Iterator[Reason]:
            found = standing.sheets.get(serial)
            if found is not SheetState.OUT:
                yield Reason("sheet_not_out", f"form {serial} {f'is {found}' if found else 'was never issued'}")

        told = {"serial": serial, "state": state, "reason": reason}
        return self._write(read(FormAccounted, told, source="account"), unless=reasons, by=by, command=command)

    def take_in(
        self,
        captures: Iterable[Capture],
        *,
        refused: Iterable[CaptureRefused] = (),
        by: Staff,
        command: str | None = None,
    ) -> Sequence[Entry]:
        """Record sheets that were keyed, and those keyed with faults; what is known already is not taken again.

        Raises:
            Refused: a capture of that id is known and says something else, or the downtime is closed.
            CommandReused: the command took in other sheets before.
        """
        offered = tuple(captures)
        faulty = {refusal.capture: refusal for refusal in refused}

        def facts(standing: Standing, _: datetime) -> Sequence[Fact]:
            self._check("take_in", _changed(offered, standing), standing)
            new = {capture.id: capture for capture in offered if capture.id not in standing.captures}
            known = standing.captures.keys() | new.keys() | standing.refused.keys()
            fresh = (refusal for id_, refusal in faulty.items() if id_ not in known)
            return [*(CaptureTaken(capture=capture) for capture in new.values()), *fresh]

        def same(facts: Sequence[Fact]) -> bool:
            wrote = {fact.capture.id for fact in facts if isinstance(fact, CaptureTaken)}
            ids = {capture.id for capture in offered}
            return wrote <= ids <= self.standing.captures.keys()

        return self.commit(facts, by=by, command=command, same=same)

    def confirm_identity(
        self, capture: str, *, mrn: str, reason: str, by: Staff, command: str | None = None
    ) -> Sequence[Entry]:
        """Record whose a sheet is, as a person decided, and why.

        Raises:
            Refused: there is no such capture, or the downtime is closed.
            InvalidInput: the number is none, or there is no reason.
            CommandReused: the command decided on something else before.
        """

        def reasons(standing: Standing) -> Iterator[Reason]:
            if capture not in standing.captures:
                yield Reason("capture_unknown", f"no sheet was taken in as {capture}")

        told = {"capture": capture, "mrn": mrn, "reason": reason}
        fact = read(IdentityConfirmed, told, source="confirm_identity")
        return self._write(fact, unless=reasons, by=by, command=command)

    def settle_by_hand(self, capture: str, *, reason: str, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record that a person dealt with a sheet outside the back-fill, and how: by an addendum in the chart, say.

        Raises:
            Refused: there is no such capture, it is in the chart already, or the downtime is closed.
            InvalidInput: there is no reason.
            CommandReused: the command settled something else before.
        """

        def reasons(standing: Standing) -> Iterator[Reason]:
            if capture not in {known.id for known in standing.open_captures()}:
                yield Reason("capture_not_open", f"no sheet waits that was taken in as {capture}")

        fact = read(SettledByHand, {"capture": capture, "reason": reason}, source="settle_by_hand")
        return self._write(fact, unless=reasons, by=by, command=command)

    def acknowledge(
        self, notice: str, *, contact: str, remark: str = "", by: Staff, command: str | None = None
    ) -> Sequence[Entry]:
        """Record that a contact has a notice, because they answered the call or because somebody told them.

        Raises:
            Refused: there is no such notice.
            InvalidInput: the contact's id is none.
            CommandReused: the command was about another notice or contact before.
        """

        def facts(standing: Standing, now: datetime) -> Sequence[Fact]:
            if notice not in standing.notices:
                self._refuse("acknowledge", [Reason("notice_unknown", f"no notice {notice} was owed")], standing)
            sent = standing.receipts.get((notice, contact))
            told = {
                "notice": notice,
                "contact": contact,
                "state": ReceiptState.ACKNOWLEDGED,
                "channel": sent.channel if sent else None,
                "at": now,
                "remark": remark,
            }
            return [NoticeSettled(receipt=read(Receipt, told, source="acknowledge"))]

        def same(facts: Sequence[Fact]) -> bool:
            receipts = [fact.receipt for fact in facts if isinstance(fact, NoticeSettled)]
            return [(receipt.notice, receipt.contact) for receipt in receipts] == [(notice, contact)]

        return self.commit(facts, by=by, command=command, same=same)

    def _write(
        self, fact: Fact, *, unless: Callable[[Standing], Iterable[Reason]], by: Staff, command: str | None
    ) -> Sequence[Entry]:
        """Write one fact about the paper, unless something stands against it."""

        def facts(standing: Standing, _: datetime) -> Sequence[Fact]:
            self._check(fact.kind, unless(standing), standing)
            return [fact]

        return self.commit(facts, by=by, command=command, same=lambda facts: list(facts) == [fact])

    def _check(self, what: str, reasons: Iterable[Reason], standing: Standing) -> None:
        """Refuse what stands against a change to the paper; a closed downtime is in balance and stays so."""
        closed = self.playbook.phase(standing.phase).final
        words = "the downtime is closed, and its paper is in balance"
        found = [*([Reason("closed", words, "enter it by hand")] if closed else []), *reasons]
        if found:
            self._refuse(what, found, standing)

    def _refuse(self, what: str, reasons: Sequence[Reason], standing: Standing) -> NoReturn:
        raise Refused(what, phase=standing.phase, reasons=reasons, allowed=allowed(self.playbook, standing=standing))


def _folded(standing: Standing | None, entries: Iterable[Entry]) -> Standing | None:
    """Return where a downtime stands after further entries; the standing before them stays as it is."""
    after = standing.copy() if standing else None
    for entry in entries:
        if isinstance(entry.fact, Declared):
            after = Standing.begin(entry.fact)
        elif after is not None:
            after.fold(entry.fact, version=entry.version, at=entry.at)
    return after


def _changed(offered: Iterable[Capture], standing: Standing) -> Iterator[Reason]:
    """Yield a reason for each capture whose id another keying has; the time of keying may differ."""
    known = dict(standing.captures)
    for capture in offered:
        first = known.setdefault(capture.id, capture)
        if first.model_copy(update={"recorded_at": capture.recorded_at}) != capture:
            yield Reason(
                "capture_changed",
                f"sheet {capture.serial or capture.id} was taken in as {capture.id} before, and said something else",
                "give the new keying an id of its own, and name the one that it replaces",
            )
