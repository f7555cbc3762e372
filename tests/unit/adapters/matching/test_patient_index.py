"""A million patients in one file: made whole or not at all, changed safely, and silent about whom it holds."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import anyio
import pytest

from downtimekit.adapters.matching._rows import cells_of, line_of, patient_of, record_of_cells
from downtimekit.adapters.matching.index import PatientIndex
from downtimekit.adapters.matching.ward import WardMatcher
from downtimekit.backfill.matching import MatchRules, Placeholders, record_of
from downtimekit.errors import InvalidInput, NewerDocument, Rejected, Unreachable
from downtimekit.models.matching import MatchGrade, Veto
from downtimekit.models.patient import (
    Address,
    AdministrativeGender,
    Identifier,
    IdentifierKind,
    Patient,
    PatientPhone,
    PhoneUse,
    WrittenIdentity,
)
from downtimekit.testing.contracts.matcher import ADAEZE, ANNA, MARTIN, PATIENTS, RETIRED, sheet_of

FULL = Patient(
    mrn="7001001",
    family="O'Brien-Łukasz",
    given="Adaeze Ann",
    birth_date=date(961, 3, 9),
    identifiers=(
        Identifier(system="urn:x", value="A-1", kind=IdentifierKind.OTHER),
        Identifier(system="urn:i", value="F-2", kind=IdentifierKind.INSURANCE),
    ),
    gender=AdministrativeGender.OTHER,
    address=Address(lines=("12 Elm St", "Apt 4"), city="Springfield", state="IL", postal_code="62704", country="US"),
    phones=(PatientPhone(number="217-555-0188", use=PhoneUse.MOBILE), PatientPhone(number="555-0111")),
    unidentified=True,
    deceased=True,
    deceased_on=date(2020, 1, 1),
    merged_into="7009999",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "patients.index"
    PatientIndex.build(found, PATIENTS)
    return found


@pytest.fixture
def index(path: Path) -> Iterator[PatientIndex]:
    with PatientIndex(path) as opened:
        yield opened


@pytest.mark.parametrize("patient", [*PATIENTS, FULL, Patient(mrn="1"), Patient(mrn="2", birth_date=date(1900, 1, 1))])
def test_a_patient_comes_back_as_they_went_in(patient: Patient) -> None:
    cells = cells_of(line_of(patient))

    assert patient_of(cells) == patient
    assert record_of_cells(cells) == record_of(patient)


def test_an_index_knows_everybody_by_number(index: PatientIndex) -> None:
    assert len(index) == len(PATIENTS)
    assert [index.patient(patient.mrn) for patient in PATIENTS] == list(PATIENTS)
    assert index.patient("7777777") is None


@pytest.mark.skipif(sys.platform == "win32", reason="has no such permissions")
def test_nobody_but_its_owner_reads_it(path: Path) -> None:
    with PatientIndex(path) as index:
        index.put(Patient(mrn="9"))
        files = list(path.parent.iterdir())

        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert {file.name for file in path.parent.iterdir()} == {path.name}


def test_a_build_that_fails_leaves_what_was_there(path: Path) -> None:
    def some() -> Iterator[Patient]:
        yield ADAEZE
        raise KeyError

    with pytest.raises(KeyError):
        PatientIndex.build(path, some())

    assert [file.name for file in path.parent.iterdir()] == [path.name]
    with PatientIndex(path) as index:
        assert len(index) == len(PATIENTS)


def test_an_index_is_replaced_in_one_step_under_those_who_have_it_open(path: Path, index: PatientIndex) -> None:
    index.put(Patient(mrn="7008888"))  # stands in the log that SQLite keeps beside the file
    assert PatientIndex.build(path, [ANNA, Patient(mrn="7008889")]) == 2

    with PatientIndex(path) as again:
        for one in (index, again):
            assert len(one) == 2
            assert one.patient(ANNA.mrn) == ANNA
            assert one.patient("7008888") is None
        again.put(Patient(mrn="7008890"))
    assert index.patient("7008890") is not None
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert [file.name for file in path.parent.iterdir() if "next" in file.name or "draft" in file.name] == []


def test_what_a_file_that_is_gone_left_beside_it_harms_no_new_one(path: Path) -> None:
    with PatientIndex(path) as index:
        index.put(Patient(mrn="7008888"))
        left = {ending: Path(f"{path}{ending}").read_bytes() for ending in ("-wal", "-shm")}
    path.unlink()
    for ending, content in left.items():
        Path(f"{path}{ending}").write_bytes(content)

    assert PatientIndex.build(path, [ANNA]) == 1
    with PatientIndex(path) as again:
        assert [again.patient(mrn) for mrn in (ANNA.mrn, "7008888")] == [ANNA, None]


def test_somebody_is_added_changed_and_forgotten(index: PatientIndex) -> None:
    new = Patient.model_validate({**dict(ADAEZE), "mrn": "7008888", "family": "Newly", "birth_date": date(1999, 9, 9)})
    index.put(new)
    (found,) = index.look_up(sheet_of(new))
    assert (found.mrn, found.grade) == (new.mrn, MatchGrade.CERTAIN)

    married = new.model_copy(update={"family": "Wedded"})
    index.put(married)
    assert index.look_up(sheet_of(married))[0].patient == married
    assert len(index) == len(PATIENTS) + 1

    assert index.remove(new.mrn)
    assert not index.remove(new.mrn)
    assert new.mrn not in {one.mrn for one in index.look_up(sheet_of(married))}
    assert len(index) == len(PATIENTS)


def test_what_changes_leaves_the_same_behind_as_if_it_had_been_so_from_the_beginning(path: Path) -> None:
    grown = path.with_name("grown.index")
    PatientIndex.build(grown, [ADAEZE, FULL.model_copy(update={"mrn": "7008888"})])
    with PatientIndex(grown) as index:
        index.put(*(patient.model_copy(update={"family": "Earlier"}) for patient in PATIENTS))
        index.put(*PATIENTS)
        index.remove("7008888")

    def held(file: Path) -> list[list[object]]:
        with closing(sqlite3.connect(file)) as connection:
            questions = (
                "SELECT name, count FROM names WHERE count != 0 ORDER BY name",
                "SELECT key, count(*) FROM keys GROUP BY key ORDER BY key",
                "SELECT * FROM totals",
            )
            return [connection.execute(question).fetchall() for question in questions]

    assert held(grown) == held(path)


def test_all_of_a_change_is_kept_or_nothing(path: Path, index: PatientIndex) -> None:
    broken = Patient.model_construct(mrn="7008889", family=object())
    with pytest.raises(TypeError):
        index.put(Patient(mrn="7008888"), broken)

    assert index.patient("7008888") is None
    assert len(index) == len(PATIENTS)


def test_a_merged_chart_is_found_and_never_taken(index: PatientIndex) -> None:
    index.merge(ANNA.mrn, into=ADAEZE.mrn)
    found, *_ = index.look_up(sheet_of(ANNA, mrn=ANNA.mrn))

    assert found.patient.merged_into == ADAEZE.mrn
    assert found.vetoes == (Veto.CHART_RETIRED,)


@pytest.mark.parametrize(
    ("prior", "into"),
    [(ANNA.mrn, "7777777"), ("7777777", ANNA.mrn), (ANNA.mrn, ANNA.mrn), (ANNA.mrn, RETIRED.mrn)],
)
def test_a_merge_that_leads_nowhere_is_refused(index: PatientIndex, prior: str, into: str) -> None:
    with pytest.raises(Rejected) as caught:
        index.merge(prior, into=into)

    assert prior not in str(caught.value)
    assert index.patient(ANNA.mrn) == ANNA


def test_others_see_a_change_when_it_is_whole(path: Path, index: PatientIndex) -> None:
    with PatientIndex(path) as other:
        assert other.patient("7008888") is None
        index.put(Patient(mrn="7008888"))
        assert other.patient("7008888") is not None


def test_many_ask_at_once_while_one_changes(path: Path, index: PatientIndex) -> None:
    wrong: list[object] = []

    def ask() -> None:
        with PatientIndex(path) as own:
            for _ in range(30):
                for asked in (own, index):
                    found = asked.look_up(sheet_of(MARTIN))
                    wrong.extend(one for one in found if one.patient != MARTIN)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(10):
        index.put(Patient(mrn=f"800000{number}", family="Sower", given="Mirela"))
    for thread in threads:
        thread.join()

    assert wrong == []
    assert len(index) == len(PATIENTS) + 10


def test_questions_are_answered_away_from_the_event_loop(index: PatientIndex) -> None:
    async def asked() -> list[list[str]]:
        answers: list[list[str]] = []

        async def ask() -> None:
            answers.extend([one.mrn for one in found] for found in await index.candidates([sheet_of(MARTIN)] * 3))

        async with anyio.create_task_group() as group:
            group.start_soon(ask)
            group.start_soon(ask)
        return answers

    assert anyio.run(asked) == [[MARTIN.mrn]] * 6


def test_a_site_brings_its_own_rules(path: Path) -> None:
    ours = MatchRules(placeholders=Placeholders(words=("Okafor",)))
    with PatientIndex(path, rules=ours) as index:
        assert index.look_up(sheet_of(ADAEZE))[0].vetoes[0] is Veto.PLACEHOLDER_NAME
    assert WardMatcher(PATIENTS, rules=ours).look_up(sheet_of(ADAEZE))[0].vetoes[0] is Veto.PLACEHOLDER_NAME


def test_where_too_many_share_a_key_nobody_is_certain(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("downtimekit.adapters.matching.index._CROWD", 2)
    same_day = ADAEZE.model_copy(update={"mrn": "7008888", "given": "Olanna", "address": None, "phones": ()})
    with PatientIndex(path) as index:
        assert index.look_up(sheet_of(ADAEZE))[0].grade is MatchGrade.CERTAIN
        index.put(same_day)
        assert MatchGrade.CERTAIN not in {one.grade for one in index.look_up(sheet_of(ADAEZE))}


def test_what_is_no_index_is_left_as_it_is(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE things (name TEXT)")
    connection.close()
    before = other.read_bytes()

    with pytest.raises(InvalidInput, match="not a patient index"):
        PatientIndex(other)
    with pytest.raises(InvalidInput, match="not a patient index"):
        PatientIndex.build(other, PATIENTS)
    (tmp_path / "text").write_text("no database, but a text that is long enough to be taken for one" * 20)
    with pytest.raises(Unreachable):
        PatientIndex(tmp_path / "text")
    with pytest.raises(Unreachable):
        PatientIndex(tmp_path / "missing.index")
    with pytest.raises(Unreachable):
        PatientIndex.build(tmp_path / "text" / "x.index", PATIENTS)
    assert other.read_bytes() == before
    assert not (tmp_path / "missing.index").exists()


def test_an_index_of_a_newer_release_is_not_touched(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()

    with pytest.raises(NewerDocument):
        PatientIndex(path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="has no fork")
def test_an_index_is_not_used_on_the_far_side_of_a_fork(index: PatientIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getpid", lambda: -1)

    with pytest.raises(Unreachable, match="forked"):
        index.patient(ADAEZE.mrn)


def test_a_closed_index_says_so(index: PatientIndex) -> None:
    index.close()
    index.close()

    with pytest.raises(Unreachable, match="closed"):
        index.look_up(WrittenIdentity(mrn=ADAEZE.mrn))
    assert "7001001" not in repr(index)
