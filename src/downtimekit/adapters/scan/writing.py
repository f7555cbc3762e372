"""Whether something is written or drawn in a zone; what it says, a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from downtimekit.adapters.scan.corners import Lay
from downtimekit.adapters.scan.geometry import scale
from downtimekit.adapters.scan.grey import Grey
from downtimekit.adapters.scan.pictures import reduced, straightened
from downtimekit.forms.reading.marks import Seen, Why
from downtimekit.models.forms import Paper, Place

_DOTS = 5.0  # pixels in a millimetre
_EDGE = 0.4  # millimetres of a zone that are left out: the frame around it
_LINE = 0.5  # of a row or a column that is dark makes it a printed line
_INK = 0.16
_NOISE = 4.5
_NOTHING = 0.35  # square millimetres of ink: less is noise
_PRINT = 0.06  # so dark is print on blank paper, also where it is grey
_ASIDE = 3  # pixels
_WRITTEN = 1.0  # square millimetres: more is something that a person wrote
_TINT = 0.012


def straight_page(picture: Grey, lay: Lay, paper: Paper) -> Grey:
    """Return a page straightened, as coarse as is enough to see whether something is written."""
    wide, high = paper.size
    dots = scale(lay.matrix, np.array([wide / 2, high / 2]))
    factor = max(1, int(dots / _DOTS))
    smaller = np.diag([1 / factor, 1 / factor, 1.0]) @ lay.matrix
    return straightened(reduced(picture, factor), smaller, size=paper.size, dots=_DOTS)


def writing_in(
    page: Grey, places: Sequence[Place], *, black: float, blank: Grey | None
) -> Iterator[tuple[Seen, Why | None]]:
    """Tell for each zone whether there is anything in it.

    Args:
        page: straightened.
        places: of the zones, in millimetres.
        black: how light the black of print is, over how light the paper around it is.
        blank: the same page, straightened, with nothing on it but print; without it, only long lines are known to be
            print, and what else is printed into a zone passes for writing.
    """
    for place in places:
        light = _part(page, place)
        if not min(light.shape):
            yield Seen.UNCLEAR, Why.NOT_FOUND
            continue
        dark = _darkness(light, black)
        noise = 1.48 * float(np.median(np.abs(dark - np.median(dark))))
        ink = dark > max(_INK, _NOISE * noise)
        bare = ~_lines(ink)
        if blank is not None:
            bare &= ~_wider(_wider(_darkness(_part(blank, place), 0.0) > _PRINT, axis=0), axis=1)
        yield _judged(dark, ink & bare, bare, noise)


def _part(page: Grey, place: Place) -> NDArray[np.float32]:
    left, top = (round((start + _EDGE) * _DOTS) for start in (place.x, place.y))
    right, bottom = round((place.x + place.w - _EDGE) * _DOTS), round((place.y + place.h - _EDGE) * _DOTS)
    return page[top:bottom, left:right].astype(np.float32)


def _darkness(light: NDArray[np.float32], black: float) -> NDArray[np.float32]:
    paper = float(np.percentile(light, 75))
    return np.asarray((paper - light) / max(paper * (1 - black), 8), dtype=np.float32)


def _judged(
    dark: NDArray[np.float32], ink: NDArray[np.bool_], bare: NDArray[np.bool_], noise: float
) -> tuple[Seen, Why | None]:
    area = float((ink & _beside(ink)).sum()) / _DOTS**2
    if area > _WRITTEN:
        return Seen.WRITTEN, Why.HANDWRITING
    if area > _NOTHING or (bare.any() and float(dark[bare].mean()) > _TINT + noise):
        return Seen.UNCLEAR, Why.FAINT
    return Seen.EMPTY, None


def _lines(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return what belongs to lines that go through most of a zone, such as those to write on."""
    rows, columns = ink.mean(axis=1) > _LINE, ink.mean(axis=0) > _LINE
    return np.asarray(_wider(rows, axis=0)[:, None] | _wider(columns, axis=0)[None, :])


def _wider(ink: NDArray[np.bool_], *, axis: int) -> NDArray[np.bool_]:
    """Return ink with what is within three pixels of it: so far a page may lie beside where it is thought to."""
    wider = ink.copy()
    for step in range(1, _ASIDE + 1):
        before, after = (np.roll(ink, shift, axis=axis) for shift in (-step, step))
        wider |= before | after
    return wider


def _beside(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels that have ink on any side: single dots are no writing."""
    padded = np.pad(ink, 1)
    return padded[:-2, 1:-1] | padded[2:, 1:-1] | padded[1:-1, :-2] | padded[1:-1, 2:]
