"""Parts that break where a test wants it: the power goes, an answer is lost, the line is cut."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field

from downtimekit.errors import PortError
from downtimekit.models.chart import Chart, ChartEntry, Lookup
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.ports import BackfillTarget, Commit, Entry, Journal, Message, Sent


class PowerCut(BaseException):
    """The process is gone; nothing of it may catch this."""


@define
class Fuse:
    """Cuts the power at one of the moments at which something of the outside world is about to change, or just has.

    Attributes:
        after: how many such moments pass before; None for never.
    """

    after: int | None = None
    passed: int = 0

    def burn(self) -> None:
        """Let a moment pass, or cut the power."""
        if self.passed == self.after:
            raise PowerCut
        self.passed += 1


@define
class BrittleJournal:
    """A journal in a process whose power may go before a commit, or between a commit and its acknowledgement."""

    journal: Journal
    fuse: Fuse

    def append(self, commit: Commit) -> Sequence[Entry]:
        self.fuse.burn()
        entries = self.journal.append(commit)
        self.fuse.burn()
        return entries

    def read(self, stream: str, *, after: int = 0) -> Sequence[Entry]:
        return self.journal.read(stream, after=after)

    def receipt(self, stream: str, command: str) -> Sequence[Entry]:
        return self.journal.receipt(stream, command)

    def streams(self) -> Sequence[str]:
        return self.journal.streams()

    def verify(self, stream: str) -> str:
        return self.journal.verify(stream)


@define
class BrittleTarget:
    """A target whose caller may lose power around every write, or whose answers go wrong as told.

    Attributes:
        troubles: by the number of the write: an error, and whether the entry is written all the same.
        asked: what was asked for by key; written: what was sent to be written.
    """

    target: BackfillTarget
    fuse: Fuse = field(factory=Fuse)
    troubles: dict[int, tuple[PortError, bool]] = field(factory=dict)
    asked: list[str] = field(factory=list)
    sent: list[ChartEntry] = field(factory=list)

    async def look_up(self, wanted: Lookup) -> Chart:
        return await self.target.look_up(wanted)

    async def find(self, key: str) -> str | None:
        self.fuse.burn()
        self.asked.append(key)
        return await self.target.find(key)

    async def write(self, entry: ChartEntry) -> str:
        self.fuse.burn()
        self.sent.append(entry)
        error, written = self.troubles.get(len(self.sent), (None, True))
        identifier = await self.target.write(entry) if written else ""
        self.fuse.burn()
        if error:
            raise error
        return identifier


@define
class BrittleChannel:
    """A channel whose sender may lose power around every message, or that fails as told.

    Attributes:
        kind: what kind of address it takes.
        trouble: what it answers instead of taking a message.
    """

    kind: ChannelKind = ChannelKind.EMAIL
    state: ReceiptState = ReceiptState.ACCEPTED
    trouble: PortError | None = None
    fuse: Fuse = field(factory=Fuse)
    messages: list[Message] = field(factory=list)

    async def send(self, message: Message) -> Sent:
        self.fuse.burn()
        if self.trouble:
            raise self.trouble
        self.messages.append(message)
        self.fuse.burn()
        return Sent(self.state)
