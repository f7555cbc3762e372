"""Show that a journal is what it was: every chain walked, the first wrong record of each named, and what is amiss."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from enum import StrEnum

from attrs import define, field, frozen

from downtimekit.errors import JournalDamaged
from downtimekit.ports import Journal
from downtimekit.ports.chain import Head, Line
from downtimekit.ports.journal import Removed

_PAGE = 1000
_REMEMBERED = 1000
"""How many entries may have been put in before one, and it is still seen that they were."""


class Amiss(StrEnum):
    """What is wrong with a record."""

    ALTERED = "altered"
    MISSING = "missing"
    PUT_IN = "put_in"
    CUT_OFF = "cut_off"

    @property
    def words(self) -> str:
        """What it means, after "entry 5 of west-1"."""
        return _WORDS[self]


_WORDS = {
    Amiss.ALTERED: "was altered",
    Amiss.MISSING: "is missing",
    Amiss.PUT_IN: "was put in",
    Amiss.CUT_OFF: "was there, and it and all that followed are gone",
}


@frozen
class Damage:
    """The first record of a stream that is not as it was written.

    Attributes:
        version: which entry; `what`: what is wrong with it.
    """

    stream: str
    version: int
    what: Amiss

    def __str__(self) -> str:
        """Say it in a sentence."""
        return f"entry {self.version} of {self.stream} {self.what.words}"


@frozen
class Verification:
    """What was found.

    Attributes:
        entries: how many were walked, over all streams.
        heads: where each stream that holds ends; note them elsewhere, to compare later.
        damages: the first wrong record of each stream that does not hold.
        removed: the marks of what was removed when its retention had ended.
    """

    entries: int
    heads: Mapping[str, Head]
    damages: Sequence[Damage]
    removed: Sequence[Removed]

    @property
    def holds(self) -> bool:
        """Whether every record is as it was written."""
        return not self.damages

    def explain(self) -> str:
        """Return it as text, a line a stream; nothing in it is about a patient."""
        bad = len(self.damages)
        answer = (
            "Nothing was altered." if self.holds else f"{bad} of the streams below {'is' if bad == 1 else 'are'} not."
        )
        lines = [f"{self.entries} entries in {len(self.heads) + bad} streams were checked. {answer}"]
        lines += [f"DAMAGED  {damage}" for damage in self.damages]
        lines += [f"whole    {name}: {head.version} entries, {head.digest}" for name, head in self.heads.items()]
        lines += [f"removed  {mark.stream}: {mark.version} entries, {mark.digest}" for mark in self.removed]
        return "\n".join(lines) + "\n"


def verify_journal(journal: Journal, *, noted: Mapping[str, Head] | None = None) -> Verification:
    """Walk every chain, and say of each stream that does not hold which record is the first wrong one, and why.

    A chain finds whatever was altered in the middle. Whoever rewrites a stream from some entry to its end, cuts its end
    off together with the note of it, or takes it away whole, is found only by comparing with what was noted elsewhere.

    Args:
        journal: any; people may write to it meanwhile.
        noted: where streams ended when somebody looked before, such as ``heads`` of an earlier verification.

    Raises:
        JournalError: the journal cannot be read.
    """
    marks = {mark.stream: mark for mark in journal.removed()}
    known = noted or {}
    heads, damages, entries = {}, [], 0
    lowest = _lowest(journal)
    for stream in dict.fromkeys([*journal.streams(), *lowest, *known]):
        if stream in marks:
            walk = _Walk.of_removed(marks[stream], known.get(stream))
        else:
            walk = _Walk(stream, known.get(stream))
            walk.go(journal, lowest=lowest.get(stream, 1))
        entries += walk.entries
        if walk.damage:
            damages.append(walk.damage)
        elif stream not in marks:
            heads[stream] = walk.end
    return Verification(entries, heads, tuple(damages), tuple(marks.values()))


@define
class _Walk:
    """One stream, walked up to its first wrong record."""

    stream: str
    noted: Head | None
    end: Head = field(factory=Head)
    entries: int = 0
    damage: Damage | None = None
    _before: deque[Head] = field(factory=lambda: deque(maxlen=_REMEMBERED))

    @classmethod
    def of_removed(cls, mark: Removed, noted: Head | None) -> _Walk:
        """Return the walk of a stream that is gone: its mark must fit what was noted of it."""
        walk = cls(mark.stream, noted, Head(mark.version, mark.digest))
        if noted and (noted.version > mark.version or (noted.version == mark.version and noted != walk.end)):
            walk._found(mark.version, Amiss.ALTERED)
        return walk

    def go(self, journal: Journal, *, lowest: int) -> None:
        """Walk it.

        Args:
            journal: where it is.
            lowest: the first version that there is; entries are counted from 1.
        """
        if lowest < 1:
            self._found(lowest, Amiss.PUT_IN)
            return
        lines = journal.lines(self.stream)
        for line in lines:
            self.entries += 1
            if not line.follows(self.end):
                self._judge(line, next(lines, None))
                return
            self._before.append(self.end)
            self.end = Head(line.version, line.digest)
            if self.noted and self.noted.version == line.version and self.noted != self.end:
                self._found(line.version, Amiss.ALTERED)
                return
        if not self._compared_with_head(journal) and self.noted and self.noted.version > self.end.version:
            self._found(self.end.version + 1, Amiss.CUT_OFF)

    def _judge(self, line: Line, following: Line | None) -> None:
        """Say what is wrong with the first line that does not follow."""
        version = self.end.version + 1
        is_copy = any(head.digest == line.digest for head in (*self._before, self.end))
        came_from = 0 if is_copy else self._came_from(line)
        if came_from:
            self._found(came_from, Amiss.PUT_IN)
        elif line.version > version:
            self._found(version, Amiss.MISSING)
        elif is_copy or line.version < version or (following and following._replace(version=version).follows(self.end)):
            self._found(version, Amiss.PUT_IN)
        else:
            self._found(version, Amiss.ALTERED)

    def _came_from(self, line: Line) -> int:
        """Return at which version something was put in that pushed this line back; 0 where nothing was."""
        pushed = (head for head in reversed(self._before) if line._replace(version=head.version + 1).follows(head))
        found = next(pushed, None)
        return found.version + 1 if found else 0

    def _compared_with_head(self, journal: Journal) -> bool:
        """Ask the journal itself, which has noted where its streams end; return whether that was amiss."""
        try:
            journal.verify(self.stream)
        except JournalDamaged as damaged:
            last = self.end.version
            what = {last: Amiss.ALTERED, last + 1: Amiss.CUT_OFF}
            self._found(damaged.version, what.get(damaged.version, Amiss.PUT_IN))
        return self.damage is not None

    def _found(self, version: int, what: Amiss) -> None:
        self.damage = Damage(self.stream, version, what)


def _lowest(journal: Journal) -> Mapping[str, int]:
    """Return the first version of every stream that has entries, also where the journal no longer lists the stream."""
    found: dict[str, int] = {}
    place = 0
    while page := journal.feed(after=place, limit=_PAGE):
        for line in (stored.line for stored in page):
            found[line.stream] = min(line.version, found.get(line.stream, line.version))
        if page[-1].position <= place:  # a place that was altered would lead round in a circle
            break
        place = page[-1].position
    return found
