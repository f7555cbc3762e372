"""A finding holds what was said of it, and refuses what cannot be meant."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.models.breast import (
    ContrastAppearance,
    Finding,
    MammographyAppearance,
    MriAppearance,
    UltrasoundAppearance,
)
from downtimekit.models.reading import read
from tests.breast import PLANTED, a_finding

LEAST = {"number": 1, "side": "left", "kind": "mass"}
CC = {"modality": "mammography", "view": "CC"}


def faults(**said: object) -> dict[str, str]:
    """Return what is wrong with a finding, by path."""
    with pytest.raises(InvalidInput) as refused:
        read(Finding, LEAST | said, source="sheet")
    assert PLANTED not in str(refused.value)
    return {fault.path: fault.words for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            {"modality": "mammography", "view": "CC", "shape": ["oval"]},
            MammographyAppearance(view="CC", shape=("oval",)),
        ),
        ({"modality": "mammography", "view": "MLO"}, MammographyAppearance(view="MLO")),
        ({"modality": "ultrasound", "orientation": ["parallel"]}, UltrasoundAppearance(orientation=("parallel",))),
        ({"modality": "mri", "kinetics_delayed": ["washout"]}, MriAppearance(kinetics_delayed=("washout",))),
        ({"modality": "contrast_mammography", "view": "CC"}, ContrastAppearance(view="CC")),
    ],
)
def test_an_appearance_is_one_of_a_modality(said: Mapping[str, object], expected: object) -> None:
    assert Finding.model_validate({**LEAST, "appearances": [said]}).appearances == (expected,)


def test_every_appearance_comes_back_from_json_as_what_it_was() -> None:
    finding = a_finding(
        appearances=[
            MammographyAppearance(view="CC", seen_as=("asymmetry",)),
            UltrasoundAppearance(view="radial", special_case=("simple_cyst",)),
            MriAppearance(nme_distribution=("linear",)),
            {"modality": "contrast_mammography", "view": "CC", "further": [{"descriptor": "glow", "term": "strong"}]},
        ],
        size_mm=4.5,
        further_sizes_mm=[3, 2.5],
    )

    assert Finding.model_validate_json(finding.model_dump_json()) == finding
    assert [type(look) for look in finding.appearances] == [
        *(MammographyAppearance, UltrasoundAppearance, MriAppearance, ContrastAppearance)
    ]


def test_a_mammogram_shows_no_orientation() -> None:
    told = faults(appearances=[{**CC, "orientation": ["parallel"]}])

    assert told == {"appearances[0].mammography.orientation": "is not a known field"}


@pytest.mark.parametrize("modality", [PLANTED, 7, None, ["mri"]])
def test_a_modality_that_nobody_has_is_refused_without_being_repeated(modality: object) -> None:
    said = {**LEAST, "appearances": [{"modality": modality, "view": "CC"}]}

    words = "is of a kind that is not known, or does not say of which"
    assert faults(**said) == {"appearances[0]": words}
    assert faults(appearances=[{"view": "CC"}]) == {"appearances[0]": words}
    with pytest.raises(ValidationError) as raw:
        Finding.model_validate(said)
    assert PLANTED not in str(raw.value)


@pytest.mark.parametrize(
    ("said", "path", "words"),
    [
        ({"clock": 13}, "clock", "must be less than or equal to 12"),
        ({"clock": "ten"}, "clock", "is not a whole number"),
        ({"size_mm": 0}, "size_mm", "must be greater than 0"),
        ({"size_mm": 301}, "size_mm", "must be less than or equal to 300"),
        ({"size_mm": "1 cm"}, "size_mm", "is not a number"),
        ({"distance_from_nipple_mm": -1}, "distance_from_nipple_mm", "must be greater than or equal to 0"),
        ({"further_sizes_mm": [3]}, "", "has further sizes, but not the largest"),
        ({"appearances": [CC, CC]}, "", "one view is described twice"),
        (
            {"appearances": [{**CC, "shape": [f"{PLANTED} (oval?)"]}]},
            "appearances[0].mammography.shape[0]",
            "has characters that are not allowed, or is too long",
        ),
        ({"quadrant": PLANTED}, "quadrant", "must be 'upper_outer', 'upper_inner', 'lower_outer' or 'lower_inner'"),
        ({"colour": PLANTED}, "colour", "is not a known field"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words_that_a_clerk_understands(
    said: dict[str, object], path: str, words: str
) -> None:
    assert faults(**said) == {path: words}


def test_every_fault_is_told_at_once() -> None:
    assert set(faults(side="up", clock=13, size_mm=-1)) == {"side", "clock", "size_mm"}


@pytest.mark.parametrize("size", ["nan", "inf", "-inf"])
def test_a_size_is_a_number_that_a_ruler_has(size: str) -> None:
    assert set(faults(size_mm=size)) == {"size_mm"}


def test_one_view_in_two_modalities_is_two_views() -> None:
    looks = [{"view": "CC"}, {"modality": "contrast_mammography", "view": "CC"}]

    assert len(a_finding(appearances=looks).appearances) == 2


def test_an_appearance_tells_its_descriptors_in_their_order() -> None:
    look = MammographyAppearance.model_validate(
        {
            "view": "CC",
            "margin": ["obscured"],
            "shape": ["oval", "round"],
            "further": [{"descriptor": "d", "term": "t"}],
        }
    )

    assert [*look.said()] == [("shape", "oval"), ("shape", "round"), ("margin", "obscured"), ("d", "t")]


def test_a_finding_shows_nothing_of_a_patient() -> None:
    finding = a_finding(note=PLANTED, associated=["planted"], appearances=[{"view": "planted"}])

    assert "planted" not in f"{finding!r} {finding} {finding.appearances!r}".casefold()
