"""Contacts as a clerk keeps them: a table with one line a person.

Besides `COLUMNS`, which every table has, there may be `MORE_COLUMNS`. A table holds everything that a `Contact` holds.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from attrs import field, frozen

from downtimekit.errors import Fault
from downtimekit.models.people.channels import ChannelKind
from downtimekit.models.people.contact import Contact
from downtimekit.models.people.directory import Directory
from downtimekit.models.people.entries import KINDS, Found, cell, decoded

COLUMNS = ("id", "name", "roles", "sites", "email", "phone", "channels")
"""The columns of every table; roles, sites and channels take several words, with spaces or ``;`` between."""

MORE_COLUMNS = ("sms", "chat", "pager", "languages", "on_call", "quiet_hours")
"""Columns that may be left out; languages takes several words, the hours are written as in `OnCall`, `QuietHours`."""

_KNOWN = (*COLUMNS, *MORE_COLUMNS)
_SEVERAL_WORDS = frozenset({"roles", "sites", "channels", "languages"})
_DELIMITERS = ",;\t"
_QUOTE = ": a cell that holds the mark between the columns needs quotation marks"
_COLUMN_NAME = re.compile(r"[A-Za-z][A-Za-z _-]{0,30}")
_PLACE = re.compile(r"(?P<column>\w+)(?:\[(?P<number>\d+)\])?.*", re.DOTALL)


def read_directory_csv(text: str | bytes, *, source: str, region: str | None = None) -> Directory:
    """Read contacts from a table with the columns `COLUMNS` and any of `MORE_COLUMNS`, in any order.

    Between the columns stand commas, semicolons or tabs, whichever of them make columns of the first line: a
    spreadsheet writes what its country does.

    Args:
        text: the table; bytes are taken as UTF-8, or as UTF-16 where they begin with its mark.
        source: what is read, such as the file's name, for the error.
        region: of numbers without a country code, as two letters of ISO 3166-1; None where they are refused.

    Raises:
        InvalidInput: with every faulty line as ``line 4, phone``; it never holds an address or a number. Or no phone
            numbers are known of the region.
    """
    unreadable: list[Fault] = []
    found = Found.within(region)
    lines = _lines(decoded(text, source=source), unreadable)
    header = next(lines, None)
    if header is None:
        found.faults.append(Fault("", f"is empty; its first line must be {','.join(COLUMNS)}"))
    else:
        columns = [cell.strip().lower() for cell in header.cells]
        found.faults.extend(_header_faults(header, columns=columns))
        if set(columns) & set(_KNOWN):
            for line in lines:
                found.faults.extend(_read(line, columns=columns, found=found))
    found.faults.extend(unreadable)
    return found.directory(source=source)


def write_directory_csv(directory: Directory) -> str:
    """Write contacts as the table that `read_directory_csv` reads back to an equal directory."""
    rows = [_row(contact) for contact in directory.contacts]
    columns = [column for column in _KNOWN if column in COLUMNS or any(row[column] for row in rows)]
    written = io.StringIO()
    table = csv.DictWriter(written, columns, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return written.getvalue()


def _row(contact: Contact) -> dict[str, str]:
    return {
        "id": contact.id,
        "name": contact.name,
        "roles": " ".join(contact.roles),
        "sites": " ".join(contact.sites),
        "channels": " ".join(channel.kind for channel in contact.channels),
        "languages": " ".join(contact.languages),
        "on_call": contact.on_call.text if contact.on_call else "",
        "quiet_hours": contact.quiet_hours.text if contact.quiet_hours else "",
    } | {kind: cell(contact.channels, kind=kind) for kind in ChannelKind}


@frozen
class _Line:
    """One record of the table, by the line on which it begins."""

    number: int
    cells: Sequence[str] = field(repr=False)

    @property
    def path(self) -> str:
        """The name of the place, for a fault."""
        return f"line {self.number}"


def _read(line: _Line, *, columns: Sequence[str], found: Found) -> Iterator[Fault]:
    """Keep the contact of one line, and yield what is wrong with it."""
    if len(line.cells) != len(columns):
        hint = _QUOTE if len(line.cells) > len(columns) else ""
        yield Fault(line.path, f"has {len(line.cells)} cells, and the first line has {len(columns)}{hint}")
        return
    cells = {column: cell.strip() for column, cell in zip(columns, line.cells, strict=True)}
    entry = {column: _words(column, cell) for column, cell in cells.items() if cell and column in _KNOWN}
    lacking = set(COLUMNS).difference(columns)
    for fault in found.take(entry, path=line.path):
        column, number = _place(fault)
        if not lacking or column not in lacking | {""}:  # of those, the first line was told
            yield _in_the_table(fault, line, column=column, number=number)


def _place(fault: Fault) -> tuple[str, str | None]:
    found = _PLACE.fullmatch(fault.path)
    return (found["column"], found["number"]) if found else ("", None)


def _in_the_table(fault: Fault, line: _Line, *, column: str, number: str | None) -> Fault:
    part = "address" if column in KINDS else "word"
    which = f"{part} {int(number) + 1} " if number else ""
    return Fault(f"{line.path}, {column}" if column else line.path, which + fault.words)


def _words(column: str, cell: str) -> str | list[str]:
    return cell.replace(";", " ").split() if column in _SEVERAL_WORDS else cell


def _lines(text: str, unreadable: list[Fault]) -> Iterator[_Line]:
    told, rest = _told_delimiter(text)
    table = csv.reader(io.StringIO(rest, newline=""), delimiter=told or _delimiter(rest), strict=True)
    while True:
        number = table.line_num + (2 if told else 1)
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error:
            words = "has a quotation mark out of place, or a cell without end; what follows was not read"
            unreadable.append(Fault(f"line {number}", words))
            return
        if any(cell.strip() for cell in cells):
            yield _Line(number, cells)


def _told_delimiter(text: str) -> tuple[str, str]:
    """Return the delimiter that a spreadsheet wrote into a line before the first, and the lines after that."""
    found = re.match(r"sep=([,;\t])(?:\r\n|\r|\n)", text)
    return (found[1], text[found.end() :]) if found else ("", text)


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=lambda mark: len({cell.strip(' "').lower() for cell in first.split(mark)} & {*_KNOWN}))


def _header_faults(header: _Line, *, columns: Sequence[str]) -> Iterator[Fault]:
    if not set(columns) & set(_KNOWN):
        yield Fault(header.path, f"must name the columns, with commas, semicolons or tabs between: {','.join(COLUMNS)}")
        return
    for column, count in Counter(columns).items():
        if column not in _KNOWN:
            # What does not look like a column's name may be somebody's address.
            shown = f"'{column}'" if _COLUMN_NAME.fullmatch(column) else f"no. {columns.index(column) + 1}"
            known = f"{','.join(COLUMNS)}, and there may be {','.join(MORE_COLUMNS)}"
            yield Fault(header.path, f"has the column {shown}, which is not known; the columns are {known}")
        elif count > 1:
            yield Fault(header.path, f"has the column '{column}' more than once")
    for column in COLUMNS:
        if column not in columns:
            yield Fault(header.path, f"lacks the column '{column}'")
