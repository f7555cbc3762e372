"""The serial as a Code 39 barcode (ISO/IEC 16388), which every hand-held scanner reads."""

from __future__ import annotations

import re

from downtimekit.adapters.pdf.measures import BLACK, Box
from downtimekit.adapters.pdf.pen import Pen

_READABLE = re.compile(r"[0-9A-Z.\-/]+")
_MODULES = 16  # narrow bars and gaps in a character: six narrow, three wide of three each, and the gap after it
_NARROWEST = 0.19  # millimetres; below it an office printer's bars run together
_WIDEST = 0.30
_QUIET = 10  # modules without ink on both sides


def draw_barcode(pen: Pen, serial: str, box: Box) -> None:
    """Draw a serial, at the right end of a box.

    Raises:
        Rejected: the code cannot hold it, or it is too long for the box.
    """
    if not _READABLE.fullmatch(serial):
        pen.refuse("the serial holds a character that a barcode cannot")
    modules = _MODULES * (len(serial) + 2)
    module = min(_WIDEST, box.w / (modules + _QUIET))
    if module < _NARROWEST:
        pen.refuse("the serial is too long for a barcode")
    pen.pdf.set_fill_color(BLACK)
    pen.pdf.code39(f"*{serial}*", box.right - modules * module, box.y, w=3 * module, h=box.h)
