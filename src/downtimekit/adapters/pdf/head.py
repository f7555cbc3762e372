"""What every page of a form carries besides its part of the form, as far as it is the same for everybody."""

from __future__ import annotations

from attrs import frozen

from downtimekit.adapters.pdf.furniture import CORNER, Furniture, PatientPlaces
from downtimekit.adapters.pdf.measures import BLACK, DARK, FINE, GREY, HINT, LABEL, PAD, Box, Face
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.forms.words import PageWords, filled
from downtimekit.models.forms import FormDefinition

_BAND = Face(8, bold=True)
_TITLE = Face(16, bold=True)
_TINY = Face(6.5, grey=DARK)


@frozen
class Sides:
    """What stands around a form, in one language.

    Attributes:
        title: the form's name in that language; filled_in_by: by whom.
        pages: how many there are.
    """

    form: FormDefinition
    title: str
    filled_in_by: str
    words: PageWords
    pages: int


def draw_sides(pen: Pen, sides: Sides, places: Furniture, *, number: int) -> None:
    """Draw what surrounds the form on a page."""
    _draw_corners(pen, places)
    pen.fit(sides.words.downtime_form, Box(places.band.x, places.band.y, 60, places.band.h), _BAND)
    pen.fit(sides.title, places.title, _TITLE)
    by = filled(sides.words.filled_in_by, who=sides.filled_in_by)
    pen.fit(f"{by}  {sides.words.how_to}  {sides.words.needed}", places.how, HINT)
    if places.patient:
        _draw_patient(pen, sides.words, places.patient)
    _draw_foot(pen, sides, places.foot, number)


def _draw_corners(pen: Pen, places: Furniture) -> None:
    for x, y in places.corners:
        pen.frame(Box(x - CORNER / 2, y - CORNER / 2, CORNER, CORNER), weight=0, fill=BLACK)


def _draw_patient(pen: Pen, words: PageWords, places: PatientPlaces) -> None:
    labels = (words.name, words.born, words.mrn, words.accession, words.appointment, words.exam)
    for cell in (places.born, *places.facts[1:]):
        pen.rule((cell.x, cell.y), (cell.x, cell.bottom), grey=GREY)
    for row in ((places.name, places.born), places.facts):
        first, last = row[0], row[-1]
        pen.frame(Box(first.x, first.y, last.right - first.x, first.h), weight=0.6)
    for label, cell in zip(labels, places.cells(), strict=True):
        pen.words(label, cell.x + PAD, cell.y + 2.7, _TINY)


def _draw_foot(pen: Pen, sides: Sides, box: Box, number: int) -> None:
    left, right = box.columns(140, 40)
    version = filled(sides.words.version, version=sides.form.version)
    pen.fit(f"{sides.title}, {version} ({sides.form.digest[:8]})", left, FINE)
    page = filled(sides.words.page, page=number, pages=sides.pages)
    pen.fit(page, right, LABEL, align=1)
