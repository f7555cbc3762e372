"""What every page carries besides its part of the form: band, title, serial, patient, foot, and a drill's mark."""

from __future__ import annotations

from attrs import frozen

from downtimekit.adapters.pdf.barcode import draw_barcode
from downtimekit.adapters.pdf.measures import (
    BAND,
    BLACK,
    BORN,
    FINE,
    FOOT,
    GREY,
    HINT,
    LABEL,
    NAME,
    PAD,
    SERIAL,
    TITLE,
    VALUE,
    Box,
    Face,
)
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.forms.heading import Heading
from downtimekit.models.forms import FormDefinition

_SERIAL_WIDTH = 62.0
_DRILL_BAND = "DRILL: NOT FOR PATIENT CARE"
_MARK = Face(150, bold=True, grey=242)  # paler than what a scanner takes for a tick


@frozen(repr=False)
class Frame:
    """What is the same on all pages of a sheet."""

    heading: Heading
    form: FormDefinition
    serial: str
    downtime: str
    drill: bool
    pages: int


def draw_frame(pen: Pen, frame: Frame, page: Box, *, number: int) -> None:
    """Draw what surrounds the form on one page; the box is the page within its margins."""
    if frame.drill:
        _draw_mark(pen, page)
    _draw_band(pen, frame, Box(page.x, page.y, page.w, 7))
    _draw_title(pen, frame, Box(page.x, page.y + 8.6, page.w - _SERIAL_WIDTH - 4, 17))
    _draw_serial(pen, frame, Box(page.right - _SERIAL_WIDTH, page.y + 8.6, _SERIAL_WIDTH, 17))
    _draw_patient(pen, frame.heading, Box(page.x, page.y + 26.6, page.w, 23.4))
    _draw_notes(pen, frame, Box(page.x, page.y + 50.6, page.w, 4.4))
    _draw_foot(pen, frame, Box(page.x, page.bottom - FOOT + 2, page.w, FOOT - 2), number)


def _draw_mark(pen: Pen, page: Box) -> None:
    x, y = page.x + page.w / 2, page.y + page.h / 2
    with pen.pdf.rotation(52, x, y):
        pen.words("DRILL", x, y + _MARK.rise / 2, _MARK, align=0.5)


def _draw_band(pen: Pen, frame: Frame, box: Box) -> None:
    pen.frame(box, weight=0, fill=BLACK)
    left, middle, right = Box(box.x + PAD, box.y, box.w - 2 * PAD, box.h).columns(40, 70, 70)
    pen.fit("DOWNTIME FORM", left, BAND)
    if frame.drill:
        pen.fit(_DRILL_BAND, middle, BAND)
    pen.fit(frame.downtime, right, BAND, align=1)


def _draw_title(pen: Pen, frame: Frame, box: Box) -> None:
    pen.fit(frame.form.title, Box(box.x, box.y, box.w, 10), TITLE)
    by = f"Filled in by {frame.form.filled_in_by}.  Black ink; one letter or digit in a box.  * is needed."
    pen.fit(by, Box(box.x, box.y + 11.4, box.w, 4), HINT)


def _draw_serial(pen: Pen, frame: Frame, box: Box) -> None:
    draw_barcode(pen, frame.serial, Box(box.x, box.y, box.w, 8.6))
    pen.fit(frame.serial, Box(box.x, box.y + 9.8, box.w, 7), SERIAL, align=1)


def _draw_patient(pen: Pen, heading: Heading, box: Box) -> None:
    upper = Box(box.x, box.y, box.w, 12.4)
    lower = Box(box.x, upper.bottom, box.w, box.h - upper.h)
    name, born = upper.columns(142, 50)
    pen.fit(heading.name, name.inset(), NAME)
    _draw_fact(pen, "Date of birth", heading.born, born, face=BORN)
    pen.rule((born.x, born.y), (born.x, born.bottom), grey=GREY)
    for (label, value), cell in zip(heading.facts, lower.columns(30, 34, 60, 68), strict=True):
        pen.frame(cell, grey=GREY)
        _draw_fact(pen, label, value, cell, face=VALUE)
    pen.frame(box, weight=0.7)


def _draw_fact(pen: Pen, label: str, value: str, cell: Box, *, face: Face) -> None:
    pen.words(label, cell.x + PAD, cell.y + 3.2, FINE)
    pen.fit(value, Box(cell.x + PAD, cell.y + 4, cell.w - 2 * PAD, cell.h - 5.2), face)


def _draw_notes(pen: Pen, frame: Frame, box: Box) -> None:
    alert = frame.heading.alert
    room = box.w
    if alert:
        width = pen.width(alert, LABEL) + 2 * PAD
        room -= width + PAD
        label = Box(box.right - width, box.y, width, box.h)
        pen.frame(label, weight=0, fill=BLACK)
        pen.words(alert, label.x + PAD, label.y + label.h / 2 + LABEL.rise / 2, Face(LABEL.size, bold=True, grey=255))
    pen.fit(frame.heading.snapshot, Box(box.x + PAD, box.y, room - 2 * PAD, box.h), FINE)


def _draw_foot(pen: Pen, frame: Frame, box: Box, number: int) -> None:
    pen.rule((box.x, box.y), (box.right, box.y), weight=0.4)
    base = box.y + 4.2
    form = f"{frame.form.title}, version {frame.form.version} ({frame.form.digest[:8]})"
    pen.words(f"{frame.serial}   {form}", box.x, base, FINE)
    pen.words(f"Page {number} of {frame.pages}", box.right, base, LABEL, align=1)
