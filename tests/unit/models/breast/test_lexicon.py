"""Words for findings: present-day terms, the words they replaced, and the words that nothing replaced."""

from __future__ import annotations

import pytest

from downtimekit.models.breast import BIRADS5, Descriptor

SHAPE = BIRADS5[Descriptor.MASS_SHAPE]
MARGIN = BIRADS5[Descriptor.MASS_MARGIN]
MORPHOLOGY = BIRADS5[Descriptor.CALC_MORPHOLOGY]
DISTRIBUTION = BIRADS5[Descriptor.CALC_DISTRIBUTION]


@pytest.mark.parametrize("descriptor", Descriptor)
def test_a_term_is_read_as_itself_however_it_is_spelt(descriptor: Descriptor) -> None:
    vocabulary = BIRADS5[descriptor]

    for term in vocabulary.terms:
        assert vocabulary.read(f" {term.upper().replace('_', ' ')} ") == term
        assert vocabulary.read(term.replace("_", "-")) == term


@pytest.mark.parametrize("descriptor", Descriptor)
def test_a_legacy_word_is_read_as_a_term_that_the_vocabulary_has(descriptor: Descriptor) -> None:
    vocabulary = BIRADS5[descriptor]

    assert {*map(vocabulary.read, vocabulary.legacy)} <= {*vocabulary.terms, *vocabulary.retired}


@pytest.mark.parametrize("descriptor", Descriptor)
def test_a_word_is_a_term_or_retired_or_legacy_and_never_two_of_them(descriptor: Descriptor) -> None:
    vocabulary = BIRADS5[descriptor]

    assert len(vocabulary.known) == len(vocabulary.terms) + len(vocabulary.retired) + len(vocabulary.legacy)


def test_two_spellings_of_lucent_centred_mean_one_term() -> None:
    assert (
        MORPHOLOGY.read("LUCENT_CENTER") == MORPHOLOGY.read("LUCENT_CENTERED") == MORPHOLOGY.read("EGGSHELL") == "rim"
    )


@pytest.mark.parametrize(
    ("word", "term"),
    [("ASYMMETRIC_BREAST_TISSUE", "global_asymmetry"), ("FOCAL_ASYMMETRIC_DENSITY", "focal_asymmetry")],
)
def test_the_asymmetries_are_read_under_their_new_names(word: str, term: str) -> None:
    assert SHAPE.read(word) == term


def test_a_lobulated_mass_is_not_bent_into_an_oval_one() -> None:
    assert SHAPE.read("LOBULATED") == "lobular"
    assert "lobular" not in SHAPE.terms


def test_pleomorphic_is_not_taken_for_one_of_the_two_terms_that_came_of_it() -> None:
    assert MORPHOLOGY.read("PLEOMORPHIC") == "pleomorphic"
    assert {"fine_pleomorphic", "coarse_heterogeneous"} <= {*MORPHOLOGY.terms}


def test_joined_words_are_read_in_their_order_and_each_once() -> None:
    assert SHAPE.read_joined("IRREGULAR-ARCHITECTURAL_DISTORTION") == ("irregular", "architectural_distortion")
    assert MORPHOLOGY.read_joined("PUNCTATE-LUCENT_CENTER-EGGSHELL-PUNCTATE") == ("punctate", "rim")
    assert DISTRIBUTION.read_joined("REGIONAL-REGIONAL") == ("regional",)


@pytest.mark.parametrize("written", ["", "-", "ROUND-", "ROUND-BANANA", "NA", "SPICULATED"])
def test_one_unknown_word_leaves_all_unread(written: str) -> None:
    assert SHAPE.read_joined(written) is None


def test_a_word_belongs_to_its_descriptor() -> None:
    assert MARGIN.read("spiculated") == "spiculated"
    assert MARGIN.read("round") is None
