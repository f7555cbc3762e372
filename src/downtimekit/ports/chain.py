"""What a journal stores: lines of text, each chained to the one before.

    commit -> draft -> chained lines -> stored
    stored -> lines -> entries

Every adapter of the port `Journal` walks these two ways, so that all of them store the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from attrs import field, frozen

from downtimekit.errors import CommandReused, InvalidInput, JournalDamaged, JournalError, NewerDocument, VersionConflict
from downtimekit.models.stored import FACTS, STAFF
from downtimekit.ports.entries import GENESIS, Commit, Entry, fact_json, link, staff_json


class Line(NamedTuple):
    """One entry as it is stored; a tuple, so that a database takes it as it is.

    Attributes:
        at: ISO 8601 in UTC, with microseconds.
        by: a `Staff` as JSON, with its schema.
        fact: a `Fact` as JSON, with its schema.
    """

    stream: str
    version: int
    at: str
    by: str
    command: str
    fact: str
    digest: str

    def __repr__(self) -> str:
        """Return where it stands: the fact may hold patient data."""
        return f"Line(stream={self.stream!r}, version={self.version!r})"

    def follows(self, head: Head) -> bool:
        """Say whether this is the next line after a head, unaltered."""
        if self.version != head.version + 1:
            return False
        return self.digest == link(
            head.digest,
            stream=self.stream,
            version=self.version,
            at=self.at,
            by=self.by,
            command=self.command,
            fact=self.fact,
        )


class Head(NamedTuple):
    """Where a stream ends: its last version and that entry's digest."""

    version: int = 0
    digest: str = GENESIS


@frozen
class Draft:
    """A commit as text; only its place in the chain is still open."""

    commit: Commit
    at: datetime
    at_text: str
    by_text: str
    fact_texts: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(cls, commit: Commit) -> Draft:
        """Write a commit as text."""
        at = commit.at.astimezone(UTC)
        facts = tuple(fact_json(fact) for fact in commit.facts)
        return cls(commit, at, at.isoformat(timespec="microseconds"), staff_json(commit.by), facts)

    def chained(self, head: Head) -> list[Line]:
        """Give every fact its place after the head of the stream.

        Raises:
            VersionConflict: the head is not at the version that the commit expects.
        """
        commit = self.commit
        if head.version != commit.expected:
            raise VersionConflict(commit.stream, expected=commit.expected, actual=head.version)
        lines, digest = [], head.digest
        for version, fact in enumerate(self.fact_texts, head.version + 1):
            digest = link(
                digest,
                stream=commit.stream,
                version=version,
                at=self.at_text,
                by=self.by_text,
                command=commit.command,
                fact=fact,
            )
            lines.append(Line(commit.stream, version, self.at_text, self.by_text, commit.command, fact, digest))
        return lines

    def written(self, lines: Iterable[Line]) -> tuple[Entry, ...]:
        """Return the entries of the lines that this draft became."""
        commit = self.commit
        return tuple(
            Entry(commit.stream, line.version, self.at, commit.by, commit.command, fact, line.digest)
            for line, fact in zip(lines, commit.facts, strict=True)
        )

    def repeated(self, lines: Sequence[Line]) -> tuple[Entry, ...]:
        """Return the entries of the first time that this command was written.

        Raises:
            CommandReused: the facts were others.
        """
        first = tuple(map(entry_of, lines))
        # Compared as they are read, not as text: a later release may write the same fact in other words.
        if [entry.fact for entry in first] != [FACTS.read(text, source=self.commit.stream) for text in self.fact_texts]:
            raise CommandReused(self.commit.stream, command=self.commit.command)
        return first


def entry_of(line: Line) -> Entry:
    """Read one line.

    Raises:
        JournalDamaged: it says nothing that this release understands.
        JournalError: a newer release wrote it.
    """
    newer = ""
    try:
        return _parsed(line)
    except NewerDocument as error:
        newer = error.faults[0].words
    except (InvalidInput, ValueError):
        pass
    # Raised here and not where it failed: what was read must not stay in our context, not even a field's name.
    if newer:
        raise JournalError(f"{line.stream}: version {line.version} {newer}")
    raise JournalDamaged(line.stream, version=line.version)


def entries_of(stream: str, lines: Iterable[Line], *, after: int = 0) -> tuple[Entry, ...]:
    """Read the lines of a stream beyond a version.

    Raises:
        JournalDamaged: a line is missing, or cannot be read.
    """
    entries = []
    for version, line in enumerate(lines, max(after, 0) + 1):
        if line.version != version:
            raise JournalDamaged(stream, version=version)
        entries.append(entry_of(line))
    return tuple(entries)


def verify_chain(stream: str, lines: Iterable[Line], *, head: Head) -> str:
    """Walk all lines of a stream up to its head and return the last digest.

    Raises:
        JournalDamaged: names the first version at which the chain does not hold.
    """
    end = Head()
    for line in lines:
        if not line.follows(end):
            raise JournalDamaged(stream, version=end.version + 1)
        end = Head(line.version, line.digest)
    if end != head:
        same_length = end.version == head.version
        raise JournalDamaged(stream, version=end.version if same_length else min(end, head).version + 1)
    return end.digest


def _parsed(line: Line) -> Entry:
    at = datetime.fromisoformat(line.at)
    if at.utcoffset() is None:
        raise ValueError("no offset")
    by = STAFF.read(line.by, source=line.stream)
    fact = FACTS.read(line.fact, source=line.stream)
    return Entry(line.stream, line.version, at, by, line.command, fact, line.digest)
