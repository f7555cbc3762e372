"""A program that writes entries to a target, to be killed: ``target_writer.py sql|files PLACE FIRST LAST [begin]``.

It prints each key once its write was acknowledged. With a last argument it begins when it reads a line.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import anyio

from downtimekit.adapters.file_target import Drop, FileTarget
from downtimekit.adapters.sql_target import SqliteDatabase, SqlTarget, default_mapping
from downtimekit.models.chart import ChartEntry, ChartOrder
from downtimekit.models.patient import Patient
from downtimekit.ports import BackfillTarget
from downtimekit.testing import NullTarget
from downtimekit.testing.contracts.target import ADAEZE, CORRECTED, EXAM, entry_of

PATIENTS: tuple[Patient, ...] = (ADAEZE,)
ORDERS = tuple(EXAM.model_copy(update={"accession": f"MG-{number}"}) for number in range(400))


def entries(orders: tuple[ChartOrder, ...] = ORDERS) -> list[ChartEntry]:
    """Return a report for each exam."""
    return [entry_of(CORRECTED, key=f"west-1/report/{order.accession}", order=order) for order in orders]


def target(kind: str, place: Path) -> BackfillTarget:
    """Return a target, as a program has it that was just started."""
    if kind == "sql":
        return SqlTarget(SqliteDatabase(place), default_mapping())
    return FileTarget(Drop(place), NullTarget(), patience=60, pause=0.005)


async def main(kind: str, place: str, first: str, last: str, *begin: str) -> None:
    """Write, and say so."""
    to = target(kind, Path(place))
    if begin:
        print("ready", flush=True)
        sys.stdin.readline()
    for entry in entries()[int(first) : int(last)]:
        made = await to.write(entry)
        print(entry.key, made, flush=True)


if __name__ == "__main__":
    anyio.run(partial(main, *sys.argv[1:]))
