"""BI-RADS assessment categories and breast composition, as keys, with the FDA's own statements.

The statements are those of 21 CFR 900.12(c)(1)(iv) (as revised by 88 FR 15126), a federal regulation. The
lexicon's own prose is copyrighted and is not here. A category is read and checked, never assigned: the
overall category that `suggest_overall` returns is a suggestion to compare with what the radiologist recorded,
and a writing that can be read in two ways is answered with both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


class Density(StrEnum):
    """Breast composition; letters, so that it is never taken for an assessment."""

    FATTY = "a"
    SCATTERED = "b"
    HETEROGENEOUSLY_DENSE = "c"
    EXTREMELY_DENSE = "d"

    @property
    def statement(self) -> str:
        """The statement that the report must carry under MQSA."""
        return _COMPOSITION[self]


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
_COMPOSITION: Mapping[Density, str] = {
    Density.FATTY: "The breasts are almost entirely fatty.",
    Density.SCATTERED: "There are scattered areas of fibroglandular density.",
    Density.HETEROGENEOUSLY_DENSE: "The breasts are heterogeneously dense, which may obscure small masses.",
    Density.EXTREMELY_DENSE: "The breasts are extremely dense, which lowers the sensitivity of mammography.",
}

DEFAULT_PRECEDENCE: Sequence[Assessment] = (
    Assessment.POST_PROCEDURE_MARKER,
    Assessment.NEGATIVE,
    Assessment.BENIGN,
    Assessment.PROBABLY_BENIGN,
    Assessment.KNOWN_MALIGNANCY,
    Assessment.NEED_PRIORS,
    Assessment.NEED_ADDITIONAL_IMAGING,
    Assessment.SUSPICIOUS,
    Assessment.LOW_SUSPICION,
    Assessment.MODERATE_SUSPICION,
    Assessment.HIGH_SUSPICION,
    Assessment.HIGHLY_SUGGESTIVE,
)
"""From least to most pressing. No source settles where 0 and 6 stand: a site may bring its own order."""


def suggest_overall(
    assessments: Iterable[Assessment], *, precedence: Sequence[Assessment] = DEFAULT_PRECEDENCE
) -> Assessment | None:
    """Suggest an overall category: the most pressing of those recorded; None where none is."""
    return max(assessments, key=precedence.index, default=None)


_PREFIXES = ("bi-rads", "birads", "category", "cat.", "cat")
_ZERO = (Assessment.NEED_ADDITIONAL_IMAGING, Assessment.NEED_PRIORS)
_SPELLINGS: Mapping[str, tuple[Assessment, ...]] = {
    "0": _ZERO,
    "incomplete": _ZERO,
    "post": (Assessment.POST_PROCEDURE_MARKER,),
    **{category.value.casefold(): (category,) for category in Assessment},
    **{statement.casefold(): (category,) for category, statement in _STATEMENTS.items()},
    # 4A, 4B and 4C share their statement with 4: the statement alone says 4, and no more.
    _SUSPICIOUS.casefold(): (Assessment.SUSPICIOUS,),
}
_DENSITIES: Mapping[str, Density] = {
    **{density.value: density for density in Density},
    **{str(number): density for number, density in enumerate(Density, start=1)},
}


def read_assessment(written: str) -> tuple[Assessment, ...]:
    """Read a category as it is written on paper, such as ``4A``, ``BI-RADS 2`` or the FDA's statement.

    Returns:
        Every category that the writing can mean: none where it is not known, and two for a bare ``0``, which
        does not say whether additional imaging or prior mammograms are needed.
    """
    word = " ".join(written.casefold().split()).rstrip(".")
    for prefix in _PREFIXES:
        word = word.removeprefix(prefix).lstrip(" :")
    return _SPELLINGS.get(word, ())


def read_density(written: str) -> Density | None:
    """Read a composition as it is written on paper: ``a`` to ``d`` in either case, or ``1`` to ``4``."""
    return _DENSITIES.get(written.strip().casefold())
