"""Where on a page of a form everything is that is no part of the form itself, in millimetres."""

from __future__ import annotations

from attrs import field, frozen

from downtimekit.adapters.pdf.measures import PAD, Box
from downtimekit.models.forms import About, Paper, Place

CORNER = 5.0  # the black squares from which a scan is straightened
_CORNER_MIDDLE = 8.0
_SIDE = 12.0  # from the edge of the paper to the form: beside the squares
_TOP = 12.6
_CODE = 19.0
_QUIET = 3.4  # white that a reader of the code needs around it; four modules by ISO/IEC 18004


@frozen
class PatientPlaces:
    """Where it stands whose a page is: name, birth date, and numbers and exam under them.

    Attributes:
        values: the room under the label of each.
    """

    name: Box
    born: Box
    facts: tuple[Box, ...]

    def cells(self) -> tuple[Box, ...]:
        """Return all of them, in the order in which they are read."""
        return (self.name, self.born, *self.facts)

    values: tuple[Box, ...] = field(init=False)

    @values.default
    def _under_the_labels(self) -> tuple[Box, ...]:
        return tuple(
            Box(cell.x + PAD, cell.y + _LABEL, cell.w - 2 * PAD, cell.h - _LABEL - 0.8) for cell in self.cells()
        )


@frozen
class Furniture:
    """The places of a page.

    Attributes:
        corners: the middles of the black squares: upper left, upper right, lower left, lower right.
        band: the line above everything, between the squares; foot: the line below everything.
        title, how: the form's name, and how it is filled in; bars, serial: its number, for scanners and for people.
        code: the square code; quiet: the same with the white around it.
        patient: whose the page is; None on paper that is about nobody.
        notes: how old that knowledge is; notes_beside: the same where there is an alert too.
        downtime: its name, in the band.
        body: what is left for the form.
    """

    width: float
    height: float
    corners: tuple[tuple[float, float], ...]
    band: Box
    title: Box
    how: Box
    bars: Box
    serial: Box
    code: Box
    quiet: Box
    patient: PatientPlaces | None
    notes: Box
    downtime: Box
    body: Box
    foot: Box
    notes_beside: Box = field(init=False)
    alert: Box = field(init=False)

    @notes_beside.default
    def _left_of_the_alert(self) -> Box:
        beside, _ = self.notes.columns(*_ALERT)
        return Box(beside.x, beside.y, beside.w - PAD, beside.h)

    @alert.default
    def _at_the_end_of_the_notes(self) -> Box:
        return self.notes.columns(*_ALERT)[1]

    @property
    def code_place(self) -> Place:
        """Where the code is, as a plan says it."""
        return Place(x=self.code.x, y=self.code.y, w=self.code.w, h=self.code.h)


_LABEL = 3.2
_SERIAL = 62.0
_BORN = 44.0
_FACTS = (30, 34, 60, 68)
_BELOW_TITLE = 25.4
_NOTES = 3.8
_ALERT = (110, 80)
_FORM = 49.0  # where the form begins under a patient's name
_FORM_OF_NOBODY = 36.0


def furniture_of(paper: Paper, about: About) -> Furniture:
    """Return the places of a page of that size."""
    width, height = paper.size
    x, w = _SIDE, width - 2 * _SIDE
    code = Box(x + w - _CODE, _TOP + 0.4, _CODE, _CODE)
    left = w - _CODE - _QUIET
    serial = x + left - _SERIAL
    strip = Box(x + 3, _CORNER_MIDDLE - CORNER / 2, w - 6, CORNER)
    near, far_x, far_y = _CORNER_MIDDLE, width - _CORNER_MIDDLE, height - _CORNER_MIDDLE
    patient = _patient_places(x, w, left) if about is About.PATIENT else None
    top = _FORM if patient else _FORM_OF_NOBODY
    notes = Box(x, top - 4.8 if patient else _BELOW_TITLE + 1, w if patient else left, _NOTES)
    return Furniture(
        width=width,
        height=height,
        corners=((near, near), (far_x, near), (near, far_y), (far_x, far_y)),
        band=strip,
        title=Box(x, _TOP, left - _SERIAL - 3, 6.8),
        how=Box(x, _TOP + 7.8, left - _SERIAL - 3, 4.2),
        bars=Box(serial, _TOP + 0.4, _SERIAL, 5.6),
        serial=Box(serial, _TOP + 7, _SERIAL, 5),
        code=code,
        quiet=Box(code.x - _QUIET, code.y - 2, code.w + _QUIET, code.h + 4),
        patient=patient,
        notes=notes,
        downtime=Box(strip.right - _SERIAL, strip.y, _SERIAL, strip.h),
        body=Box(x, top, w, height - top - _TOP),
        foot=Box(strip.x, far_y - CORNER / 2, strip.w, CORNER),
    )


def _patient_places(x: float, w: float, left: float) -> PatientPlaces:
    return PatientPlaces(
        name=Box(x, _BELOW_TITLE, left - _BORN, 10),
        born=Box(x + left - _BORN, _BELOW_TITLE, _BORN, 10),
        facts=tuple(Box(x, _BELOW_TITLE + 10, w, 8.2).columns(*_FACTS)),
    )
