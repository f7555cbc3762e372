"""Notices on a screen, for whoever tries the library out."""

from __future__ import annotations

from typing import TextIO

from attrs import field, frozen

from downtimekit.adapters._letter import sendable
from downtimekit.adapters._wording import in_reply
from downtimekit.errors import OutcomeUnknown, Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.ports.notifier import Capabilities, Message, Sent


@frozen
class ConsoleNotifier:
    """Writes messages to a text stream, each with its key, by which one that is sent again can be recognised.

    Nobody but the person at the screen is told: every message is answered with `QUEUED`.

    Attributes:
        stream: where they go, such as ``sys.stdout``.
        kind: the kind of address that it takes.
        name: what receipts call it.
    """

    stream: TextIO = field(repr=False)
    kind: ChannelKind = ChannelKind.EMAIL
    name: str = "console"

    @property
    def capabilities(self) -> Capabilities:
        """Nothing leaves the screen, so it is used in drills too."""
        return Capabilities(self.name, self.kind, idempotent=True, local=True)

    async def send(self, message: Message) -> Sent:
        """Show one message.

        Raises:
            Rejected: the address is not of this channel's kind.
            Unreachable: the stream is closed.
            OutcomeUnknown: the stream broke while it was written to.
        """
        letter = sendable(message, kind=self.kind)
        if self.stream.closed:
            raise Unreachable("the stream for notices is closed")
        try:
            self.stream.write(self._showable(letter))
            self.stream.flush()
        except OSError as error:
            raise OutcomeUnknown(f"the stream for notices broke: {error.strerror}") from error
        return Sent(ReceiptState.QUEUED, "shown on the screen")

    def _showable(self, letter: Message) -> str:
        reply = "".join(f"\n{line}\n" for line in in_reply(letter).splitlines())
        shown = (
            f"--- {self.kind} to {letter.name} <{letter.address}> [{letter.key}]\n"
            f"{letter.subject}\n\n{letter.body}\n{reply}---\n"
        )
        # A terminal in a narrow encoding must not keep a notice back.
        encoding = self.stream.encoding or "utf-8"
        return shown.encode(encoding, "backslashreplace").decode(encoding)
