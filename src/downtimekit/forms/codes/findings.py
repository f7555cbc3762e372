"""What can be found about a page or a sheet that came in, in words for who sorts the paper."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import frozen

from downtimekit.forms.codes.seal import TokenAnswer


class Weight(StrEnum):
    """What a finding means for the page.

    TELLS: it is read like any other, and this is to be known. ASKS: a person looks at it and decides before anything
    of it is read. ASIDE: nothing says which sheet it belongs to; a person keys it from sight.
    """

    TELLS = "tells"
    ASKS = "asks"
    ASIDE = "aside"


class Matter(StrEnum):
    """What was found."""

    UNREADABLE = "unreadable"
    NOT_OURS = "not_ours"
    FORGED = "forged"
    FOREIGN = "foreign"
    NEWER = "newer"
    OTHER_DOWNTIME = "other_downtime"
    DRILL_PAPER = "drill_paper"
    REAL_PAPER = "real_paper"
    NEVER_ISSUED = "never_issued"
    VOIDED = "voided"
    RETURNED = "returned"
    WAS_MISSING = "was_missing"
    OLDER_COPY = "older_copy"
    COPY_NOT_ISSUED = "copy_not_issued"
    OTHER_PLAN = "other_plan"
    TWO_PRINTINGS = "two_printings"
    DUPLICATE = "duplicate"
    EXPIRED = "expired"
    MISSING_PAGE = "missing_page"


@frozen
class Finding:
    """One thing that was found.

    Attributes:
        matter: what was found.
        words: what it is and what to do, for a clerk; no patient's name or number.
    """

    matter: Matter
    words: str

    @property
    def weight(self) -> Weight:
        """What it means for the page."""
        return WEIGHTS[self.matter]


WEIGHTS: Mapping[Matter, Weight] = {
    Matter.UNREADABLE: Weight.ASIDE,
    Matter.NOT_OURS: Weight.ASIDE,
    Matter.FORGED: Weight.ASIDE,
    Matter.FOREIGN: Weight.ASIDE,
    Matter.NEWER: Weight.ASIDE,
    Matter.WAS_MISSING: Weight.TELLS,
    Matter.EXPIRED: Weight.TELLS,
} | dict.fromkeys(
    (
        Matter.OTHER_DOWNTIME,
        Matter.DRILL_PAPER,
        Matter.REAL_PAPER,
        Matter.NEVER_ISSUED,
        Matter.VOIDED,
        Matter.RETURNED,
        Matter.OLDER_COPY,
        Matter.COPY_NOT_ISSUED,
        Matter.OTHER_PLAN,
        Matter.TWO_PRINTINGS,
        Matter.DUPLICATE,
        Matter.MISSING_PAGE,
    ),
    Weight.ASKS,
)

OF_TOKENS: Mapping[TokenAnswer, Finding] = {
    TokenAnswer.NOT_OURS: Finding(
        Matter.NOT_OURS,
        "its code is none of a downtime form: it may be another paper, or a label lies over the form's own code",
    ),
    TokenAnswer.FORGED: Finding(
        Matter.FORGED, "its code was changed, or made by somebody else: keep the page, and tell who is responsible"
    ),
    TokenAnswer.FOREIGN: Finding(
        Matter.FOREIGN, "its code was made with a key that is not known here: the page may belong to another house"
    ),
    TokenAnswer.NEWER: Finding(
        Matter.NEWER, "its code was made by a newer release: read the page where that release runs"
    ),
}
"""What is said of a token that was not genuine."""

NO_CODE = Finding(
    Matter.UNREADABLE, "no code could be read on it: scan it again, flat and whole, or key it by its serial number"
)
