"""Words for findings: present-day terms, the words they replaced, and the words that nothing replaced."""

from __future__ import annotations

import pytest
from attrs import evolve

from downtimekit.errors import UnknownName
from downtimekit.models.breast import (
    ContrastAppearance,
    FindingKind,
    MammographyAppearance,
    Modality,
    MriAppearance,
    UltrasoundAppearance,
)
from downtimekit.models.breast.lexicon import (
    BIRADS5_MAMMOGRAPHY,
    BIRADS5_MRI,
    BIRADS5_ULTRASOUND,
    SHIPPED,
    Lexicon,
    Lexicons,
    Vocabulary,
    term_concerns,
)
from downtimekit.models.concern import Gravity
from tests.breast import a_finding, a_report

EVERY_VOCABULARY = [
    pytest.param(vocabulary, id=f"{lexicon.name}-{lexicon.modality}-{descriptor}")
    for lexicon in SHIPPED.all
    for descriptor, vocabulary in lexicon.descriptors.items()
]
APPEARANCES: dict[Modality, type[MammographyAppearance | UltrasoundAppearance | MriAppearance]] = {
    Modality.MAMMOGRAPHY: MammographyAppearance,
    Modality.ULTRASOUND: UltrasoundAppearance,
    Modality.MRI: MriAppearance,
}
FIFTH: dict[Modality, dict[str, set[str]]] = {
    Modality.MAMMOGRAPHY: {
        "shape": {"oval", "round", "irregular"},
        "margin": {"circumscribed", "obscured", "microlobulated", "indistinct", "spiculated"},
        "density": {"high", "equal", "low", "fat_containing"},
        "morphology": {
            *("skin", "vascular", "coarse_popcorn", "large_rodlike", "round", "punctate", "rim", "dystrophic"),
            *("milk_of_calcium", "suture", "amorphous", "coarse_heterogeneous", "fine_pleomorphic"),
            "fine_linear_or_branching",
        },
        "distribution": {"diffuse", "regional", "grouped", "linear", "segmental"},
        "seen_as": {
            *("architectural_distortion", "asymmetry", "global_asymmetry", "focal_asymmetry", "developing_asymmetry"),
            *("intramammary_lymph_node", "skin_lesion", "solitary_dilated_duct"),
        },
        "associated": {
            *("skin_retraction", "nipple_retraction", "skin_thickening", "trabecular_thickening"),
            *("axillary_adenopathy", "architectural_distortion", "calcifications"),
        },
    },
    Modality.ULTRASOUND: {
        "shape": {"oval", "round", "irregular"},
        "orientation": {"parallel", "not_parallel"},
        "margin": {
            *("circumscribed", "not_circumscribed", "indistinct", "angular", "microlobulated", "spiculated"),
        },
        "echo_pattern": {
            *("anechoic", "hyperechoic", "complex_cystic_and_solid", "hypoechoic", "isoechoic", "heterogeneous"),
        },
        "posterior": {"none", "enhancement", "shadowing", "combined"},
        "calcifications": {"in_mass", "outside_mass", "intraductal"},
        "vascularity": {"absent", "internal", "rim"},
        "elasticity": {"soft", "intermediate", "hard"},
    },
    Modality.MRI: {
        "shape": {"oval", "round", "irregular"},
        "mass_enhancement": {"homogeneous", "heterogeneous", "rim", "dark_septations"},
        "nme_distribution": {"focal", "linear", "segmental", "regional", "multiple_regions", "diffuse"},
        "nme_enhancement": {"homogeneous", "heterogeneous", "clumped", "clustered_ring"},
        "kinetics_initial": {"slow", "medium", "fast"},
        "kinetics_delayed": {"persistent", "plateau", "washout"},
    },
}
"""The fifth edition's terms, written down a second time."""


def part(name: str, modality: Modality) -> Lexicon:
    """Return a part of a lexicon that must be there."""
    lexicon = SHIPPED.find(name, modality)
    assert lexicon is not None
    return lexicon


@pytest.mark.parametrize(
    ("modality", "descriptor"), [(modality, descriptor) for modality, told in FIFTH.items() for descriptor in told]
)
def test_the_fifth_edition_has_these_terms_and_no_others(modality: Modality, descriptor: str) -> None:
    assert set(part("birads5", modality)[descriptor].terms) == FIFTH[modality][descriptor]


@pytest.mark.parametrize("modality", APPEARANCES)
def test_a_modality_describes_what_its_appearance_has_room_for(modality: Modality) -> None:
    descriptors = set(part("birads5", modality).descriptors)

    assert descriptors == {*APPEARANCES[modality].descriptors(), "associated"}


@pytest.mark.parametrize("vocabulary", EVERY_VOCABULARY)
def test_a_term_is_read_as_itself_however_it_is_spelt(vocabulary: Vocabulary) -> None:
    for term in vocabulary.terms:
        assert vocabulary.read(f" {term.upper().replace('_', ' ')} ") == term
        assert vocabulary.read(term.replace("_", "-")) == term


@pytest.mark.parametrize("vocabulary", EVERY_VOCABULARY)
def test_a_legacy_word_is_read_as_a_term_that_the_vocabulary_has(vocabulary: Vocabulary) -> None:
    assert {*map(vocabulary.read, vocabulary.legacy)} <= {*vocabulary.terms, *vocabulary.retired}


@pytest.mark.parametrize("vocabulary", EVERY_VOCABULARY)
def test_a_word_is_a_term_or_retired_or_legacy_and_never_two_of_them(vocabulary: Vocabulary) -> None:
    told = (vocabulary.terms, vocabulary.retired, vocabulary.legacy, vocabulary.writings)

    assert len(vocabulary.known) == sum(map(len, told))


@pytest.mark.parametrize("vocabulary", EVERY_VOCABULARY)
def test_another_writing_is_read_as_a_term_of_today(vocabulary: Vocabulary) -> None:
    assert {*map(vocabulary.read, vocabulary.writings)} <= {*vocabulary.terms}


@pytest.mark.parametrize(
    ("vocabulary", "written", "term"),
    [
        (BIRADS5_MAMMOGRAPHY["morphology"], "Fine linear or fine-linear branching", "fine_linear_or_branching"),
        (BIRADS5_MAMMOGRAPHY["morphology"], "Coarse or popcorn-like.", "coarse_popcorn"),
        (BIRADS5_MAMMOGRAPHY["density"], "High density", "high"),
        (BIRADS5_ULTRASOUND["posterior"], "No posterior features", "none"),
        (BIRADS5_ULTRASOUND["calcifications"], "Calcifications in a mass", "in_mass"),
        (BIRADS5_ULTRASOUND["orientation"], "nonparallel", "not_parallel"),
        (BIRADS5_MRI["mass_enhancement"], "dark internal septations", "dark_septations"),
        (BIRADS5_MRI["kinetics_delayed"], "wash-out", "washout"),
    ],
)
def test_the_name_of_a_term_in_full_is_read(vocabulary: Vocabulary, written: str, term: str) -> None:
    assert vocabulary.read(written) == term


def test_a_writing_that_was_kept_as_a_term_is_told_with_its_key() -> None:
    mass = a_finding(appearances=[{"view": "CC", "density": ["high_density"]}])
    (concern,) = term_concerns(a_report(mass), lexicons=SHIPPED)

    assert (concern.code, concern.gravity) == ("term_writing", Gravity.WARNING)
    assert concern.words.endswith("is high")


@pytest.mark.parametrize("vocabulary", EVERY_VOCABULARY)
def test_every_vocabulary_says_where_its_words_are_from(vocabulary: Vocabulary) -> None:
    assert vocabulary.source


def test_two_spellings_of_lucent_centred_mean_one_term() -> None:
    read = BIRADS5_MAMMOGRAPHY["morphology"].read

    assert read("LUCENT_CENTER") == read("LUCENT_CENTERED") == read("Lucent-centered") == read("EGGSHELL") == "rim"


@pytest.mark.parametrize(
    ("word", "term"),
    [("ASYMMETRIC_BREAST_TISSUE", "global_asymmetry"), ("FOCAL_ASYMMETRIC_DENSITY", "focal_asymmetry")],
)
def test_the_asymmetries_are_read_under_their_new_names(word: str, term: str) -> None:
    assert BIRADS5_MAMMOGRAPHY["seen_as"].read(word) == term


def test_a_lobulated_mass_is_not_bent_into_an_oval_one() -> None:
    shape = BIRADS5_MAMMOGRAPHY["shape"]

    assert shape.read("LOBULATED") == "lobular"
    assert "lobular" not in shape.terms


def test_pleomorphic_is_not_taken_for_one_of_the_two_terms_that_came_of_it() -> None:
    morphology = BIRADS5_MAMMOGRAPHY["morphology"]

    assert morphology.read("PLEOMORPHIC") == "pleomorphic"
    assert {"fine_pleomorphic", "coarse_heterogeneous"} <= {*morphology.terms}


def test_an_asymmetry_is_no_shape() -> None:
    assert BIRADS5_MAMMOGRAPHY["shape"].read("asymmetry") is None
    assert BIRADS5_MAMMOGRAPHY["margin"].read("round") is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ROUND-OVAL", {"shape": ("round", "oval")}),
        ("ROUND-OVAL-ROUND", {"shape": ("round", "oval")}),
        (
            "IRREGULAR-ARCHITECTURAL_DISTORTION",
            {"shape": ("irregular",), "seen_as": ("architectural_distortion",)},
        ),
        ("LYMPH_NODE", {"seen_as": ("intramammary_lymph_node",)}),
    ],
)
def test_joined_words_are_read_each_once_under_the_descriptor_that_knows_it(
    written: str, read: dict[str, tuple[str, ...]]
) -> None:
    assert BIRADS5_MAMMOGRAPHY.read_joined(written, descriptors=("shape", "seen_as")) == read


@pytest.mark.parametrize("written", ["", "-", "ROUND-", "ROUND-BANANA", "NA", "SPICULATED"])
def test_one_unknown_word_leaves_all_unread(written: str) -> None:
    assert BIRADS5_MAMMOGRAPHY.read_joined(written, descriptors=("shape", "seen_as")) is None


@pytest.mark.parametrize("modality", APPEARANCES)
def test_what_of_v2025_could_not_be_verified_is_the_fifth_editions_and_says_so(modality: Modality) -> None:
    fifth, later = part("birads5", modality), part("birads2025", modality)

    assert {name: words.terms for name, words in later.descriptors.items()} == {
        name: words.terms for name, words in fifth.descriptors.items()
    }
    assert {words.inherited_from for words in later.descriptors.values()} == {"birads5"}
    assert {words.inherited_from for words in fifth.descriptors.values()} == {""}
    assert later.unverified


def test_v2025_knows_non_mass_lesions_and_another_modality() -> None:
    assert (
        FindingKind.NON_MASS
        in part("birads2025", Modality.ULTRASOUND).kinds - part("birads5", Modality.ULTRASOUND).kinds
    )
    assert part("birads2025", Modality.CONTRAST_MAMMOGRAPHY).descriptors == {}
    assert SHIPPED.find("birads5", Modality.CONTRAST_MAMMOGRAPHY) is None
    assert ContrastAppearance.descriptors() == ()


def test_a_site_plugs_in_its_own_lexicon_and_nobody_else_sees_it() -> None:
    ours = evolve(part("birads2025", Modality.MRI), descriptors={"implant": Vocabulary(("intact", "ruptured"))})
    site = SHIPPED.with_(ours)

    assert site.find("birads2025", Modality.MRI) == ours
    assert "implant" not in part("birads2025", Modality.MRI).descriptors
    assert len(site.all) == len(SHIPPED.all)


def test_terms_cannot_be_changed_in_place() -> None:
    with pytest.raises(TypeError):
        BIRADS5_MAMMOGRAPHY.descriptors["shape"] = Vocabulary(())  # type: ignore[index]


def test_a_lexicon_or_a_descriptor_that_nobody_has_is_said_with_those_that_there_are() -> None:
    with pytest.raises(UnknownName, match=r"birads9.*birads2025, birads5"):
        SHIPPED.find("birads9", Modality.MRI)
    with pytest.raises(UnknownName, match="'colour'"):
        BIRADS5_MAMMOGRAPHY["colour"]
    with pytest.raises(UnknownName, match="known: none"):
        Lexicons(()).find("birads5", Modality.MRI)
