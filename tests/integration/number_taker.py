"""A process that takes numbers until it is killed, and says which it got.

number_taker.py FILE NAME     takes three at a time, each under a command of its own
"""

from __future__ import annotations

import itertools
import sys

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.numbers import NumberKind
from downtimekit.models.people import Role, Staff
from downtimekit.runtime import SystemClock
from downtimekit.runtime.number_desk import NumberDesk

NURSE = Staff(name="Carla Chen", role=Role.CHARGE_NURSE)


def main(path: str, name: str) -> None:
    with SqliteJournal(path, patience=20) as journal:
        desk = NumberDesk("west", name, journal, SystemClock())
        print("ready", flush=True)
        for step in itertools.count():
            taken = desk.take(NumberKind.FORM, 3, purpose="west-1", by=NURSE, command=f"{name}-{step}")
            print(f"{name}-{step}", *taken.numbers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
