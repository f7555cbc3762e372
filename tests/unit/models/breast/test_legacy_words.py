"""Every word of three public sources is read: two research collections, and the codes of a government RIS."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from downtimekit.models.breast import Assessment, Density, read_assessment, read_density
from downtimekit.models.breast.lexicon import BIRADS5_MAMMOGRAPHY
from tests.breast import stored

CBIS = ("mass_case_description_train_set.csv", "calc_case_description_train_set.csv")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "mass shape": ("shape", "seen_as"),
    "mass margins": ("margin",),
    "calc type": ("morphology",),
    "calc distribution": ("distribution",),
}
NOT_READ = {"breast_density": {"0"}, "breast density": {"0"}}


def cells(name: str) -> Iterator[tuple[str, str]]:
    """Yield column and cell of a file of CBIS-DDSM."""
    path = stored("cbis-ddsm", name)
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield from row.items()


@pytest.mark.parametrize("name", CBIS)
def test_every_word_of_cbis_ddsm_is_read(name: str) -> None:
    unread = {
        (column, cell)
        for column, cell in cells(name)
        if column in COLUMNS
        and cell not in ("", "NA", "N/A")
        and BIRADS5_MAMMOGRAPHY.read_joined(cell, descriptors=COLUMNS[column]) is None
    }

    assert unread == set()


@pytest.mark.parametrize("name", CBIS)
def test_every_category_and_density_of_cbis_ddsm_is_read(name: str) -> None:
    told = set(cells(name))
    assessments = {cell: read_assessment(cell) for column, cell in told if column == "assessment"}
    densities = {cell for column, cell in told if column in NOT_READ and read_density(cell) is None}

    assert {cell for cell, meant in assessments.items() if len(meant) != 1} <= {"0"}
    assert densities <= {"0"}


def _codes(text: str, attribute: str) -> dict[str, str]:
    line = re.search(rf"{attribute}:.*", text)
    assert line
    return {code: word for word, code in re.findall(r"([a-z-]+)=(\d)", line[0])}


def test_every_word_of_the_uci_masses_is_read() -> None:
    text = stored("uci-mammographic-mass", "mammographic_masses.names").read_text("latin-1")
    words = {"shape": "Shape", "margin": "Margin", "density": "Density"}
    read = {
        descriptor: [BIRADS5_MAMMOGRAPHY[descriptor].read(word) for word in _codes(text, name).values()]
        for descriptor, name in words.items()
    }

    assert read == {
        "shape": ["round", "oval", "lobular", "irregular"],
        "margin": ["circumscribed", "microlobulated", "obscured", "indistinct", "spiculated"],
        "density": ["high", "equal", "low", "fat_containing"],
    }


def test_the_slip_of_the_pen_in_the_uci_masses_is_not_read_as_a_five() -> None:
    rows = stored("uci-mammographic-mass", "mammographic_masses.data").read_text("ascii").split()
    written = {row.split(",")[0] for row in rows}

    assert {cell for cell in written if len(read_assessment(cell)) != 1} == {"55", "0", "?"}


def vista(path: Path) -> dict[int, tuple[str, str]]:
    """Return name and description of VistA's diagnostic codes."""
    entry = re.compile(r'^\^RA\(78\.3,(\d+),0\)="([^^]*)\^([^^]*)', re.MULTILINE)
    return {int(number): (name, words) for number, name, words in entry.findall(path.read_text("utf-8"))}


def test_every_mammography_code_of_vista_is_read_by_number_and_by_description() -> None:
    entries = vista(stored("vista-radiology", "78.3+DIAGNOSTIC_CODES.zwr"))
    assessed = {number: words for number, (name, words) in entries.items() if name.startswith("BI-RADS")}
    by_number = {number: read_assessment(str(number)) for number in assessed}

    assert by_number == {
        1100: (Assessment.NEED_ADDITIONAL_IMAGING,),
        1101: (Assessment.NEGATIVE,),
        1102: (Assessment.BENIGN,),
        1103: (Assessment.PROBABLY_BENIGN,),
        1104: (Assessment.SUSPICIOUS,),
        1105: (Assessment.HIGHLY_SUGGESTIVE,),
        1106: (Assessment.KNOWN_MALIGNANCY,),
    }
    assert {number: read_assessment(words) for number, words in assessed.items()} == by_number


def test_vista_s_names_say_no_more_than_their_number_and_a_bare_zero_stays_in_doubt() -> None:
    entries = vista(stored("vista-radiology", "78.3+DIAGNOSTIC_CODES.zwr"))
    read = {name: read_assessment(name) for name, _ in entries.values() if name.startswith("BI-RADS")}

    assert [name for name, meant in read.items() if len(meant) != 1] == ["BI-RADS CATEGORY 0"]
    assert read["BI-RADS CATEGORY 6"] == (Assessment.KNOWN_MALIGNANCY,)


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("1107", Assessment.POST_PROCEDURE_MARKER),
        ("BI-RADS R", Assessment.POST_PROCEDURE_MARKER),
        ("BI-RADS CATEGORY R", Assessment.POST_PROCEDURE_MARKER),
        ("1110", Assessment.NEED_PRIORS),
        ("Incomplete: Need Prior Mammograms for Comparison", Assessment.NEED_PRIORS),
    ],
)
def test_what_later_patches_added_to_vista_is_read(written: str, category: Assessment) -> None:
    assert read_assessment(written) == (category,)


def test_every_density_of_vista_is_read_by_number_and_by_name() -> None:
    entries = vista(stored("vista-radiology", "78.3+DIAGNOSTIC_CODES.zwr"))
    read = [(read_density(str(number)), read_density(entries[number][0])) for number in range(1111, 1115)]

    assert [(one and one.density, other and other.density) for one, other in read] == [(d, d) for d in Density]
