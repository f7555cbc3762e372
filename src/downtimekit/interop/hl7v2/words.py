"""The words of results: tables of HL7, and what real feeds send in their stead.

A word that is in no table is told and left out; no meaning is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping

from downtimekit.models.breast import Assessment, Density
from downtimekit.models.breast.aliases import AliasTable
from downtimekit.models.results import ResultStatus, SectionKind

RESULT_STATUS: Mapping[str, ResultStatus] = {
    # HL7 table 0123, OBR-25; M, N, Y and Z answer a query, and say nothing about a result.
    "O": ResultStatus.ORDERED,
    "S": ResultStatus.SCHEDULED,
    "I": ResultStatus.PENDING,
    "A": ResultStatus.PARTIAL,
    "R": ResultStatus.UNVERIFIED,
    "P": ResultStatus.PRELIMINARY,
    "F": ResultStatus.FINAL,
    "C": ResultStatus.CORRECTED,
    "X": ResultStatus.CANCELLED,
    # As radiology systems send it.
    "FINAL": ResultStatus.FINAL,
    "PRELIM": ResultStatus.PRELIMINARY,
    "PRELIMINARY": ResultStatus.PRELIMINARY,
    "WET READ": ResultStatus.PRELIMINARY,
    "CORRECTED": ResultStatus.CORRECTED,
}
LINE_STATUS: Mapping[str, ResultStatus] = {
    **RESULT_STATUS,
    # HL7 table 0085, OBX-11, where it differs. U makes final what was sent before; W says that it was sent and is
    # wrong, for instance because it belongs to another patient.
    "S": ResultStatus.PARTIAL,
    "U": ResultStatus.FINAL,
    "W": ResultStatus.WITHDRAWN,
}
STATUS_CODE: Mapping[ResultStatus, str] = {status: code for code, status in RESULT_STATUS.items() if len(code) == 1} | {
    ResultStatus.WITHDRAWN: "C"
}
LINE_STATUS_CODE: Mapping[ResultStatus, str] = {
    **STATUS_CODE,
    ResultStatus.SCHEDULED: "I",
    ResultStatus.PARTIAL: "S",
    ResultStatus.WITHDRAWN: "W",
}

SUFFIXES: Mapping[str, SectionKind] = {
    # HL7 v2.5.1, 7.1.3: what follows the code in OBX-3, as in ``&IMP``.
    "GDT": SectionKind.BODY,
    "IMP": SectionKind.IMPRESSION,
    "ADT": SectionKind.ADDENDUM,
    "TCM": SectionKind.TECHNOLOGIST_COMMENT,
    "REC": SectionKind.RECOMMENDATION,
}
SECTION_CODES: Mapping[str, SectionKind] = {
    # LOINC, by DICOM CID 6052.
    "59776-5": SectionKind.BODY,
    "19005-8": SectionKind.IMPRESSION,
    "55107-7": SectionKind.ADDENDUM,
    "18783-1": SectionKind.RECOMMENDATION,
    "18785-6": SectionKind.INDICATION,
}
SECTION_NAMES: Mapping[str, SectionKind] = {
    "REPORT": SectionKind.BODY,
    "FINDINGS": SectionKind.BODY,
    "IMPRESSION": SectionKind.IMPRESSION,
    "ADDENDUM": SectionKind.ADDENDUM,
    "RECOMMENDATION": SectionKind.RECOMMENDATION,
    "RECOMMENDATIONS": SectionKind.RECOMMENDATION,
    "TECH COMMENT": SectionKind.TECHNOLOGIST_COMMENT,
    "OTHER": SectionKind.OTHER,
}
"""What systems call the parts in their own words."""

SECTION_HEADS: Mapping[SectionKind, tuple[str, str, str]] = {
    SectionKind.BODY: ("&GDT", "", ""),
    SectionKind.IMPRESSION: ("&IMP", "", ""),
    SectionKind.ADDENDUM: ("&ADT", "", ""),
    SectionKind.TECHNOLOGIST_COMMENT: ("&TCM", "", ""),
    SectionKind.RECOMMENDATION: ("18783-1", "Recommendations", "LN"),
    SectionKind.INDICATION: ("18785-6", "Indications", "LN"),
    SectionKind.OTHER: ("", "Other", ""),
}
"""What the parts are sent under."""

DENSITY_CODE = ("129715009", "Breast composition", "SCT")
ASSESSMENT_CODE = ("111413", "Overall Assessment", "DCM")
"""What the two are sent under (DICOM CID 6052); LOINC has no code for either."""

DENSITY_NAMES = frozenset(
    {"129715009", "density", "breast density", "breast composition", "bi-rads density", "birads density"}
)
ASSESSMENT_NAMES = frozenset(
    {
        *("111413", "overall assessment", "assessment", "assessment category"),
        *("bi-rads", "birads", "bi-rads category", "birads category", "bi-rads assessment", "birads assessment"),
        *("bi-rads code", "birads code"),
    }
)
DIAGNOSTIC_CODE_NAMES = frozenset({"d", "diagnostic code"})
"""What VistA sends both under: the number in OBX-5 tells which of the two it is."""

ASSESSMENT_CODES = AliasTable(
    "DICOM CID 6026",
    {
        "397138000": (Assessment.NEED_ADDITIONAL_IMAGING, Assessment.NEED_PRIORS),
        "397140005": (Assessment.NEGATIVE,),
        "397141009": (Assessment.BENIGN,),
        "397143007": (Assessment.PROBABLY_BENIGN,),
        "397144001": (Assessment.SUSPICIOUS,),
        "MA.II.A.5.4A": (Assessment.LOW_SUSPICION,),
        "MA.II.A.5.4B": (Assessment.MODERATE_SUSPICION,),
        "MA.II.A.5.4C": (Assessment.HIGH_SUSPICION,),
        "397145000": (Assessment.HIGHLY_SUGGESTIVE,),
        "MA.II.A.5.6": (Assessment.KNOWN_MALIGNANCY,),
        "111120": (Assessment.POST_PROCEDURE_MARKER,),
    },
)
DENSITY_CODES = AliasTable(
    "DICOM CID 6000",
    {
        "129716005": (Density.FATTY,),
        "129717001": (Density.SCATTERED,),
        "129718006": (Density.HETEROGENEOUSLY_DENSE,),
        "129719003": (Density.EXTREMELY_DENSE,),
    },
)
