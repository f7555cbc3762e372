"""One line is read as one finding in one view: all of what it says, and nothing that it does not say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cbis.lines import read_lines
from cbis.rows import Keying, Row, exam_of, read_row

from downtimekit.models.breast import (
    Assessment,
    BreastReport,
    Density,
    Finding,
    FindingKind,
    Laterality,
    MammographyAppearance,
)
from downtimekit.models.capture import Capture, Doubt, RecordKind, ReviewCode
from tests.case_files import Row as Written
from tests.case_files import calc, mass, write

KEYING = Keying(
    occurred_at=datetime(2026, 3, 2, 15, tzinfo=UTC),
    performed_by="the radiologist on duty",
    recorded_at=datetime(2026, 3, 3, 8, tzinfo=UTC),
    entered_by="the records clerk",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cases.csv"


def read(file: Path, written: Written) -> Row:
    (line,) = read_lines(write(file, [written]))
    return read_row(line, KEYING)


def taken(file: Path, written: Written) -> Capture:
    row = read(file, written)
    assert row.capture is not None
    assert row.refusal is None
    return row.capture


def report(file: Path, written: Written) -> BreastReport:
    content = taken(file, written).content
    assert isinstance(content, BreastReport)
    return content


def faults(file: Path, written: Written) -> list[str]:
    row = read(file, written)
    assert row.refusal is not None
    assert row.capture is None
    return [*row.refusal.faults]


def test_a_mass_is_read_with_its_shape_and_margin(file: Path) -> None:
    written = mass(
        mass_shape="IRREGULAR-ARCHITECTURAL_DISTORTION", mass_margins="ILL_DEFINED-SPICULATED", assessment="5"
    )

    assert report(file, written) == BreastReport(
        density=Density.HETEROGENEOUSLY_DENSE,
        findings=(
            Finding(
                number=1,
                side=Laterality.LEFT,
                kind=FindingKind.MASS,
                appearances=(
                    MammographyAppearance(
                        view="CC",
                        shape=("irregular",),
                        margin=("indistinct", "spiculated"),
                        seen_as=("architectural_distortion",),
                    ),
                ),
                assessment=Assessment.HIGHLY_SUGGESTIVE,
            ),
        ),
    )


def test_calcifications_are_read_with_their_morphology_and_distribution(file: Path) -> None:
    written = calc(
        view="MLO",
        left_or_right_breast="right",
        abnormality_id="12",
        calc_type="PLEOMORPHIC-FINE_LINEAR_BRANCHING",
        assessment="4B",
    )
    (finding,) = report(file, written).findings

    assert finding.place == ("right", "calcification", 12)
    assert finding.assessment is Assessment.MODERATE_SUSPICION
    assert finding.appearances == (
        MammographyAppearance(
            view="MLO", morphology=("pleomorphic", "fine_linear_or_branching"), distribution=("grouped",)
        ),
    )


def test_the_two_clocks_and_the_two_people_are_kept(file: Path) -> None:
    capture = taken(file, mass("P_7"))

    assert (capture.occurred_at, capture.performed_by) == (KEYING.occurred_at, KEYING.performed_by)
    assert (capture.recorded_at, capture.entered_by) == (KEYING.recorded_at, KEYING.entered_by)
    assert (capture.patient.mrn, capture.accession) == ("P_7", exam_of("P_7"))


def test_no_overall_category_and_no_final_report_is_made_up(file: Path) -> None:
    content = report(file, mass())

    assert content.assessment is None
    assert (content.status, content.recommendations, content.interpreted_by) == ("preliminary", (), None)


def test_pathology_and_subtlety_are_not_read(file: Path) -> None:
    assert taken(file, mass(pathology="MALIGNANT", subtlety="1")) == taken(file, mass(pathology="?", subtlety=""))


@pytest.mark.parametrize("cell", ["NA", "na", "", " ", "N/A"])
def test_what_is_not_given_is_left_open(file: Path, cell: str) -> None:
    (finding,) = report(file, mass(mass_margins=cell)).findings

    assert finding.appearances == (MammographyAppearance(view="CC", shape=("oval",)),)


def test_a_lobulated_mass_keeps_its_retired_word(file: Path) -> None:
    (finding,) = report(file, mass(mass_shape="LOBULATED-OVAL")).findings

    assert [term for descriptor, term in finding.appearances[0].said() if descriptor == "shape"] == ["lobular", "oval"]


def test_what_is_no_shape_is_read_as_what_it_is_seen_as(file: Path) -> None:
    (finding,) = report(file, mass(mass_shape="FOCAL_ASYMMETRIC_DENSITY", mass_margins="NA")).findings

    assert finding.appearances == (MammographyAppearance(view="CC", seen_as=("focal_asymmetry",)),)


@pytest.mark.parametrize(("cell", "density"), [*zip("1234", Density, strict=True), *zip("ABCD", Density, strict=True)])
def test_a_density_is_read_as_number_or_letter(file: Path, cell: str, density: Density) -> None:
    assert report(file, mass(breast_density=cell)).density is density


def test_a_bare_zero_is_left_to_a_person(file: Path) -> None:
    capture = taken(file, mass(assessment="0"))

    assert capture.doubts == (Doubt(code=ReviewCode.CATEGORY_AMBIGUOUS, fields=("assessment",)),)
    assert isinstance(capture.content, BreastReport)
    assert capture.content.findings[0].assessment is None


@pytest.mark.parametrize("cell", ["0_additional", "0_priors"])
def test_a_zero_that_says_what_is_needed_is_no_doubt(file: Path, cell: str) -> None:
    capture = taken(file, mass(assessment=cell))

    assert capture.doubts == ()
    assert isinstance(capture.content, BreastReport)
    assert capture.content.findings[0].assessment == cell


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("patient", "", "patient id: is empty"),
        ("patient", "P 1", "patient id: cannot be read"),
        ("patient", "_1", "patient id: cannot be read"),
        ("breast_density", "0", "breast density: cannot be read: write 1 to 4, or a to d"),
        ("breast_density", "", "breast density: is empty"),
        ("left_or_right_breast", "BOTH", "left or right breast: cannot be read: write LEFT or RIGHT"),
        ("view", "XCCL", "image view: cannot be read: write CC or MLO"),
        ("abnormality_id", "0", "abnormality id: cannot be read"),
        ("abnormality_id", "100", "abnormality id: cannot be read"),
        ("abnormality_id", "1.0", "abnormality id: cannot be read"),
        ("abnormality_id", "\u0661", "abnormality id: cannot be read"),
        ("abnormality_type", "lesion", "abnormality type: cannot be read: write mass or calcification"),
        ("assessment", "7", "assessment: cannot be read"),
        ("assessment", "", "assessment: is empty"),
        ("assessment", "NA", "assessment: cannot be read"),
    ],
)
def test_a_cell_that_cannot_be_read_refuses_the_line(file: Path, column: str, cell: str, words: str) -> None:
    (fault,) = faults(file, mass(**{column: cell}))

    assert fault.startswith(words)


def test_an_unknown_word_is_told_with_its_column_and_what_is_known_but_not_repeated(file: Path) -> None:
    (fault,) = faults(file, mass(mass_shape="OVAL-JANE_DOE"))

    assert fault.startswith("mass shape: has a word that is not known: write oval, round, irregular")
    assert "lobulated" in fault
    assert "jane" not in fault.casefold()


def test_every_fault_of_a_line_is_told_at_once(file: Path) -> None:
    written = mass("?", "AP", breast_density="9", abnormality_id="x", assessment="z", mass_shape="q", mass_margins="q")

    assert [fault.split(":")[0] for fault in faults(file, written)] == [
        *("patient id", "breast density", "image view", "abnormality id", "assessment", "mass shape", "mass margins"),
    ]


def test_words_of_the_other_kind_are_not_dropped_in_silence(file: Path) -> None:
    columns = mass() | {"calc type": "AMORPHOUS", "calc distribution": "NA"}

    assert faults(file, columns) == ["calc type: is filled in, but the finding is a mass"]


def test_a_kind_that_the_file_has_no_columns_for_is_refused(file: Path) -> None:
    assert faults(file, mass(abnormality_type="calcification", mass_shape="", mass_margins="")) == [
        "calc type: the file has no such column",
        "calc distribution: the file has no such column",
    ]


def test_a_line_that_breaks_off_is_told_what_it_lacks(file: Path) -> None:
    write(file, [mass()])
    file.write_text(file.read_text().split(",LEFT")[0] + "\n")
    (line,) = read_lines(file)
    refusal = read_row(line, KEYING).refusal

    assert refusal is not None
    assert refusal.accession == exam_of("P_1")
    assert [fault.split(":")[0] for fault in refusal.faults] == [
        "the number of cells is 2, and the header has 13",
        *("left or right breast", "image view", "abnormality id", "abnormality type", "assessment"),
    ]


def test_a_refused_line_still_says_to_which_exam_it_belongs(file: Path) -> None:
    refusal = read(file, mass("P_7", breast_density="0")).refusal

    assert refusal is not None
    assert (refusal.accession, refusal.record) == (exam_of("P_7"), RecordKind.REPORT)


def test_a_line_that_is_keyed_again_is_the_same_paper_line(file: Path) -> None:
    refusal = read(file, mass(breast_density="0")).refusal
    capture = taken(file, mass(breast_density="2"))

    assert refusal is not None
    assert refusal.serial == capture.serial is not None
    assert refusal.capture != capture.id
    assert capture.serial != taken(file, mass(view="MLO")).serial


def test_neither_an_identifier_nor_a_repr_names_the_patient(file: Path) -> None:
    row = read(file, mass("PLANTED_417"))
    capture = taken(file, mass("PLANTED_417"))

    assert "PLANTED" not in f"{row!r} {capture!r} {capture.id} {capture.serial} {capture.accession}".upper()
