"""Read one page out of a picture: where it lies, and what is in each of its zones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from attrs import frozen

from downtimekit.adapters.scan.barcodes import SeenCode
from downtimekit.adapters.scan.boxes import cut_boxes
from downtimekit.adapters.scan.corners import Lay, lay_of
from downtimekit.adapters.scan.grey import Grey, is_faxed, lines_made_square
from downtimekit.adapters.scan.ticks import ticks_of
from downtimekit.adapters.scan.view import ScannedView
from downtimekit.adapters.scan.writing import straight_page, writing_in
from downtimekit.forms.reading.marks import Seen, SeenZone, Why
from downtimekit.models.forms import FormPlan, PagePlan, Zone

_UNEVEN = 1.4  # times as high as wide: the pixels of a coarse fax


@frozen(repr=False)
class PageSeen:
    """What was seen on a page.

    Attributes:
        zones: in the order of the plan; None where the page could not be straightened.
    """

    zones: tuple[SeenZone, ...] | None
    faxed: bool
    view: ScannedView


def see_page(picture: Grey, code: SeenCode, plan: FormPlan, page: PagePlan, *, blank: Grey | None = None) -> PageSeen:
    """Look at the page with a code in a picture.

    Args:
        picture: what was scanned.
        code: of the page.
        plan: of the form.
        page: of the plan.
        blank: what is printed on the page, straightened, where that is known.
    """
    square, code = _squared(picture, code)
    faxed = is_faxed(picture)
    lay, square = _laid(square, code, plan)
    if lay is None:
        return PageSeen(None, faxed, ScannedView(square))
    straight = straight_page(square, lay, plan.paper)
    seen = dict([*_ticks(square, lay, page.zones, faxed=faxed), *_writing(straight, lay, page.zones, blank)])
    zones = tuple(SeenZone(zone, *seen[number]) for number, zone in enumerate(page.zones))
    return PageSeen(zones, faxed, ScannedView(square, lay.matrix, plan.paper))


def _squared(picture: Grey, code: SeenCode) -> tuple[Grey, SeenCode]:
    """Make pixels square, by the code: not every fax says how coarse it is."""
    upper_left, upper_right, lower_left, _ = code.corners
    across, down = np.abs(upper_right - upper_left), np.abs(lower_left - upper_left)
    wide, high = max(across[0], down[0]), max(across[1], down[1])
    ratio = float(wide / max(high, 1.0))
    if 1 / _UNEVEN < ratio < _UNEVEN:
        return picture, code
    square = lines_made_square(picture, ratio)
    factors = np.array(square.shape[::-1]) / np.array(picture.shape[::-1])
    return square, SeenCode(code.text, code.corners * factors)


def _ticks(
    picture: Grey, lay: Lay, zones: Sequence[Zone], *, faxed: bool
) -> Iterator[tuple[int, tuple[Seen, Why | None]]]:
    by_size: dict[tuple[float, float], list[int]] = defaultdict(list)
    for number, zone in enumerate(zones):
        if zone.choice is not None:
            by_size[round(zone.place.w, 1), round(zone.place.h, 1)].append(number)
    for numbers in by_size.values():
        boxes = cut_boxes(picture, lay, [zones[number].place for number in numbers])
        yield from zip(numbers, ticks_of(boxes, faxed=faxed), strict=True)


def _writing(
    page: Grey, lay: Lay, zones: Sequence[Zone], blank: Grey | None
) -> Iterator[tuple[int, tuple[Seen, Why | None]]]:
    numbers = [number for number, zone in enumerate(zones) if zone.choice is None]
    places = [zones[number].place for number in numbers]
    yield from zip(numbers, writing_in(page, places, black=lay.black, blank=blank), strict=True)


def print_on(picture: Grey, code: SeenCode, plan: FormPlan) -> Grey | None:
    """Return what is printed on a blank page, straightened; None where the page cannot be straightened."""
    lay = lay_of(picture, code, plan)
    return None if lay is None else straight_page(picture, lay, plan.paper)


def _laid(picture: Grey, code: SeenCode, plan: FormPlan) -> tuple[Lay | None, Grey]:
    """Return how a page lies in a picture, and the picture; a negative, as microfilm is, is turned."""
    lay = lay_of(picture, code, plan)
    if lay is not None:
        return lay, picture
    negative = np.asarray(255 - picture, dtype=np.uint8)
    lay = lay_of(negative, code, plan)
    return lay, picture if lay is None else negative
