"""A file of case descriptions is taken apart into lines, however it was saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cbis.lines import read_lines

from downtimekit.errors import InvalidInput
from tests.case_files import calc, mass, write

ROWS = [mass("P_1"), mass("P_1", "MLO"), mass("P_2", assessment="2")]


def digests(path: Path) -> list[str]:
    return [line.digest for line in read_lines(path)]


def faults_of(path: Path) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_lines(path)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    "save",
    [
        lambda path: write(path, ROWS, newline="\r\n"),
        lambda path: write(path, ROWS, newline="\r"),
        lambda path: write(path, ROWS, encoding="utf-8-sig"),
        lambda path: write(path, ROWS, columns=[*reversed(ROWS[0])]),
        lambda path: write(path, [row | {"ward": "west", "": "x"} for row in ROWS]),
        lambda path: write(
            path, [{name.upper().replace(" ", "_"): cell for name, cell in row.items()} for row in ROWS]
        ),
        lambda path: write(path, [{f" {name} ": f" {cell.lower()} " for name, cell in row.items()} for row in ROWS]),
        lambda path: write(path, [row | {"pathology": "", "subtlety": "1"} for row in ROWS]),
    ],
    ids=["CRLF", "CR", "BOM", "order", "more columns", "names", "blanks", "no report content"],
)
def test_a_line_is_known_again_however_its_file_was_saved(save: Callable[[Path], Path], tmp_path: Path) -> None:
    saved = digests(save(tmp_path / "saved.csv"))

    assert saved == digests(write(tmp_path / "plain.csv", ROWS))


@pytest.mark.parametrize("column", ["patient_id", "assessment", "mass margins", "cropped image file path"])
def test_a_line_with_another_cell_is_another_line(column: str, tmp_path: Path) -> None:
    other = [ROWS[0] | {column: "other"}]

    assert digests(write(tmp_path / "a.csv", ROWS[:1])) != digests(write(tmp_path / "b.csv", other))


def test_a_line_is_found_in_its_file_by_its_number(tmp_path: Path) -> None:
    lines = read_lines(write(tmp_path / "cases.csv", ROWS))

    # Each takes two, for one of its cells ends with a line break.
    assert [line.number for line in lines] == [2, 4, 6]
    assert {line.file for line in lines} == {str(tmp_path / "cases.csv")}


def test_a_file_may_hold_masses_and_calcifications(tmp_path: Path) -> None:
    rows = [mass(), {name.replace("breast density", "breast_density"): cell for name, cell in calc().items()}]
    lines = read_lines(write(tmp_path / "both.csv", rows, columns=[*rows[0], "calc type", "calc distribution"]))

    assert [line.cells["abnormality type"] for line in lines] == ["mass", "calcification"]


def test_every_missing_column_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    rows = [{"patient_id": "P_1", "mass_shape": "OVAL", "pathology": "BENIGN"}]

    assert faults_of(write(tmp_path / "cases.csv", rows)) == [
        f"{column}: the file has no such column"
        for column in (
            *("breast density", "left or right breast", "image view", "abnormality id", "abnormality type"),
            *("assessment", "mass margins"),
        )
    ]


def test_a_file_that_describes_no_finding_is_told_what_it_may_have(tmp_path: Path) -> None:
    columns = [name for name in ROWS[0] if not name.startswith("mass")]

    assert faults_of(write(tmp_path / "cases.csv", ROWS, columns=columns)) == [
        "mass shape or calc type: the file has no such column",
        "mass margins or calc distribution: the file has no such column",
    ]


def test_a_column_that_stands_twice_is_not_chosen_between(tmp_path: Path) -> None:
    rows = [row | {"Breast Density": "4"} for row in ROWS]

    assert faults_of(write(tmp_path / "cases.csv", rows)) == ["breast density: the file has this column twice"]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b"  \r\n", b",,,\n"])
def test_an_empty_file_is_told_to_be_empty(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_bytes(content)

    assert faults_of(tmp_path / "cases.csv") == ["is empty"]


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04\x14\x00\x08",
        b"\x00" * 300,
        bytes(range(128, 256)),
        "patient_id,breast_density\nP_1,3\n".encode("utf-16"),
    ],
    ids=["picture", "archive", "zeros", "bytes", "UTF-16"],
)
def test_a_file_that_is_no_text_is_told_to_be_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_bytes(content)

    assert faults_of(tmp_path / "cases.csv") == ["is not a CSV file in UTF-8"]


def test_a_file_that_cannot_be_read_is_told_with_its_name(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "gone.csv") == ["cannot be read (No such file or directory)"]
    assert faults_of(tmp_path) == ["cannot be read (Is a directory)"]


def test_a_file_with_a_header_only_has_no_lines(tmp_path: Path) -> None:
    assert read_lines(write(tmp_path / "cases.csv", [], columns=[*ROWS[0]])) == ()


@pytest.mark.parametrize(
    ("whole", "damaged", "words"),
    [
        ("P_1,3,LEFT,CC", "P_1,LEFT,CC", "the number of cells is 12, and the header has 13"),
        ("P_1,3,LEFT,CC", "P_1,3,,LEFT,CC", "the number of cells is 14, and the header has 13"),
        ("P_1,3,LEFT,CC", 'P_1,3,LEFT,"CC', "the number of cells is 4, and the header has 13"),
        ('2.dcm\n"', "2.dcm\n", "a quotation mark is missing, or a cell holds a line break"),
        ("P_1,3,LEFT,CC", f'P_1,"{"x" * 200_000}",LEFT,CC', "a quotation mark is missing, or a cell is too long"),
    ],
    ids=["cell too few", "cell too many", "quote in the middle", "quote at the end", "endless cell"],
)
def test_a_damaged_line_is_refused_and_spoils_no_other(whole: str, damaged: str, words: str, tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", ROWS)
    expected = digests(path)[1:]
    path.write_text(path.read_text().replace(whole, damaged, 1))
    first, *others = read_lines(path)

    assert [fault.words for fault in first.faults] == [words]
    assert [line.digest for line in others if not line.faults] == expected


def test_a_quotation_mark_too_many_is_left_in_its_cell(tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", ROWS)
    path.write_text(path.read_text().replace("P_2,3,LEFT", 'P_2,3",LEFT'))

    assert [line.cells["breast density"] for line in read_lines(path)] == ["3", "3", '3"']


def test_a_byte_that_is_no_text_spoils_its_cell_only(tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", ROWS)
    whole = read_lines(path)
    path.write_bytes(path.read_bytes().replace(b"P_2,3,LEFT", b"P_2,3,L\xc4FT"))
    *others, spoilt = read_lines(path)

    assert others == [*whole[:2]]
    assert spoilt.cells["left or right breast"] == r"L\xc4FT"
    assert spoilt.faults == ()


def test_a_quotation_mark_that_is_never_closed_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", ROWS)
    path.write_text(path.read_text() + '"P_3,3,LEFT')

    assert [len(line.faults) for line in read_lines(path)] == [0, 0, 0, 1]
