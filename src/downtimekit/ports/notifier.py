"""Port: a channel that carries a notice to one contact."""

from __future__ import annotations

from typing import Protocol

from attrs import field, frozen

from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind


@frozen
class Message:
    """One notice on its way to one contact.

    Attributes:
        key: the idempotency key; the same message has the same key whenever it is sent again.
        name: the contact's name, for a channel on which a person acts.
        address: an email address or an E.164 number, by the channel's kind.
    """

    key: str
    name: str
    address: str = field(repr=False)
    subject: str
    body: str
    drill: bool = False


@frozen
class Sent:
    """What a channel says of a message that it took."""

    state: ReceiptState
    remark: str = ""


class Notifier(Protocol):
    """Carries messages over one kind of channel.

    Promises:
        - `send` returns only when the channel took the message, and says what that means: `QUEUED` where a
          person must still act, `ACCEPTED` where the channel promised no more than to try.
        - a message with the same key is carried once, or the duplicate can be recognised by its key.
        - no other error than the three below leaves it, and none holds the address, the text or a credential.

    Raises (from `send`):
        Rejected: the channel will never take it.
        Unreachable: nothing went out.
        OutcomeUnknown: it may have gone out.
    """

    @property
    def kind(self) -> ChannelKind:
        """The kind of address that this channel takes."""
        ...

    async def send(self, message: Message) -> Sent:
        """Carry one message."""
        ...
