"""Marks that somebody drew into a printed drawing."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from downtimekit.models.strict import PATIENT_DATA, Confidential

Fraction = Annotated[float, Field(ge=0, le=1)]


class DrawnMark(Confidential):
    """A place in a drawing, the same on paper and on a screen.

    Attributes:
        x, y: how far from the left and from the top of the drawing's box, as fractions of its width and height. The
            box is the zone of the diagram in a `FormPlan` and the picture on the offline page; both have the shape,
            and show the geometry, of `forms.drawings`. Left is the viewer's left, in every language: of a body that
            is seen from the front, the patient's right.
        sign: what was drawn or written there, such as the number of a finding, or ``x``.
    """

    x: Fraction
    y: Fraction
    sign: Annotated[str, StringConstraints(max_length=20), PATIENT_DATA] = "x"
