"""Deliver the notices that the journal says are owed, and write back what became of each.

A contact's channels are tried in the contact's order, until one takes the notice. Each outcome is journalled before the
next contact is told; after a crash, whoever has no receipt is told again under the same key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from attrs import field, frozen

from downtimekit.errors import OutcomeUnknown, PortError, Rejected
from downtimekit.models.facts import NoticeCarried, NoticeSettled
from downtimekit.models.notice import Notice, Receipt, ReceiptState
from downtimekit.models.people import ChannelKind, Contact, Directory, Staff
from downtimekit.ports import Message, Notifier
from downtimekit.runtime.outage import Outage

_LONGEST = 200


@frozen
class Delivery:
    """Tells the contacts of a directory, over the channels that it is given."""

    directory: Directory
    notifiers: tuple[Notifier, ...] = field(converter=tuple[Notifier, ...])

    async def deliver(self, outage: Outage, *, by: Staff) -> tuple[Receipt, ...]:
        """Deliver every notice that is owed and has no receipt yet.

        Returns:
            The new receipts, in the order in which they came.
        """
        receipts: list[Receipt] = []
        for notice in tuple(outage.standing.notices.values()):
            receipts += await self.carry(notice, outage, by=by)
        return tuple(receipts)

    async def carry(self, notice: Notice, outage: Outage, *, by: Staff) -> tuple[Receipt, ...]:
        """Carry one notice to everybody in its audience who has no receipt yet, and record that it was carried."""
        receipts = []
        for contact in self._untold(notice, outage):
            receipt = await self._tell(notice, contact, outage)
            outage.record(NoticeSettled(receipt=receipt), by=by, command=_key(notice, contact))
            receipts.append(receipt)
        if notice.id not in outage.standing.carried:
            outage.record(NoticeCarried(notice=notice.id), by=by, command=f"{notice.id}/carried")
        return tuple(receipts)

    def _untold(self, notice: Notice, outage: Outage) -> Iterator[Contact]:
        receipts = outage.standing.receipts
        for contact in self.directory.audience(frozenset(notice.audience), sites=notice.sites):
            if (notice.id, contact.id) not in receipts:
                yield contact

    async def _tell(self, notice: Notice, contact: Contact, outage: Outage) -> Receipt:
        if notice.drill:
            return _receipt(notice, contact, outage, ReceiptState.SUPPRESSED, remarks=["drill: nothing is sent"])
        remarks, worst = [], ReceiptState.FAILED
        for channel in contact.reached_by():
            notifier = self._notifier(channel.kind)
            if notifier is None:
                remarks.append(f"{channel.kind}: no such channel here")
                continue
            try:
                sent = await notifier.send(_message(notice, contact, channel.address))
            except PortError as error:
                remarks.append(f"{channel.kind}: {_outcome(error)}")
                if isinstance(error, OutcomeUnknown):
                    worst = ReceiptState.UNKNOWN
                continue
            said = [*remarks, sent.remark]
            return _receipt(notice, contact, outage, sent.state, channel=channel.kind, remarks=said)
        if not remarks:
            remarks.append("has no address at which to be told")
        return _receipt(notice, contact, outage, worst, remarks=remarks)

    def _notifier(self, kind: ChannelKind) -> Notifier | None:
        return next((notifier for notifier in self.notifiers if notifier.kind is kind), None)


def _key(notice: Notice, contact: Contact) -> str:
    """Return what a message to a contact is known by, as a command too: so it is never too long for a key."""
    key = f"{notice.id}/{contact.id}"
    return key if len(key) <= _LONGEST else f"{notice.id}/{hashlib.sha256(contact.id.encode()).hexdigest()}"


def _message(notice: Notice, contact: Contact, address: str) -> Message:
    return Message(_key(notice, contact), contact.name, address, notice.subject, notice.body, notice.drill)


def _outcome(error: PortError) -> str:
    if isinstance(error, Rejected):
        return "refused"
    return "may have gone out" if isinstance(error, OutcomeUnknown) else "out of reach"


def _receipt(
    notice: Notice,
    contact: Contact,
    outage: Outage,
    state: ReceiptState,
    *,
    channel: ChannelKind | None = None,
    remarks: Sequence[str],
) -> Receipt:
    return Receipt(
        notice=notice.id,
        contact=contact.id,
        state=state,
        channel=channel,
        at=outage.clock.now(),
        remark="; ".join(filter(None, remarks)),
    )
