"""Make the file of a patient index, whole or not at all."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from downtimekit.adapters._disk import OWNER_ONLY, sweep_drafts, whole_path
from downtimekit.adapters.matching._layout import TABLES, check_layout, keys_of, names_of
from downtimekit.adapters.matching._rows import line_of
from downtimekit.backfill.matching import record_of
from downtimekit.models.patient import Patient

_AT_ONCE = 2000
_FAST = (
    "PRAGMA page_size = 8192",
    "PRAGMA journal_mode = OFF",  # a draft that is not finished is thrown away
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -32000",
    # Sorted once at the end, the keys take a third of the time and of the place that they would take one by one.
    "CREATE TEMP TABLE unsorted (key INTEGER, patient INTEGER)",
)


_BESIDE = ("-journal", "-shm", "-wal")
"""What SQLite keeps beside a file; left behind by a file that is gone, it would be taken for a new one's."""


def build(path: Path, patients: Iterable[Patient]) -> int:
    """Write an index, and put it in place when it is whole.

    Args:
        path: where it goes. An index that stands there is replaced in one transaction, also for those who have it open.
        patients: all of them, one by one.

    Returns:
        How many patients it has.

    Raises:
        InvalidInput: what stands there is no index of ours; it was left as it is.
        OSError: it could not be written.
        sqlite3.Error: the same.
    """
    sweep_drafts(path.parent)
    if path.exists():
        return _replaced(path, patients)
    for ending in _BESIDE:
        Path(f"{path}{ending}").unlink(missing_ok=True)
    return _written(path, patients)


def _replaced(path: Path, patients: Iterable[Patient]) -> int:
    # A file that is put over one in use would be read together with the log of the old one, and be damaged.
    coming = path.with_name(f"{path.name}.next")
    with closing(sqlite3.connect(path, isolation_level=None)) as present:
        check_layout(present, path)
        try:
            count = _written(coming, patients)
            with closing(sqlite3.connect(coming)) as source:
                source.backup(present)
        finally:
            coming.unlink(missing_ok=True)
        present.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return count


def _written(path: Path, patients: Iterable[Patient]) -> int:
    with whole_path(path, mode=OWNER_ONLY) as draft:
        # The draft is locked already, by which nobody sweeps it away.
        uri = f"{draft.absolute().as_uri()}?nolock=1"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
            for statement in (*_FAST, *TABLES, "BEGIN"):
                connection.execute(statement)
            return _filled(connection, patients)


def _filled(connection: sqlite3.Connection, patients: Iterable[Patient]) -> int:
    names: Counter[int] = Counter()
    for begin, some in _in_parts(patients):
        records = [record_of(patient) for patient in some]
        connection.executemany("INSERT INTO patients VALUES (?, ?)", enumerate(map(line_of, some), begin))
        connection.executemany(
            "INSERT INTO unsorted VALUES (?, ?)",
            [(key, place) for place, record in enumerate(records, begin) for key in keys_of(record)],
        )
        for record in records:
            names.update(names_of(record))
    connection.executemany("INSERT INTO names VALUES (?, ?)", sorted(names.items()))
    connection.execute("INSERT INTO keys SELECT key, patient FROM unsorted ORDER BY key, patient")
    connection.execute("UPDATE totals SET count = (SELECT count(*) FROM patients)")
    connection.execute("COMMIT")
    return int(connection.execute("SELECT count FROM totals").fetchone()[0])


def _in_parts(patients: Iterable[Patient]) -> Iterator[tuple[int, list[Patient]]]:
    """Yield so many patients at once, and the place of the first."""
    left, begin = iter(patients), 1
    while some := list(islice(left, _AT_ONCE)):
        yield begin, some
        begin += len(some)
