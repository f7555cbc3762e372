"""Channels for tests: one that remembers, one that fails as told, one that forgets."""

from __future__ import annotations

from attrs import define, field, frozen

from downtimekit.adapters._letter import sendable
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.ports import Message, Notifier, Sent
from downtimekit.testing.trouble import Fuse, Troubles, hold_up, strike


@define
class RecordingNotifier:
    """Keeps every promise of the port `Notifier`, and shows what it was given instead of sending it.

    Attributes:
        kind: the kind of address that it takes.
        state: what it answers.
        messages: every message that it took, as often as it was sent; see `carried`.
    """

    kind: ChannelKind = ChannelKind.EMAIL
    state: ReceiptState = ReceiptState.ACCEPTED
    messages: list[Message] = field(factory=list)

    @property
    def carried(self) -> tuple[Message, ...]:
        """Every message once, as it would arrive; what was sent again under its key is not in it again."""
        once: dict[str, Message] = {}
        for message in self.messages:
            once.setdefault(message.key, message)
        return tuple(sendable(message, kind=self.kind) for message in once.values())

    def to(self, name: str) -> tuple[Message, ...]:
        """Return what was carried to somebody, by their name or their address."""
        return tuple(message for message in self.carried if name in {message.name, message.address})

    async def send(self, message: Message) -> Sent:
        """Take one message.

        Raises:
            Rejected: the address is not of this channel's kind.
        """
        sendable(message, kind=self.kind)
        self.messages.append(message)
        return Sent(self.state)


@define
class FailingNotifier:
    """Stands before a channel, and lets it fail as told.

    Attributes:
        notifier: what takes the messages that get through.
        troubles: what goes wrong, by a message's key or a part of it, such as the name of its notice or the id of its
            contact, and by the contact's name or address.
        fuse: cuts the power right before or right after a message is taken.
    """

    notifier: Notifier = field(factory=RecordingNotifier)
    troubles: Troubles = field(factory=Troubles)
    fuse: Fuse = field(factory=Fuse)

    @property
    def kind(self) -> ChannelKind:
        """The kind of address that the channel takes."""
        return self.notifier.kind

    async def send(self, message: Message) -> Sent:
        """Pass one message on, or fail."""
        self.fuse.burn()
        trouble = self.troubles.next((message.key, message.name, message.address, *message.key.split("/")))
        strike(trouble, done=False)
        await hold_up(trouble)
        sent = await self.notifier.send(message)
        self.fuse.burn()
        strike(trouble, done=True)
        return sent


@frozen
class NullNotifier:
    """Takes every message of its kind, and forgets it."""

    kind: ChannelKind = ChannelKind.EMAIL
    state: ReceiptState = ReceiptState.ACCEPTED

    async def send(self, message: Message) -> Sent:
        """Forget one message.

        Raises:
            Rejected: the address is not of this channel's kind.
        """
        sendable(message, kind=self.kind)
        return Sent(self.state)
