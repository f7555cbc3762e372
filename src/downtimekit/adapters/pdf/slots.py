"""Where texts are written onto the pages of a plate: measured once, so that a sheet only fills them in."""

from __future__ import annotations

from collections.abc import Callable

from attrs import field, frozen

from downtimekit.adapters._type import STANDING
from downtimekit.adapters.pdf.furniture import Furniture
from downtimekit.adapters.pdf.measures import BORN, FINE, LABEL, NAME, POINT, SERIAL, Box, Face

_VALUE = Face(10.5, bold=True)
_ALERT_EDGE = 0.5  # white words keep so far from the edges of their black box


@frozen(eq=False)
class Slot:
    """A place for a text, in points from the lower left corner of the page.

    Attributes:
        left: its left edge; middle: half its height.
        align: 0 begins at the left, 0.5 is in the middle, 1 ends at the right.
        room: how wide a line of full size may be, at a size of 1; negative where none is low enough.
        begin: where such a line stands, and its font where it is Helvetica.
    """

    left: float
    middle: float
    width: float
    height: float
    face: Face
    align: float
    room: float = field(init=False)
    begin: bytes = field(init=False)

    @room.default
    def _for_a_line(self) -> float:
        return self.width / self.face.size if self.face.rise / POINT <= self.height else -1

    @begin.default
    def _of_a_line(self) -> bytes:
        name = STANDING[self.face.bold].encode()
        return b"%.2f Td /%b %.2f Tf" % (self.base, name, self.face.size)

    @property
    def base(self) -> float:
        """The base of one line of full size."""
        return self.middle - self.face.rise / POINT / 2

    def x(self, width: float, size: float) -> float:
        """Return where a line begins that is so wide at a size of 1."""
        return self.left + self.align * (self.width - width * size)


def slot_at(box: Box, face: Face, page: tuple[float, float], *, align: float = 0) -> Slot:
    """Return the slot of a box that lies on a page, whose width and height are in millimetres too."""
    middle = (page[1] - box.y - box.h / 2) / POINT
    return Slot(box.x / POINT, middle, box.w / POINT, box.h / POINT, face, align)


def mirrored(box: Box, page: tuple[float, float]) -> Box:
    """Return where a box lies on a mirrored page."""
    return Box(page[0] - box.right, box.y, box.w, box.h)


@frozen
class Slots:
    """What is filled in on every page of a sheet.

    Attributes:
        patient: whose it is: name, birth date, two numbers; about: the time and the exam, which others have too. Both
            are empty on paper that is about nobody.
        notes: how old that knowledge is; notes_beside: the same where there is an alert too.
    """

    patient: tuple[Slot, ...]
    about: tuple[Slot, ...]
    alert: Slot
    notes: Slot
    notes_beside: Slot
    downtime: Slot
    serial: Slot


def slots_of(places: Furniture, *, right_to_left: bool) -> Slots:
    """Return the slots of a plate."""
    page = places.width, places.height

    def slot(box: Box, face: Face, align: float = 0) -> Slot:
        laid = mirrored(box, page) if right_to_left else box
        return slot_at(laid, face, page, align=1 - align if right_to_left else align)

    patient = _patient(places, slot) if places.patient else ()
    return Slots(
        patient=patient[:4],
        about=patient[4:],
        alert=slot(places.alert.inset(_ALERT_EDGE), LABEL, 0.5),
        notes=slot(places.notes, FINE),
        notes_beside=slot(places.notes_beside, FINE),
        downtime=slot(places.downtime, LABEL, 1),
        serial=slot(places.serial, SERIAL, 1),
    )


def _patient(places: Furniture, slot: Callable[[Box, Face], Slot]) -> tuple[Slot, ...]:
    boxes = places.patient.values if places.patient else ()
    return tuple(slot(box, face) for box, face in zip(boxes, (NAME, BORN, *[_VALUE] * 4), strict=True))
