"""A journal as text to keep or to carry elsewhere: a first line, a line an entry exactly as it is stored, a last line.

    {"format":"downtimekit-journal","version":1,"streams":[{"stream":"west-1","version":2,"digest":"..."}]}
    {"stream":"west-1","version":1,"at":"...","by":"...","command":"...","fact":"...","digest":"..."}
    {"stream":"west-1","version":2,"at":"...","by":"...","command":"...","fact":"...","digest":"..."}
    {"entries":2,"sha256":"..."}

The first line says where each stream ends, and the last one that nothing is missing: its digest is over every byte
before it. The texts of an entry stand in it as texts, not as JSON within JSON, because a digest is over the text as it
is stored. So a file that was torn, cut, altered, put in another order, doubled or joined to another is refused with the
first line that is wrong; whoever rewrites it from there to its end is found by a digest that was noted elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal, NoReturn, TypeVar

from attrs import define, field
from pydantic import Field, ValidationError

from downtimekit.errors import Fault, InvalidInput, JournalDamaged, NewerDocument, UnknownName
from downtimekit.models.strict import Key, Strict
from downtimekit.ports.chain import Head, Line
from downtimekit.ports.entries import GENESIS
from downtimekit.ports.journal import Journal

FORMAT_VERSION = 1
"""The newest version of the format that this release writes and reads."""

_TEXTS = ("stream", "at", "by", "command", "fact", "digest")
_CUT_OFF = "is missing, or not whole: the file is cut off here"


class _End(Strict):
    stream: Key
    version: Annotated[int, Field(ge=1)]
    digest: str


class _First(Strict):
    format: Literal["downtimekit-journal"] = "downtimekit-journal"
    version: int = FORMAT_VERSION
    streams: tuple[_End, ...]


class _Last(Strict):
    entries: int
    sha256: str


_Row = TypeVar("_Row", _First, _Last)


def head_of(journal: Journal, stream: str) -> Head:
    """Walk the chain of a stream, and return where it ends.

    Raises:
        JournalDamaged: the chain does not hold.
        UnknownName: there is no such stream.
    """
    digest = journal.verify(stream)
    found = (Head(line.version, digest) for line in journal.lines(stream) if line.digest == digest)
    head = next(found, None) if digest != GENESIS else None
    if head is None:
        raise UnknownName("downtime", stream, known=journal.streams())
    return head


def exported(journal: Journal, *, streams: Sequence[str] | None = None) -> Iterator[str]:
    """Yield a journal as text, a line at a time, each with its line break; what is written meanwhile is left out.

    Args:
        journal: where the entries are.
        streams: which downtimes; all of them, where none are named.

    Raises:
        JournalDamaged: a chain does not hold; a damaged journal is not carried on.
        UnknownName: there is no such stream.
    """
    named = journal.streams() if streams is None else tuple(dict.fromkeys(streams))
    heads = {stream: head_of(journal, stream) for stream in named}
    ends = tuple(_End(stream=stream, version=head.version, digest=head.digest) for stream, head in heads.items())
    first = _First(streams=ends).model_dump_json() + "\n"
    digest = hashlib.sha256(first.encode())
    yield first
    for stream, head in heads.items():
        for line in _until(journal, stream, head):
            row = row_of(line)
            digest.update(row.encode())
            yield row
    count = sum(head.version for head in heads.values())
    yield _Last(entries=count, sha256=digest.hexdigest()).model_dump_json() + "\n"


def lines_of(rows: Iterable[str], *, source: str) -> Iterator[Line]:
    """Yield the entries of an exported journal, in order; what is wrong is told when it is reached.

    Whoever must not act on half a file walks it to its end first.

    Args:
        rows: its lines, each with its line break.
        source: what is read, for the error.

    Raises:
        InvalidInput: with the first line that is wrong, and never with what it says.
        NewerDocument: a later release wrote it.
    """
    reading = _Reading(source)
    for row in rows:
        reading.number += 1
        line = reading.take(row)
        if line is not None:
            yield line
    reading.finish()


def row_of(line: Line) -> str:
    """Return the one way in which an entry is written."""
    return json.dumps(line._asdict(), ensure_ascii=False, separators=(",", ":")) + "\n"


@define
class _Reading:
    """How far a file was read, and what must come next."""

    source: str
    number: int = 0
    _ends: list[_End] | None = None
    _count: int = 0
    _place: int = 0
    _head: Head = field(factory=Head)
    _digest: Any = field(factory=hashlib.sha256)
    _is_over: bool = False

    def take(self, row: str) -> Line | None:
        """Return the entry that a line holds; None for the first line and the last."""
        if self._is_over:
            self._refuse("comes after the end: nothing may follow the last line")
        if not row.endswith("\n"):
            self._refuse(_CUT_OFF)
        if self._ends is None:
            self._begin(row)
        elif self._place == len(self._ends):
            self._end(row)
        else:
            return self._entry(row, self._ends[self._place])
        return None

    def finish(self) -> None:
        """Refuse what ended too early."""
        if not self._is_over:
            self.number += 1
            self._refuse(_CUT_OFF)

    def _begin(self, row: str) -> None:
        tree = _tree(row)
        version = tree.get("version")
        if tree.get("format") == "downtimekit-journal" and type(version) is int and version > FORMAT_VERSION:
            raise NewerDocument(self.source, schema=version, known=FORMAT_VERSION)
        first = _model(_First, row)
        if first is None or first.version != FORMAT_VERSION:
            self._refuse("is not the first line of an exported journal")
        if len({end.stream for end in first.streams}) < len(first.streams):
            self._refuse("names a downtime more than once")
        self._ends = list(first.streams)
        self._digest.update(row.encode())

    def _entry(self, row: str, end: _End) -> Line:
        line = _line(row)
        if line is None:
            self._refuse("is not an entry, written as an export writes it")
        if (line.stream, line.version) != (end.stream, self._head.version + 1):
            self._refuse(f"should be entry {self._head.version + 1} of {end.stream}")
        if not line.follows(self._head):
            self._refuse("was altered, or an entry before it was")
        self._head = Head(line.version, line.digest)
        if line.version == end.version:
            if line.digest != end.digest:
                self._refuse(f"is not the last entry of {end.stream} that the first line names")
            self._place, self._head = self._place + 1, Head()
        self._count += 1
        self._digest.update(row.encode())
        return line

    def _end(self, row: str) -> None:
        last = _model(_Last, row)
        if last is None:
            self._refuse("is not the last line of an exported journal")
        if last != _Last(entries=self._count, sha256=self._digest.hexdigest()):
            self._refuse("does not fit what stands before it")
        self._is_over = True

    def _refuse(self, words: str) -> NoReturn:
        raise InvalidInput(self.source, [Fault(f"line {self.number}", words)])


def _until(journal: Journal, stream: str, head: Head) -> Iterator[Line]:
    """Yield the lines up to a head; each is looked at again, for it may have been altered since."""
    end = Head()
    for line in journal.lines(stream):
        if end == head:
            return
        if not line.follows(end):
            break
        end = Head(line.version, line.digest)
        yield line
    if end != head:
        raise JournalDamaged(stream, version=end.version + 1)


def _tree(row: str) -> dict[str, Any]:
    """Return the fields of a line; none where it is not one set of fields."""
    try:
        tree = json.loads(row)
    except (ValueError, RecursionError):
        return {}
    return tree if isinstance(tree, dict) else {}


def _model(model: type[_Row], row: str) -> _Row | None:
    """Return what a line says; None where it is not written as we write it, to the letter."""
    try:
        found = model.model_validate_json(row)
    except ValidationError:
        return None
    return found if found.model_dump_json() + "\n" == row else None


def _line(row: str) -> Line | None:
    tree = _tree(row)
    if set(tree) != set(Line._fields) or type(tree["version"]) is not int:
        return None
    if not all(isinstance(tree[name], str) for name in _TEXTS):
        return None
    line = Line(**tree)
    try:
        row.encode()
    except UnicodeEncodeError:
        return None
    return line if row_of(line) == row else None
