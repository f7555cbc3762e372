"""Notices as calls to be made by a person: the channel that works when every other is down."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from attrs import Factory, field, frozen

from downtimekit.adapters._calls import AT_ONCE, Call, CallFolder, Calls, Listed
from downtimekit.adapters._disk import write_whole
from downtimekit.adapters._letter import one_line, sendable
from downtimekit.errors import Unreachable
from downtimekit.models.called import CallOutcome, CallResult
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind, printed_phone
from downtimekit.ports.notifier import Capabilities, Message, Sent

__all__ = ["Call", "CallOutcome", "CallResult", "CallSheet", "Listed"]

_WIDTH = 78  # prints on A4 and on letter paper
_INDENT = 14

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
{box}  Whom:    {name}
     Number:  {number}
{more}     Say:     {say}

     Time ____________   Initials ________   Result ____________________________
     Ref: {key}
"""


def _folder(sheet: CallSheet) -> CallFolder:
    return CallFolder(sheet.folder, partial(_draw, sheet.folder))


@frozen
class CallSheet:
    """Puts messages on a sheet of calls, which a charge nurse prints and works through, or which a screen shows.

    Each call is a file of its own, named by the message's key, and the sheet is drawn anew from all of them:
    so a call stands there once, none is lost when processes share the folder, and a sheet that a crash left
    behind is made whole by the next message. What is typed into the sheet is lost; it is meant for a pen. A screen
    shows `calls`, or the file ``call-sheet.json``, and hands in what came of one to `record`.

    Attributes:
        folder: where the calls and the sheet go; it is made when it is not there.
    """

    folder: Path = field(converter=Path)
    _kept: CallFolder = field(init=False, repr=False, eq=False, default=Factory(_folder, takes_self=True))

    @property
    def capabilities(self) -> Capabilities:
        """It takes phone numbers, and needs no more than paper; whoever calls needs a telephone."""
        return Capabilities("call_sheet", ChannelKind.PHONE, idempotent=True, local=True, at_once=AT_ONCE)

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
        call = Call.of(sendable(message, kind=ChannelKind.PHONE), key=message.key)
        try:
            await self._kept.put(call)
        except OSError as error:
            raise Unreachable(f"the call sheet cannot be written: {error.strerror}") from error
        return Sent(ReceiptState.QUEUED, f"stands on {self.sheet.name}")

    def calls(self) -> tuple[Listed, ...]:
        """Return the calls, oldest first, each with what came of it so far.

        Raises:
            OSError: the folder cannot be read.
        """
        return self._kept.read().listed

    def record(self, result: CallResult) -> None:
        """Write down what came of a call; the same result counts once.

        Raises:
            InvalidInput: no call on this sheet has its key.
            OSError: the folder cannot be written to.
        """
        self._kept.record(result)

    def results(self) -> tuple[CallResult, ...]:
        """Return what came of the calls, oldest first; hand each to `downtimekit.runtime.inbox.Inbox.take`.

        Raises:
            InvalidInput: files in the folder cannot be read; with each of them.
            OSError: the folder cannot be read.
        """
        return self._kept.results()


def _draw(folder: Path, calls: Calls) -> None:
    write_whole(folder / "call-sheet.txt", "".join(_sheet(calls)).encode())
    write_whole(folder / "call-sheet.json", _for_screens(calls))


def _for_screens(calls: Calls) -> bytes:
    listed = [
        {**one.call.model_dump(mode="json"), "results": [result.model_dump(mode="json") for result in one.results]}
        for one in calls.listed
    ]
    return json.dumps({"calls": listed}, ensure_ascii=False, indent=1).encode()


def _sheet(calls: Calls) -> Iterator[str]:
    yield _HEAD.format(count=len(calls.listed))
    for fault in calls.broken:
        yield f"NOT ON THIS SHEET: {fault}\n"
    for listed in calls.listed:
        yield _as_call(listed)


def _as_call(listed: Listed) -> str:
    call = listed.call
    script = [call.subject, "", *call.body.splitlines()]
    lines = [part for line in script for part in textwrap.wrap(line, _WIDTH - _INDENT) or [""]]
    say = ("\n" + " " * _INDENT).join(lines)
    return _CALL.format(
        box="[x]" if listed.is_reached else "[ ]",
        name=call.name,
        number=printed_phone(call.number),
        more="".join(f"     {line}\n" for line in _more(listed)),
        say="\n".join(line.rstrip() for line in say.splitlines()),
        key=one_line(call.key),
    )


def _more(listed: Listed) -> Iterator[str]:
    call = listed.call
    if call.drill:
        yield "Drill:   say first that this is an exercise, and that nothing is down"
    if call.level:
        yield f"Level:   {call.level} of the escalation"
    for result in listed.results:
        at = call.on_the_wall(result.at)
        yield f"Done:    {at:%Y-%m-%d %H:%M %Z}, {result.outcome.label}, {result.initials}"
