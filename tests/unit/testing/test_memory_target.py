"""The chart that is gone with its process refuses what a real one would."""

from __future__ import annotations

import anyio
import pytest

from downtimekit.errors import Rejected
from downtimekit.testing import MemoryTarget
from downtimekit.testing.contracts.target import ADAEZE, CHIKA, CORRECTED, EXAM, ORDERS, PATIENTS, REPORT, entry_of


def test_a_patient_who_has_no_such_exam_gets_no_record() -> None:
    target = MemoryTarget(PATIENTS, ORDERS)
    for changes in ({"mrn": CHIKA.mrn}, {"mrn": "PLANTED-9999"}, {"accession": "MG-9999"}):
        with pytest.raises(Rejected, match="no such"):
            anyio.run(target.write, entry_of().model_copy(update=changes))

    assert target.records == ()


def test_an_exam_has_one_report() -> None:
    target = MemoryTarget(PATIENTS, ORDERS)
    anyio.run(target.write, entry_of())
    with pytest.raises(Rejected):
        anyio.run(target.write, entry_of(CORRECTED, key="east-1/report/1"))

    assert [record.content for record in target.records] == [REPORT]


def test_a_test_can_look_at_what_was_written() -> None:
    target = MemoryTarget([ADAEZE], [EXAM])
    for _ in range(2):
        anyio.run(target.write, entry_of())

    assert target.entries == [entry_of()]
