"""Reads a file of case descriptions into lines: which columns it has, and what cannot be read at all.

A file is refused as a whole only where it is no such file. What is wrong with one line stays with that line.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from attrs import field, frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.breast import FindingKind

NEEDED = (
    "patient id",
    "breast density",
    "left or right breast",
    "image view",
    "abnormality id",
    "abnormality type",
    "assessment",
)
WORDS: Mapping[FindingKind, tuple[str, str]] = {
    FindingKind.MASS: ("mass shape", "mass margins"),
    FindingKind.CALCIFICATION: ("calc type", "calc distribution"),
}
"""The columns that describe a finding, by its kind; a file has those of one kind, or of both."""

IMAGES = ("image file path", "cropped image file path", "roi mask file path")
"""They tell one line from another. Like pathology and subtlety, they are no part of what a report says."""

_EITHER = tuple(" or ".join(columns) for columns in zip(*WORDS.values(), strict=True))
_NAMED = (*NEEDED, *(column for columns in WORDS.values() for column in columns), *IMAGES)
_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f]|\\x[0-9a-f]{2}")


@frozen
class Line:
    """One line of a file.

    Attributes:
        number: where it begins in the file, counted from 1.
        cells: what stands in the columns that have a meaning here, by the column's name, without needless blanks.
        faults: what is wrong with the line itself, so that its cells cannot be trusted.
        digest: the same for the same line, in whichever file and order of columns it stands.
    """

    file: str
    number: int
    cells: Mapping[str, str] = field(repr=False)
    faults: tuple[Fault, ...]
    digest: str


def read_lines(path: Path) -> tuple[Line, ...]:
    """Read a file.

    Raises:
        InvalidInput: it cannot be read, is empty, is not a CSV file in UTF-8, or has not all columns.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InvalidInput(str(path), [Fault("", f"cannot be read ({error.strerror})")]) from None
    # A byte that is not UTF-8 becomes "\xhh": it spoils its cell, and no other line.
    text = raw.decode("utf-8-sig", errors="backslashreplace")
    written = list(io.StringIO(text, newline=""))
    begin = next((at for at, line in enumerate(written) if line.strip()), len(written))
    header = _record(written, begin, ())
    names = _columns(header.cells, source=str(path))
    return tuple(_lines(str(path), written, names, header.after))


def plain(name: str) -> str:
    """Return a column's name without case, underscores and needless blanks."""
    return " ".join(name.replace("_", " ").casefold().split())


@frozen
class _Record:
    """The cells of one line, where the next one begins, and what is wrong with the line as a whole."""

    cells: Sequence[str] = field(repr=False)
    after: int
    fault: str = ""


_SWALLOWED = "a quotation mark is missing, or a cell holds a line break"
_TOO_LONG = "a quotation mark is missing, or a cell is too long"


def _lines(file: str, written: Sequence[str], names: Sequence[str], at: int) -> Iterator[Line]:
    while at < len(written):
        record = _record(written, at, names)
        after = record.after
        if record.fault in (_SWALLOWED, _TOO_LONG):
            # It took in lines below: it ends where a whole one begins.
            after = next((j for j in range(at + 1, after) if not _record(written, j, names).fault), after)
        if record.cells:
            yield _line(file, at + 1, names, record, "".join(written[at:after]))
        at = after


def _record(written: Sequence[str], at: int, names: Sequence[str]) -> _Record:
    """Take one record apart."""
    reader = csv.reader(written[number] for number in range(at, len(written)))
    try:
        cells = next(reader, [])
    except csv.Error:
        return _Record(written[at : at + 1], at + reader.line_num, _TOO_LONG)
    after = at + max(reader.line_num, 1)
    # The paths of the real files end with a line break, which is no fault.
    named = (cell for name, cell in zip_longest(names[: len(cells)], cells) if name is None or name in _NAMED)
    if any("\n" in cell.rstrip() or "\r" in cell.rstrip() for cell in named):
        return _Record(cells, after, _SWALLOWED)
    if len(cells) != len(names):
        return _Record(cells, after, f"the number of cells is {len(cells)}, and the header has {len(names)}")
    return _Record(cells, after)


def _columns(header: Sequence[str], *, source: str) -> tuple[str, ...]:
    if not any(cell.strip() for cell in header):
        raise InvalidInput(source, [Fault("", "is empty")])
    if any(_UNREADABLE.search(cell) for cell in header):
        raise InvalidInput(source, [Fault("", "is not a CSV file in UTF-8")])
    names = tuple(plain(cell) for cell in header)
    faults = [Fault(name, "the file has no such column") for name in _missing(names)]
    faults += [Fault(name, "the file has this column twice") for name in _NAMED if names.count(name) > 1]
    if faults:
        raise InvalidInput(source, faults)
    return names


def _missing(names: Sequence[str]) -> list[str]:
    described = {column for columns in WORDS.values() if not {*columns}.isdisjoint(names) for column in columns}
    missing = [name for name in _NAMED if name in {*NEEDED, *described} - {*names}]
    return missing if described else [*missing, *_EITHER]


def _line(file: str, number: int, names: Sequence[str], record: _Record, text: str) -> Line:
    cells = [*record.cells, *[""] * (len(names) - len(record.cells))]
    told = {name: " ".join(cell.split()) for name, cell in zip(names, cells, strict=False) if name in _NAMED}
    if record.fault:
        return Line(file, number, told, (Fault("", record.fault),), _digest(text.splitlines()))
    said = sorted((name, cell.casefold()) for name, cell in told.items() if cell)
    return Line(file, number, told, (), _digest(said))


def _digest(said: object) -> str:
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]
