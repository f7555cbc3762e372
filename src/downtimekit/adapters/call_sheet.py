"""Notices as calls to be made by a person: the channel that works when every other is down."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import ClassVar

import anyio.to_thread
from attrs import field, frozen

from downtimekit.adapters._disk import write_whole
from downtimekit.adapters._letter import file_stem, sendable
from downtimekit.errors import Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind, printed_phone
from downtimekit.ports.notifier import Message, Sent

_WIDTH = 78  # prints on A4 and on letter paper

_HEAD = """\
CALL SHEET
==========

Call from the top. Tick the box [x] when you have spoken to the person; a
voicemail is no tick. Write down the time, your initials and what came of it.
Say nothing about patients, and give no password.

Calls on this sheet: {count}
"""

_CALL = """
------------------------------------------------------------------------------
[ ]  Whom:    {name}
     Number:  {number}
     Say:     {say}

     Time ____________   Initials ________   Result ____________________________
     Ref: {key}
"""


@frozen
class CallSheet:
    """Puts messages on a sheet of calls, which a charge nurse prints and works through.

    Each call is a file of its own, named by the message's key, and the sheet is drawn anew from all of them:
    so a call stands there once, none is lost when processes share the folder, and a sheet that a crash left
    behind is made whole by the next message. What is typed into the sheet is lost; it is meant for a pen.

    Attributes:
        folder: where the calls and the sheet go; it is made when it is not there.
    """

    kind: ClassVar[ChannelKind] = ChannelKind.PHONE

    folder: Path = field(converter=Path)

    @property
    def sheet(self) -> Path:
        """The file to print."""
        return self.folder / "call-sheet.txt"

    async def send(self, message: Message) -> Sent:
        """Put one call on the sheet.

        Raises:
            Rejected: the address is not a phone number.
            Unreachable: the folder cannot be written to.
        """
        letter = sendable(message, kind=self.kind)
        try:
            await anyio.to_thread.run_sync(self._put, letter)
        except OSError as error:
            raise Unreachable(f"the call sheet cannot be written: {error.strerror}") from error
        return Sent(ReceiptState.QUEUED, f"stands on {self.sheet.name}")

    def _put(self, letter: Message) -> None:
        call = self.folder / "calls" / f"{file_stem(letter.key)}.txt"
        if not call.exists():
            write_whole(call, _as_call(letter).encode())
        calls: list[Path] = []
        # Whoever writes the sheet last looks for calls once more, so that it ends up with all of them.
        while calls != (calls := self._calls()):
            head = _HEAD.format(count=len(calls))
            write_whole(self.sheet, "".join([head, *(call.read_text("utf-8") for call in calls)]).encode())

    def _calls(self) -> list[Path]:
        """Return the calls, oldest first."""
        return sorted(self.folder.glob("calls/*.txt"), key=lambda call: (call.stat().st_mtime_ns, call.name))


def _as_call(letter: Message) -> str:
    script = [letter.subject, "", *letter.body.splitlines()]
    lines = [part for line in script for part in textwrap.wrap(line, _WIDTH - 14) or [""]]
    say = ("\n" + " " * 14).join(lines)
    say = "\n".join(line.rstrip() for line in say.splitlines())
    number = printed_phone(letter.address)
    return _CALL.format(name=letter.name, number=number, say=say, key=letter.key)
