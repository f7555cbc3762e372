"""How side, quadrant, region and clock position are read from paper or from another system's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from downtimekit.models.breast.aliases import AliasTable, folded, meanings
from downtimekit.models.breast.location import Laterality, Quadrant, Region

Place = TypeVar("Place", Laterality, Quadrant, Region)

SIDE_ALIASES: Sequence[AliasTable[Laterality]] = (
    AliasTable("the keys", {side.value: (side,) for side in Laterality}),
    AliasTable(
        "customary abbreviations; DICOM CID 6022",
        {
            **dict.fromkeys(("L", "LT", "left breast"), (Laterality.LEFT,)),
            **dict.fromkeys(("R", "RT", "right breast"), (Laterality.RIGHT,)),
            **dict.fromkeys(("B", "bilat", "both", "both breasts"), (Laterality.BILATERAL,)),
        },
    ),
)
"""How a side is written."""

QUADRANT_ALIASES: Sequence[AliasTable[Quadrant]] = (
    AliasTable("the keys", {quadrant.value: (quadrant,) for quadrant in Quadrant}),
    AliasTable(
        "customary abbreviations; DICOM CID 6020",
        {
            short: (Quadrant(f"{height}_{width}"),)
            for height in ("upper", "lower")
            for width in ("outer", "inner")
            for short in (
                f"{height[0]}{width[0]}q",
                *(f"{height}{gap}{width}{end}" for gap in " -" for end in ("", " quadrant", " quadrant of breast")),
            )
        },
    ),
)
"""How a quadrant is written."""

REGION_ALIASES: Sequence[AliasTable[Region]] = (
    AliasTable("the keys", {region.value: (region,) for region in Region}),
    AliasTable(
        "customary words; DICOM CID 6018",
        {
            **dict.fromkeys(("retroareolar", "retro-areolar", "sub-areolar"), (Region.SUBAREOLAR,)),
            "subareolar region": (Region.SUBAREOLAR,),
            **dict.fromkeys(("central region", "central portion"), (Region.CENTRAL,)),
            **dict.fromkeys(("axillary tail", "tail of Spence"), (Region.AXILLARY_TAIL,)),
            "axillary": (Region.AXILLA,),
            "chest wall": (Region.CHEST_WALL,),
        },
    ),
)
"""How a region is written."""

_CLOCK = re.compile(r"([0-9]{1,2})(?::(00|30)|-([0-9]{1,2}))?(?: ?(?:o['\u2019]? ?clock|h))?")
_HOURS = range(1, 13)


def read_place(written: str, *, tables: Sequence[AliasTable[Place]]) -> Place | None:
    """Read a side, a quadrant or a region as it is written, such as ``UOQ`` or ``retroareolar``.

    Args:
        written: the words.
        tables: `SIDE_ALIASES`, `QUADRANT_ALIASES` or `REGION_ALIASES`, with any of your own.

    Returns:
        None where it is not known, or where two tables differ.
    """
    found = meanings(folded(written), tables)
    return found[0] if len(found) == 1 else None


def read_clock(written: str) -> tuple[int, ...]:
    """Read a clock position as it is written: ``10``, ``10 o'clock``, ``10:30``, ``10-11 o'clock``.

    Returns:
        The hour, both hours for a position between two, or nothing where it is none: only neighbours have a between.
    """
    found = _CLOCK.fullmatch(folded(written))
    if found is None:
        return ()
    first = int(found[1])
    after = first % 12 + 1
    last = after if found[2] == "30" else int(found[3] or first)
    if first not in _HOURS or last not in (first, after):
        return ()
    return tuple(dict.fromkeys((first, last)))
