"""Lexicons of breast imaging: terms, older words, and which edition knows what.

lexicons = SHIPPED.with_(our_v2025)
review(report, lexicons=lexicons, edition="birads2025")
"""

from downtimekit.models.breast.lexicon.birads5 import BIRADS5_MAMMOGRAPHY, BIRADS5_MRI, BIRADS5_ULTRASOUND
from downtimekit.models.breast.lexicon.birads2025 import (
    BIRADS2025_CONTRAST,
    BIRADS2025_MAMMOGRAPHY,
    BIRADS2025_MRI,
    BIRADS2025_ULTRASOUND,
)
from downtimekit.models.breast.lexicon.checking import term_concerns
from downtimekit.models.breast.lexicon.vocabulary import Lexicon, Lexicons, Vocabulary

SHIPPED = Lexicons(
    (
        *(BIRADS5_MAMMOGRAPHY, BIRADS5_ULTRASOUND, BIRADS5_MRI),
        *(BIRADS2025_MAMMOGRAPHY, BIRADS2025_ULTRASOUND, BIRADS2025_MRI, BIRADS2025_CONTRAST),
    )
)
"""What comes with downtimekit: the fifth edition, and a placeholder for v2025."""

__all__ = [
    "BIRADS5_MAMMOGRAPHY",
    "BIRADS5_MRI",
    "BIRADS5_ULTRASOUND",
    "BIRADS2025_CONTRAST",
    "BIRADS2025_MAMMOGRAPHY",
    "BIRADS2025_MRI",
    "BIRADS2025_ULTRASOUND",
    "SHIPPED",
    "Lexicon",
    "Lexicons",
    "Vocabulary",
    "term_concerns",
]
