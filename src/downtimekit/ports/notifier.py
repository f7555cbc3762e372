"""Port: a channel that carries a notice to one contact, or to a board that everybody reads."""

from __future__ import annotations

from typing import Protocol

from attrs import field, frozen

from downtimekit.models.capabilities import Capabilities
from downtimekit.models.notice import ENGLISH, Notice, ReceiptState

__all__ = ["Answering", "Capabilities", "Message", "Notifier", "Sent"]


@frozen
class Answering:
    """How somebody says that they have a message.

    Attributes:
        link: a signed link to the host's own page; empty where the host has none.
        code: what they type into a reply, such as ``K7Q2``.
    """

    link: str = field(default="", repr=False)
    code: str = field(default="", repr=False)


@frozen
class Message:
    """One notice, or several that belong together, on its way to one contact.

    Attributes:
        key: the idempotency key; the same message has the same key whenever it is sent again.
        name: the contact's name, for a channel on which a person acts; a board's own where there is no contact.
        address: an email address or an E.164 number, by the channel's kind; empty for a board.
        body: plain text; short: what fits into a text message.
        html: the same for mail, where it was asked for; a whole page.
        language: of the words, as a BCP 47 tag.
        thread: what is told of one downtime has one thread.
        notice: the same in fields, for channels that send no sentences; the last one where there are several.
        answering: how the contact says that they have it; None where no answer is asked for.
        level: of the escalation at which they are asked, from 1; 0 where they are of the audience.
    """

    key: str
    name: str
    address: str = field(repr=False)
    subject: str
    body: str
    drill: bool = False
    short: str = ""
    html: str = field(default="", repr=False)
    language: str = ENGLISH
    thread: str = ""
    notice: Notice | None = field(default=None, repr=False)
    answering: Answering | None = None
    level: int = 0


@frozen
class Sent:
    """What a channel says of a message that it took.

    Attributes:
        state: `QUEUED`, `ACCEPTED`, or `DELIVERED` where the channel is sure.
        remark: for the record, such as the number under which the channel's vendor knows it; never an address.
    """

    state: ReceiptState
    remark: str = ""


class Notifier(Protocol):
    """Carries messages over one channel.

    Promises:
        - `send` returns only when the channel took the message, and says what that means: `QUEUED` where a
          person must still act, `ACCEPTED` where the channel promised no more than to try.
        - where it says that it is idempotent, a message with the same key is carried once, or the duplicate can be
          recognised by its key.
        - no other error than the three below leaves it, and none holds the address, the text or a credential.
        - of a drill, every artefact says DRILL.

    Raises (from `send`):
        Rejected: the channel will never take it.
        Unreachable: nothing went out.
        OutcomeUnknown: it may have gone out.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What it is and can do."""
        ...

    async def send(self, message: Message) -> Sent:
        """Carry one message."""
        ...
