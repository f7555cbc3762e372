"""What a patient noticed, in which breast, since when, and who found it.

The symptoms follow DICOM CID 6055 (breast clinical finding or indicated problem), in words that a patient understands.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from downtimekit.models.breast.location import Side
from downtimekit.models.strict import PATIENT_DATA, Confidential


class Symptom(StrEnum):
    """What a patient noticed."""

    LUMP = "lump"
    PAIN = "pain"
    NIPPLE_DISCHARGE = "nipple_discharge"
    NIPPLE_INVERSION = "nipple_inversion"
    SKIN_CHANGE = "skin_change"
    SKIN_THICKENING = "skin_thickening"
    DIMPLING = "dimpling"
    ORANGE_PEEL = "orange_peel"
    REDNESS = "redness"
    AXILLARY_LUMP = "axillary_lump"


class FoundBy(StrEnum):
    """Who noticed it first."""

    PATIENT = "patient"
    PARTNER = "partner"
    CLINICIAN = "clinician"
    IMAGING = "imaging"


class DischargeLook(StrEnum):
    """What comes out of the nipple; blood is what matters (DICOM CID 6055 has bloody and non-bloody)."""

    BLOODY = "bloody"
    CLEAR = "clear"
    OTHER = "other"


class SymptomDetail(Confidential):
    """More about one symptom that was ticked.

    Attributes:
        since: for how long, in the patient's words.
        cyclic: of pain: it comes and goes with the period.
        discharge: of discharge: what it looks like; spontaneous: it comes without being pressed.
    """

    side: Side
    symptom: Symptom
    since: Annotated[str, StringConstraints(max_length=120), PATIENT_DATA] = ""
    found_by: FoundBy | None = None
    cyclic: bool | None = None
    discharge: DischargeLook | None = None
    spontaneous: bool | None = None
