"""Where a page lies in a picture, by its code and its four black squares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice, product

import numpy as np
from attrs import frozen

from downtimekit.adapters.scan.barcodes import SeenCode
from downtimekit.adapters.scan.geometry import Matrix, Points, affine, moved, projective, scale
from downtimekit.adapters.scan.grey import Grey
from downtimekit.adapters.scan.squares import Square, squares_in
from downtimekit.models.forms import FormPlan

_NEAR = 6.0  # millimetres by which a square may lie beside the place that the code alone tells
_FARTHER = 0.3  # and so much more for each millimetre from the code: perspective
_AT_A_CORNER = 5  # so many squares are looked at for a corner
_CODE_OFF = 1.5  # millimetres: four squares that put the code farther away are not those of the page
_FEWER_OFF = 0.9
_THREE = 3  # corners and the code tell of perspective; fewer do not
_DOTS = (1.5, 80.0)  # pixels in a millimetre: with fewer nothing can be read, and more no scanner makes
_CORNERS = ("upper left", "upper right", "lower left", "lower right")


@frozen
class Lay:
    """How a page lies in a picture.

    Attributes:
        matrix: from millimetres on the page to pixels of the picture.
        black: how light the black of print is, over how light the paper around it is.
    """

    matrix: Matrix
    black: float


def lay_of(picture: Grey, code: SeenCode, plan: FormPlan) -> Lay | None:
    """Return how the page with a code lies; None where fewer than two of its corners can be found."""
    if plan.code is None or len(plan.corners) != len(_CORNERS):
        return None
    place = plan.code
    printed = np.array([(place.x + x * place.w, place.y + y * place.h) for y in (0, 1) for x in (0, 1)])
    rough = affine(printed, code.corners)
    dots = scale(rough, printed.mean(axis=0))
    if not _DOTS[0] < dots < _DOTS[1]:
        return None
    there = squares_in(picture, dots)
    corners = np.array(plan.corners)
    near = [list(_near(corner, there, rough, printed.mean(axis=0), dots)) for corner in corners]
    return (
        _by_four(near, corners, printed, code.corners)
        or _by_fewer(near, corners, printed, code.corners, count=3)
        or _by_fewer(near, corners, printed, code.corners, count=2)
    )


def _near(corner: Points, squares: Sequence[Square], rough: Matrix, code: Points, dots: float) -> Iterator[Square]:
    expected = moved(corner[None], rough)[0]
    reach = (_NEAR + _FARTHER * float(np.hypot(*(corner - code)))) * dots
    close = [square for square in squares if np.hypot(*(square.middle - expected)) < reach]
    yield from islice(sorted(close, key=lambda square: -square.contrast), _AT_A_CORNER)


def _by_four(near: Sequence[Sequence[Square]], corners: Points, printed: Points, seen: Points) -> Lay | None:
    best, least = None, _CODE_OFF
    for squares in product(*near):
        middles = np.array([square.middle for square in squares])
        off = _off(middles, corners, printed, seen)
        if off < least:
            best, least = squares, off
    if best is None:
        return None
    # The code counts little: it is near one corner, and its own corners are read to a pixel.
    return Lay(projective(corners, np.array([square.middle for square in best])), _black(best))


def _off(middles: Points, corners: Points, printed: Points, seen: Points) -> float:
    """Return by how many millimetres the code is beside its place, if these are the corners."""
    try:
        back = np.asarray(np.linalg.inv(projective(corners, middles)), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.inf
    return float(np.abs(moved(seen, back) - printed).max())


def _by_fewer(
    near: Sequence[Sequence[Square]], corners: Points, printed: Points, seen: Points, *, count: int
) -> Lay | None:
    """Return how the page lies by fewer corners and the code; where that is wrong, no frame of a box is found."""
    best, least = None, _FEWER_OFF
    for kept in combinations(range(len(_CORNERS)), count):
        source = np.vstack([corners[list(kept)], printed])
        for squares in product(*(near[number] for number in kept)):
            target = np.vstack([[square.middle for square in squares], seen])
            for fit in (affine, projective) if count == _THREE else (affine,):
                matrix = fit(source, target)
                back = np.asarray(np.linalg.inv(matrix), dtype=np.float64)
                off = float(np.abs(moved(target, back) - source).max())
                if off < least:
                    best, least = Lay(matrix, _black(squares)), off
                    break
    return best


def _black(squares: Sequence[Square]) -> float:
    return float(np.median([1 - square.contrast for square in squares]))
