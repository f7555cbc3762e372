"""Breast density, as letters, with the FDA's own statements, and how it is read from paper.

The statements are those of 21 CFR 900.12(c)(1), added by 88 FR 15126. Letters are used so that a density is never
taken for an assessment, and where the breasts differ the denser one counts (HL7 Breast Imaging IG, MGBreastDensity).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from attrs import frozen

from downtimekit.models.breast.aliases import AliasTable, agreeing, folded, meanings, without_prefixes


class Density(StrEnum):
    """Mammographic density."""

    FATTY = "a"
    SCATTERED = "b"
    HETEROGENEOUSLY_DENSE = "c"
    EXTREMELY_DENSE = "d"

    @property
    def statement(self) -> str:
        """The statement that the report must carry under MQSA."""
        return _STATEMENTS[self]

    @property
    def is_dense(self) -> bool:
        """Whether the patient is told that the tissue is dense (21 CFR 900.12(c)(2), 88 FR 15126)."""
        return self in (Density.HETEROGENEOUSLY_DENSE, Density.EXTREMELY_DENSE)


_STATEMENTS: Mapping[Density, str] = {
    Density.FATTY: "The breasts are almost entirely fatty.",
    Density.SCATTERED: "There are scattered areas of fibroglandular density.",
    Density.HETEROGENEOUSLY_DENSE: "The breasts are heterogeneously dense, which may obscure small masses.",
    Density.EXTREMELY_DENSE: "The breasts are extremely dense, which lowers the sensitivity of mammography.",
}

DENSITY_ALIASES: Sequence[AliasTable[Density]] = (
    AliasTable("the letters", {density.value: (density,) for density in Density}),
    AliasTable("21 CFR 900.12(c)(1)", {density.statement: (density,) for density in Density}),
    AliasTable(
        "numbers of older editions, as in CBIS-DDSM",
        {str(number): (density,) for number, density in enumerate(Density, start=1)},
    ),
    AliasTable(
        "VistA file 78.3, DIAGNOSTIC CODES: numbers and names",
        {
            "1111": (Density.FATTY,),
            "Almost entirely fatty": (Density.FATTY,),
            "1112": (Density.SCATTERED,),
            "Scattered areas of fibroglandular density": (Density.SCATTERED,),
            "1113": (Density.HETEROGENEOUSLY_DENSE,),
            "Heterogeneously dense": (Density.HETEROGENEOUSLY_DENSE,),
            "1114": (Density.EXTREMELY_DENSE,),
            "Extremely dense": (Density.EXTREMELY_DENSE,),
        },
    ),
    AliasTable(
        "DICOM CID 6000",
        {
            "Almost entirely fat": (Density.FATTY,),
            "Scattered fibroglandular densities": (Density.SCATTERED,),
        },
    ),
)
"""How a density is written, with the sources; the names that two sources share stand with the first."""

_PREFIXES = (
    *("bi-rads", "bi rads", "birads", "acr", "category", "cat.", "cat", "type"),
    *("breast density", "density", "breast composition", "composition"),
)
_NAMES_DENSITY = ("density", "composition")


@frozen
class DensityReading:
    """What a written density means.

    Attributes:
        is_ambiguous: it is a number beside the name of BI-RADS, such as ``BI-RADS 2``, and may be an assessment.
    """

    density: Density
    is_ambiguous: bool = False


def read_density(written: str, *, tables: Sequence[AliasTable[Density]] = DENSITY_ALIASES) -> DensityReading | None:
    """Read a density as it is written on paper: a letter in either case, a statement, or an older edition's number.

    A letter may have words beside it, as in ``c - heterogeneously dense``; where the two contradict each other, it is
    not read.

    Returns:
        None where it cannot be read.
    """
    word = folded(written)
    bare = without_prefixes(word, _PREFIXES)
    found = meanings(word, tables) or meanings(bare, tables) or agreeing(bare, tables)
    if not found:
        return None
    is_named = any(name in word for name in _NAMES_DENSITY)
    return DensityReading(found[0], is_ambiguous=bare != word and bare.isdecimal() and not is_named)


def denser(densities: Iterable[Density | None]) -> Density | None:
    """Return the densest of some densities, which stands for both breasts; None where none is given."""
    return max((density for density in densities if density), default=None)
