"""Port: the append-only record of everything, one stream a downtime."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from downtimekit.errors import JournalError
from downtimekit.models.people import Staff
from downtimekit.ports.chain import Line
from downtimekit.ports.entries import Commit, Entry


@frozen
class Stored:
    """One entry as it is stored, and its place among the entries of all streams.

    Attributes:
        position: counts up over the whole journal in the order in which commits became visible; it may have gaps.
    """

    position: int
    line: Line


@frozen
class Removed:
    """What is left of a stream that was removed when its retention had ended.

    Attributes:
        version: of its last entry; digest: of that entry.
        at: when it was removed, in UTC.
    """

    stream: str
    version: int
    digest: str
    at: datetime
    by: Staff
    reason: str


class Journal(Protocol):
    """Holds entries; safe to share between threads.

    Promises:
        - `append` writes every fact of a commit in one transaction, and returns only once they would
          survive a power cut; or it raises, and nothing is written.
        - one of several writers that expect the same version wins; the others learn the version that it left.
        - a command that was written before is not written again: `append` answers with the entries of
          the first time, whatever version is expected now. It is the same command if its stream, its id and
          its facts are the same; `at` and `by` may differ, for it may be repeated later and by somebody
          else, and those of the first time stand.
        - `read` shows a commit whole or not yet, never in part, in order and without gaps.
        - every entry is chained to the one before it by `link`, over text exactly as it is stored.
        - `verify` finds whatever was altered, removed or put in behind the journal's back, short of a
          stream that was rewritten from there to its end: note the digest that it returns elsewhere, and
          compare, to see that too.
        - what `feed` shows has a place that counts up in the order in which commits became visible: whoever read
          up to a place never finds anything new before it.
        - `load` takes the lines of another journal as they are, whole or not at all, and only where they continue the
          stream's chain.
        - what `remove` takes away leaves a mark that says what was there, and leaves the agenda too; the name is never
          used again, and what is asked about it is answered as if it had never been.
        - no error that leaves it holds a fact.

    Raises (from every method):
        JournalError: it cannot be written or read now, or holds an entry that a newer release wrote. Whether a
            commit was written, after an error in the middle of it, is learned by repeating the command.
        JournalDamaged: an entry cannot be read, or is missing.

    Raises (from `append`):
        VersionConflict: the stream is not at the expected version.
        CommandReused: the command was written before with other facts.
        JournalError: the stream was removed.
    """

    def append(self, commit: Commit) -> Sequence[Entry]:
        """Write one command's facts and return their entries."""
        ...

    def read(self, stream: str, *, after: int = 0) -> Sequence[Entry]:
        """Return the entries of a stream beyond a version."""
        ...

    def lines(self, stream: str, *, after: int = 0) -> Iterator[Line]:
        """Yield the lines of a stream beyond a version as they are stored, a page at a time; nothing is checked."""
        ...

    def feed(self, *, after: int = 0, limit: int = 1000) -> Sequence[Stored]:
        """Return what all streams hold beyond a place, in the order in which commits became visible.

        Args:
            after: the last place that was read; 0 for the beginning.
            limit: how many at most.
        """
        ...

    def load(self, lines: Iterable[Line]) -> int:
        """Take in lines of another journal, with their digests, and return how many were new.

        A line that is here already, digest and all, is passed over. What the lines owe comes onto the agenda. Others
        cannot write meanwhile, so give it lines that are at hand.

        Raises:
            JournalDamaged: a line does not follow what is here or came before it; nothing was written.
            JournalError: the stream was removed.
        """
        ...

    def remove(self, stream: str, *, digest: str, at: datetime, by: Staff, reason: str) -> Removed:
        """Remove a whole stream, and leave a mark; who calls it has looked at its retention.

        Args:
            stream: its name.
            digest: of its last entry, so that nothing is removed that nobody looked at.
            at: when, for the mark.
            by: who removes it.
            reason: why it may be removed.

        Raises:
            VersionConflict: its last entry is another.
            UnknownName: there is no such stream.
        """
        ...

    def removed(self) -> Sequence[Removed]:
        """Return the marks of the streams that were removed, in that order."""
        ...

    def receipt(self, stream: str, command: str) -> Sequence[Entry]:
        """Return the entries that a command wrote; none where it is not known."""
        ...

    def streams(self) -> Sequence[str]:
        """Return the names of all streams, oldest first."""
        ...

    def verify(self, stream: str) -> str:
        """Walk the chain of a stream and return the digest of its last entry; `GENESIS` where there is none.

        Raises:
            JournalDamaged: names the first version at which the chain does not hold.
        """
        ...


def was_removed(stream: str) -> JournalError:
    """Return the error for what would begin a stream again that was removed."""
    return JournalError(f"{stream}: was removed when its retention had ended; its name is not used again")
