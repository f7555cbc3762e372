"""A target on tables says yes and no as the one in memory does, and its chart says the same afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import anyio
import pytest
from attrs import define, field, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from downtimekit.adapters.sql_target import (
    Dialect,
    SqliteDatabase,
    SqlTarget,
    default_mapping,
    default_schema,
    new_sqlite,
)
from downtimekit.errors import Rejected
from downtimekit.models.amending import WrittenAmendment
from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.chart import ChartEntry, ChartRecord, Lookup
from downtimekit.ports import BackfillTarget
from downtimekit.testing import MemoryTarget
from downtimekit.testing.contracts.target import (
    ANSWERS,
    CORRECTED,
    FINAL,
    LATE,
    NGOZI,
    NOTE,
    ORDER,
    ORDERS,
    PATIENTS,
    REGISTRATION,
    REPORT,
    STUDY,
)
from tests.vendor_tables import move_in

MORE = WrittenAmendment(text="more")
CONTENTS: Sequence[Content] = (REPORT, CORRECTED, FINAL, ANSWERS, NOTE, ORDER, REGISTRATION, MORE)
MRNS = [patient.mrn for patient in (*PATIENTS, NGOZI)]
PLACES = [
    *((order.mrn, order.accession) for order in ORDERS),
    *((mrn, None) for mrn in MRNS),
    *((mrn, "DT-0001") for mrn in MRNS[:2]),
    (MRNS[0], ORDERS[2].accession),
]
"""Whose a record is, and of which exam: mostly one that they have."""


@frozen
class Step:
    """One write; which record it changes is told by a number, for each target names its records itself.

    Attributes:
        changes: the record, where there is one by then.
        fits: it is changed as what it is, and not as what else the step says.
        behind: by how many versions it was seen too early.
    """

    key: int
    place: tuple[str, str | None]
    content: Content
    opens: bool
    study: bool
    changes: int | None
    fits: bool
    behind: int
    withdraws: bool


STEPS = st.builds(
    Step,
    key=st.integers(0, 12),
    place=st.sampled_from(PLACES),
    content=st.sampled_from(CONTENTS),
    opens=st.booleans(),
    study=st.booleans(),
    changes=st.none() | st.integers(0, 6),
    fits=st.sampled_from([True, True, True, False]),
    behind=st.sampled_from([0, 0, 0, 1]),
    withdraws=st.booleans(),
)


@define
class Trial:
    """A target, its records in the order in which they were made, and what was last written to each how often."""

    target: BackfillTarget
    made: list[str] = field(factory=list)
    last: dict[str, tuple[ChartEntry, int]] = field(factory=dict)
    keys: set[str] = field(factory=set)

    async def take(self, step: Step) -> int | None:
        """Write; return which record it was, or None where it was refused."""
        entry = self._entry(step)
        try:
            record = await self.target.write(entry)
        except Rejected:
            return None
        if record not in self.made:
            self.made.append(record)
        if entry.key not in self.keys:
            self.last[record] = (entry, self.last[record][1] + 1 if record in self.last else 1)
        self.keys.add(entry.key)
        return self.made.index(record)

    def _entry(self, step: Step) -> ChartEntry:
        mrn, accession = step.place
        told: dict[str, object] = {
            "key": f"k-{step.key}",
            "kind": step.content.record,
            "mrn": mrn,
            "accession": accession,
            "study": STUDY if step.study else None,
            "content": step.content,
            "late": LATE,
        }
        if step.changes is not None and self.made:
            told |= self._change(step, self.made[step.changes % len(self.made)])
        elif step.opens and step.content == REGISTRATION:
            told["patient"] = NGOZI.model_copy(update={"mrn": mrn})
        elif step.content == MORE and self.made:
            told["content"] = MORE.model_copy(update={"amends": self.made[step.key % len(self.made)]})
        return ChartEntry.model_validate(told)

    def _change(self, step: Step, record: str) -> dict[str, object]:
        before, version = self.last[record]
        named = {"updates": record, "expects": version - step.behind, "withdraws": step.withdraws}
        if not step.fits:
            return named
        content = CORRECTED if before.kind is RecordKind.REPORT and not step.withdraws else before.content
        return named | {
            "kind": before.kind,
            "mrn": before.mrn,
            "accession": before.accession,
            "study": before.study,
            "content": content,
        }

    async def chart(self) -> tuple[object, ...]:
        """Return the chart, with its records in the order in which they were made, by their numbers."""
        chart = await self.target.look_up(Lookup(mrns=frozenset(MRNS)))
        records = sorted(chart.records, key=lambda record: self.made.index(record.id))
        return set(chart.patients), set(chart.orders), [self._numbered(record) for record in records]

    def _numbered(self, record: ChartRecord) -> ChartRecord:
        content = record.content
        if isinstance(content, WrittenAmendment) and content.amends:
            content = content.model_copy(update={"amends": f"r-{self.made.index(content.amends)}"})
        return record.model_copy(update={"id": f"r-{self.made.index(record.id)}", "content": content})


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("tables") / "ris.db"
    with new_sqlite(file, default_schema(Dialect.SQLITE)) as database:
        move_in(database, default_mapping())
    return file


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(steps=st.lists(STEPS, min_size=1, max_size=25))
def test_tables_take_and_refuse_what_memory_does(tables: Path, steps: Sequence[Step]) -> None:
    async def live(trials: Sequence[Trial]) -> None:
        for step in steps:
            answers = [await trial.take(step) for trial in trials]
            assert answers[0] == answers[1], step
        charts = [await trial.chart() for trial in trials]
        assert charts[0] == charts[1]

    with TemporaryDirectory() as folder:
        copyfile(tables, Path(folder) / "ris.db")
        with SqliteDatabase(Path(folder) / "ris.db") as database:
            trials = [Trial(MemoryTarget(PATIENTS, ORDERS)), Trial(SqlTarget(database, default_mapping()))]
            anyio.run(live, trials)
