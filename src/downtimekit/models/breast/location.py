"""Where in a breast: side, quadrant, clock position, region and depth.

Keys follow DICOM CID 6018 (clock face and regions), 6020 (quadrants), 6022 (sides) and 6024 (depth).
"""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """Which breast."""

    LEFT = "left"
    RIGHT = "right"


class Laterality(StrEnum):
    """Which breast, or both: of an exam, a finding or a recommendation (DICOM CID 6022)."""

    LEFT = "left"
    RIGHT = "right"
    BILATERAL = "bilateral"

    @property
    def sides(self) -> tuple[Side, ...]:
        """The breasts that are meant."""
        return tuple(Side) if self is Laterality.BILATERAL else (Side(self.value),)

    def covers(self, other: Laterality | Side) -> bool:
        """Say whether every breast that is meant by another one is meant by this one."""
        return set(Laterality(other).sides) <= set(self.sides)


class Quadrant(StrEnum):
    """A quarter of a breast (DICOM CID 6020)."""

    UPPER_OUTER = "upper_outer"
    UPPER_INNER = "upper_inner"
    LOWER_OUTER = "lower_outer"
    LOWER_INNER = "lower_inner"


class Region(StrEnum):
    """A place that has a name of its own (DICOM CID 6018)."""

    SUBAREOLAR = "subareolar"
    CENTRAL = "central"
    AXILLARY_TAIL = "axillary_tail"
    AXILLA = "axilla"
    CHEST_WALL = "chest_wall"


class Depth(StrEnum):
    """How far behind the nipple, in thirds (DICOM CID 6024)."""

    ANTERIOR = "anterior"
    MIDDLE = "middle"
    POSTERIOR = "posterior"


_UPPER = {10, 11, 12, 1, 2, 3, 9}
_LOWER = {4, 5, 6, 7, 8, 3, 9}
# The clock is read by whoever faces the patient: her right breast has its outer half at 7 to 11.
_OUTER = {Side.RIGHT: {7, 8, 9, 10, 11, 12, 6}, Side.LEFT: {1, 2, 3, 4, 5, 12, 6}}
_INNER = {Side.RIGHT: _OUTER[Side.LEFT], Side.LEFT: _OUTER[Side.RIGHT]}


def quadrants_at(clock: int, *, side: Side) -> frozenset[Quadrant]:
    """Return the quadrants at a clock position: two at 3, 6, 9 and 12, where quadrants meet.

    Args:
        clock: 1 to 12, as whoever faces the patient reads it.
        side: which breast; left and right mirror each other.
    """
    height = (("upper", _UPPER), ("lower", _LOWER))
    width = (("outer", _OUTER[side]), ("inner", _INNER[side]))
    return frozenset(Quadrant(f"{h}_{w}") for h, hours in height for w, others in width if clock in hours & others)
