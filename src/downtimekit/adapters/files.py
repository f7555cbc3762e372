"""Notices as files in a folder, for a drill, for a mail server's pickup folder, or to look at."""

from __future__ import annotations

from pathlib import Path

import anyio.to_thread
from attrs import field, frozen

from downtimekit.adapters._disk import write_whole
from downtimekit.adapters._letter import file_stem, sendable
from downtimekit.adapters._mail import message_id
from downtimekit.adapters._wording import in_reply
from downtimekit.errors import Unreachable
from downtimekit.models.dependency import Dependency
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.ports.notifier import Capabilities, Message, Sent


@frozen
class FileNotifier:
    """Writes one text file a message, in the form of a mail.

    The file is named by the message's key, so that a message that is sent again stands there once. Nobody is told by
    a file: a message is answered with `QUEUED`, or with `ACCEPTED` where a mail server collects the folder.

    Attributes:
        folder: where the files go; it is made when it is not there.
        kind: the kind of address that it takes.
        collected: whether a mail server sends what it finds in the folder.
        name: what receipts call it.
    """

    folder: Path = field(converter=Path)
    kind: ChannelKind = ChannelKind.EMAIL
    collected: bool = False
    name: str = "files"

    @property
    def capabilities(self) -> Capabilities:
        """Nothing leaves the folder, unless a mail server collects it."""
        return Capabilities(
            self.name,
            self.kind,
            needs={Dependency.MAIL_SERVER} if self.collected else (),
            idempotent=self.kind is ChannelKind.EMAIL or not self.collected,  # a mail is known by its Message-ID
            local=not self.collected,
        )

    async def send(self, message: Message) -> Sent:
        """Write one message.

        Raises:
            Rejected: the address is not of this channel's kind.
            Unreachable: the folder cannot be written to.
        """
        letter = sendable(message, kind=self.kind)
        name = f"{file_stem(letter.key)}.eml"
        try:
            await anyio.to_thread.run_sync(write_whole, self.folder / name, _as_text(letter).encode())
        except OSError as error:
            raise Unreachable(f"the folder for notices cannot be written to: {error.strerror}") from error
        state = ReceiptState.ACCEPTED if self.collected else ReceiptState.QUEUED
        return Sent(state, f"waits in the file {name}")


def _as_text(letter: Message) -> str:
    reply = "".join(f"\n{line}\n" for line in in_reply(letter).splitlines())
    name = letter.name.replace("\\", r"\\").replace('"', r"\"")
    _, at, domain = letter.address.rpartition("@")
    identity = f"Message-ID: {message_id(letter.key, domain)}\n" if at else ""
    return (
        f'To: "{name}" <{letter.address}>\n'
        f"Subject: {letter.subject}\n"
        f"{identity}"
        f"X-Downtimekit-Key: {letter.key}\n"
        "Content-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        f"\n{letter.body}\n{reply}"
    )
