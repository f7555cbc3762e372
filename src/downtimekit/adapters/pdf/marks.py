"""Marks across a page: a drill, a read-only copy, a sheet that was printed again; never in a field.

They are pale: darker than a grey of about 0.9, a reader of scanned boxes takes them for ticks.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from math import atan2, cos, hypot, sin

from downtimekit.adapters.pdf.document import FONTS
from downtimekit.adapters.pdf.furniture import Furniture
from downtimekit.adapters.pdf.ink import Ink
from downtimekit.adapters.pdf.measures import POINT, Box, Face
from downtimekit.adapters.pdf.plate import Plate, box_of, in_points

_AROUND = 0.2  # a field is kept free with its edge; fields lie farther apart than twice that
_PALE = 0.94
_LARGEST = Face(130, bold=True)
_BAND = Face(8, bold=True)


def mark_body(ink: Ink, plate: Plate, page: int, marks: Sequence[str]) -> bytes:
    """Return the object that draws the marks of a page, cut out of every zone and of the codes.

    Args:
        ink: an empty one.
        plate: of the sheet.
        page: which, from 0.
        marks: as they stand in the page's heading.
    """
    places, words = plate.places, plate.words
    kept_free = [
        ink.laid(places.quiet),
        ink.laid(places.bars),
        *(box_of(zone.place).inset(-_AROUND) for zone in plate.plan.pages[page].zones),
    ]
    short = {words.drill: words.drill_mark}
    _draw_across(ink, [short.get(mark, mark) for mark in marks], places)
    across = b"".join(ink.operators)
    ink.operators.clear()
    _draw_above(ink, "  +  ".join(marks), places.band)
    width, height = places.width / POINT, places.height / POINT
    clip = b" ".join(b"%.2f %.2f %.2f %.2f re" % in_points(box, places.height) for box in kept_free)
    stream = b"q 0 0 %.2f %.2f re %b W* n %.2f g\n%bQ\n" % (width, height, clip, _PALE, across)
    stream = zlib.compress(stream + b"".join(ink.operators), 6)
    head = b"<</Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]/Resources<</Font %d 0 R>>/Filter/FlateDecode/Length %d>>"
    return b"%b\nstream\n%b\nendstream" % (head % (width, height, FONTS, len(stream)), stream)


def _draw_across(ink: Ink, marks: Sequence[str], places: Furniture) -> None:
    """Write them from the lower left to the upper right, one under the other."""
    width, height = places.body.w, places.body.h
    turn = atan2(height, width)
    for number, mark in enumerate(marks):
        x = places.body.x + width * (number + 1) / (len(marks) + 1)
        y = places.body.y + height * (number + 1) / (len(marks) + 1)
        length = hypot(width, height) * (0.8 if len(marks) == 1 else 0.62)
        across, up = cos(turn), sin(turn)
        place = (across, up, -up, across, x / POINT, (places.height - y) / POINT)
        ink.operators.append(b"q %.4f %.4f %.4f %.4f %.2f %.2f cm\n" % place)
        ink.fit(mark, ink.laid(Box(-length / 2, places.height - 25, length, 50)), _LARGEST, align=0.5)
        ink.operators.append(b"Q\n")


def _draw_above(ink: Ink, words: str, band: Box) -> None:
    box = Box(band.x + 44, band.y + 0.2, band.w - 108, band.h - 0.4)
    ink.operators.append(b"q %.2f %.2f %.2f %.2f re f 1 g\n" % in_points(ink.laid(box), ink.height))
    ink.fit(words, box.inset(0.6), _BAND, align=0.5)
    ink.operators.append(b"Q\n")
