"""The fifth edition (2013): term keys for mammography, ultrasound and MRI. No definitions: they are their owner's.

Mammography: DICOM CIDs 6004 to 6015 as far as they have the term, and the feature lists of the domain's
literature. Older words are those of the CIDs, of CBIS-DDSM and of the UCI mammographic masses; the new names of the
asymmetries are told in Youk et al., Radiographics 2009;29:e33. Ultrasound: CIDs 6151 to 6157. MRI has no code list
there; its terms, like those of ultrasound that a CID lacks, are from general knowledge and secondary sources.

Two words stay what they are. The third edition's *pleomorphic*: the fourth made two terms of it, coarse heterogeneous
and fine pleomorphic, and nobody can tell now which one was meant. And *lobular*, which the fifth edition dropped.
"""

from __future__ import annotations

from downtimekit.models.breast.finding import FindingKind
from downtimekit.models.breast.lexicon.vocabulary import Lexicon, Vocabulary
from downtimekit.models.breast.modality import Modality

NAME = "birads5"
EDITION = "fifth edition, 2013"

_UNCODED = "general knowledge and secondary sources; no open code list"

_MASS = frozenset({FindingKind.MASS, FindingKind.OTHER})
_CALCIFICATION = frozenset({FindingKind.CALCIFICATION, FindingKind.MASS})
_NON_MASS = frozenset({FindingKind.NON_MASS})

BIRADS5_MAMMOGRAPHY = Lexicon(
    NAME,
    EDITION,
    Modality.MAMMOGRAPHY,
    kinds=frozenset(FindingKind) - {FindingKind.FOCUS, FindingKind.NON_MASS},
    descriptors={
        "shape": Vocabulary(
            terms=("oval", "round", "irregular"),
            legacy={"ovoid": "oval", "lobulated": "lobular"},
            retired=("lobular",),
            kinds=_MASS | {FindingKind.LYMPH_NODE},
            source="DICOM CID 6004; lobulated: CBIS-DDSM",
        ),
        "margin": Vocabulary(
            terms=("circumscribed", "obscured", "microlobulated", "indistinct", "spiculated"),
            legacy={"ill_defined": "indistinct"},
            kinds=_MASS | {FindingKind.LYMPH_NODE},
            source="DICOM CID 6006; ill-defined: CBIS-DDSM, UCI",
        ),
        "density": Vocabulary(
            terms=("high", "equal", "low", "fat_containing"),
            legacy={"iso": "equal", "isodense": "equal", "radiolucent": "fat_containing"},
            kinds=_MASS | {FindingKind.LYMPH_NODE},
            source="DICOM CID 6008; iso: UCI",
            writings={"high_density": "high", "equal_density": "equal", "low_density": "low"},
        ),
        "morphology": Vocabulary(
            terms=(
                *("skin", "vascular", "coarse_popcorn", "large_rodlike", "round", "punctate", "rim"),
                *("dystrophic", "milk_of_calcium", "suture", "amorphous", "coarse_heterogeneous"),
                *("fine_pleomorphic", "fine_linear_or_branching"),
            ),
            legacy={
                "coarse": "coarse_popcorn",
                "large_rod_like": "large_rodlike",
                "round_and_regular": "round",
                "eggshell": "rim",
                "lucent_center": "rim",
                "lucent_centered": "rim",
                "heterogeneous": "coarse_heterogeneous",
                "fine_linear": "fine_linear_or_branching",
                "fine_linear_branching": "fine_linear_or_branching",
            },
            retired=("pleomorphic",),
            kinds=_CALCIFICATION,
            source="DICOM CID 6010; coarse, round and regular, lucent center: CBIS-DDSM",
            writings={
                "coarse_or_popcorn_like": "coarse_popcorn",
                "egg_shell": "rim",
                "fine_linear_or_fine_linear_branching": "fine_linear_or_branching",
                "sutural": "suture",
            },
        ),
        "distribution": Vocabulary(
            terms=("diffuse", "regional", "grouped", "linear", "segmental"),
            legacy={"clustered": "grouped", "diffusely_scattered": "diffuse"},
            kinds=_CALCIFICATION,
            source="DICOM CID 6012; clustered, diffusely scattered: CBIS-DDSM",
        ),
        "seen_as": Vocabulary(
            terms=(
                *("architectural_distortion", "asymmetry", "global_asymmetry", "focal_asymmetry"),
                *("developing_asymmetry", "intramammary_lymph_node", "skin_lesion", "solitary_dilated_duct"),
            ),
            legacy={
                "lymph_node": "intramammary_lymph_node",
                "asymmetric_breast_tissue": "global_asymmetry",
                "focal_asymmetric_breast_tissue": "focal_asymmetry",
                "focal_asymmetric_density": "focal_asymmetry",
                "tubular_density": "solitary_dilated_duct",
            },
            source="DICOM CID 6014 and 6016; Youk et al. 2009; lymph node and both asymmetries: CBIS-DDSM",
        ),
        "associated": Vocabulary(
            terms=(
                *("skin_retraction", "nipple_retraction", "skin_thickening", "trabecular_thickening"),
                *("axillary_adenopathy", "architectural_distortion", "calcifications"),
            ),
            source="DICOM CID 6014 and 6039",
        ),
    },
)
"""Mammography, with tomosynthesis."""

BIRADS5_ULTRASOUND = Lexicon(
    NAME,
    EDITION,
    Modality.ULTRASOUND,
    kinds=frozenset(
        {
            *(FindingKind.MASS, FindingKind.CALCIFICATION, FindingKind.ARCHITECTURAL_DISTORTION),
            *(FindingKind.LYMPH_NODE, FindingKind.DUCT, FindingKind.SKIN_LESION, FindingKind.OTHER),
        }
    ),
    descriptors={
        "shape": Vocabulary(terms=("oval", "round", "irregular"), kinds=_MASS, source=_UNCODED),
        "orientation": Vocabulary(
            terms=("parallel", "not_parallel"),
            kinds=_MASS,
            source="DICOM CID 6152",
            writings={"nonparallel": "not_parallel"},
        ),
        "margin": Vocabulary(
            terms=("circumscribed", "not_circumscribed", "indistinct", "angular", "microlobulated", "spiculated"),
            kinds=_MASS,
            source="DICOM CID 6006",
        ),
        "echo_pattern": Vocabulary(
            terms=(
                *("anechoic", "hyperechoic", "complex_cystic_and_solid"),
                *("hypoechoic", "isoechoic", "heterogeneous"),
            ),
            legacy={"complex": "complex_cystic_and_solid"},
            kinds=_MASS,
            source="DICOM CID 6154, without heterogeneous",
        ),
        "posterior": Vocabulary(
            terms=("none", "enhancement", "shadowing", "combined"),
            kinds=_MASS,
            source="DICOM CID 6155",
            writings={"no_posterior_features": "none", "combined_pattern": "combined"},
        ),
        "calcifications": Vocabulary(
            terms=("in_mass", "outside_mass", "intraductal"),
            source="DICOM CID 6012, without intraductal",
            writings={
                "calcifications_in_a_mass": "in_mass",
                "calcifications_outside_of_a_mass": "outside_mass",
                "intraductal_calcifications": "intraductal",
            },
        ),
        "vascularity": Vocabulary(
            terms=("absent", "internal", "rim"),
            legacy={"not_present": "absent", "present_in_lesion": "internal"},
            retired=("not_assessed", "adjacent", "diffusely_increased"),
            source="DICOM CID 6157, which has an older edition's words",
            writings={"internal_vascularity": "internal", "vessels_in_rim": "rim"},
        ),
        "elasticity": Vocabulary(terms=("soft", "intermediate", "hard"), source=_UNCODED),
        "special_case": Vocabulary(
            terms=(
                *("simple_cyst", "clustered_microcysts", "complicated_cyst", "skin_mass", "foreign_body"),
                *("intramammary_lymph_node", "axillary_lymph_node", "vascular_abnormality"),
                *("fluid_collection", "fat_necrosis"),
            ),
            source=_UNCODED,
        ),
        "associated": Vocabulary(
            terms=("architectural_distortion", "duct_changes", "skin_thickening", "skin_retraction", "edema"),
            source=_UNCODED,
        ),
    },
)
"""Ultrasound. The fourth edition's lesion boundary (CID 6153) has no place in it."""

BIRADS5_MRI = Lexicon(
    NAME,
    EDITION,
    Modality.MRI,
    kinds=frozenset(
        {
            *(FindingKind.FOCUS, FindingKind.MASS, FindingKind.NON_MASS, FindingKind.ARCHITECTURAL_DISTORTION),
            *(FindingKind.LYMPH_NODE, FindingKind.DUCT, FindingKind.SKIN_LESION, FindingKind.OTHER),
        }
    ),
    descriptors={
        "shape": Vocabulary(terms=("oval", "round", "irregular"), kinds=_MASS, source=_UNCODED),
        "margin": Vocabulary(
            terms=("circumscribed", "not_circumscribed", "irregular", "spiculated"), kinds=_MASS, source=_UNCODED
        ),
        "mass_enhancement": Vocabulary(
            terms=("homogeneous", "heterogeneous", "rim", "dark_septations"),
            kinds=_MASS,
            source=_UNCODED,
            writings={"rim_enhancement": "rim", "dark_internal_septations": "dark_septations"},
        ),
        "nme_distribution": Vocabulary(
            terms=("focal", "linear", "segmental", "regional", "multiple_regions", "diffuse"),
            kinds=_NON_MASS,
            source=_UNCODED,
        ),
        "nme_enhancement": Vocabulary(
            terms=("homogeneous", "heterogeneous", "clumped", "clustered_ring"), kinds=_NON_MASS, source=_UNCODED
        ),
        "kinetics_initial": Vocabulary(terms=("slow", "medium", "fast"), source=_UNCODED),
        "kinetics_delayed": Vocabulary(
            terms=("persistent", "plateau", "washout"), source=_UNCODED, writings={"wash_out": "washout"}
        ),
        "associated": Vocabulary(
            terms=(
                *("nipple_retraction", "nipple_invasion", "skin_retraction", "skin_thickening", "skin_invasion"),
                *("axillary_adenopathy", "pectoralis_invasion", "chest_wall_invasion", "architectural_distortion"),
            ),
            source=_UNCODED,
        ),
    },
)
"""MRI. A focus is named and not described."""
