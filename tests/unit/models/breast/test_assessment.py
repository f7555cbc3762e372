"""What a radiologist wrote is read, or not read; it is never guessed."""

from __future__ import annotations

import pytest

from downtimekit.models.breast import (
    DEFAULT_PRECEDENCE,
    Assessment,
    Density,
    read_assessment,
    read_density,
    suggest_overall,
)


@pytest.mark.parametrize("category", Assessment)
def test_a_category_is_read_by_its_key_in_any_case(category: Assessment) -> None:
    assert read_assessment(category.value) == read_assessment(category.value.upper()) == (category,)


@pytest.mark.parametrize(
    ("written", "category"),
    [
        (" 4A ", Assessment.LOW_SUSPICION),
        ("4b", Assessment.MODERATE_SUSPICION),
        ("BI-RADS 2", Assessment.BENIGN),
        ("birads: 5", Assessment.HIGHLY_SUGGESTIVE),
        ("Category 3", Assessment.PROBABLY_BENIGN),
        ("BI-RADS cat. 6", Assessment.KNOWN_MALIGNANCY),
        ("Probably  Benign.", Assessment.PROBABLY_BENIGN),
        ("Incomplete: need prior mammograms for comparison", Assessment.NEED_PRIORS),
        ("post", Assessment.POST_PROCEDURE_MARKER),
    ],
)
def test_a_category_is_read_as_radiologists_write_it(written: str, category: Assessment) -> None:
    assert read_assessment(written) == (category,)


@pytest.mark.parametrize("written", ["0", "BI-RADS 0", "incomplete"])
def test_a_bare_zero_does_not_say_what_is_needed(written: str) -> None:
    assert read_assessment(written) == (Assessment.NEED_ADDITIONAL_IMAGING, Assessment.NEED_PRIORS)


def test_the_statement_that_four_categories_share_says_no_more_than_four() -> None:
    assert read_assessment("Suspicious") == (Assessment.SUSPICIOUS,)


@pytest.mark.parametrize("written", ["", " ", "7", "-1", "4D", "4-5", "55", "٣", "²", "BI-RADS", "benign?", "2 or 3"])
def test_what_is_no_category_is_not_read(written: str) -> None:
    assert read_assessment(written) == ()


@pytest.mark.parametrize("category", Assessment)
def test_every_category_has_a_statement_that_is_read_back(category: Assessment) -> None:
    (read,) = read_assessment(category.statement)

    assert read.statement == category.statement


@pytest.mark.parametrize(
    ("written", "density"),
    [
        *[(letter, Density(letter)) for letter in "abcd"],
        *[(letter.upper(), Density(letter)) for letter in "abcd"],
        *zip("1234", Density, strict=True),
        (" 2 ", Density.SCATTERED),
    ],
)
def test_a_composition_is_read_as_a_letter_or_as_the_older_number(written: str, density: Density) -> None:
    assert read_density(written) is density


@pytest.mark.parametrize("written", ["", "0", "5", "e", "ab", "1.0", "4A", "BI-RADS 2", "٢"])
def test_what_is_no_composition_is_not_read(written: str) -> None:
    assert read_density(written) is None


def test_every_category_has_its_place_in_the_order() -> None:
    assert sorted(DEFAULT_PRECEDENCE) == sorted(Assessment)


def test_the_most_pressing_finding_suggests_the_overall_category() -> None:
    findings = [Assessment.BENIGN, Assessment.LOW_SUSPICION, Assessment.SUSPICIOUS, Assessment.KNOWN_MALIGNANCY]

    assert suggest_overall(findings) is Assessment.LOW_SUSPICION
    assert suggest_overall([]) is None


def test_a_site_may_bring_its_own_order() -> None:
    known_first = [
        *(c for c in DEFAULT_PRECEDENCE if c is not Assessment.KNOWN_MALIGNANCY),
        Assessment.KNOWN_MALIGNANCY,
    ]
    findings = [Assessment.KNOWN_MALIGNANCY, Assessment.HIGHLY_SUGGESTIVE]

    assert suggest_overall(findings) is Assessment.HIGHLY_SUGGESTIVE
    assert suggest_overall(findings, precedence=known_first) is Assessment.KNOWN_MALIGNANCY
