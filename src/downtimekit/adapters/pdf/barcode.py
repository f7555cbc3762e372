"""A page's serial as bars and its code as a square, both as images of one bit a module that are drawn to size.

The bars are Code 39 (ISO/IEC 16388), which every hand-held scanner reads; the square is what `forms.codes` makes.
Both are written as hexadecimal digits (ISO 32000-1, 7.4.2): raw bytes might hold what ends an inline image.
"""

from __future__ import annotations

from binascii import hexlify
from functools import lru_cache

from downtimekit.adapters.pdf.ink import Ink
from downtimekit.adapters.pdf.measures import Box
from downtimekit.adapters.pdf.plate import in_points
from downtimekit.forms.codes import QR_SIZE, qr_rows

_CHARACTERS = {
    **{"0": "NnNwWnWnN", "1": "WnNwNnNnW", "2": "NnWwNnNnW", "3": "WnWwNnNnN", "4": "NnNwWnNnW", "5": "WnNwWnNnN"},
    **{"6": "NnWwWnNnN", "7": "NnNwNnWnW", "8": "WnNwNnWnN", "9": "NnWwNnWnN", "A": "WnNnNwNnW", "B": "NnWnNwNnW"},
    **{"C": "WnWnNwNnN", "D": "NnNnWwNnW", "E": "WnNnWwNnN", "F": "NnWnWwNnN", "G": "NnNnNwWnW", "H": "WnNnNwWnN"},
    **{"I": "NnWnNwWnN", "J": "NnNnWwWnN", "K": "WnNnNnNwW", "L": "NnWnNnNwW", "M": "WnWnNnNwN", "N": "NnNnWnNwW"},
    **{"O": "WnNnWnNwN", "P": "NnWnWnNwN", "Q": "NnNnNnWwW", "R": "WnNnNnWwN", "S": "NnWnNnWwN", "T": "NnNnWnWwN"},
    **{"U": "WwNnNnNnW", "V": "NwWnNnNnW", "W": "WwWnNnNnN", "X": "NwNnWnNnW", "Y": "WwNnWnNnN", "Z": "NwWnWnNnN"},
    **{"-": "NwNnNnWnW", ".": "WwNnNnWnN", " ": "NwWnNnWnN", "*": "NwNnWnWnN", "$": "NwNwNwNnN", "/": "NwNwNnNwN"},
    **{"+": "NwNnNwNwN", "%": "NnNwNwNwN"},
}
_MODULES = 16  # narrow bars and gaps in a character: six narrow, three wide of three each, and the gap after it
_NARROWEST = 0.19  # millimetres; below it an office printer's bars run together
_WIDEST = 0.30
_QUIET = 10  # modules without ink on both sides


def _hexadecimal(bars: str) -> str:
    """Return the modules of a character, ink as 0; capitals are bars, small letters gaps."""
    modules = "".join(("0" if bar.isupper() else "1") * (3 if bar in "Ww" else 1) for bar in bars)
    return f"{int(modules + '1', 2):04x}"


_HEXADECIMAL = {character: _hexadecimal(bars) for character, bars in _CHARACTERS.items()}


def draw_bars(ink: Ink, serial: str, box: Box) -> None:
    """Draw a serial, at the end of a box: at its right or, mirrored, at its left.

    Raises:
        Rejected: the bars cannot hold it, or it is too long for the box.
    """
    image = _bars(len(serial), ink.laid(box), ink.height, at_left=ink.right_to_left)
    if image is None:
        ink.refuse("the serial is too long for a barcode")
    try:
        digits = "".join([_HEXADECIMAL[character] for character in f"*{serial}*"])
    except KeyError:
        digits = ""
    if not digits:
        ink.refuse("the serial holds a character that a barcode cannot")
    ink.operators.append(image % digits.encode())


def square(token: str, box: Box, height: float) -> bytes:
    """Return the operators that draw a token as a square code, on a page of that height."""
    return _square(box, height) % hexlify(qr_rows(token))


@lru_cache(256)
def _bars(letters: int, box: Box, height: float, *, at_left: bool) -> bytes | None:
    """Return the operators for so many letters, or None where there is no room for them."""
    modules = _MODULES * (letters + 2) - 1
    module = min(_WIDEST, box.w / (modules + _QUIET))
    if module < _NARROWEST:
        return None
    width = modules * module
    place = Box(box.x if at_left else box.right - width, box.y, width, box.h)
    return _image(place, height, b"/W %d/H 1/CS/G" % modules)


@lru_cache(256)
def _square(box: Box, height: float) -> bytes:
    return _image(box, height, b"/W %d/H %d/CS/G/D[1 0]" % (QR_SIZE, QR_SIZE))


def _image(box: Box, height: float, what: bytes) -> bytes:
    x, y, w, h = in_points(box, height)
    return b"q %.3f 0 0 %.3f %.3f %.3f cm BI/BPC 1%b/F/AHx ID %%b> EI Q\n" % (w, h, x, y, what)
