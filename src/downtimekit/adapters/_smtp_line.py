"""A conversation with a mail server, over a connection that is open and trusted."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from attrs import define, field, frozen

from downtimekit.adapters._smtp_answers import Answers, refusal, refused, silence, taken
from downtimekit.errors import OutcomeUnknown, PortError, Unreachable

_GO_ON, _HANGS_UP = 354, 421
_GOODBYE = b"QUIT\r\n"
NOT_AS_FAR = "the mail server did not get as far as"
_UNTOLD = "the mail server has the text, and did not say whether it took it"
_FAREWELL = 2.0  # seconds; nobody waits longer for a mail server's goodbye


@frozen
class _Step:
    """One command, and what it is about.

    Attributes:
        begins: whether it begins a mail; a line that has carried one is refused here when it has carried its last.
    """

    command: bytes
    what: str
    begins: bool = False

    def has(self, code: int) -> bool:
        """Say whether an answer is what was hoped for."""
        return code == _GO_ON if self is _DATA else taken(code)


_RESET, _DATA = _Step(b"RSET\r\n", "the reset"), _Step(b"DATA\r\n", "the text")


@define(eq=False)
class Line:
    """A connection over which mails go, one after the other.

    Attributes:
        transport: the connection, whose other end speaks to `answers`.
        pipelined: whether the server takes several commands at once (RFC 2920).
        timeout: how long to wait for each answer, in seconds.
        mails: how many texts were sent.
    """

    transport: asyncio.Transport = field(repr=False)
    answers: Answers = field(repr=False)
    pipelined: bool
    timeout: float
    mails: int = 0
    _unanswered: int = 0
    _is_spent: bool = False
    _is_midway: bool = False

    @property
    def is_fit(self) -> bool:
        """Whether another mail can go over it, as far as can be told without asking the server."""
        broken = self._is_spent or self._unanswered or self.transport.is_closing()
        return not broken and self.answers.is_silent

    async def begin(self, *, sender: str, recipient: str) -> None:
        """Say everything that comes before the text.

        Raises:
            Rejected, Unreachable: the server refused something, or fell silent; no text was sent.
        """
        steps = [_RESET] if self._is_midway else []
        steps.append(_Step(b"MAIL FROM:<%b>\r\n" % sender.encode("ascii"), "the sender", begins=True))
        steps.append(_Step(b"RCPT TO:<%b>\r\n" % recipient.encode("ascii"), "the recipient"))
        steps.append(_DATA)
        self._is_midway = True
        for batch in [steps] if self.pipelined else [[step] for step in steps]:
            self._say(b"".join(step.command for step in batch), batch[0].what, answers=len(batch))
            await self._hear(batch)

    async def _hear(self, batch: Sequence[_Step]) -> None:
        first: PortError | None = None
        for step in batch:
            code = await self._answer(step.what)
            if not step.has(code):
                first = first or refusal(code, step.what)
                # What is neither yes nor no belongs to something else; and a line carries so many mails and no more.
                self._is_spent |= not refused(code) or (step.begins and self.mails > 0)
            if code == _HANGS_UP:
                self._is_spent = True
                break
        if first is not None:
            # A server may ask for the text after it refused the recipient (RFC 2920, 3.1); it gets none.
            self._is_spent |= code == _GO_ON
            raise first

    async def finish(self, text: bytes) -> None:
        """Send the text, and wait for what becomes of it.

        Args:
            text: in lines that end with CRLF.

        Raises:
            Rejected, Unreachable: the server did not take it.
            OutcomeUnknown: it did not say whether it took it.
        """
        marked = text.replace(b"\r\n.", b"\r\n..") + b".\r\n"  # RFC 5321, 4.5.2
        self._say(marked, "the text", answers=1)
        self.mails += 1
        try:
            code = await self.answers.next(timeout=self.timeout)
        except OSError as error:
            raise OutcomeUnknown(f"{_UNTOLD}: {silence(error)}") from error
        if not (taken(code) or refused(code)):
            raise OutcomeUnknown(f"{_UNTOLD}: its answer makes no sense ({code})")
        self._unanswered, self._is_midway = 0, False
        self._is_spent |= code == _HANGS_UP
        if refused(code):
            raise refusal(code, "the text")

    async def part(self) -> None:
        """Say goodbye, and hang up."""
        with suppress(OSError, Unreachable):
            self._say(_GOODBYE, "the goodbye", answers=1)
            await self.answers.next(timeout=_FAREWELL)
        self.hang_up()

    def hang_up(self) -> None:
        """End the connection without waiting; TLS would wait longer for the other side than the event loop may live."""
        if self.is_fit:
            self.transport.write(_GOODBYE)
        self.transport.abort()

    def _say(self, text: bytes, what: str, *, answers: int) -> None:
        if self.transport.is_closing():
            raise Unreachable(f"{NOT_AS_FAR} {what}: the connection broke")
        self._unanswered += answers
        self.transport.write(text)

    async def _answer(self, what: str) -> int:
        try:
            code = await self.answers.next(timeout=self.timeout)
        except OSError as error:
            raise Unreachable(f"{NOT_AS_FAR} {what}: {silence(error)}") from error
        self._unanswered -= 1
        return code
