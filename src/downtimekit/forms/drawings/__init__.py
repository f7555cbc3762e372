"""Drawings to mark places on: one geometry, from which paper and the offline page are drawn alike.

A `DrawnMark` means the same place on both: `x` and `y` are fractions of the drawing's box, which is as wide as
`Drawing.aspect` times its height.
"""

from collections.abc import Mapping

from downtimekit.forms.drawings.body import BODY
from downtimekit.forms.drawings.breasts import BREASTS, BreastPlace, mark_at, place_of
from downtimekit.forms.drawings.shapes import Circle, Distance, Drawing, Label, Lettering, Path, Point, Stroke
from downtimekit.models.forms import Diagram

DRAWINGS: Mapping[Diagram, Drawing] = {Diagram.BREASTS: BREASTS, Diagram.BODY: BODY}
"""What each diagram shows."""

__all__ = [
    "DRAWINGS",
    "BreastPlace",
    "Circle",
    "Distance",
    "Drawing",
    "Label",
    "Lettering",
    "Path",
    "Point",
    "Stroke",
    "mark_at",
    "place_of",
]
