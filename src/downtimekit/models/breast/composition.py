"""Breast composition, other than density: what ultrasound and MRI say about the breast as a whole.

The terms are those of the fifth edition. Echotexture has codes in DICOM CID 6151; for the two of MRI no open
code list was found, and the terms are from general knowledge.
"""

from __future__ import annotations

from enum import StrEnum

from downtimekit.models.strict import Confidential


class Echotexture(StrEnum):
    """Tissue composition in ultrasound (DICOM CID 6151)."""

    HOMOGENEOUS_FAT = "homogeneous_fat"
    HOMOGENEOUS_FIBROGLANDULAR = "homogeneous_fibroglandular"
    HETEROGENEOUS = "heterogeneous"


class FibroglandularTissue(StrEnum):
    """How much fibroglandular tissue MRI shows; words, so that it is not taken for the mammographic density."""

    ALMOST_ENTIRELY_FAT = "almost_entirely_fat"
    SCATTERED = "scattered"
    HETEROGENEOUS = "heterogeneous"
    EXTREME = "extreme"


class BackgroundEnhancement(StrEnum):
    """How much normal tissue enhances in MRI."""

    MINIMAL = "minimal"
    MILD = "mild"
    MODERATE = "moderate"
    MARKED = "marked"


class Symmetry(StrEnum):
    """Whether both breasts show the same."""

    SYMMETRIC = "symmetric"
    ASYMMETRIC = "asymmetric"


class Composition(Confidential):
    """What was said of the breast as a whole; each part belongs to one modality."""

    echotexture: Echotexture | None = None
    fibroglandular_tissue: FibroglandularTissue | None = None
    background_enhancement: BackgroundEnhancement | None = None
    background_symmetry: Symmetry | None = None
