"""Codes of breast imaging, as tables: the keys of `models.breast` and the codes that published systems have for them.

SNOMED CT and DICOM codes are those of DICOM CIDs 6000 to 6064 and 6151 to 6157, categories those of CID 6026 and 6027,
LOINC codes of exams those of the value set *Mammography* (2.16.840.1.113883.3.464.1003.108.12.1018) and of CID 6050.
Each is a code only: displays and definitions belong to the systems. No LOINC code exists for a category or a density,
and SNOMED CT has one for both forms of category 0, so that it alone says neither. RadElement codes are under a licence
of their own, and are not here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from attrs import frozen

from downtimekit.interop.fhir.concepts import Coding, Concept, Meaning, keyed
from downtimekit.interop.fhir.kinds import Json, Nothing
from downtimekit.interop.fhir.reading import Reading
from downtimekit.interop.fhir.systems import DICOM, LOINC, OWN, SNOMED
from downtimekit.models.breast.assessment import Assessment
from downtimekit.models.breast.composition import BackgroundEnhancement, Echotexture, FibroglandularTissue, Symmetry
from downtimekit.models.breast.density import Density
from downtimekit.models.breast.finding import Change, FindingKind
from downtimekit.models.breast.location import Depth, Laterality, Quadrant, Region
from downtimekit.models.breast.modality import Modality
from downtimekit.models.breast.recommendation import RecommendationKind
from downtimekit.models.breast.report import Indication


def _sct(code: str) -> Coding:
    return Coding(SNOMED, code)


def _dcm(code: str) -> Coding:
    return Coding(DICOM, code)


_MAMMOGRAMS = (
    *("24606-6", "24605-8", "24604-1", "24610-8", "26175-0", "26176-8", "26177-6", "26346-7", "26347-5", "26348-3"),
    *("46350-5", "46356-2", "39153-2", "39152-4", "42174-3", "72142-3", "72141-5", "72140-7", "72139-9", "72138-1"),
    *("72137-3", "86463-7", "86462-9", "42415-0", "42416-8", "69251-7", "36626-0", "36627-8", "37774-7", "46339-8"),
    "46342-2",
)
_MRI_EXAMS = (
    *("30795-9", "35954-7", "35955-4", "36149-3", "36150-1", "36151-9", "36152-7", "36276-4", "36277-2", "36278-0"),
    *("36279-8", "43528-9", "46299-4", "46323-2", "46333-1"),
)
MODALITY = keyed(
    "breast-modality",
    Modality,
    {
        Modality.MAMMOGRAPHY: Coding(LOINC, "10193-1"),
        Modality.ULTRASOUND: _sct("47079000"),
        Modality.MRI: _sct("241615005"),
    },
    also={
        **{Coding(LOINC, code): Modality.MAMMOGRAPHY for code in _MAMMOGRAMS},
        **{Coding(LOINC, code): Modality.MRI for code in _MRI_EXAMS},
    },
)
INDICATION = keyed(
    "breast-indication",
    Indication,
    {
        Indication.SCREENING: _sct("360156006"),
        Indication.DIAGNOSTIC: _sct("261004008"),
        Indication.ADDITIONAL_EVALUATION: _dcm("111419"),
        Indication.SHORT_INTERVAL_FOLLOWUP: _dcm("111416"),
        Indication.CLINICAL_FINDING: _dcm("111402"),
        Indication.KNOWN_MALIGNANCY: _dcm("111125"),
        Indication.MARKER_PLACEMENT: _dcm("111123"),
        Indication.TECHNICAL_RECALL: _dcm("111590"),
        Indication.OUTSIDE_REVIEW: _dcm("111418"),
    },
    also={_dcm("111415"): Indication.ADDITIONAL_EVALUATION},
)
LATERALITY = keyed(
    "laterality",
    Laterality,
    {
        Laterality.LEFT: _sct("80248007"),
        Laterality.RIGHT: _sct("73056007"),
        Laterality.BILATERAL: _sct("63762007"),
    },
)
DENSITY = keyed(
    "breast-density",
    Density,
    {
        Density.FATTY: _sct("129716005"),
        Density.SCATTERED: _sct("129717001"),
        Density.HETEROGENEOUSLY_DENSE: _sct("129718006"),
        Density.EXTREMELY_DENSE: _sct("129719003"),
    },
    words={density: density.statement for density in Density},
)
ASSESSMENT = keyed(
    "breast-assessment",
    Assessment,
    {
        Assessment.NEED_ADDITIONAL_IMAGING: _sct("397138000"),
        Assessment.NEED_PRIORS: _sct("397138000"),
        Assessment.NEGATIVE: _sct("397140005"),
        Assessment.BENIGN: _sct("397141009"),
        Assessment.PROBABLY_BENIGN: _sct("397143007"),
        Assessment.SUSPICIOUS: _sct("397144001"),
        Assessment.HIGHLY_SUGGESTIVE: _sct("397145000"),
        Assessment.POST_PROCEDURE_MARKER: _dcm("111120"),
    },
    words={assessment: assessment.statement for assessment in Assessment},
)
RECOMMENDATION = keyed(
    "breast-recommendation",
    RecommendationKind,
    {
        RecommendationKind.ROUTINE_SCREENING: _dcm("111140"),
        RecommendationKind.SHORT_INTERVAL_FOLLOWUP: _dcm("111142"),
        RecommendationKind.ADDITIONAL_VIEWS: _dcm("111135"),
        RecommendationKind.SPOT_COMPRESSION: _sct("399055006"),
        RecommendationKind.MAGNIFICATION: _sct("399163009"),
        RecommendationKind.ULTRASOUND: _sct("16310003"),
        RecommendationKind.MRI: _sct("241615005"),
        RecommendationKind.DUCTOGRAM: _sct("18102001"),
        RecommendationKind.OBTAIN_PRIORS: _dcm("111138"),
        RecommendationKind.CORE_BIOPSY: _dcm("111145"),
        RecommendationKind.SURGICAL_CONSULT: _dcm("111410"),
    },
    also={
        _dcm("111143"): RecommendationKind.TISSUE_DIAGNOSIS,
        _dcm("111148"): RecommendationKind.TISSUE_DIAGNOSIS,
    },
)
CHANGE = keyed(
    "breast-change",
    Change,
    {
        Change.NEW: _sct("129721008"),
        Change.LARGER: _sct("15454001"),
        Change.SMALLER: _sct("19776001"),
        Change.MORE_CALCIFICATIONS: _sct("129726003"),
        Change.FEWER_CALCIFICATIONS: _sct("129727007"),
        Change.LESS_DEFINED: _sct("129728002"),
        Change.MORE_DEFINED: _sct("129729005"),
        Change.NO_SIGNIFICANT_CHANGE: _sct("129723006"),
        Change.PARTIALLY_REMOVED: _sct("129722001"),
        Change.IMPLANT_REMOVED: _sct("129730000"),
        Change.IMPLANT_REVISED: _sct("129731001"),
    },
)
FINDING_KIND = keyed(
    "breast-finding",
    FindingKind,
    {
        FindingKind.CALCIFICATION: _sct("309587003"),
        FindingKind.ARCHITECTURAL_DISTORTION: _sct("129792006"),
        FindingKind.LYMPH_NODE: _sct("59441001"),
        FindingKind.SKIN_LESION: _sct("95324001"),
    },
    also={_sct("129788004"): FindingKind.MASS},
)
QUADRANT = keyed(
    "breast-quadrant",
    Quadrant,
    {
        Quadrant.UPPER_OUTER: _sct("76365002"),
        Quadrant.UPPER_INNER: _sct("77831004"),
        Quadrant.LOWER_OUTER: _sct("33564002"),
        Quadrant.LOWER_INNER: _sct("19100000"),
    },
)
REGION = keyed(
    "breast-region",
    Region,
    {
        Region.SUBAREOLAR: _sct("129784002"),
        Region.CENTRAL: _sct("129786000"),
        Region.AXILLARY_TAIL: _sct("129785001"),
        Region.AXILLA: _sct("129791004"),
        Region.CHEST_WALL: _sct("78904004"),
    },
)
DEPTH = keyed("breast-depth", Depth, {Depth.ANTERIOR: _sct("255549009"), Depth.POSTERIOR: _sct("255551008")})
_HOURS = (
    *("129772004", "129773009", "129774003", "129775002", "129776001", "129777005"),
    *("129778000", "129779008", "129780006", "129781005", "129782003", "129783008"),
)
CLOCK = Concept({hour: Meaning((_sct(code),), f"{hour} o'clock") for hour, code in enumerate(_HOURS, start=1)})
ECHOTEXTURE = keyed(
    "breast-echotexture",
    Echotexture,
    {
        Echotexture.HOMOGENEOUS_FAT: _dcm("111351"),
        Echotexture.HOMOGENEOUS_FIBROGLANDULAR: _dcm("111352"),
        Echotexture.HETEROGENEOUS: _dcm("111353"),
    },
)
FIBROGLANDULAR_TISSUE = keyed("fibroglandular-tissue", FibroglandularTissue)
BACKGROUND_ENHANCEMENT = keyed("background-enhancement", BackgroundEnhancement)
SYMMETRY = keyed("symmetry", Symmetry)

TERMS: Mapping[str, Mapping[str, Coding]] = {
    "shape": {
        "oval": _sct("84360004"),
        "round": _sct("42700002"),
        "irregular": _sct("49608001"),
        "lobular": _sct("40266001"),
    },
    "margin": {
        "circumscribed": _sct("129738007"),
        "obscured": _sct("129740002"),
        "microlobulated": _sct("129739004"),
        "indistinct": _sct("129741003"),
        "spiculated": _sct("129742005"),
        "angular": _dcm("111343"),
    },
    "density": {
        "high": _sct("129744006"),
        "equal": _sct("129745007"),
        "low": _sct("129746008"),
        "fat_containing": _sct("129747004"),
    },
    "morphology": {
        "skin": _sct("129757003"),
        "vascular": _sct("129759000"),
        "coarse_popcorn": _sct("129749001"),
        "large_rodlike": _sct("129752009"),
        "round": _sct("129756007"),
        "punctate": _sct("129755006"),
        "dystrophic": _sct("129750001"),
        "milk_of_calcium": _sct("129753004"),
        "suture": _sct("129758008"),
        "amorphous": _sct("129760005"),
        "coarse_heterogeneous": _sct("129763007"),
        "fine_pleomorphic": _dcm("111344"),
    },
    "distribution": {
        "diffuse": _sct("129764001"),
        "regional": _sct("129767008"),
        "grouped": _sct("129766004"),
        "linear": _sct("129765000"),
        "segmental": _sct("129768003"),
    },
    "seen_as": {
        "architectural_distortion": _sct("129792006"),
        "global_asymmetry": _sct("129790003"),
        "focal_asymmetry": _sct("129789007"),
        "intramammary_lymph_node": _sct("443808008"),
        "skin_lesion": _sct("95324001"),
    },
    "associated": {
        "skin_retraction": _sct("129796009"),
        "nipple_retraction": _sct("271955004"),
        "skin_thickening": _sct("129797000"),
        "trabecular_thickening": _sct("129795008"),
        "axillary_adenopathy": _sct("127189005"),
        "architectural_distortion": _sct("129792006"),
        "calcifications": _sct("309587003"),
        "edema": _sct("79654002"),
    },
    "orientation": {"parallel": _dcm("111355"), "not_parallel": _dcm("111356")},
    "echo_pattern": {
        "anechoic": _dcm("111361"),
        "hyperechoic": _dcm("111362"),
        "complex_cystic_and_solid": _dcm("111363"),
        "hypoechoic": _dcm("111364"),
        "isoechoic": _dcm("111365"),
    },
    "posterior": {
        "none": _dcm("111367"),
        "enhancement": _dcm("111368"),
        "shadowing": _dcm("111369"),
        "combined": _dcm("111370"),
    },
    "vascularity": {
        "absent": _dcm("111373"),
        "not_assessed": _dcm("111374"),
        "internal": _dcm("111375"),
        "adjacent": _dcm("111376"),
        "diffusely_increased": _dcm("111377"),
    },
    "special_case": {
        "clustered_microcysts": _dcm("111129"),
        "complicated_cyst": _dcm("111130"),
        "foreign_body": _sct("19227008"),
        "intramammary_lymph_node": _sct("443808008"),
        "axillary_lymph_node": _sct("68171009"),
    },
}
"""Terms by descriptor. A term without a code here is written as its key."""
ALSO_TERMS: Mapping[str, Mapping[Coding, str]] = {
    "morphology": {
        _sct("129751002"): "rim",
        _sct("129754005"): "rim",
        _sct("129761009"): "fine_linear_or_branching",
        _sct("129762002"): "fine_linear_or_branching",
    },
}
"""Codes that say more than today's terms: they are read, and never written."""

_KEY = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")


@frozen
class Term:
    """The kind of a concept that is a term of a lexicon, which may have terms that these tables do not know."""

    descriptor: str

    @property
    def system(self) -> str:
        """The name of the descriptor's own keys."""
        return f"{OWN}lexicon-{self.descriptor}".replace("_", "-")

    def write(self, value: object) -> Json | Nothing | None:
        """Return the concept."""
        return _with_term(self.descriptor, self.system, str(value)).write(value)

    def read(self, found: object, *, at: str, into: Reading) -> object:
        """Return the term."""
        own = _own_key(found, self.system)
        return _with_term(self.descriptor, self.system, own).read(found, at=at, into=into)


@lru_cache
def _with_term(descriptor: str, system: str, term: str) -> Concept:
    """Return the concept of a descriptor's published terms and of one more."""
    codings = {term: Coding(system, term), **TERMS.get(descriptor, {})}
    meanings = {key: Meaning((coding,), key.replace("_", " ")) for key, coding in codings.items()}
    return Concept(meanings, also=ALSO_TERMS.get(descriptor, {}))


def _own_key(found: object, system: str) -> str:
    """Return the key of ours that a concept has; empty where it has none."""
    codings = found.get("coding") if isinstance(found, dict) else None
    for coding in codings if isinstance(codings, list) else ():
        key = coding.get("code") if isinstance(coding, dict) and coding.get("system") == system else None
        if isinstance(key, str) and _KEY.fullmatch(key):
            return key
    return ""
