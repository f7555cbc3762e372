"""Which typefaces a document is set in, and which characters they can show."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from fpdf import FPDF
from fpdf.fonts import TTFFont

from downtimekit.adapters.pdf.pen import Pen, Typeface
from downtimekit.errors import Rejected

_CORE = "helvetica"
_CORE_ENCODING = "cp1252"  # what PDF calls WinAnsiEncoding; more than fpdf2's own latin-1
_EMBEDDED = "form"


def pen_for(pdf: FPDF, font: Path | None, bold: Path | None) -> Pen:
    """Return a pen that writes in Helvetica, and in a font file what Helvetica lacks.

    Raises:
        Rejected: the file is no font.
    """
    pdf.core_fonts_encoding = _CORE_ENCODING
    core = Typeface(_CORE, _shown_by_core_fonts)
    if font is None:
        return Pen(pdf, [core])
    _embed(pdf, "", font)
    _embed(pdf, "B", bold or font)
    return Pen(pdf, [core, Typeface(_EMBEDDED, _shown_by(pdf))])


def _embed(pdf: FPDF, style: Literal["", "B"], file: Path) -> None:
    try:
        pdf.add_font(_EMBEDDED, style, file)
    except Exception as error:  # whatever fontTools makes of a broken file
        raise Rejected(f"{file.name} cannot be read as a font") from error


def _shown_by_core_fonts(character: str) -> bool:
    return _stands_alone(character) and bool(character.encode(_CORE_ENCODING, errors="ignore"))


def _shown_by(pdf: FPDF) -> Callable[[str], bool]:
    faces = [face for face in pdf.fonts.values() if isinstance(face, TTFFont)]
    common = frozenset.intersection(*(frozenset(face.cmap) for face in faces))
    return lambda character: _stands_alone(character) and ord(character) in common


def _stands_alone(character: str) -> bool:
    """Tell whether a character is drawn right by itself: no mark on another one, no script that joins or turns."""
    return (
        character.isprintable()
        and not unicodedata.category(character).startswith("M")
        and unicodedata.bidirectional(character) not in {"R", "AL"}
    )
