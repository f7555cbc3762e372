"""v2025, as far as it could be verified: a placeholder, for a site to replace with what its licence gives it.

Released on 1 December 2025 and called a Manual. At second hand are known: contrast-enhanced mammography is a modality
of its own (AuntMinnie; ACR Bulletin 2026); non-mass lesions exist in ultrasound and tomosynthesis, elasticity has
descriptors, MRI has some for implants, and ambiguous MRI terms were retired (radpigeon). The lists of descriptors
could not be opened. So every vocabulary is the fifth edition's, and says so in ``inherited_from``. What the categories
became is not a matter of terms: `Assessment` has both forms of 0.
"""

from __future__ import annotations

from downtimekit.models.breast.finding import FindingKind
from downtimekit.models.breast.lexicon.birads5 import BIRADS5_MAMMOGRAPHY, BIRADS5_MRI, BIRADS5_ULTRASOUND
from downtimekit.models.breast.lexicon.vocabulary import Lexicon
from downtimekit.models.breast.modality import Modality

NAME = "birads2025"
EDITION = "v2025 Manual"

BIRADS2025_MAMMOGRAPHY = BIRADS5_MAMMOGRAPHY.inherited(
    NAME,
    edition=EDITION,
    kinds=frozenset({FindingKind.NON_MASS}),
    unverified=("descriptor lists", "descriptors of non-mass lesions", "descriptors of tomosynthesis"),
)
"""Mammography: a non-mass lesion may be seen."""

BIRADS2025_ULTRASOUND = BIRADS5_ULTRASOUND.inherited(
    NAME,
    edition=EDITION,
    kinds=frozenset({FindingKind.NON_MASS}),
    unverified=("descriptor lists", "descriptors of non-mass lesions", "descriptors of elasticity"),
)
"""Ultrasound: a non-mass lesion may be seen."""

BIRADS2025_MRI = BIRADS5_MRI.inherited(
    NAME, edition=EDITION, unverified=("descriptor lists", "which terms were retired", "descriptors of implants")
)
"""MRI."""

BIRADS2025_CONTRAST = Lexicon(
    NAME,
    EDITION,
    Modality.CONTRAST_MAMMOGRAPHY,
    kinds=frozenset(FindingKind),
    descriptors={},
    unverified=("all descriptors",),
)
"""Contrast-enhanced mammography: it exists, and none of its terms could be verified."""
