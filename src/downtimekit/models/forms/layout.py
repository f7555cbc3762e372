"""How a form lies on paper: the size of the page, and where on it each field and each box is.

Measures are in millimetres, from the upper left corner of the page, whatever the direction of the language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from downtimekit.models.forms.fields import FieldKind
from downtimekit.models.people.languages import Language
from downtimekit.models.strict import Key, Strict


class Paper(StrEnum):
    """A size of paper."""

    LETTER = "Letter"
    A4 = "A4"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height, in millimetres."""
        return _SIZES[self]


_SIZES: Mapping[Paper, tuple[float, float]] = {Paper.LETTER: (215.9, 279.4), Paper.A4: (210.0, 297.0)}


class Layout(Strict):
    """What a form is compiled for.

    Attributes:
        languages: those in which sheets will be printed; a form is compiled in those of them that it has.
    """

    paper: Paper = Paper.LETTER
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)


Millimetres = Annotated[float, Field(ge=0, le=2000, allow_inf_nan=False)]


class Place(Strict):
    """A rectangle on a page."""

    x: Millimetres
    y: Millimetres
    w: Millimetres
    h: Millimetres


class Zone(Strict):
    """Where an answer is written, or one box is ticked; nothing else may be printed there.

    Attributes:
        path: which answer it is, as `read_keyed` names it: ``density``, or ``findings[0].side`` in a table.
        choice: the key of the choice that the box is for, ``true`` or ``false`` for yes and no; None where an answer
            is written.
    """

    path: str
    kind: FieldKind
    place: Place
    choice: str | None = None


class PagePlan(Strict):
    """One page of a form: its zones, in the order of the form."""

    zones: tuple[Zone, ...] = ()


class FormPlan(Strict):
    """Where everything of a form is, in one language, on one size of paper.

    Attributes:
        form: its key; form_digest: of the definition.
        corners: the middles of the four black squares from which a scan is straightened, in millimetres: upper left,
            upper right, lower left, lower right.
        code: where the code of a page is.
    """

    form: Key
    form_digest: str
    language: Language
    paper: Paper
    corners: tuple[tuple[Millimetres, Millimetres], ...] = ()
    code: Place | None = None
    pages: Annotated[tuple[PagePlan, ...], Field(min_length=1)]

    @property
    def digest(self) -> str:
        """SHA-256 over the plan, in hexadecimal: the code on a page names the plan that it was printed by."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()
