"""Channels for tests: one that remembers, one that fails as told, one that forgets."""

from __future__ import annotations

from attrs import Factory, define, field

from downtimekit.adapters._letter import sendable
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.ports import Capabilities, Message, Notifier, Sent
from downtimekit.runtime.sync_channel import adapted
from downtimekit.testing.trouble import Fuse, Troubles, hold_up, strike


def _called(double: _Double) -> str:
    return double.kind.value if double.kind else "board"


def _capable(double: _Double) -> Capabilities:
    return Capabilities(double.name, double.kind, idempotent=True)


@define
class _Double:
    """A channel that goes nowhere; what it can do may be said in a word or two, or whole."""

    kind: ChannelKind | None = ChannelKind.EMAIL
    state: ReceiptState = ReceiptState.ACCEPTED
    name: str = field(default=Factory(_called, takes_self=True), kw_only=True)
    capabilities: Capabilities = field(default=Factory(_capable, takes_self=True), kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Let one that was said whole have the last word."""
        self.kind, self.name = self.capabilities.kind, self.capabilities.name


@define
class RecordingNotifier(_Double):
    """Keeps every promise of the port `Notifier`, and shows what it was given instead of sending it.

    Attributes:
        kind: the kind of address that it takes; None for a board.
        state: what it answers.
        messages: every message that it took, as often as it was sent; see `carried`.
        name: what receipts call it; its kind's word, or ``board``, where nothing else is said.
        capabilities: what it is and can do, in place of kind and name; else it is idempotent, and needs nothing.
    """

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

    notifier: Notifier = field(factory=RecordingNotifier, converter=adapted)
    troubles: Troubles = field(factory=Troubles)
    fuse: Fuse = field(factory=Fuse)

    @property
    def capabilities(self) -> Capabilities:
        """What the channel is and can do."""
        return self.notifier.capabilities

    @property
    def kind(self) -> ChannelKind | None:
        """The kind of address that the channel takes."""
        return self.capabilities.kind

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


@define
class NullNotifier(_Double):
    """Takes every message of its kind, and forgets it.

    Attributes:
        kind: the kind of address that it takes; None for a board.
        state: what it answers.
        name: what receipts call it; its kind's word, or ``board``, where nothing else is said.
        capabilities: what it is and can do, in place of kind and name; else it is idempotent, and needs nothing.
    """

    async def send(self, message: Message) -> Sent:
        """Forget one message.

        Raises:
            Rejected: the address is not of this channel's kind.
        """
        sendable(message, kind=self.kind)
        return Sent(self.state)
