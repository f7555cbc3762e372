"""Breast imaging: what a radiologist's report holds, and what a person should look at in it.

Lexicons have a room of their own, `downtimekit.models.breast.lexicon`; so has the law on mammography reports in
the United States, `downtimekit.models.breast.mqsa`.
"""

from downtimekit.models.breast.aliases import AliasTable
from downtimekit.models.breast.amendment import ReportChain
from downtimekit.models.breast.appearance import (
    Appearance,
    ContrastAppearance,
    FurtherTerm,
    MammographyAppearance,
    MriAppearance,
    UltrasoundAppearance,
)
from downtimekit.models.breast.assessment import GRADES_OF_SUSPICION, INCOMPLETE, SUSPICIOUS, Assessment
from downtimekit.models.breast.comparison import Comparison
from downtimekit.models.breast.composition import (
    BackgroundEnhancement,
    Composition,
    Echotexture,
    FibroglandularTissue,
    Symmetry,
)
from downtimekit.models.breast.concordance import BY_MANAGEMENT, Concordance
from downtimekit.models.breast.density import DENSITY_ALIASES, Density, DensityReading, denser, read_density
from downtimekit.models.breast.discordance import discordances
from downtimekit.models.breast.finding import Change, Finding, FindingKind
from downtimekit.models.breast.geometry import location_concerns
from downtimekit.models.breast.location import Depth, Laterality, Quadrant, Region, Side, quadrants_at
from downtimekit.models.breast.modality import MAMMOGRAPHIC, Modality
from downtimekit.models.breast.precedence import (
    INCOMPLETE_FIRST,
    SUSPICIOUS_FIRST,
    Precedence,
    suggest_breast,
    suggest_overall,
)
from downtimekit.models.breast.preliminary import preliminary_concerns
from downtimekit.models.breast.recommendation import IntervalUnit, Recommendation, RecommendationKind
from downtimekit.models.breast.report import Breast, BreastReport, Indication, ReportStatus
from downtimekit.models.breast.review import ASKS_FOR_REASON, review
from downtimekit.models.breast.written_assessment import ASSESSMENT_ALIASES, read_assessment
from downtimekit.models.breast.written_location import (
    QUADRANT_ALIASES,
    REGION_ALIASES,
    SIDE_ALIASES,
    read_clock,
    read_place,
)

__all__ = [
    "ASKS_FOR_REASON",
    "ASSESSMENT_ALIASES",
    "BY_MANAGEMENT",
    "DENSITY_ALIASES",
    "GRADES_OF_SUSPICION",
    "INCOMPLETE",
    "INCOMPLETE_FIRST",
    "MAMMOGRAPHIC",
    "QUADRANT_ALIASES",
    "REGION_ALIASES",
    "SIDE_ALIASES",
    "SUSPICIOUS",
    "SUSPICIOUS_FIRST",
    "AliasTable",
    "Appearance",
    "Assessment",
    "BackgroundEnhancement",
    "Breast",
    "BreastReport",
    "Change",
    "Comparison",
    "Composition",
    "Concordance",
    "ContrastAppearance",
    "Density",
    "DensityReading",
    "Depth",
    "Echotexture",
    "FibroglandularTissue",
    "Finding",
    "FindingKind",
    "FurtherTerm",
    "Indication",
    "IntervalUnit",
    "Laterality",
    "MammographyAppearance",
    "Modality",
    "MriAppearance",
    "Precedence",
    "Quadrant",
    "Recommendation",
    "RecommendationKind",
    "Region",
    "ReportChain",
    "ReportStatus",
    "Side",
    "Symmetry",
    "UltrasoundAppearance",
    "denser",
    "discordances",
    "location_concerns",
    "preliminary_concerns",
    "quadrants_at",
    "read_assessment",
    "read_clock",
    "read_density",
    "read_place",
    "review",
    "suggest_breast",
    "suggest_overall",
]
