"""What is heard of the notices of a downtime: that people have them, and what channels say afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import define, field

from downtimekit.errors import Fault, InvalidInput, Reason
from downtimekit.models.facts import Fact, NoticeSettled, NoticeWaits
from downtimekit.models.notice import Receipt, ReceiptState
from downtimekit.models.people import Staff
from downtimekit.models.reading import read
from downtimekit.models.told import Begun, Try, outranks
from downtimekit.notices.screening import Screen
from downtimekit.playbooks import Standing
from downtimekit.ports import Entry
from downtimekit.runtime.patients import PatientTrail


@define
class NoticeTrail(PatientTrail):
    """The commands about what became of notices.

    Attributes:
        screen: finds patient data and credentials in what people type, which others read.
    """

    screen: Screen = field(factory=Screen, kw_only=True, repr=False)

    def _look_at(self, what: str, standing: Standing, *words: str) -> None:
        """Refuse words that others would read and must not: in notices, timelines and the evidence for a surveyor."""
        reasons = self.screen.faults("\n".join(words)) if any(words) else ()
        if reasons:
            self._refuse(what, reasons, standing)

    def acknowledge(
        self, notice: str, *, contact: str, remark: str = "", by: Staff, command: str | None = None
    ) -> Sequence[Entry]:
        """Record that a contact has a notice, because they answered the call or because somebody told them.

        Raises:
            Refused: there is no such notice, or the remark names a patient.
            InvalidInput: the contact's id is none.
            CommandReused: the command was about another notice or contact before.
        """

        def facts(standing: Standing, now: datetime) -> Sequence[Fact]:
            self._look_at("acknowledge", standing, remark)
            if notice not in standing.notices:
                self._refuse(
                    "acknowledge",
                    [Reason("notice_unknown", "no such notice was owed", "look at the notices")],
                    standing,
                )
            told = standing.receipts.get((notice, contact))
            receipt = {
                "notice": notice,
                "contact": contact,
                "state": ReceiptState.ACKNOWLEDGED,
                "at": now,
                "remark": remark,
                **_of_try(told.last if told else None),
            }
            settled = NoticeSettled(receipt=read(Receipt, receipt, source="acknowledge"))
            # Where others were asked as well, they may not have to be called any more.
            is_escalated = told is not None and told.last.level > 0
            return [settled, *_at_once(notice, standing, now)] if is_escalated else [settled]

        def same(facts: Sequence[Fact]) -> bool:
            receipts = [fact.receipt for fact in facts if isinstance(fact, NoticeSettled)]
            return [(receipt.notice, receipt.contact) for receipt in receipts] == [(notice, contact)]

        return self.commit(facts, by=by, command=command, same=same)

    def hear(
        self,
        state: ReceiptState,
        *,
        notice: str,
        contact: str,
        via: str = "",
        remark: str = "",
        by: Staff,
        command: str | None = None,
    ) -> Sequence[Entry]:
        """Record what a channel reports of a message after it took it: that it arrived, or that it did not after all.

        Where it did not arrive, the notice is looked at again at once, and goes out over the contact's next channel.

        Args:
            state: `DELIVERED`, `FAILED`, or `UNKNOWN` where nobody can tell, as of a voicemail.
            notice: its id.
            contact: the contact's id, or a board's name.
            via: the channel that reports it; the last one that was tried, where it is not named.
            remark: for the record; never an address.
            by: as whom it is written.
            command: an id under which it is done only once, such as the vendor's number of the event.

        Returns:
            Nothing where nothing of that channel was tried, or what is known already is surer.

        Raises:
            InvalidInput: the state is another.
        """
        if state not in {ReceiptState.DELIVERED, ReceiptState.FAILED, ReceiptState.UNKNOWN}:
            raise InvalidInput("hear", [Fault("state", "must be delivered, failed or unknown")])

        def facts(standing: Standing, now: datetime) -> Sequence[Fact]:
            told = standing.receipts.get((notice, contact))
            begun = standing.begun.get((notice, contact))  # news may be faster than the receipt
            tries: list[Try | Begun] = [one for one in told.tries if one.via and via in {"", one.via}] if told else []
            tries += [begun] if begun and via in {"", begun.via} else []
            is_over = told is not None and told.state is ReceiptState.ACKNOWLEDGED
            if not tries or is_over or (isinstance(tries[-1], Try) and not outranks(state, tries[-1].state)):
                return []
            receipt = {"notice": notice, "contact": contact, "state": state, "at": now, "remark": remark}
            heard = NoticeSettled(receipt=read(Receipt, receipt | _of_try(tries[-1]), source="hear"))
            again = _at_once(notice, standing, now) if state is not ReceiptState.DELIVERED else ()
            return [heard, *again]

        return self.commit(facts, by=by, command=command)


def _at_once(notice: str, standing: Standing, now: datetime) -> Iterator[Fact]:
    """Yield what brings a notice back onto the agenda; nothing where somebody carries it now, who sees it at once."""
    if notice in standing.carried or standing.waits.get(notice, now) > now:
        yield NoticeWaits(notice=notice, until=now)


def _of_try(last: Try | Begun | None) -> dict[str, object]:
    """Return the fields of a receipt that say which try it is about."""
    if last is None:
        return {}
    return {"channel": last.channel, "via": last.via, "attempt": last.attempt, "level": last.level}
