"""A journal in a file of JSON Lines: to keep a copy, to hand over a downtime, or to move to another kind of journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import UnsupportedOperation
from itertools import groupby
from operator import attrgetter
from os import PathLike
from pathlib import Path
from typing import TextIO

from downtimekit.adapters._disk import OWNER_ONLY, whole_file
from downtimekit.errors import Fault, InvalidInput, JournalError
from downtimekit.ports.journal import Journal
from downtimekit.ports.jsonl import exported, lines_of


def export_journal(journal: Journal, to: str | PathLike[str] | TextIO, *, streams: Sequence[str] | None = None) -> None:
    """Write downtimes into a file, with their digests; one entry at a time is in memory.

    The file holds patient data. It is there whole or not at all, and for its owner only.

    Args:
        journal: where they are.
        to: a path, or a file that is open for text; that one gets what there is, also when something fails.
        streams: which downtimes; all of them, where none are named.

    Raises:
        JournalDamaged: a chain does not hold.
        JournalError: the journal cannot be read, or the file not be written.
        UnknownName: there is no such downtime.
    """
    rows = exported(journal, streams=streams)
    if not isinstance(to, str | PathLike):
        to.writelines(rows)
        return
    path = Path(to)
    try:
        with whole_file(path, mode=OWNER_ONLY) as file:
            file.writelines(row.encode() for row in rows)
    except OSError as error:
        raise JournalError(f"{path.name}: cannot be written ({error.strerror})") from error


def import_journal(journal: Journal, source: str | PathLike[str] | TextIO) -> Mapping[str, int]:
    """Take in what `export_journal` wrote; doing it again does nothing more.

    The file is walked to its end before anything is taken in. Each downtime is taken in whole or not at all, and others
    cannot write meanwhile. What is here already, digest and all, is passed over; a downtime that went on here since
    stays as it is.

    Args:
        journal: where the entries go.
        source: a path, or a file that is open for text and can be read twice.

    Returns:
        How many entries of each downtime were new, in the order of the file.

    Raises:
        InvalidInput: the file is not whole, or was altered; with the first line that is wrong. Nothing was taken in.
        NewerDocument: a later release wrote it. Nothing was taken in.
        JournalDamaged: a downtime does not continue the one of that name that is here; those before it were taken in.
        JournalError: it was removed here, or the journal cannot be written.
    """
    with _opened(source) as (file, name):
        start = file.tell()
        for _ in lines_of(file, source=name):
            pass
        file.seek(start)
        lines = lines_of(file, source=name)
        return {stream: journal.load(group) for stream, group in groupby(lines, key=attrgetter("stream"))}


@contextmanager
def _opened(source: str | PathLike[str] | TextIO) -> Iterator[tuple[TextIO, str]]:
    if not isinstance(source, str | PathLike):
        try:
            source.seek(source.tell())
        except (UnsupportedOperation, OSError) as error:
            raise InvalidInput("journal", [Fault("", "cannot be read twice; give a file on the disk")]) from error
        yield source, "journal"
        return
    path = Path(source)
    try:
        # What is not UTF-8 was altered: its line shall be refused, not a decoder fail somewhere before it.
        with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
            yield file, path.name
    except OSError as error:
        raise InvalidInput(path.name, [Fault("", f"cannot be read ({error.strerror})")]) from error
