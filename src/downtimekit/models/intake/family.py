"""Cancer in the family, genetic tests, and origin."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from downtimekit.models.strict import Confidential


class Relation(StrEnum):
    """Who it is, by blood."""

    MOTHER = "mother"
    FATHER = "father"
    SISTER = "sister"
    BROTHER = "brother"
    DAUGHTER = "daughter"
    SON = "son"
    HALF_SISTER = "half_sister"
    HALF_BROTHER = "half_brother"
    GRANDMOTHER = "grandmother"
    GRANDFATHER = "grandfather"
    AUNT = "aunt"
    UNCLE = "uncle"
    NIECE = "niece"
    NEPHEW = "nephew"
    COUSIN = "cousin"

    @property
    def degree(self) -> int:
        """How near: 1 for parents, siblings and children, 2 for the next, 3 for cousins."""
        return _DEGREES.get(self, 2)

    @property
    def female(self) -> bool | None:
        """Whether it is a woman; None where the word does not say."""
        return None if self is Relation.COUSIN else self in _WOMEN


_DEGREES: Mapping[Relation, int] = {
    Relation.COUSIN: 3,
    **dict.fromkeys(
        (
            *(Relation.MOTHER, Relation.FATHER, Relation.SISTER),
            *(Relation.BROTHER, Relation.DAUGHTER, Relation.SON),
        ),
        1,
    ),
}
_WOMEN = frozenset(
    {
        *(Relation.MOTHER, Relation.SISTER, Relation.DAUGHTER, Relation.HALF_SISTER),
        *(Relation.GRANDMOTHER, Relation.AUNT, Relation.NIECE),
    }
)


class FamilyLine(StrEnum):
    """Through which parent."""

    MATERNAL = "maternal"
    PATERNAL = "paternal"


class FamilyCancer(StrEnum):
    """The cancers that are asked for; a man's breast cancer is one of its own."""

    BREAST = "breast"
    OVARIAN = "ovarian"
    PROSTATE = "prostate"
    PANCREATIC = "pancreatic"
    MALE_BREAST = "male_breast"

    @property
    def is_breast(self) -> bool:
        """Whether it is breast cancer, a woman's or a man's."""
        return self in (FamilyCancer.BREAST, FamilyCancer.MALE_BREAST)


class RelativeWithCancer(Confidential):
    """One cancer of one relative; a relative with two kinds of cancer has two.

    Attributes:
        bilateral: in both breasts, or both ovaries, at one time or another.
    """

    relation: Relation
    line: FamilyLine | None = None
    cancer: FamilyCancer
    age_at_diagnosis: Annotated[int | None, Field(ge=0, le=120)] = None
    bilateral: bool | None = None


class GeneResult(StrEnum):
    """What a genetic test for breast cancer found."""

    NOT_TESTED = "not_tested"
    NEGATIVE = "negative"
    BRCA1 = "brca1"
    BRCA2 = "brca2"
    OTHER_GENE = "other_gene"
    UNCERTAIN = "uncertain"
    NOT_KNOWN = "not_known"

    @property
    def is_carrier(self) -> bool:
        """Whether a mutation of BRCA1 or BRCA2 was found."""
        return self in (GeneResult.BRCA1, GeneResult.BRCA2)


class Origin(StrEnum):
    """What a patient says about race and ethnicity: the categories of OMB Statistical Policy Directive 15 (2024)."""

    AMERICAN_INDIAN_ALASKA_NATIVE = "american_indian_alaska_native"
    ASIAN = "asian"
    BLACK = "black"
    HISPANIC = "hispanic"
    MIDDLE_EASTERN_NORTH_AFRICAN = "middle_eastern_north_african"
    PACIFIC_ISLANDER = "pacific_islander"
    WHITE = "white"
