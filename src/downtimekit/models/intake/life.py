"""Periods, births, menopause and hormones."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from downtimekit.models.strict import Confidential


class MenopauseStatus(StrEnum):
    """Where a patient stands (DICOM CID 6086)."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class MenopauseCause(StrEnum):
    """How it came; DICOM CID 6086 knows the natural kind and the artificial one."""

    NATURAL = "natural"
    SURGERY = "surgery"
    TREATMENT = "treatment"


class OvariesRemoved(StrEnum):
    """How many were taken out."""

    NONE = "none"
    ONE = "one"
    BOTH = "both"


class HormoneKind(StrEnum):
    """What was taken (DICOM CID 6080, and what radiologists ask for beyond it)."""

    CONTRACEPTIVE = "contraceptive"
    ESTROGEN = "estrogen"
    ESTROGEN_PROGESTOGEN = "estrogen_progestogen"
    PROGESTOGEN = "progestogen"
    TAMOXIFEN = "tamoxifen"
    RALOXIFENE = "raloxifene"
    AROMATASE_INHIBITOR = "aromatase_inhibitor"
    FERTILITY = "fertility"
    GENDER_AFFIRMING = "gender_affirming"
    OTHER = "other"

    @property
    def is_replacement(self) -> bool:
        """Whether it is what is taken for the menopause."""
        return self in (HormoneKind.ESTROGEN, HormoneKind.ESTROGEN_PROGESTOGEN, HormoneKind.PROGESTOGEN)


class HormoneUse(Confidential):
    """One kind of hormone, for how long, and whether still.

    Attributes:
        years: how long it was taken; current: still; stopped_years_ago: how long ago it was stopped.
    """

    kind: HormoneKind
    years: Annotated[float | None, Field(ge=0, le=70)] = None
    current: bool | None = None
    stopped_years_ago: Annotated[float | None, Field(ge=0, le=70)] = None
