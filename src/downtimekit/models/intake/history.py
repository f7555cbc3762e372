"""What was done to the breasts before: biopsies, operations, radiation, implants."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from downtimekit.models.breast.location import Side
from downtimekit.models.partial_date import PartialDate
from downtimekit.models.strict import Confidential, PatientText


class ProcedureKind(StrEnum):
    """What was done, or happened."""

    NEEDLE_BIOPSY = "needle_biopsy"
    SURGICAL_BIOPSY = "surgical_biopsy"
    CYST_ASPIRATION = "cyst_aspiration"
    LUMPECTOMY = "lumpectomy"
    MASTECTOMY = "mastectomy"
    RADIATION = "radiation"
    REDUCTION = "reduction"
    RECONSTRUCTION = "reconstruction"
    GENDER_AFFIRMING = "gender_affirming"
    INJURY = "injury"
    OTHER = "other"

    @property
    def is_biopsy(self) -> bool:
        """Whether tissue was taken to find out what it is."""
        return self in (ProcedureKind.NEEDLE_BIOPSY, ProcedureKind.SURGICAL_BIOPSY)


class ProcedureResult(StrEnum):
    """What the tissue was, as far as the patient knows.

    ADH and ALH are atypical hyperplasia, ductal and lobular; LCIS and DCIS carcinoma in situ.
    """

    BENIGN = "benign"
    ADH = "adh"
    ALH = "alh"
    LCIS = "lcis"
    DCIS = "dcis"
    CANCER = "cancer"
    NOT_KNOWN = "not_known"

    @property
    def is_cancer(self) -> bool:
        """Whether it is breast cancer, invasive or ductal in situ."""
        return self in (ProcedureResult.DCIS, ProcedureResult.CANCER)


class BreastProcedure(Confidential):
    """One thing that was done to one breast, or happened to it."""

    side: Side
    kind: ProcedureKind
    on: PartialDate | None = None
    result: ProcedureResult | None = None
    note: PatientText = ""


class ImplantFill(StrEnum):
    """What an implant is made of (DICOM CID 6059)."""

    SALINE = "saline"
    SILICONE_GEL = "silicone_gel"
    COMBINATION = "combination"
    POLYURETHANE = "polyurethane"
    SILICONE_INJECTION = "silicone_injection"
    NOT_KNOWN = "not_known"


class ImplantPlace(StrEnum):
    """Where it lies (DICOM CID 6059): before or behind the muscle."""

    PRE_PECTORAL = "pre_pectoral"
    RETRO_PECTORAL = "retro_pectoral"


class Implant(Confidential):
    """One implant.

    Attributes:
        year: when it was put in; removed: it is out again.
        problems: such as rupture or hardening, in the patient's words.
    """

    side: Side
    fill: ImplantFill | None = None
    place: ImplantPlace | None = None
    year: Annotated[int | None, Field(ge=1900, le=date.max.year)] = None
    removed: bool | None = None
    problems: PatientText = ""
