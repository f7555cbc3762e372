"""A target on trial."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

import anyio
import pytest
from attrs import frozen

from downtimekit.errors import Rejected
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import Chart, ChartEntry, ChartRecord, Lookup
from downtimekit.ports.target import BackfillTarget
from downtimekit.testing.contracts._target_chart import NGOZI, PATIENTS, entry_of


@frozen
class Trial:
    """A target on trial. Its chart knows `PATIENTS` and `ORDERS`, and holds no record yet.

    Attributes:
        open: returns a target on the chart, as a program does that has just been started.
        cut_off: a target whose system cannot be reached; None where there is nothing to be cut off from.
        kinds: what the system has a place for; it rejects the others.
    """

    open: Callable[[], BackfillTarget]
    cut_off: BackfillTarget | None = None
    kinds: frozenset[RecordKind] = frozenset(RecordKind)

    def write(self, entry: ChartEntry) -> str:
        """Write one entry, and wait for the answer."""
        return anyio.run(self.open().write, entry)

    def find(self, key: str) -> str | None:
        """Ask for what a key made, and wait for the answer."""
        return anyio.run(self.open().find, key)

    def look_up(self, wanted: Lookup) -> Chart:
        """Ask for patients and exams, and wait for the answer."""
        return anyio.run(self.open().look_up, wanted)

    def records(self) -> tuple[ChartRecord, ...]:
        """Return every record of the patients that the contract knows, also what was withdrawn."""
        return self.look_up(Lookup(mrns=frozenset(patient.mrn for patient in (*PATIENTS, NGOZI)))).records

    def written(self, entry: ChartEntry | None = None) -> ChartRecord:
        """Write one entry, or else a report, and return its record."""
        made = self.write(entry or entry_of())
        (record,) = (record for record in self.records() if record.id == made)
        return record

    def refuses(self, entry: ChartEntry) -> None:
        """Let an entry be refused, which must change nothing and have made nothing."""
        before = self.records()
        with pytest.raises(Rejected):
            self.write(entry)
        assert self.records() == before
        assert self.find(entry.key) is None

    def needs(self, *kinds: RecordKind) -> None:
        """Leave a test out where the system has no place for what it is about."""
        missing = [kind.value for kind in kinds if kind not in self.kinds]
        if missing:
            pytest.skip(f"there is no place for: {', '.join(missing)}")

    def at_once(self, entries: Sequence[ChartEntry]) -> list[str | None]:
        """Write entries from as many places at the same moment; return the answers, and None for what was refused."""
        answers: list[str | None] = []

        async def write(entry: ChartEntry) -> None:
            try:
                answers.append(await self.open().write(entry))
            except Rejected:
                answers.append(None)

        anyio.run(_together, [partial(write, entry) for entry in entries])
        return answers


def everything_said_by(error: BaseException) -> str:
    """Return all that a log would hold of an error."""
    return "".join([*traceback.format_exception(error), repr(error), str(vars(error))])


async def _together(works: Sequence[Callable[[], Coroutine[Any, Any, None]]]) -> None:
    async with anyio.create_task_group() as group:
        for work in works:
            group.start_soon(work)
