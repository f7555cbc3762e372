"""Whether quadrant, clock position, region, views and side of a finding can all be true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from downtimekit.models.breast.finding import Finding
from downtimekit.models.breast.location import Depth, Quadrant, Region, Side, quadrants_at
from downtimekit.models.breast.modality import MAMMOGRAPHIC
from downtimekit.models.concern import Concern, Gravity

_SOURCE = "geometry of the clock face"
_TOWARDS_THE_ARM = (Region.AXILLARY_TAIL, Region.AXILLA)
# A side before one of the commonest projections (DICOM CID 4014), as technologists write it; LM and LMO have no side.
_SIDED_VIEW = re.compile(r"([RL])-?(?:CC|MLO|ML|LMO|LM|XCCL|XCCM|FB|SIO|ISO)(?![A-Z])", re.IGNORECASE)
_SIDES: Mapping[str, Side] = {"R": Side.RIGHT, "L": Side.LEFT}


def location_concerns(finding: Finding, *, path: str = "") -> Iterator[Concern]:
    """Yield what contradicts itself in the location of a finding; each is a warning, and may be right as it is.

    Args:
        finding: the finding.
        path: where it stands, such as ``findings[0]``.
    """
    sides = finding.side.sides
    if finding.clock and len(sides) > 1:
        words = "a clock position does not say the same of both breasts: write one finding for each breast"
        yield _warning("clock_of_both_breasts", path, "clock", words)
    elif finding.clock:
        yield from _against_clock(finding, sides[0], finding.clock, path)
    yield from _against_region(finding, path)
    yield from _against_views(finding, path)


def _against_region(finding: Finding, path: str) -> Iterator[Concern]:
    if finding.region in _TOWARDS_THE_ARM and finding.quadrant not in (None, Quadrant.UPPER_OUTER):
        words = "axilla and axillary tail lie at the upper outer quadrant, and not at this one"
        yield _warning("region_contradicts_quadrant", path, "region", words)
    if finding.region is Region.SUBAREOLAR and finding.depth is Depth.POSTERIOR:
        words = "what is subareolar lies right behind the nipple, and not in the posterior third"
        yield _warning("region_contradicts_depth", path, "region", words)


def _against_clock(finding: Finding, side: Side, clock: int, path: str) -> Iterator[Concern]:
    here = quadrants_at(clock, side=side)
    if finding.quadrant and finding.quadrant not in here:
        other = next(breast for breast in Side if breast is not side)
        mirrored = finding.quadrant in quadrants_at(clock, side=other)
        hint = "; they agree in the other breast: check the side" if mirrored else ""
        words = f"quadrant and clock position contradict each other in this breast{hint}"
        yield _warning("quadrant_contradicts_clock", path, "quadrant", words)
    if finding.region in _TOWARDS_THE_ARM and Quadrant.UPPER_OUTER not in here:
        words = "axilla and axillary tail do not lie at this clock position of this breast"
        yield _warning("region_contradicts_clock", path, "region", words)


def _against_views(finding: Finding, path: str) -> Iterator[Concern]:
    for number, look in enumerate(finding.appearances):
        sided = _SIDED_VIEW.match(look.view) if look.modality in MAMMOGRAPHIC else None
        if sided and _SIDES[sided[1].upper()] not in finding.side.sides:
            words = "is a view of the other breast: check the side"
            yield _warning("view_of_other_breast", path, f"appearances[{number}].view", words)


def _warning(code: str, path: str, name: str, words: str) -> Concern:
    return Concern(code, f"{path}.{name}" if path else name, words, _SOURCE, Gravity.WARNING)
