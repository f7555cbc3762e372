"""With what the breast was imaged."""

from __future__ import annotations

from enum import StrEnum


class Modality(StrEnum):
    """A way of imaging; each has its own part of a lexicon."""

    MAMMOGRAPHY = "mammography"
    ULTRASOUND = "ultrasound"
    MRI = "mri"
    CONTRAST_MAMMOGRAPHY = "contrast_mammography"


MAMMOGRAPHIC = frozenset({Modality.MAMMOGRAPHY, Modality.CONTRAST_MAMMOGRAPHY})
"""What is mammography, and shows the density of the breast."""
