"""The back-fill of CBIS-DDSM as a clerk runs it: every line is accounted for, and nothing is entered twice."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from sample_ris import SampleRis

from downtimekit.models.capture import ReviewCode
from tests.case_files import Row, calc, mass, write

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "examples" / "backfill_cbis_ddsm.py"
COUNTS = ["rows", "entered", "merged", "held", "refused", "reports", "new_writes"]

WARD: Sequence[Row] = (
    # one report of three lines: two views of a mass, and another mass in the other breast
    *(mass("P_1"), mass("P_1", "MLO"), mass("P_1", left_or_right_breast="RIGHT", assessment="2")),
    # a bare 0 holds the whole report
    *(mass("P_2", assessment="0"), mass("P_2", "MLO")),
    # so does a reader who saw two categories in two views
    *(mass("P_3"), mass("P_3", "MLO", assessment="5")),
    # and a line that must be keyed again
    *(mass("P_4"), mass("P_4", "MLO", breast_density="0")),
    # alone in its report
    mass("P_5", assessment="0_priors"),
)


def start(*arguments: object, cwd: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def backfill(*arguments: object, cwd: Path) -> dict[str, int]:
    process = start(*arguments, cwd=cwd)
    said, complaints = process.communicate()
    assert (process.returncode, complaints) == (0, "")
    counts: dict[str, int] = json.loads(said.splitlines()[-1])
    assert list(counts) == COUNTS
    assert counts["rows"] == counts["entered"] + counts["merged"] + counts["held"] + counts["refused"]
    return counts


def counted(**counts: int) -> dict[str, int]:
    return dict.fromkeys(COUNTS, 0) | counts


def contents(folder: Path) -> list[dict[str, object]]:
    return SampleRis(folder / "ris.db").contents()


def outcomes(folder: Path) -> list[dict[str, str]]:
    with (folder / "accounting.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    return write(tmp_path / "ward.csv", WARD)


def test_every_line_is_entered_merged_held_or_refused(ward: Path, tmp_path: Path) -> None:
    counts = backfill(ward, "--out", "out", cwd=tmp_path)

    assert counts == counted(rows=10, entered=2, merged=2, held=5, refused=1, reports=2, new_writes=2)
    assert [line["outcome"] for line in outcomes(tmp_path / "out")] == [
        *("entered", "merged", "merged"),
        *("held", "held", "held", "held", "held", "refused"),
        "entered",
    ]


def test_the_work_list_says_where_to_look_and_why(ward: Path, tmp_path: Path) -> None:
    backfill(ward, "--out", "out", cwd=tmp_path)
    work_list = (tmp_path / "out" / "held.txt").read_text()

    assert "Reports that wait for a decision: 3" in work_list
    for code in (ReviewCode.CATEGORY_AMBIGUOUS, ReviewCode.READER_DISCREPANCY, ReviewCode.PAGE_MISSING):
        assert f"why: {code.words}" in work_list
    assert "Lines that must be keyed again: 1" in work_list
    assert f"[ ] {ward} line 18\n    breast density: cannot be read: write 1 to 4, or a to d" in work_list


def test_pathology_goes_nowhere_and_no_overall_category_is_assigned(tmp_path: Path) -> None:
    rows = [row | {"pathology": "PLANTED_MALIGNANT", "subtlety": "planted"} for row in WARD]
    backfill(write(tmp_path / "ward.csv", rows), "--out", "out", cwd=tmp_path)
    left = b"".join(file.read_bytes() for file in (tmp_path / "out").iterdir())
    reports = [told["content"] for told in contents(tmp_path / "out")]

    assert b"planted" not in left.lower()
    assert [(report["assessment"], report["status"]) for report in reports if isinstance(report, dict)] == [
        (None, "preliminary")
    ] * 2
    assert "findings: 4 2" in (tmp_path / "out" / "plan.txt").read_text()


def test_run_again_it_counts_the_same_and_writes_nothing(ward: Path, tmp_path: Path) -> None:
    first = backfill(ward, cwd=tmp_path)
    again = backfill(ward, cwd=tmp_path)

    assert again == first | {"new_writes": 0}
    assert len(contents(tmp_path / "out" / "cbis-ddsm")) == 2


def test_the_same_file_under_another_name_is_merged(ward: Path, tmp_path: Path) -> None:
    once = backfill(ward, "--out", "once", cwd=tmp_path)
    copy = write(tmp_path / "copy.csv", WARD, columns=[*reversed(WARD[0])], newline="\r\n", encoding="utf-8-sig")
    twice = backfill(ward, copy, "--out", "twice", cwd=tmp_path)

    # Every line of the copy says what another line said before; the refused one must be keyed again still.
    assert twice == once | {"rows": 20, "merged": once["merged"] + 9, "refused": 2}
    assert contents(tmp_path / "twice") == contents(tmp_path / "once")


@pytest.mark.slow
def test_files_that_come_one_by_one_end_in_the_same_reports(tmp_path: Path) -> None:
    masses = write(tmp_path / "mass.csv", WARD)
    rows = [calc("P_1"), calc("P_5", breast_density="2"), calc("P_6"), calc("P_6", "MLO"), calc("P_4", assessment="5")]
    calcs = write(tmp_path / "calc.csv", rows)
    for name, runs in {
        "together": [[masses, calcs]],
        "masses first": [[masses], [calcs]],
        "masses last": [[calcs], [masses]],
    }.items():
        counts = [backfill(*files, "--out", name, cwd=tmp_path) for files in runs]
        again = backfill(masses, calcs, "--out", name, cwd=tmp_path)

        assert contents(tmp_path / name) == contents(tmp_path / "together")
        assert (again["reports"], again["new_writes"], again["held"]) == (2, 0, 8)
        assert counts[-1]["reports"] == 2


def test_a_report_in_the_chart_that_a_later_line_contradicts_waits_again(tmp_path: Path) -> None:
    first = write(tmp_path / "first.csv", [mass("P_1")])
    second = write(tmp_path / "second.csv", [mass("P_1", "MLO", assessment="5")])
    before = backfill(first, "--out", "out", cwd=tmp_path)
    after = backfill(second, "--out", "out", cwd=tmp_path)

    assert (before["entered"], before["reports"]) == (1, 1)
    assert (after["held"], after["reports"]) == (1, 0)
    assert contents(tmp_path / "out") == []


def test_a_line_that_was_put_right_is_entered_with_its_whole_report(ward: Path, tmp_path: Path) -> None:
    backfill(ward, "--out", "out", cwd=tmp_path)
    mended = [row | {"breast_density": "3"} for row in WARD if row["patient_id"] == "P_4"]
    counts = backfill(write(tmp_path / "mended.csv", mended), "--out", "out", cwd=tmp_path)

    assert counts == counted(rows=2, entered=1, merged=1, reports=3, new_writes=1)


def test_the_same_view_with_other_content_goes_to_a_person(tmp_path: Path) -> None:
    rows = [mass("P_1"), mass("P_1", mass_margins="SPICULATED"), mass("P_2"), mass("P_2", breast_density="C")]
    counts = backfill(write(tmp_path / "ward.csv", rows), "--out", "out", cwd=tmp_path)

    assert counts == counted(rows=4, entered=1, merged=1, held=2, reports=1, new_writes=1)


def test_a_file_of_nothing_but_faults_is_accounted_for(tmp_path: Path) -> None:
    rows = [dict.fromkeys(mass(), ""), mass("P_1", "AP"), mass("P_2", assessment="9")]
    counts = backfill(write(tmp_path / "ward.csv", rows), "--out", "out", cwd=tmp_path)

    assert counts == counted(rows=3, refused=3)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read (No such file or directory)"),
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00", "is not a CSV file in UTF-8"),
        (b"patient_id,image view\nP_1,CC\n", "assessment: the file has no such column"),
    ],
    ids=["missing", "empty", "binary", "columns"],
)
def test_a_wrong_file_is_told_before_anything_is_written(
    content: bytes | None, words: str, ward: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.csv"
    if content is not None:
        wrong.write_bytes(content)
    process = start(ward, wrong, "--out", "out", cwd=tmp_path)
    said, complaints = process.communicate()

    assert (process.returncode, said) == (2, "")
    assert "wrong.csv" in complaints
    assert words in complaints
    assert "Traceback" not in complaints
    assert not (tmp_path / "out").exists()


def test_without_a_file_it_says_how_it_is_used(tmp_path: Path) -> None:
    process = start(cwd=tmp_path)
    _, complaints = process.communicate()

    assert process.returncode == 2
    assert "FILE" in complaints


def test_an_output_folder_that_cannot_be_used_is_told(ward: Path, tmp_path: Path) -> None:
    process = start(ward, "--out", ward, cwd=tmp_path)
    _, complaints = process.communicate()

    assert process.returncode == 2
    assert complaints.startswith(f"{ward}: cannot be written to")


@pytest.mark.slow
def test_killed_in_the_middle_it_goes_on_when_it_is_run_again(tmp_path: Path) -> None:
    rows = [mass(f"P_{number}", view) for number in range(300) for view in ("CC", "MLO")]
    path = write(tmp_path / "ward.csv", rows)
    for _ in range(4):
        process = start(path, "--out", "killed", cwd=tmp_path)
        assert process.stdout is not None
        next(line for line in process.stdout if "written" in line)
        process.kill()
        process.communicate()
    last = backfill(path, "--out", "killed", cwd=tmp_path)
    backfill(path, "--out", "whole", cwd=tmp_path)

    assert last | {"new_writes": 300} == counted(rows=600, entered=300, merged=300, reports=300, new_writes=300)
    assert last["new_writes"] < 300
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")
    assert SampleRis(tmp_path / "killed" / "ris.db").writes() == 300


def real_files() -> list[Path]:
    named = os.environ.get("DOWNTIMEKIT_CBIS_DDSM")
    folder = Path(named) if named else ROOT.parent / "shared" / "data" / "cbis-ddsm"
    return sorted(folder.glob("*case_description*.csv"))


def reports_without_doubt(files: Sequence[Path]) -> tuple[Mapping[str, list[dict[str, str]]], set[str]]:
    """Return the real rows by patient, and the patients about whose report nothing stands in doubt."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for path in files:
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                rows[row["patient_id"]].append({name.replace("_", " "): cell for name, cell in row.items()})
    doubtful = set()
    for patient, lines in rows.items():
        densities = {line["breast density"] for line in lines}
        readings = defaultdict(set)
        for line in lines:
            finding = line["left or right breast"], line["abnormality type"], line["abnormality id"]
            readings[finding].add(line["assessment"])
        if len(densities) > 1 or densities == {"0"} or any(len(r) > 1 or r == {"0"} for r in readings.values()):
            doubtful.add(patient)
    return rows, rows.keys() - doubtful


@pytest.mark.slow
@pytest.mark.skipif(not real_files(), reason="DOWNTIMEKIT_CBIS_DDSM does not name a folder with the real files")
def test_the_real_files_are_accounted_for_to_the_last_line(tmp_path: Path) -> None:
    files = real_files()
    rows, clear = reports_without_doubt(files)
    counts = backfill(*files, "--out", "out", cwd=tmp_path)

    assert counts["rows"] == sum(map(len, rows.values()))
    assert counts["entered"] == counts["reports"] == counts["new_writes"] == len(clear)
    assert counts["entered"] + counts["merged"] == sum(len(rows[patient]) for patient in clear)
    assert {told["mrn"] for told in contents(tmp_path / "out")} == clear
    assert Counter(line["outcome"] for line in outcomes(tmp_path / "out"))["held"] == counts["held"]
    assert backfill(*files, "--out", "out", cwd=tmp_path) == counts | {"new_writes": 0}
