"""QR codes by zxing-cpp, which only this module knows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import zxingcpp
from attrs import frozen

from downtimekit.adapters.scan.geometry import Points
from downtimekit.adapters.scan.grey import Grey
from downtimekit.adapters.scan.pictures import reduced

_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_ENOUGH = 1_500_000  # pixels: with so many, a code of a page can be read at half the resolution
_PAGE = 175  # so many times as large as its code is a page
_MUCH_LARGER = 1.6


@frozen
class SeenCode:
    """A code in a picture.

    Attributes:
        corners: of the code itself, in pixels: upper left, upper right, lower left, lower right, as the code is meant
            to be seen, whatever way the page lies.
    """

    text: str
    corners: Points


def codes_in(picture: Grey) -> list[SeenCode]:
    """Return the codes of a picture; the quick ways are tried first."""
    best: list[SeenCode] = []
    for attempt in _attempts(picture):
        best = max(best, attempt, key=len)
        if best and not _has_room_for_more(picture, best):
            return best
    return best


def _has_room_for_more(picture: Grey, codes: list[SeenCode]) -> bool:
    """Tell whether another page may lie in a picture, beside those whose codes were found."""
    sides = [float(np.hypot(*(code.corners[1] - code.corners[0]))) for code in codes]
    return picture.size > _MUCH_LARGER * len(codes) * _PAGE * max(sides) ** 2


def _attempts(picture: Grey) -> Iterator[list[SeenCode]]:
    if picture.size > _ENOUGH:
        yield _read(reduced(picture, 2), np.array([2.0, 2.0]))
    found = _read(picture, np.array([1.0, 1.0]))
    yield found
    if not found:
        # A fax may have half as many lines as dots in a line, and a picture of it need not say so.
        for axis in (0, 1):
            yield _read(np.repeat(picture, 2, axis=axis), np.array([1.0, 0.5] if axis == 0 else [0.5, 1.0]))


def _read(picture: Grey, factors: Points) -> list[SeenCode]:
    found = zxingcpp.read_barcodes(np.ascontiguousarray(picture), formats=_QR)
    return [SeenCode(code.text, _corners(code.position, factors)) for code in found]


def _corners(position: zxingcpp.Position, factors: Points) -> Points:
    order = (position.top_left, position.top_right, position.bottom_left, position.bottom_right)
    return np.array([(point.x + 0.5, point.y + 0.5) for point in order]) * factors
