"""What all of this package work on: a picture in greys, as numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""A picture as rows of pixels, from black (0) to white (255)."""

ENOUGH = 2600
"""Pixels along the longer side that are enough for a page: with more, a picture is reduced."""

_COARSEST = 4  # times as high as wide
_GREYS = 0.06  # so few, for each black pixel, are those that a file format made


def is_faxed(picture: Grey) -> bool:
    """Tell whether a picture is black and white, with next to no grey between, as a fax is.

    What is faint was lost, or became dots, before the picture was made.
    """
    some = np.bincount(picture[::3, ::3].ravel(), minlength=256)
    return bool(some[64:192].sum() < _GREYS * max(int(some[:64].sum()), 1))


def lines_made_square(picture: Grey, ratio: float) -> Grey:
    """Return a picture whose pixels are as high as wide.

    Args:
        picture: what was scanned.
        ratio: how high its pixels are over how wide; a fax has 204 dots in an inch and 98 or 196 lines (ITU-T T.4).
    """
    times = round(ratio) if ratio >= 1 else round(1 / ratio)
    return np.repeat(picture, times, axis=0 if ratio > 1 else 1) if 1 < times <= _COARSEST else picture
