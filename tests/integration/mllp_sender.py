"""A program that enters notes over MLLP, and may be killed at any moment: ``python mllp_sender.py PORT LEDGER``."""

from __future__ import annotations

import sys
from datetime import timedelta

import anyio

from downtimekit.adapters.mllp_target import MllpSettings, MllpTarget, SqliteLedger
from downtimekit.models.chart import ChartEntry
from downtimekit.testing.contracts.target import ADAEZE, CHIKA, LATE, NOON, PATIENTS, note_of
from downtimekit.testing.memory_target import MemoryTarget

ENTRIES = 60


def entries() -> list[ChartEntry]:
    """Return the notes of a day, of two patients."""
    made = []
    for number in range(ENTRIES):
        late = LATE.model_copy(update={"occurred_at": NOON + timedelta(minutes=number)})
        patient = (ADAEZE, CHIKA)[number % 2]
        made.append(note_of(patient, key=f"west-1/note/{number}").model_copy(update={"late": late}))
    return made


async def enter(port: int, ledger: str) -> None:
    """Enter them all; the chart beside the interface shows no records yet."""
    settings = MllpSettings(host="127.0.0.1", port=port, tls=None)
    target = MllpTarget(settings, MemoryTarget(PATIENTS), SqliteLedger(ledger))
    for entry in entries():
        await target.write(entry)
        print("entered", flush=True)


if __name__ == "__main__":
    anyio.run(enter, int(sys.argv[1]), sys.argv[2])
