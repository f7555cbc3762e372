"""Texts on a page of PDF, read back by other programs; and a font that is made up."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from threading import Barrier, local
from typing import Any, TypeVar

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from pypdf import PdfReader

from downtimekit.adapters._type import Fount, Line

Made = TypeVar("Made")
_FIRST = 5
_SIGNS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"))


def page_of(*lines: Line, size: float = 20) -> bytes:
    """Return a page with these lines, one under the other."""
    fount = Fount()
    height = 40 * len(lines) + 40
    shown = b"".join(fount.show(line, 40, height - 40 * (row + 1), size) for row, line in enumerate(lines))
    names, bodies = fount.objects(_FIRST)
    fonts = " ".join(f"/{name} {number} 0 R" for name, number in names.items())
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 {height}]/Resources<</Font<<{fonts}>>>>/Contents 4 0 R>>"
    content = b"<</Length %d>>\nstream\n%s\nendstream" % (len(shown), shown)
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return document([b"<</Type/Catalog/Pages 2 0 R>>", pages, page.encode(), content, *bodies])


def document(bodies: Iterable[bytes]) -> bytes:
    """Return a document of these objects, from number 1 on; the first is the catalog."""
    written, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(offsets) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return written + end % (size, table, size, len(written))


def read(document: bytes) -> str:
    """Return the words on all pages, composed, without signs of direction."""
    pages = PdfReader(BytesIO(document)).pages
    return plain("\n".join(page.extract_text() for page in pages))


def plain(text: str) -> str:
    """Return a text composed, without signs of direction."""
    return unicodedata.normalize("NFC", text.translate(_SIGNS))


def embedded(bodies: list[bytes]) -> tuple[bytes, Mapping[int, str]]:
    """Return the font file of the only embedded font, and what each of its codes means."""
    (file,) = (stream for body in bodies if b"/Length1" in body for stream in [_stream(body)])
    (cmap,) = (stream for body in bodies if b"beginbfchar" in (stream := _stream(body)))
    entries = re.findall(rb"<([0-9A-F]{4})> <([0-9a-f]+)>", cmap)
    return file, {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in entries}


def _stream(body: bytes) -> bytes:
    head, found, rest = body.partition(b"\nstream\n")
    stream = rest.removesuffix(b"\nendstream") if found else b""
    return zlib.decompress(stream) if b"/FlateDecode" in head else stream


def font_file(folder: Path, letters: str, *, blank: str = "", name: str = "font") -> Path:
    """Write a font that has these characters, all drawn as the same small square or, some, as nothing."""
    characters = sorted({*letters, *blank})
    names = {ord(character): f"u{ord(character):X}" for character in characters}
    pen = TTGlyphPen(None)
    for number, point in enumerate([(0, 0), (0, 500), (500, 500), (500, 0)]):
        (pen.lineTo if number else pen.moveTo)(point)
    pen.closePath()
    square, nothing = pen.glyph(), TTGlyphPen(None).glyph()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", *names.values()])
    font.setupCharacterMap(names)
    glyphs = {names[ord(character)]: nothing if character in blank else square for character in characters}
    font.setupGlyf({".notdef": square, **glyphs})
    font.setupHorizontalMetrics(dict.fromkeys([".notdef", *names.values()], (600, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"psName": "MadeUp"})
    font.setupOS2()
    font.setupPost()
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.ttf"
    font.save(path)
    return path


def both_at_once(made: Callable[..., Made]) -> Callable[..., Made]:
    """Return what makes the same, but lets two threads make their first one at the same time."""
    together, here = Barrier(2, timeout=10), local()

    def make(*args: Any, **more: Any) -> Made:
        if not hasattr(here, "was"):
            here.was = True
            together.wait()
        return made(*args, **more)

    return make
