"""What a journal stores: lines of text, each chained to the one before.

    commit -> draft -> chained lines -> stored
    stored -> lines -> entries

Every adapter of the port `Journal` walks these two ways, so that all of them store the same text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from attrs import field, frozen

from downtimekit.errors import CommandReused, InvalidInput, JournalDamaged, JournalError, NewerDocument, VersionConflict
from downtimekit.models.people import Staff
from downtimekit.models.stored import FACTS, STAFF
from downtimekit.ports.entries import GENESIS, Commit, Entry, fact_json, link, staff_json

_KIND = '"kind":"'


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


HEAD = Head()
"""Of a stream that holds nothing yet."""


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


@frozen
class Arrivals:
    """Lines of another journal, that a journal is about to take in, in their order.

    Attributes:
        head: tells where a stream ends here, before any of them was taken in; it may refuse the stream.
        line: returns what is here by now, by stream and version; None where there is nothing.
    """

    head: Callable[[str], Head]
    line: Callable[[str, int], Line | None]
    _ends: dict[str, Head] = field(factory=dict, init=False)

    def take(self, line: Line) -> Entry | None:
        """Return the entry of a line that is new here; None where the same line is here already.

        Raises:
            JournalDamaged: it does not follow what is here or came before it, or cannot be read.
            JournalError: a newer release wrote it.
        """
        end = self._ends.get(line.stream) or self.head(line.stream)
        if line.version <= end.version:
            if self.line(line.stream, line.version) != line:
                raise JournalDamaged(line.stream, version=line.version)
            return None
        if not line.follows(end):
            raise JournalDamaged(line.stream, version=end.version + 1)
        entry = entry_of(line)
        self._ends[line.stream] = Head(line.version, line.digest)
        return entry


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


def kind_of(fact: str) -> str:
    """Return the kind of a fact from its text, without reading it; '' where it does not say one.

    A fact's own kind stands before everything in it that has a kind too.
    """
    start = fact.find(_KIND) + len(_KIND)
    return fact[start : fact.find('"', start)] if start >= len(_KIND) else ""


def of_kinds(lines: Iterable[Line], kinds: Collection[str]) -> Iterator[Entry]:
    """Read the lines whose facts are of certain kinds, and pass over the others: a fold need not read what it drops.

    Raises:
        JournalDamaged: one of them cannot be read.
        JournalError: a newer release wrote one.
    """
    return (entry_of(line) for line in lines if kind_of(line.fact) in kinds)


def unbroken(stream: str, lines: Iterable[Line], *, head: Head = HEAD) -> Iterator[Line]:
    """Yield the lines of a stream as long as each follows the one before.

    Args:
        stream: its name.
        lines: all of it, or those after the head.
        head: where they go on from.

    Raises:
        JournalDamaged: names the first version at which the chain does not hold.
    """
    expected, digest = head
    for line in lines:
        expected += 1
        name, version, at, by, command, fact, found = line
        digest = link(digest, stream=name, version=version, at=at, by=by, command=command, fact=fact)
        if digest != found or version != expected:
            raise JournalDamaged(stream, version=expected)
        yield line


def verify_chain(stream: str, lines: Iterable[Line], *, head: Head) -> str:
    """Walk all lines of a stream up to its head and return the last digest.

    Raises:
        JournalDamaged: names the first version at which the chain does not hold.
    """
    line = None
    for line in unbroken(stream, lines):  # noqa: B007  (the last one counts)
        pass
    end = Head(line.version, line.digest) if line else Head()
    if end != head:
        same_length = end.version == head.version
        raise JournalDamaged(stream, version=end.version if same_length else min(end, head).version + 1)
    return end.digest


@lru_cache(maxsize=256)
def _staff(text: str) -> Staff:
    # A few people write nearly everything in a downtime.
    return STAFF.read(text, source="staff")


def _parsed(line: Line) -> Entry:
    at = datetime.fromisoformat(line.at)
    if at.utcoffset() is None:
        raise ValueError("no offset")
    by = _staff(line.by)
    fact = FACTS.read(line.fact, source=line.stream)
    return Entry(line.stream, line.version, at, by, line.command, fact, line.digest)
