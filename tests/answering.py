"""A house that takes answers: a nurse and a doctor who were told, and what comes back from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from attrs import Factory, define, field
from pydantic import SecretStr

from downtimekit.models.facts import NoticeSettled, TellingBegun
from downtimekit.models.notice import Receipt, ReceiptState
from downtimekit.models.people import ChannelKind, Contact, Directory, Role
from downtimekit.notices.answers import AnswerKeys
from downtimekit.notices.callbacks import SchemeName
from downtimekit.notices.inbound import Inbound, Reply
from downtimekit.notices.policy import DEFAULT, TellingPolicy
from downtimekit.notices.taken import Taken
from downtimekit.runtime import Desk, Outage
from downtimekit.runtime.inbox import Inbox
from downtimekit.testing import VirtualClock
from tests.calling_back import HOUSE, source
from tests.ward import IT, an_outage

KEYS = AnswerKeys([SecretStr("the secret with which this house signs")], HOUSE)

NURSE = Contact(
    id="nurse",
    name="Carla Chen",
    roles=(Role.CHARGE_NURSE,),
    channels=(
        ChannelKind.SMS.at("+1 202 555 0102"),
        ChannelKind.EMAIL.at("carla.chen@example.org"),
    ),
)
DOCTOR = Contact(
    id="doctor",
    name="Rosa Reyes",
    roles=(Role.RADIOLOGIST,),
    languages=("es-MX",),
    channels=(ChannelKind.SMS.at("+1 202 555 0103"),),
)
SHARED = Contact(
    id="front-desk",
    name="Front Desk",
    roles=(Role.FRONT_DESK,),
    channels=(ChannelKind.SMS.at("+1 202 555 0102"),),
)
PEOPLE = Directory(contacts=(NURSE, DOCTOR))


@define
class House:
    """A downtime whose notices went out, and the inbox for what comes back."""

    outage: Outage = field(factory=lambda: an_outage("down"))
    people: Directory = PEOPLE
    policy: TellingPolicy = DEFAULT
    inbox: Inbox = field(init=False, default=Factory(lambda house: house.opened(), takes_self=True))

    def opened(self) -> Inbox:
        """Return an inbox as a program has it that was just started."""
        desk = Desk(self.outage.journal, self.outage.clock)
        callbacks = [source(scheme) for scheme in SchemeName]
        return Inbox(desk, KEYS, self.people, IT, callbacks, self.policy)

    @property
    def clock(self) -> VirtualClock:
        """The clock of the house."""
        assert isinstance(self.outage.clock, VirtualClock)
        return self.outage.clock

    @property
    def notices(self) -> Sequence[str]:
        """The ids of what was owed, oldest first."""
        return tuple(self.outage.standing.notices)

    def told(
        self,
        notice: str,
        contact: str = "nurse",
        state: ReceiptState = ReceiptState.ACCEPTED,
        *,
        via: str = "twilio",
        attempt: int = 1,
    ) -> None:
        """Let a notice have gone out to somebody."""
        receipt = Receipt(
            notice=notice,
            contact=contact,
            state=state,
            channel=ChannelKind.SMS,
            at=self.clock.now(),
            via=via,
            attempt=attempt,
        )
        self.outage.record(NoticeSettled(receipt=receipt), by=IT, command=uuid4().hex)

    def told_together(self, *notices: str, contact: str = "nurse") -> None:
        """Let several notices have gone out as one message."""
        begun = TellingBegun(notices=notices, contact=contact, channel=ChannelKind.SMS, via="twilio")
        self.outage.record(begun, by=IT, command=f"begun/{notices[-1]}/{contact}")
        for notice in notices:
            self.told(notice, contact)

    def link(self, *notices: str, contact: str = "nurse") -> str:
        """Return the link that a message had."""
        return KEYS.answering(self.outage.id, notices, contact, now=self.clock.now()).link

    def token(self, *notices: str, contact: str = "nurse") -> str:
        """Return the token of the link that a message had."""
        return self.link(*notices, contact=contact).partition("t=")[2]

    def code(self, *notices: str, contact: str = "nurse") -> str:
        """Return the code that a message had."""
        return KEYS.code(self.outage.id, notices, contact)

    def call(self, method: str, url: str, **headers: str) -> Taken:
        """Let somebody open an address."""
        return self.inbox.take(Inbound(method, url, {name.replace("_", "-"): said for name, said in headers.items()}))

    def reply(self, text: str, *, sender: str = "+12025550102", id: str = "") -> Taken:
        """Let a reply come in."""
        return self.inbox.take(Reply(sender, text, id))

    def state(self, notice: str, contact: str = "nurse") -> ReceiptState | None:
        """Return what became of a notice to somebody, by the journal."""
        told = self.outage.standing.receipts.get((notice, contact))
        return told.state if told else None

    def written(self) -> int:
        """Return how many entries the journal holds."""
        return len(self.outage.journal.read(self.outage.id))

    def close(self) -> None:
        """Let the downtime end."""
        self.outage.signal("stood_down", reason="nothing was down", by=IT)
        assert self.outage.standing.is_over

    def wait(self, **time: float) -> None:
        """Let time go by."""
        self.clock.advance(timedelta(**time))
