"""What a radiologist wrote is read, or not read; it is never guessed."""

from __future__ import annotations

import pytest

from downtimekit.models.breast import (
    ASSESSMENT_ALIASES,
    GRADES_OF_SUSPICION,
    INCOMPLETE,
    SUSPICIOUS,
    AliasTable,
    Assessment,
    read_assessment,
)

EITHER_ZERO = (Assessment.NEED_ADDITIONAL_IMAGING, Assessment.NEED_PRIORS)
FINAL_STATEMENTS = {
    "Negative",
    "Benign",
    "Probably Benign",
    "Suspicious",
    "Highly Suggestive of Malignancy",
    "Known Biopsy-Proven Malignancy",
    "Post-Procedure Mammogram for Marker Placement",
}
INCOMPLETE_STATEMENTS = {
    "Incomplete: Need additional imaging evaluation",
    "Incomplete: Need prior mammograms for comparison",
}


def test_the_statements_are_the_seven_final_and_the_two_incomplete_ones_of_the_regulation() -> None:
    assert {a.statement for a in Assessment if a not in INCOMPLETE} == FINAL_STATEMENTS
    assert {a.statement for a in INCOMPLETE} == INCOMPLETE_STATEMENTS


def test_the_categories_that_hurry_are_those_of_two_statements() -> None:
    hurried = {"Suspicious", "Highly Suggestive of Malignancy"}

    assert {a for a in Assessment if a.statement in hurried} == SUSPICIOUS
    assert {a for a in SUSPICIOUS if a.value.startswith("4") and a is not Assessment.SUSPICIOUS} == GRADES_OF_SUSPICION


@pytest.mark.parametrize("category", Assessment)
def test_a_category_is_read_by_its_key_in_any_case(category: Assessment) -> None:
    assert read_assessment(category.value) == read_assessment(category.value.upper()) == (category,)


@pytest.mark.parametrize(
    ("written", "category"),
    [
        (" 4A ", Assessment.LOW_SUSPICION),
        ("4b", Assessment.MODERATE_SUSPICION),
        ("BI-RADS 2", Assessment.BENIGN),
        ("BI\u2011RADS 2", Assessment.BENIGN),
        ("birads: 5", Assessment.HIGHLY_SUGGESTIVE),
        ("Category 3", Assessment.PROBABLY_BENIGN),
        ("BI-RADS cat. 6", Assessment.KNOWN_MALIGNANCY),
        ("Probably  Benign.", Assessment.PROBABLY_BENIGN),
        ("Incomplete: need prior mammograms for comparison", Assessment.NEED_PRIORS),
        ("post", Assessment.POST_PROCEDURE_MARKER),
        ("NEGATIVE MAMMOGRAM", Assessment.NEGATIVE),
        ("Benign Finding(s)", Assessment.BENIGN),
        ("Probably benign finding \u2013 short interval follow-up suggested", Assessment.PROBABLY_BENIGN),
        ("Suspicious Abnormality", Assessment.SUSPICIOUS),
        ("Suspicious Abnormality-Biopsy Should be Considered", Assessment.SUSPICIOUS),
        ("BI-RADS 2: Benign", Assessment.BENIGN),
        ("BI-RADS 4 (Suspicious)", Assessment.SUSPICIOUS),
        ("Category 4A - Suspicious", Assessment.LOW_SUSPICION),
        ("BI-RADS 1, negative", Assessment.NEGATIVE),
        ("0 - Need additional imaging evaluation", Assessment.NEED_ADDITIONAL_IMAGING),
        ("BI-RADS\u00ae 3", Assessment.PROBABLY_BENIGN),
        ("BIRADS-4A", Assessment.LOW_SUSPICION),
        ("BI-RADS Assessment: 5", Assessment.HIGHLY_SUGGESTIVE),
        ("4 b", Assessment.MODERATE_SUSPICION),
        ("4-C", Assessment.HIGH_SUSPICION),
        ("4C - Moderate suspicion", Assessment.HIGH_SUSPICION),
        ("4B - Moderate suspicion", Assessment.MODERATE_SUSPICION),
        ("Low suspicion", Assessment.LOW_SUSPICION),
    ],
)
def test_a_category_is_read_as_radiologists_write_it(written: str, category: Assessment) -> None:
    assert read_assessment(written) == (category,)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Addl Img", "0_additional"),
        ("Priors", "0_priors"),
        ("Neg", "1"),
        ("Benign", "2"),
        ("Prob Benign", "3"),
        ("Susp", "4"),
        ("Low Susp", "4A"),
        ("Mod Susp", "4B"),
        ("High Susp", "4C"),
        ("Hi Sug Mal", "5"),
        ("Biop - Malig", "6"),
        ("PPM - Marker", "post_marker"),
    ],
)
def test_the_words_of_a_dictation_system_are_read(written: str, key: str) -> None:
    assert read_assessment(written) == (Assessment(key),)


@pytest.mark.parametrize(("code", "key"), [("0", None), ("200", "0_priors"), ("100", "post_marker"), ("4A", "4A")])
def test_the_numbers_of_an_epic_radiant_are_read_and_its_zero_stays_in_doubt(code: str, key: str | None) -> None:
    assert read_assessment(code) == ((Assessment(key),) if key else EITHER_ZERO)


@pytest.mark.parametrize(
    ("written", "keys"),
    [("Moderate suspicion", "4B 4C"), ("2 - Suspicious", "2 4"), ("4 - Low suspicion", "4 4A"), ("1 (benign)", "1 2")],
)
def test_what_contradicts_itself_is_answered_with_all_that_it_can_mean(written: str, keys: str) -> None:
    assert read_assessment(written) == tuple(map(Assessment, keys.split()))


def test_waiting_for_pathology_is_no_category() -> None:
    assert read_assessment("Wait - Path") == ()


@pytest.mark.parametrize("written", ["0", "BI-RADS 0", "incomplete", "BI-RADS CATEGORY 0"])
def test_a_bare_zero_does_not_say_what_is_needed(written: str) -> None:
    assert read_assessment(written) == EITHER_ZERO


def test_the_statement_that_named_both_needs_is_left_to_a_person() -> None:
    former = "Incomplete: Need additional imaging evaluation and/or prior mammograms for comparison"

    assert read_assessment(former) == EITHER_ZERO


def test_the_statement_that_four_categories_share_says_no_more_than_four() -> None:
    assert read_assessment("Suspicious") == (Assessment.SUSPICIOUS,)


@pytest.mark.parametrize("written", ["Moderate", "Intermediate", "Moderate concern"])
def test_a_word_that_changed_its_category_between_editions_is_not_read(written: str) -> None:
    assert read_assessment(written) == ()


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "7",
        "-1",
        "4D",
        "4-5",
        "55",
        "\u0663",
        "\u00b2",
        "BI-RADS",
        "benign?",
        "2 - who knows",
        "2 or 3",
        "R",
        "1108",
    ],
)
def test_what_is_no_category_is_not_read(written: str) -> None:
    assert read_assessment(written) == ()


@pytest.mark.parametrize("category", Assessment)
def test_every_category_has_a_statement_that_is_read_back(category: Assessment) -> None:
    (read,) = read_assessment(category.statement)

    assert read.statement == category.statement


def test_every_table_says_where_its_words_are_from_and_no_word_stands_twice() -> None:
    words = [word for table in ASSESSMENT_ALIASES for word in table.words]

    assert all(table.source for table in ASSESSMENT_ALIASES)
    assert len(words) == len(set(words))


def test_a_site_adds_the_words_of_its_own_system() -> None:
    ours = AliasTable("our RIS", {"Code R": (Assessment.HIGHLY_SUGGESTIVE,)})

    assert read_assessment("code r") == ()
    assert read_assessment("code r", tables=[*ASSESSMENT_ALIASES, ours]) == (Assessment.HIGHLY_SUGGESTIVE,)


def test_a_word_that_two_tables_read_differently_is_answered_with_both() -> None:
    ours = AliasTable("our RIS", {"Neg": (Assessment.BENIGN,)})

    assert read_assessment("Neg", tables=[*ASSESSMENT_ALIASES, ours]) == (Assessment.NEGATIVE, Assessment.BENIGN)
