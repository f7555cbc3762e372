"""Assessment categories, as keys, with the FDA's own statements.

The statements are those of 21 CFR 900.12(c)(1)(iv) and (v) as revised by 88 FR 15126, a federal regulation; number
and letter are not required by it (FDA, Policy Guidance Help System, ucm136186). The lexicon's own prose is
copyrighted and is not here. Category 0 stands in two forms, which the regulation tells apart, and so does the
lexicon since v2025. A category is read and checked, never assigned.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Assessment(StrEnum):
    """An assessment category."""

    NEED_ADDITIONAL_IMAGING = "0_additional"
    NEED_PRIORS = "0_priors"
    NEGATIVE = "1"
    BENIGN = "2"
    PROBABLY_BENIGN = "3"
    SUSPICIOUS = "4"
    LOW_SUSPICION = "4A"
    MODERATE_SUSPICION = "4B"
    HIGH_SUSPICION = "4C"
    HIGHLY_SUGGESTIVE = "5"
    KNOWN_MALIGNANCY = "6"
    POST_PROCEDURE_MARKER = "post_marker"

    @property
    def statement(self) -> str:
        """The statement that the report must carry under MQSA."""
        return _STATEMENTS[self]


_SUSPICIOUS = "Suspicious"
_STATEMENTS: Mapping[Assessment, str] = {
    Assessment.NEED_ADDITIONAL_IMAGING: "Incomplete: Need additional imaging evaluation",
    Assessment.NEED_PRIORS: "Incomplete: Need prior mammograms for comparison",
    Assessment.NEGATIVE: "Negative",
    Assessment.BENIGN: "Benign",
    Assessment.PROBABLY_BENIGN: "Probably Benign",
    Assessment.SUSPICIOUS: _SUSPICIOUS,
    Assessment.LOW_SUSPICION: _SUSPICIOUS,
    Assessment.MODERATE_SUSPICION: _SUSPICIOUS,
    Assessment.HIGH_SUSPICION: _SUSPICIOUS,
    Assessment.HIGHLY_SUGGESTIVE: "Highly Suggestive of Malignancy",
    Assessment.KNOWN_MALIGNANCY: "Known Biopsy-Proven Malignancy",
    Assessment.POST_PROCEDURE_MARKER: "Post-Procedure Mammogram for Marker Placement",
}

INCOMPLETE = frozenset({Assessment.NEED_ADDITIONAL_IMAGING, Assessment.NEED_PRIORS})
"""No final assessment; the report must say why none can be made (21 CFR 900.12(c)(1)(v))."""

GRADES_OF_SUSPICION = frozenset({Assessment.LOW_SUSPICION, Assessment.MODERATE_SUSPICION, Assessment.HIGH_SUSPICION})
"""The grades of category 4; a bare 4 is a 4 whose grade was not given."""

SUSPICIOUS = GRADES_OF_SUSPICION | {Assessment.SUSPICIOUS, Assessment.HIGHLY_SUGGESTIVE}
"""The categories whose reports are due within seven days: 21 CFR 900.12(c)(2) and (3), 88 FR 15126."""
