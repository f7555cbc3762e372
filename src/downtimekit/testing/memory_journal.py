"""A journal that is gone with its process."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from downtimekit.ports.chain import Draft, Head, Line, entries_of, entry_of, verify_chain
from downtimekit.ports.entries import Commit, Entry


class MemoryJournal:
    """Keeps every promise of the port `Journal`, except that nothing survives.

    It holds the same text as a real one, so what is read has been written and read back.
    """

    def __init__(self) -> None:
        self._lines: dict[str, list[Line]] = {}
        self._lock = Lock()

    def append(self, commit: Commit) -> Sequence[Entry]:
        """Keep one command's facts and return their entries."""
        draft = Draft.of(commit)
        with self._lock:
            known = self._written_by(commit.stream, commit.command)
            if not known:
                lines = draft.chained(self._head(commit.stream))
                self._lines.setdefault(commit.stream, []).extend(lines)
                return draft.written(lines)
        return draft.repeated(known)

    def read(self, stream: str, *, after: int = 0) -> Sequence[Entry]:
        """Return the entries of a stream beyond a version."""
        with self._lock:
            lines = self._lines.get(stream, [])[max(after, 0) :]
        return entries_of(stream, lines, after=after)

    def receipt(self, stream: str, command: str) -> Sequence[Entry]:
        """Return the entries that a command wrote; none where it is not known."""
        with self._lock:
            lines = self._written_by(stream, command)
        return tuple(map(entry_of, lines))

    def streams(self) -> Sequence[str]:
        """Return the names of all streams, oldest first."""
        with self._lock:
            return tuple(self._lines)

    def verify(self, stream: str) -> str:
        """Walk the chain of a stream and return the digest of its last entry."""
        with self._lock:
            lines, head = tuple(self._lines.get(stream, ())), self._head(stream)
        return verify_chain(stream, lines, head=head)

    def _head(self, stream: str) -> Head:
        lines = self._lines.get(stream)
        return Head(lines[-1].version, lines[-1].digest) if lines else Head()

    def _written_by(self, stream: str, command: str) -> list[Line]:
        return [line for line in self._lines.get(stream, ()) if line.command == command]
