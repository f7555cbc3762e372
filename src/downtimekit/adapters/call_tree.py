"""The printed call tree: the channel of last resort, on which everybody stands, with a number or without one."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from attrs import Factory, field, frozen

from downtimekit.adapters._call_groups import CallGroup, grouped
from downtimekit.adapters._call_tree_pdf import HOW_TO, NO_NUMBER, CallTreePdf
from downtimekit.adapters._calls import AT_ONCE, Call, CallFolder, Calls, Listed
from downtimekit.adapters._disk import write_whole
from downtimekit.adapters._letter import one_line, sendable
from downtimekit.errors import Unreachable
from downtimekit.models.called import CallOutcome, CallResult
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind, printed_phone
from downtimekit.ports.clock import Clock
from downtimekit.ports.notifier import Capabilities, Message, Sent

__all__ = ["Call", "CallOutcome", "CallResult", "CallTree", "CallTreePdf", "Listed"]

_WIDTH = 78
_RULE = "-" * _WIDTH


def _folder(tree: CallTree) -> CallFolder:
    return CallFolder(tree.folder / "call-tree", partial(_draw, tree))


@frozen
class CallTree:
    """Prints everybody who could not be told in any other way, by level, with what to say in their language.

    The PDF and the text of the same name are drawn anew from all calls whenever one is added; those of drills stand in
    documents of their own. Whoever has no number gets a runner, so it takes every contact. What came of the calls is
    read off the paper, and handed in to `record`.

    Attributes:
        folder: where ``call-tree.pdf`` and ``call-tree.txt`` go; it is made when it is not there.
        pdf: how the PDF is drawn.
        clock: says when it was printed; this machine's clock, where none is given.
    """

    folder: Path = field(converter=Path)
    pdf: CallTreePdf = field(factory=CallTreePdf)
    clock: Clock | None = None
    _kept: CallFolder = field(init=False, repr=False, eq=False, default=Factory(_folder, takes_self=True))

    @property
    def capabilities(self) -> Capabilities:
        """It takes phone numbers, and contacts who have none; it needs no more than paper and somebody who walks."""
        return Capabilities("call_tree", ChannelKind.PHONE, idempotent=True, local=True, at_once=AT_ONCE)

    def document(self, *, drill: bool = False) -> Path:
        """Return the file to print."""
        return self.folder / f"{_stem(drill)}.pdf"

    async def send(self, message: Message) -> Sent:
        """Put one contact on the tree; the address may be empty.

        Raises:
            Rejected: the address is not a phone number.
            Unreachable: the folder cannot be written to.
        """
        kind = ChannelKind.PHONE if message.address else None
        call = Call.of(sendable(message, kind=kind), key=message.key)
        try:
            await self._kept.put(call)
        except OSError as error:
            raise Unreachable(f"the call tree cannot be written: {error.strerror}") from error
        return Sent(ReceiptState.QUEUED, f"stands on {self.document(drill=message.drill).name}")

    def calls(self) -> tuple[Listed, ...]:
        """Return the calls, oldest first, each with what came of it so far.

        Raises:
            OSError: the folder cannot be read.
        """
        return self._kept.read().listed

    def record(self, result: CallResult) -> None:
        """Write down what came of a call, or of a walk; the same result counts once.

        Raises:
            InvalidInput: nobody on this tree has its key.
            OSError: the folder cannot be written to.
        """
        self._kept.record(result)

    def results(self) -> tuple[CallResult, ...]:
        """Return what came of the calls, oldest first.

        Raises:
            InvalidInput: files in the folder cannot be read; with each of them.
            OSError: the folder cannot be read.
        """
        return self._kept.results()


def _stem(drill: bool) -> str:
    return "call-tree-drill" if drill else "call-tree"


def _draw(tree: CallTree, calls: Calls) -> None:
    now = tree.clock.now() if tree.clock else datetime.now(UTC)
    for drill in (False, True):
        some = [listed for listed in calls.listed if listed.call.drill is drill]
        if some:
            printed = some[-1].call.on_the_wall(now)
            text = "\n".join(_text(some, printed=printed, drill=drill))
            write_whole(tree.folder / f"{_stem(drill)}.txt", f"{text}\n".encode())
            write_whole(tree.document(drill=drill), tree.pdf.render(some, printed=printed, drill=drill))


def _text(calls: Sequence[Listed], *, printed: datetime, drill: bool) -> Iterator[str]:
    yield from ("CALL TREE", "=========", "")
    if drill:
        yield from ("DRILL: NOT FOR PATIENT CARE", "")
    yield f"Printed {printed:%Y-%m-%d %H:%M %Z}. A later print takes the place of this one."
    yield ""
    yield from textwrap.wrap(HOW_TO, _WIDTH)
    for group in grouped(calls):
        yield from _group(group)


def _group(group: CallGroup) -> Iterator[str]:
    yield from ("", _RULE, group.title, "")
    for line in [f"Say: {group.subject}", *group.body.splitlines()]:
        yield from textwrap.wrap(line, _WIDTH, initial_indent=" | ", subsequent_indent=" | ") or [" |"]
    for listed in group.calls:
        call = listed.call
        number = printed_phone(call.number) if call.number else NO_NUMBER
        yield from ("", f"[{'x' if listed.is_reached else ' '}] {call.name}    {number}")
        yield "    Time ____________   Initials ________   Result ____________________________"
        for result in listed.results:
            yield f"    Done: {call.on_the_wall(result.at):%H:%M} {result.outcome.label} ({result.initials})"
        yield f"    Ref: {one_line(call.key)}"
