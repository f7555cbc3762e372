"""A font file: which characters it has, how wide they are, and their outlines as glyphs of TrueType."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Mapping
from functools import cached_property
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import RLock
from typing import Any

from attrs import define, field, frozen
from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-untyped]
from fontTools.pens.recordingPen import DecomposingRecordingPen  # type: ignore[import-untyped]
from fontTools.pens.transformPen import TransformPen  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from downtimekit.errors import Rejected

_RESTRICTED = 0x0002  # OS/2 fsType: must not be embedded
_OFF = 1.0  # how far an outline of TrueType may be from one of PostScript, in thousandths of the size
_DOTTED_CIRCLE = 0x25CC
Parts = tuple[tuple[int, int, int], ...]
"""Glyphs, each with its distance from the start of its cluster, to the right and up, in units."""

INVISIBLE = frozenset([0x034F, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
"""What is not drawn but changes how its neighbour is: joiners of graphemes and selectors of variants."""


def is_invisible(character: str) -> bool:
    """Tell whether a character is a space, or nothing but a sign to its neighbours."""
    return unicodedata.category(character) in {"Zs", "Cf"} or ord(character) in INVISIBLE


def summed(body: bytes) -> int:
    """Return the sum of the words of a table (the OpenType specification, "Calculating checksums")."""
    padded = body + b"\0" * (-len(body) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF


@frozen(repr=False, eq=False)
class Cluster:
    """Letters that are drawn as one piece: a letter and its accents, a ligature, a syllable of an Indic script.

    Attributes:
        text: the characters, in the order in which they are read.
        advance: from its start to the start of the next, in units of the font.
        glyph: its outline, as a record of TrueType's table ``glyf``, filled up to whole words; empty where nothing is
            drawn.
        contours, left, lower, right, upper: how many there are, and how far they reach, in units.
        points: how many the outline has.
        metrics: its record in the table ``hmtx``.
        weight: the sum of its glyph's words, of which the checksum of the table ``glyf`` is made.
        width: its advance in thousandths of the size, as PDF writes it.
        meaning: its text in UTF-16, in hexadecimal.
    """

    text: str
    advance: int
    glyph: bytes
    contours: int
    left: int
    lower: int
    right: int
    upper: int
    points: int
    metrics: bytes
    weight: int
    width: bytes
    meaning: bytes

    @classmethod
    def of(cls, text: str, advance: int, outline: bytes, *, units: int) -> Cluster:
        """Return a cluster with this outline, in a font of so many units in the size."""
        box = struct.unpack_from(">5h", outline) if outline else (0, 0, 0, 0, 0)
        points = struct.unpack_from(">H", outline, 8 + 2 * box[0])[0] + 1 if outline else 0
        glyph = outline + b"\0" * (-len(outline) % 4)
        metrics = struct.pack(">Hh", advance, box[1])
        contours, left, lower, right, upper = box
        meaning = text.encode("utf-16-be").hex().encode()
        width = b"%g" % round(advance * (1000 / units), 2)
        drawn = (glyph, contours, left, lower, right, upper, points)
        return cls(text, advance, *drawn, metrics, summed(glyph), width, meaning)


@define(eq=False, slots=False)
class Font:
    """One font of a file.

    Attributes:
        number: which font of a collection.
    """

    path: Path
    number: int = 0
    _known: dict[tuple[str, int, Parts], Cluster] = field(factory=dict, repr=False)
    _merged: dict[Parts, bytes] = field(factory=dict, repr=False)
    _reading: RLock = field(factory=RLock, repr=False)  # threads may share a font, and a file is read at one place
    _drawn: dict[int, DecomposingRecordingPen] = field(factory=dict, repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        """Return how another process opens it."""
        return Font, (self.path, self.number)

    @cached_property
    def file(self) -> Any:  # noqa: ANN401 - fontTools has no types
        """The file, opened.

        Raises:
            Rejected: it is no font, has no outlines, or has a licence that keeps it out of documents.
        """
        try:
            opened = _opened(self.path, self.number)
            restricted = opened["OS/2"].fsType & 0x000F == _RESTRICTED if "OS/2" in opened else False
        except Exception as error:  # whatever fontTools makes of a broken file
            raise Rejected(f"{self.path.name} cannot be read as a font") from error
        if restricted:
            raise Rejected(f"{self.path.name} says that it must not be embedded in documents")
        if not any(table in opened for table in ("glyf", "CFF ", "CFF2")):
            raise Rejected(f"{self.path.name} has pictures in place of outlines; paper needs outlines")
        return opened

    @cached_property
    def glyphs(self) -> Mapping[int, int]:
        """The glyph of each character."""
        with self._reading:
            numbers = self.file.getReverseGlyphMap()
            return {code: numbers[name] for code, name in (self.file.getBestCmap() or {}).items()}

    @cached_property
    def units(self) -> int:
        """Units in the size."""
        return int(self.file["head"].unitsPerEm)

    @cached_property
    def ascent(self) -> int:
        """How high it reaches above the base line, in units."""
        return int(self.file["hhea"].ascent)

    @cached_property
    def descent(self) -> int:
        """How far it reaches below the base line, in units; negative."""
        return int(self.file["hhea"].descent)

    @cached_property
    def box(self) -> tuple[int, int, int, int]:
        """Left, lower, right and upper edge of all its glyphs, in units."""
        head = self.file["head"]
        return head.xMin, head.yMin, head.xMax, head.yMax

    @cached_property
    def name(self) -> str:
        """Its name as a name of PDF."""
        with self._reading:
            found = self.file["name"].getDebugName(6) if "name" in self.file else None
        return re.sub("[^A-Za-z0-9-]", "", found or self.path.stem) or "Font"

    @cached_property
    def dotted_circle(self) -> int | None:
        """The glyph on which a sign is shown that stands on no letter."""
        return self.glyphs.get(_DOTTED_CIRCLE)

    @cached_property
    def _outlines(self) -> Any:  # noqa: ANN401
        return self.file.getGlyphSet()

    def has(self, text: str) -> bool:
        """Tell whether it has all characters of a text, or the parts that they are composed of."""
        glyphs = self.glyphs
        if glyphs.keys() >= set(map(ord, text)):
            return True
        return all(
            ord(character) in glyphs
            or is_invisible(character)
            or all(ord(part) in glyphs for part in unicodedata.normalize("NFD", character))
            for character in text
        )

    def advance(self, glyph: int) -> int:
        """Return how wide a glyph is, in units."""
        return int(self.file["hmtx"][self.file.getGlyphName(glyph)][0])

    def cluster(self, text: str, advance: int, parts: Parts) -> Cluster:
        """Return a cluster; the same for the same."""
        key = (text, advance, parts)
        found = self._known.get(key)
        if found is None:
            made = Cluster.of(text, advance, self.glyph(parts), units=self.units)
            found = self._known.setdefault(key, made)  # of two threads that make it, both go on with the first one's
        return found

    def glyph(self, parts: Parts) -> bytes:
        """Return glyphs at their places as one glyph of TrueType, empty where nothing is drawn."""
        found = self._merged.get(parts)
        if found is None:
            with self._reading:
                found = self._merged[parts] = self._merge(parts)
        return found

    def edges(self, part: tuple[int, int, int]) -> tuple[int, int]:
        """Return how far to the left and to the right a glyph reaches, in units."""
        glyph = self.glyph((part,))
        left, _, right = struct.unpack_from(">3h", glyph, 2) if glyph else (part[1], 0, part[1])
        return left, right

    def _merge(self, parts: Parts) -> bytes:
        drawn = TTGlyphPen(None)
        pen = Cu2QuPen(drawn, _OFF * self.units / 1000)
        for glyph, right, up in parts:
            self._outline(glyph).replay(TransformPen(pen, (1, 0, 0, 1, right, up)))
        merged = drawn.glyph()
        if not merged.numberOfContours:
            return b""
        merged.recalcBounds(None)
        return bytes(merged.compile(None))

    def _outline(self, glyph: int) -> DecomposingRecordingPen:
        found = self._drawn.get(glyph)
        if found is None:
            found = DecomposingRecordingPen(self._outlines)
            self._outlines[self.file.getGlyphName(glyph)].draw(found)
            self._drawn[glyph] = found
        return found


def _opened(path: Path, number: int) -> Any:  # noqa: ANN401
    with path.open("rb") as file:  # a map stays when the file is closed, and takes memory for what is read
        content = mmap(file.fileno(), 0, access=ACCESS_READ)
    opened = TTFont(content, lazy=True, fontNumber=number)
    opened.getBestCmap()
    for table in ("head", "hhea", "hmtx", "maxp"):
        opened[table]  # read now; only outlines are read when they are drawn
    return opened
