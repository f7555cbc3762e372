"""The sample RIS has rules of its own, as every RIS has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from sample_ris import SampleRis

from downtimekit.errors import Rejected, Unreachable
from downtimekit.models.breast import (
    Assessment,
    BreastReport,
    Density,
    Recommendation,
    RecommendationKind,
    ReportStatus,
)
from downtimekit.models.capture import Content
from downtimekit.models.chart import ChartEntry, ChartRecord, Lookup
from downtimekit.models.patient import Patient
from downtimekit.testing.contracts.target import (
    ADAEZE,
    ANSWERS,
    CHIKA,
    CORRECTED,
    EXAM,
    LATE,
    LATER_EXAM,
    NOON,
    NOTES,
    ORDERS,
    PATIENTS,
    REPORT,
    entry_of,
    withdrawal_of,
)

FINAL = BreastReport(
    density=Density.SCATTERED,
    assessment=Assessment.BENIGN,
    recommendations=(Recommendation(kind=RecommendationKind.ROUTINE_SCREENING),),
    status=ReportStatus.FINAL,
    interpreted_by="Dr. Éva Nagy",
    interpreted_at=NOON,
)


@pytest.fixture
def ris(tmp_path: Path) -> SampleRis:
    ris = SampleRis(tmp_path / "ris.db")
    ris.register(PATIENTS, ORDERS)
    return ris


def write(ris: SampleRis, entry: ChartEntry) -> str:
    return anyio.run(ris.write, entry)


def records(ris: SampleRis) -> tuple[ChartRecord, ...]:
    return anyio.run(ris.look_up, Lookup(mrns=frozenset({ADAEZE.mrn}))).records


def changed(entry: ChartEntry, **fields: object) -> ChartEntry:
    return entry.model_copy(update=fields)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (changed(entry_of(), mrn="PLANTED-9999"), "no such patient"),
        (changed(entry_of(), accession="MG-9999"), "no such exam"),
        (changed(entry_of(), mrn=CHIKA.mrn), "another patient"),
        (changed(entry_of(), updates="reports-1", expects=1), "no such record"),
    ],
)
def test_a_record_without_its_patient_exam_or_predecessor_is_refused(
    ris: SampleRis, entry: ChartEntry, words: str
) -> None:
    with pytest.raises(Rejected, match=words):
        write(ris, entry)

    assert ris.contents() == []
    assert ris.writes() == 0


def test_an_exam_has_one_report(ris: SampleRis) -> None:
    write(ris, entry_of())

    with pytest.raises(Rejected, match="already"):
        write(ris, entry_of(CORRECTED, key="east-1/report/1"))


def test_a_record_is_not_updated_as_one_of_another_exam(ris: SampleRis) -> None:
    write(ris, entry_of())
    write(ris, entry_of(key="west-1/report/2", order=LATER_EXAM))
    first, _ = records(ris)

    with pytest.raises(Rejected, match="no such record"):
        write(ris, entry_of(key="west-1/report/3", order=LATER_EXAM, updates=first))


def test_a_final_report_is_never_edited_in_place(ris: SampleRis) -> None:
    write(ris, entry_of())
    ris.type_in(FINAL, accession=EXAM.accession)
    (signed,) = records(ris)

    with pytest.raises(Rejected, match="addendum"):
        write(ris, entry_of(CORRECTED, key="west-1/report/2", updates=signed))
    assert records(ris)[0].content == FINAL


def test_what_was_typed_in_at_the_ris_own_screen_is_not_taken_for_ours(ris: SampleRis) -> None:
    write(ris, entry_of())
    ris.type_in(CORRECTED, accession=EXAM.accession)
    (record,) = records(ris)

    assert (record.key, record.version, record.content) == ("", 2, CORRECTED)


@pytest.mark.parametrize("content", [REPORT, ANSWERS, NOTES], ids=lambda content: str(content.record))
def test_a_withdrawn_record_is_not_listed_and_the_one_that_takes_its_place_is(ris: SampleRis, content: Content) -> None:
    write(ris, entry_of(content))
    write(ris, withdrawal_of(records(ris)[0], key="west-1/withdrawn/1"))
    before = ris.contents()
    again = write(ris, entry_of(content, key="west-1/report/2"))

    assert before == []
    assert {(record.id == again, record.withdrawn) for record in records(ris)} == {(True, False), (False, True)}
    assert len(ris.contents()) == 1


def test_what_the_ris_own_user_types_in_fills_the_place_that_a_withdrawal_left(ris: SampleRis) -> None:
    made = write(ris, entry_of())
    write(ris, withdrawal_of(records(ris)[0], key="west-1/withdrawn/1"))

    assert ris.type_in(FINAL, accession=EXAM.accession) != made
    assert [record.content for record in records(ris) if not record.withdrawn] == [FINAL]


def test_a_late_entry_keeps_its_two_clocks_and_its_two_people(ris: SampleRis) -> None:
    write(ris, entry_of())

    (told,) = ris.contents()
    assert told["occurred_at"] == "2026-03-02T12:00:00Z"
    assert (told["performed_by"], told["entered_by"]) == (LATE.performed_by, LATE.entered_by)


def test_registering_again_changes_nothing(ris: SampleRis) -> None:
    ris.register([Patient(mrn=ADAEZE.mrn, family="Another")], ORDERS)

    assert anyio.run(ris.look_up, Lookup(mrns=frozenset({ADAEZE.mrn}))).patients == (ADAEZE,)


def test_two_ris_with_the_same_records_compare_equal_whatever_the_way_there(ris: SampleRis, tmp_path: Path) -> None:
    other = SampleRis(tmp_path / "other.db")
    other.register(reversed(PATIENTS), reversed(ORDERS))
    write(other, entry_of(ANSWERS, key="east-1/questionnaire/1"))
    write(other, entry_of(CORRECTED, key="east-1/report/1"))
    turned = REPORT.model_copy(update={"findings": REPORT.findings[::-1]})
    write(other, entry_of(turned, key="east-1/report/2", updates=records(other)[1]))
    write(ris, entry_of())
    write(ris, entry_of(ANSWERS, key="west-1/questionnaire/1"))

    assert other.contents() == ris.contents()
    assert len(ris.contents()) == 2


def test_a_file_that_is_no_ris_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear colleague, " * 100)

    with pytest.raises(Unreachable):
        SampleRis(file)
    assert file.read_text() == "Dear colleague, " * 100


@pytest.mark.slow
def test_several_processes_that_write_the_same_records_make_each_once(ris: SampleRis, tmp_path: Path) -> None:
    program = """
import sys, anyio
from sample_ris import SampleRis
from downtimekit.testing.contracts.target import ORDERS, entry_of
async def main():
    ris = SampleRis(sys.argv[1])
    for number in range(60):
        await ris.write(entry_of(key=f"west-1/report/{number % 3}", order=ORDERS[number % 3]))
anyio.run(main)
"""
    paths = {"PYTHONPATH": str(Path(__file__).parents[3] / "examples")}
    workers = [
        subprocess.Popen([sys.executable, "-c", program, tmp_path / "ris.db"], env=os.environ | paths) for _ in range(3)
    ]

    assert [worker.wait() for worker in workers] == [0, 0, 0]
    assert (len(ris.contents()), ris.writes()) == (3, 3)
