"""Whose sheet it may be, among a million patients in one file.

The file holds patient data, and nobody but its owner may read or write it. It needs no server: many may look up at
once, also from other processes, while one changes it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Self

import anyio.to_thread
from attrs import define, field

from downtimekit.adapters.matching._building import build
from downtimekit.adapters.matching._changing import put, remove, whole_of
from downtimekit.adapters.matching._layout import check_layout, keys_of, name_of
from downtimekit.adapters.matching._rows import cells_of, patient_of, record_of_cells
from downtimekit.adapters.matching.resemblance import BY_RAPIDFUZZ
from downtimekit.backfill.matching import COUNTED_FROM, Found, Frequencies, Judge, MatchRules, Record, Sheet, record_of
from downtimekit.backfill.matching.scoring import no_frequencies
from downtimekit.errors import Rejected, Unreachable
from downtimekit.models.matching import Candidate
from downtimekit.models.patient import Patient, WrittenIdentity

_CROWD = 2000
"""So many are looked at for one sheet; where more share its keys, nobody is certain."""

_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA cache_size = -16000",
    "PRAGMA mmap_size = 1073741824",
)
_FIND = """SELECT line FROM patients WHERE id IN (SELECT patient FROM keys WHERE key IN ({})) ORDER BY id LIMIT ?"""
_NAMES = "SELECT name, count FROM names WHERE name IN ({})"


@define(init=False, repr=False, eq=False)
class PatientIndex:
    """A `PatientMatcher` for as many patients as a hospital has.

        PatientIndex.build("patients.index", patients)
        with PatientIndex("patients.index") as index:
            (candidates,) = await index.candidates([written])

    Promises:
        - a change is on the disk, whole, when it returns; a crash leaves all of it or nothing.
        - whoever looks up sees whole changes only.

    Args:
        path: of the file.
        rules: weights, thresholds and placeholders of the site.

    Raises:
        Unreachable: it is not there, or cannot be read (from every method: or written).
        InvalidInput: it is not a patient index, or of a newer release (`NewerDocument`).
    """

    path: Path
    _judge: Judge
    _connection: sqlite3.Connection | None
    _lock: RLock = field()
    _process: int = field()

    def __init__(self, path: str | os.PathLike[str], *, rules: MatchRules | None = None) -> None:
        self.path = Path(path)
        self._judge = Judge.by(rules or MatchRules(), like=BY_RAPIDFUZZ)
        self._lock, self._process = RLock(), os.getpid()
        self._connection = None
        with _our_words(self.path):
            self._connection = _opened(self.path)

    @staticmethod
    def build(path: str | os.PathLike[str], patients: Iterable[Patient]) -> int:
        """Write the file of an index, and put it in place when it is whole.

        Args:
            path: where it goes. An index that stands there is replaced in one step, also for those who have it open.
            patients: all of them, one by one and each once; they are never all in memory.

        Returns:
            How many there are.

        Raises:
            Unreachable: it could not be written; what stood there before still stands.
            InvalidInput: what stands there is no patient index; it was left as it is.
        """
        with _our_words(Path(path)):
            return build(Path(path), patients)

    def __len__(self) -> int:
        """Return how many patients it has."""
        with self._reading() as connection:
            return _total(connection)

    def __enter__(self) -> Self:
        """Return itself, to be closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the file; once is enough, and more does no harm."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    def look_up(self, written: WrittenIdentity, *, limit: int = 5) -> tuple[Candidate, ...]:
        """Return who may be meant by one sheet; what `candidates` does, without leaving the thread."""
        record = record_of(written)
        with self._reading() as connection:
            lines = _found(connection, record)
            common = _counted(connection, record)
            among = _total(connection)
        sheet = Sheet(written, record, among=among, common=common, is_crowded=len(lines) > _CROWD)
        return self._judge.answer(sheet, map(_candidate, lines[:_CROWD]), limit=limit)

    async def candidates(self, written: Sequence[WrittenIdentity], *, limit: int = 5) -> Sequence[Sequence[Candidate]]:
        """Return who may be meant by each sheet."""
        return await anyio.to_thread.run_sync(self._all, written, limit)

    def _all(self, written: Sequence[WrittenIdentity], limit: int) -> Sequence[Sequence[Candidate]]:
        return [self.look_up(one, limit=limit) for one in written]

    def patient(self, mrn: str) -> Patient | None:
        """Return the patient with a number, or None."""
        with self._reading() as connection:
            return whole_of(connection, mrn)

    def put(self, *patients: Patient) -> None:
        """Add patients, or replace what is known of them."""
        with self._writing() as connection:
            for patient in patients:
                put(connection, patient)

    def remove(self, mrn: str) -> bool:
        """Forget a patient; return whether there was one."""
        with self._writing() as connection:
            return remove(connection, mrn)

    def merge(self, prior: str, *, into: str) -> None:
        """Mark a chart as merged into another one: it is found from then on, and never taken.

        Raises:
            Rejected: the index does not have both, or the survivor was merged away itself.
        """
        with self._writing() as connection:
            gone, survivor = whole_of(connection, prior), whole_of(connection, into)
            if gone is None or survivor is None or survivor.merged_into is not None or prior == into:
                raise Rejected("a merge needs two charts of the index, and the one that remains must not be retired")
            put(connection, Patient.model_validate({**dict(gone), "merged_into": into}))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        if os.getpid() != self._process:
            raise Unreachable(f"{self.path}: was opened before the process forked; open it again")
        with self._lock, _our_words(self.path):
            if self._connection is None:
                raise Unreachable(f"{self.path}: was closed")
            yield self._connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise


def _opened(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        check_layout(connection, path)
        for setting in ("PRAGMA journal_mode = WAL", *_SETTINGS):
            connection.execute(setting)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _our_words(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise Unreachable(f"{path}: cannot be read or written ({error.sqlite_errorname})") from error
    except OSError as error:
        raise Unreachable(f"{path}: cannot be read or written ({error.strerror})") from error


def _total(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count FROM totals WHERE name = 'patients'").fetchone()[0])


def _found(connection: sqlite3.Connection, record: Record) -> list[str]:
    keys = sorted(keys_of(record))
    marks = ",".join("?" * len(keys))
    return [line for (line,) in connection.execute(_FIND.format(marks), (*keys, _CROWD + 1))]


def _candidate(line: str) -> Found:
    cells = cells_of(line)
    return Found(record_of_cells(cells), lambda: patient_of(cells))


def _counted(connection: sqlite3.Connection, record: Record) -> Frequencies:
    """Return how common the names of a sheet are, also in each other's place."""
    total = _total(connection)
    if total < COUNTED_FROM:
        return no_frequencies
    fields, values = ("family", "given"), {record.family.whole, record.given.whole} - {""}
    names = {(field, value): name_of(field, value) for field in fields for value in values}
    marks = ",".join("?" * len(names))
    counts = dict(connection.execute(_NAMES.format(marks), tuple(names.values())))
    shares = {place: counts.get(number, 0) / total for place, number in names.items()}
    return lambda field, value: shares.get((field, value), 0.0)
