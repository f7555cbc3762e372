"""Contacts as a clerk keeps them: a table with one line a person, or JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import Factory, define, frozen
from pydantic import ValidationError

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.people import ChannelKind, Contact, Directory, Role, printed_phone
from downtimekit.models.reading import faults_of, read
from downtimekit.models.strict import Strict

COLUMNS = ("id", "name", "roles", "sites", "email", "phone", "channels")
"""The columns of the table; roles, sites and channels take several words, with spaces or ``;`` between."""

_SEVERAL_WORDS = frozenset({"roles", "sites", "channels"})
_REACHED_BY = ("email", "phone", "channels")
_KEY = "letters, digits and . _ : / - (at most 200, the first a letter or a digit)"
_ALLOWED: Mapping[str, str] = {
    "id": f"must be {_KEY}",
    "roles": f"must be one or more of: {', '.join(Role)}",
    "sites": f"must be {_KEY}",
    "channels": f"must be one or more of: {', '.join(ChannelKind)}",
}
_SOUND: dict[str, object] = {"id": "x", "name": "x", "roles": tuple(Role)}
_COLUMN_NAME = re.compile(r"[A-Za-z][A-Za-z _-]{0,30}")


def read_directory_csv(text: str | bytes, *, source: str) -> Directory:
    """Read contacts from a table with the columns `COLUMNS`, in any order.

    Args:
        text: the table, with commas between the columns; bytes are taken as UTF-8.
        source: what is read, such as the file's name, for the error.

    Raises:
        InvalidInput: with every faulty line as ``line 4, phone``; it never holds an address or a number.
    """
    unreadable: list[Fault] = []
    lines = _lines(_decoded(text, source=source), unreadable)
    found = _Found()
    header = next(lines, None)
    if header is None:
        found.faults.append(Fault("", f"is empty; its first line must be {','.join(COLUMNS)}"))
    else:
        columns = [cell.strip().lower() for cell in header.cells]
        found.faults.extend(_header_faults(header, columns=columns))
        if set(columns) & set(COLUMNS):
            for line in lines:
                found.faults.extend(_read(line, columns=columns, found=found))
    found.faults.extend(unreadable)
    return found.directory(source=source)


def read_directory_json(text: str | bytes, *, source: str) -> Directory:
    """Read contacts from ``{"contacts": [{"id": ..., "name": ..., "roles": [...], ...}, ...]}``.

    Args:
        text: the document; bytes are taken as UTF-8.
        source: what is read, such as the file's name, for the error.

    Raises:
        InvalidInput: with every fault as ``contacts[3].phone``; it never holds an address or a number.
    """
    try:
        parsed = json.loads(_decoded(text, source=source))
    except json.JSONDecodeError as error:
        raise InvalidInput(source, [Fault(f"line {error.lineno}", f"is not JSON: {error.msg}")]) from None
    except RecursionError:
        raise InvalidInput(source, [Fault("", "is nested too deeply to be a list of contacts")]) from None
    found = _Found()
    for index, entry in enumerate(read(_Document, parsed, source=source).contacts):
        path = f"contacts[{index}]"
        for fault in found.take(entry, path=path):
            found.faults.append(Fault(f"{path}.{fault.path}" if fault.path else path, fault.words))
    return found.directory(source=source)


def write_directory_csv(directory: Directory) -> str:
    """Write contacts as the table that `read_directory_csv` reads back to an equal directory."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(COLUMNS)
    for contact in directory.contacts:
        roles, sites, channels = map(" ".join, (contact.roles, contact.sites, contact.channels))
        # Spaced, because a spreadsheet takes +12025550100 for a sum and drops the plus.
        phone = printed_phone(contact.phone) if contact.phone else ""
        table.writerow([contact.id, contact.name, roles, sites, contact.email or "", phone, channels])
    return written.getvalue()


class _Document(Strict):
    contacts: tuple[dict[str, Any], ...]


@define
class _Found:
    """The contacts and the faults of one reading."""

    contacts: list[Contact] = Factory(list)
    faults: list[Fault] = Factory(list)
    paths: dict[str, str] = Factory(dict)

    def take(self, entry: Mapping[str, object], *, path: str) -> Iterator[Fault]:
        """Keep a contact, and yield what is wrong with it by field."""
        id_ = entry.get("id")
        if isinstance(id_, str) and self.paths.setdefault(id_.strip(), path) != path:
            yield Fault("id", f"is used before, in {self.paths[id_.strip()]}")
        contact = _contact(entry)
        if isinstance(contact, Contact):
            self.contacts.append(contact)
        else:
            yield from contact

    def directory(self, *, source: str) -> Directory:
        """Return the contacts, or raise every fault."""
        if not (self.faults or self.contacts):
            self.faults.append(Fault("", "has no contacts: nobody could be told"))
        if self.faults:
            raise InvalidInput(source, self.faults)
        return Directory(contacts=tuple(self.contacts))


@frozen
class _Line:
    """One record of the table, by the line on which it begins."""

    number: int
    cells: Sequence[str]

    @property
    def path(self) -> str:
        """The name of the place, for a fault."""
        return f"line {self.number}"


def _read(line: _Line, *, columns: Sequence[str], found: _Found) -> Iterator[Fault]:
    """Keep the contact of one line, and yield what is wrong with it."""
    if len(line.cells) != len(columns):
        yield Fault(line.path, f"has {len(line.cells)} cells, and the first line has {len(columns)}")
        return
    cells = {column: cell.strip() for column, cell in zip(columns, line.cells, strict=True)}
    entry = {column: _words(column, cell) for column, cell in cells.items() if cell and column in COLUMNS}
    lacking = set(COLUMNS).difference(columns)
    for fault in found.take(entry, path=line.path):
        column, _, place = fault.path.partition("[")
        if column in lacking or (lacking and not column):
            continue  # the first line was told so
        word = f"word {int(place[:-1]) + 1} " if place else ""
        yield Fault(f"{line.path}, {column}" if column else line.path, word + fault.words)


def _words(column: str, cell: str) -> str | list[str]:
    return cell.replace(";", " ").split() if column in _SEVERAL_WORDS else cell


def _lines(text: str, unreadable: list[Fault]) -> Iterator[_Line]:
    table = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        number = table.line_num + 1
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


def _header_faults(header: _Line, *, columns: Sequence[str]) -> Iterator[Fault]:
    known = ",".join(COLUMNS)
    if not set(columns) & set(COLUMNS):
        yield Fault(header.path, f"must name the columns, with commas between: {known}")
        return
    for column, count in Counter(columns).items():
        if column not in COLUMNS:
            # What does not look like a column's name may be somebody's address.
            shown = f"'{column}'" if _COLUMN_NAME.fullmatch(column) else f"no. {columns.index(column) + 1}"
            yield Fault(header.path, f"has the column {shown}, which is not known; the columns are {known}")
        elif count > 1:
            yield Fault(header.path, f"has the column '{column}' more than once")
    for column in COLUMNS:
        if column not in columns:
            yield Fault(header.path, f"lacks the column '{column}'")


def _contact(entry: Mapping[str, object]) -> Contact | list[Fault]:
    faults: list[Fault] = []
    try:
        return Contact.model_validate(entry)
    except ValidationError as error:
        faults.extend(_clerks(faults_of(error)))
    if all(fault.path and not fault.path.startswith(_REACHED_BY) for fault in faults):
        # pydantic looks at a contact as a whole only when its fields are sound.
        reached_by = {name: entry[name] for name in _REACHED_BY if name in entry}
        try:
            Contact.model_validate(_SOUND | reached_by)
        except ValidationError as error:
            faults.extend(faults_of(error))
    return faults


def _clerks(faults: Sequence[Fault]) -> Iterator[Fault]:
    """Say what is allowed where pydantic says what is wrong, once for a list and its members."""
    for fault in faults:
        if not any(other.path.startswith(f"{fault.path}[") for other in faults):
            field = fault.path.partition("[")[0]
            yield Fault(fault.path, _ALLOWED.get(field, fault.words))


def _decoded(text: str | bytes, *, source: str) -> str:
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError:
        bad = [number for number, line in enumerate(text.splitlines(), start=1) if not _is_utf8(line)]
    words = "has characters that are not UTF-8; save the file as 'CSV UTF-8'"
    raise InvalidInput(source, [Fault(f"line {number}", words) for number in bad])


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
