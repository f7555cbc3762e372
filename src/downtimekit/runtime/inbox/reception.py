"""What everything that comes in needs: who somebody is, what was sent to them, and how their answer is written down."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import Contact, Staff
from downtimekit.notices.answer_words import TakenStatus
from downtimekit.notices.answers import AnswerKeys, Asked
from downtimekit.notices.policy import TellingPolicy
from downtimekit.notices.taken import surest
from downtimekit.ports import Clock
from downtimekit.runtime.inbox.hearing import Heard, command_of, hear
from downtimekit.runtime.inbox.people import People
from downtimekit.runtime.inbox.recent import RecentDowntimes, Sent


@frozen
class Reception:
    """The people, the keys and the downtimes that what comes in is about; as in `Inbox`."""

    clock: Clock
    keys: AnswerKeys
    people: People
    by: Staff
    policy: TellingPolicy = field(repr=False)
    recent: RecentDowntimes = field(repr=False)

    def contact(self, id: str) -> Contact | None:
        """Return a contact; None for a board, or whoever is not in the directory any more."""
        return self.people.by_id.get(id)

    def asked(self, token: str) -> Asked:
        """Return what a token asks.

        Raises:
            InvalidInput: it was not signed here, or is too old.
        """
        return self.keys.read(token, now=self.clock.now())

    def sent(self, asked: Asked) -> Sent | None:
        """Return the message that a token is of; None where no such notices are known."""
        outage = self.recent.named(asked.downtime)
        known = outage.standing.notices if outage else {}
        notices = tuple(notice for notice in asked.notices if notice in known)
        return Sent(outage, notices, asked.contact) if outage and notices else None

    def acknowledge(self, sent: Sent, *, remark: str, event: tuple[str, ...]) -> TakenStatus:
        """Write down that somebody has a message.

        Args:
            sent: the message.
            remark: how they said so.
            event: what this answer is known by; the same counts once.
        """
        return self.hear(sent, ReceiptState.ACKNOWLEDGED, remark=remark, event=event)

    def hear(
        self, sent: Sent, state: ReceiptState, *, via: str = "", remark: str, event: tuple[str, ...]
    ) -> TakenStatus:
        """Write down what is heard of a message.

        Args:
            sent: the message.
            state: what became of it.
            via: the channel that says so; empty where the contact does.
            remark: for the record.
            event: what this is known by; the same counts once.
        """
        return surest(self._heard(sent, state, via, remark, event))

    def _heard(
        self, sent: Sent, state: ReceiptState, via: str, remark: str, event: tuple[str, ...]
    ) -> Iterator[TakenStatus]:
        contact = self.contact(sent.contact)
        speaks = state is ReceiptState.ACKNOWLEDGED and contact is not None
        by = Staff(name=contact.name, role=contact.roles[0]) if speaks and contact else self.by
        for notice in sent.notices:
            heard = Heard(notice, sent.contact, state, via, remark)
            command = command_of(*event, sent.contact, notice)
            yield hear(sent.outage, heard, policy=self.policy, by=by, command=command)
