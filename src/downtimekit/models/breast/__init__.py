"""Breast imaging: what a radiologist's report holds."""

from downtimekit.models.breast.assessment import (
    DEFAULT_PRECEDENCE,
    Assessment,
    Density,
    read_assessment,
    read_density,
    suggest_overall,
)
from downtimekit.models.breast.lexicon import BIRADS5, Descriptor, Vocabulary
from downtimekit.models.breast.report import (
    Appearance,
    BreastReport,
    Finding,
    FindingKind,
    Recommendation,
    ReportStatus,
    Side,
)

__all__ = [
    "BIRADS5",
    "DEFAULT_PRECEDENCE",
    "Appearance",
    "Assessment",
    "BreastReport",
    "Density",
    "Descriptor",
    "Finding",
    "FindingKind",
    "Recommendation",
    "ReportStatus",
    "Side",
    "Vocabulary",
    "read_assessment",
    "read_density",
    "suggest_overall",
]
