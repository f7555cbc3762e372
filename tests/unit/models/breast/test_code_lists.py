"""Our keys and the DICOM context groups: every code has its key, or is left out for a reason."""

from __future__ import annotations

import pytest

from downtimekit.models.breast import (
    Change,
    Density,
    Depth,
    Echotexture,
    IntervalUnit,
    Laterality,
    Quadrant,
    RecommendationKind,
    Region,
    read_density,
)
from downtimekit.models.breast.lexicon import BIRADS5_MAMMOGRAPHY, BIRADS5_ULTRASOUND, Vocabulary
from tests.breast import code_list

MAMMOGRAPHY, ULTRASOUND = BIRADS5_MAMMOGRAPHY.descriptors, BIRADS5_ULTRASOUND.descriptors
NOT_A_TERM = ""
"""What a group lists beside the terms: a heading, a word of an older edition, a term of another modality."""

TERMS: dict[int, tuple[Vocabulary, dict[str, str]]] = {
    6004: (
        MAMMOGRAPHY["shape"],
        {"40266001": "lobular", "42700002": "round", "49608001": "irregular", "84360004": "oval"},
    ),
    6006: (
        MAMMOGRAPHY["margin"],
        {
            "129738007": "circumscribed",
            "129739004": "microlobulated",
            "129740002": "obscured",
            "129741003": "indistinct",
            "129742005": "spiculated",
            "111343": NOT_A_TERM,  # angular: ultrasound
        },
    ),
    6008: (
        MAMMOGRAPHY["density"],
        {"129744006": "high", "129745007": "equal", "129746008": "low", "129747004": "fat_containing"},
    ),
    6010: (
        MAMMOGRAPHY["morphology"],
        {
            "129757003": "skin",
            "129759000": "vascular",
            "129749001": "coarse_popcorn",
            "129752009": "large_rodlike",
            "129756007": "round",
            "129755006": "punctate",
            "129751002": "rim",
            "129754005": "rim",
            "129750001": "dystrophic",
            "129753004": "milk_of_calcium",
            "129758008": "suture",
            "129760005": "amorphous",
            "129763007": "coarse_heterogeneous",
            "111344": "fine_pleomorphic",
            "129761009": "fine_linear_or_branching",
            "129762002": "fine_linear_or_branching",
            "111345": NOT_A_TERM,  # macrocalcifications
            "44771000": NOT_A_TERM,  # microcalcifications
        },
    ),
    6012: (
        MAMMOGRAPHY["distribution"],
        {
            "129764001": "diffuse",
            "129765000": "linear",
            "129766004": "grouped",
            "129767008": "regional",
            "129768003": "segmental",
            "111346": NOT_A_TERM,  # within a mass: ultrasound
            "111347": NOT_A_TERM,  # outside of a mass: ultrasound
        },
    ),
    6152: (ULTRASOUND["orientation"], {"111355": "parallel", "111356": "not_parallel"}),
    6154: (
        ULTRASOUND["echo_pattern"],
        {
            "111361": "anechoic",
            "111362": "hyperechoic",
            "111363": "complex_cystic_and_solid",
            "111364": "hypoechoic",
            "111365": "isoechoic",
        },
    ),
    6155: (
        ULTRASOUND["posterior"],
        {"111367": "none", "111368": "enhancement", "111369": "shadowing", "111370": "combined"},
    ),
    6157: (
        ULTRASOUND["vascularity"],
        {
            "111373": "absent",
            "111374": "not_assessed",
            "111375": "internal",
            "111376": "adjacent",
            "111377": "diffusely_increased",
        },
    ),
}
KEYS: dict[int, tuple[set[str], dict[str, str]]] = {
    6002: (
        set(Change),
        {
            "129721008": "new",
            "129722001": "partially_removed",
            "129723006": "no_significant_change",
            "129726003": "more_calcifications",
            "129727007": "fewer_calcifications",
            "129728002": "less_defined",
            "129729005": "more_defined",
            "129730000": "implant_removed",
            "129731001": "implant_revised",
            "15454001": "larger",
            "19776001": "smaller",
        },
    ),
    6020: (
        set(Quadrant),
        {
            "76365002": "upper_outer",
            "77831004": "upper_inner",
            "33564002": "lower_outer",
            "19100000": "lower_inner",
        },
    ),
    6022: (set(Laterality), {"73056007": "right", "80248007": "left", "63762007": "bilateral"}),
    6024: (set(Depth), {"255549009": "anterior", "C25569": "middle", "255551008": "posterior"}),
    6046: (set(IntervalUnit), {"d": "d", "wk": "wk", "mo": "mo", "a": "a"}),
    6151: (
        set(Echotexture),
        {"111351": "homogeneous_fat", "111352": "homogeneous_fibroglandular", "111353": "heterogeneous"},
    ),
}
RECOMMENDED: dict[str, str] = {
    "111140": "routine_screening",
    "111142": "short_interval_followup",
    "111135": "additional_views",
    "111136": "spot_compression",
    "399055006": "spot_compression",
    "399163009": "magnification",
    "16310003": "ultrasound",
    "241615005": "mri",
    "18102001": "ductogram",
    "111138": "obtain_priors",
    "111143": "tissue_diagnosis",
    "111148": "tissue_diagnosis",
    "111145": "core_biopsy",
    "111144": "surgical_biopsy",
    "111147": "aspiration",
    "111410": "surgical_consult",
    "111122": "treatment",
    "111121": "clinical_followup",
    "111141": "clinical_followup",
}


@pytest.mark.parametrize("group", TERMS)
def test_every_code_of_a_descriptor_has_a_word_that_the_lexicon_knows(group: int) -> None:
    vocabulary, keys = TERMS[group]

    assert set(code_list(group)) == set(keys)
    assert set(keys.values()) - {NOT_A_TERM} <= {*vocabulary.terms, *vocabulary.retired}


@pytest.mark.parametrize("group", [6004, 6006, 6008, 6010, 6012])
def test_every_mammographic_term_and_retired_shape_has_a_code(group: int) -> None:
    vocabulary, keys = TERMS[group]

    assert set(vocabulary.terms) <= set(keys.values())


@pytest.mark.parametrize("group", KEYS)
def test_the_keys_of_an_enumeration_are_those_of_its_group(group: int) -> None:
    members, keys = KEYS[group]

    assert set(code_list(group)) == set(keys)
    assert set(keys.values()) == members


def test_regions_and_clock_positions_are_those_of_their_group() -> None:
    meanings = set(code_list(6018).values())
    clocks = {meaning for meaning in meanings if "o'clock" in meaning}
    regions = {meaning.split(" region")[0].casefold().replace(" ", "_") for meaning in meanings - clocks}

    assert {int(meaning.split()[0]) for meaning in clocks} == set(range(1, 13))
    assert regions == set(Region)


def test_the_densities_are_those_of_their_group_and_are_read_by_its_words() -> None:
    codes = {"129716005": "a", "129717001": "b", "129718006": "c", "129719003": "d"}
    read = {code: read_density(meaning) for code, meaning in code_list(6000).items()}

    assert {code: reading.density for code, reading in read.items() if reading} == {
        code: Density(letter) for code, letter in codes.items()
    }


def test_what_follow_up_is_recommended_can_be_said() -> None:
    # Nuclear medicine, an evaluation without more words, and two that say no more than the category does.
    left_out = {"371572003", "386053000", "111146", "111149"}

    assert set(code_list(6028)) == {*RECOMMENDED, *left_out}
    assert set(RECOMMENDED.values()) <= set(RecommendationKind)


@pytest.mark.parametrize(
    ("group", "descriptor"),
    [(6004, "shape"), (6008, "density"), (6010, "morphology"), (6012, "distribution")],
)
def test_a_word_of_a_group_is_not_read_as_another_code_s_term(group: int, descriptor: str) -> None:
    _, keys = TERMS[group]
    vocabulary = MAMMOGRAPHY[descriptor]
    # the first words of a meaning, up to what is only explained
    words = {
        code: meaning.split("(")[0].split(" calc")[0].split(" lesion")[0] for code, meaning in code_list(group).items()
    }
    read = {code: term for code, word in words.items() if (term := vocabulary.read(word.replace(",", "")))}

    assert read
    assert {code: term for code, term in read.items() if keys[code] not in (term, NOT_A_TERM)} == {}
