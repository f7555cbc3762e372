"""The picture of a page that was read, for the people who look at it."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from downtimekit.adapters.scan.geometry import Matrix
from downtimekit.adapters.scan.grey import Grey
from downtimekit.adapters.scan.pictures import png, straightened
from downtimekit.models.forms import Paper, Place

_DOTS = 8.0  # pixels in a millimetre: 203 in an inch
_OVERVIEW = 4.0


@frozen(repr=False, eq=False)
class ScannedView:
    """A page as it was scanned, and how it lies there.

    Attributes:
        matrix: from millimetres on the page to pixels of the picture; None where that is not known.
    """

    picture: Grey
    matrix: Matrix | None = None
    paper: Paper = Paper.LETTER

    def clip(self, place: Place) -> bytes:
        """Return a part of the page, straightened, as a PNG; the whole picture where it could not be straightened."""
        if self.matrix is None:
            return png(self.picture)
        to_corner = np.array([[1.0, 0.0, place.x], [0.0, 1.0, place.y], [0.0, 0.0, 1.0]])
        return png(straightened(self.picture, self.matrix @ to_corner, size=(place.w, place.h), dots=_DOTS))

    def page(self) -> bytes:
        """Return the whole page as a PNG, straightened where that is possible."""
        if self.matrix is None:
            return png(self.picture)
        return png(straightened(self.picture, self.matrix, size=self.paper.size, dots=_OVERVIEW))
