"""The pen: the few strokes that a form is drawn with, and the only place where words get onto paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from attrs import define, evolve, frozen
from fpdf import FPDF

from downtimekit.adapters.pdf.measures import BLACK, TICK, WHITE, Box, Face
from downtimekit.errors import Rejected

_SMALLEST = 5.0  # points; what does not fit in this size is refused


@frozen
class Typeface:
    """A family that the document knows by name, and whether it has a character."""

    family: str
    has: Callable[[str], bool]


@define
class Pen:
    """Draws on the current page of a document.

    Attributes:
        pdf: the document.
        typefaces: what to write in; a text is written in the first that has all its characters.
        serial: the sheet that is being drawn, for errors.
    """

    pdf: FPDF
    typefaces: Sequence[Typeface]
    serial: str = ""

    def refuse(self, words: str) -> NoReturn:
        """Refuse the packet, naming the sheet.

        Raises:
            Rejected: always.
        """
        raise Rejected(f"sheet {self.serial}: {words}")

    def width(self, text: str, face: Face) -> float:
        """Return how wide a line is."""
        shown = self._set(text, face)
        return float(self.pdf.get_string_width(shown))

    def wrap(self, text: str, face: Face, width: float) -> list[str]:
        """Break a text into lines; a word that is wider than a line is broken too."""
        lines: list[str] = []
        line = ""
        for word in text.split(" "):
            candidate = f"{line} {word}" if line else word
            if self.width(candidate, face) <= width:
                line = candidate
                continue
            if line:
                lines.append(line)
            *full, line = self._pieces(word, face, width)
            lines += full
        return [*lines, line]

    def words(self, text: str, x: float, y: float, face: Face, *, align: float = 0) -> None:
        """Write one line with its base on y; x is its left end, at ``align=0.5`` its middle, at 1 its right end."""
        shift = align * self.width(text, face) if align else 0
        shown = self._set(text, face)
        self.pdf.text(x - shift, y, shown)

    def lines(self, lines: list[str], x: float, y: float, face: Face, *, align: float = 0) -> None:
        """Write lines one under the other; y is the top of the first, x as for `words`."""
        for number, line in enumerate(lines):
            self.words(line, x, y + face.rise + number * face.leading, face, align=align)

    def fit(self, text: str, box: Box, face: Face, *, align: float = 0) -> None:
        """Write a text into a box, as large as it can be, in the middle of its height; aligned as by `words`.

        Raises:
            Rejected: it does not fit, however small.
        """
        size = face.size
        while size >= _SMALLEST:
            tried = evolve(face, size=size)
            lines = self.wrap(text, tried, box.w)
            height = (len(lines) - 1) * tried.leading + tried.rise
            if height <= box.h:
                x, y = box.x + align * box.w, box.y + (box.h - height) / 2
                self.lines(lines, x, y, tried, align=align)
                return
            size -= 0.5
        self.refuse("a text of the schedule or the form is too long for its place")

    def rule(
        self, start: tuple[float, float], end: tuple[float, float], *, weight: float = 0.2, grey: int = BLACK
    ) -> None:
        """Draw a straight line."""
        self._stroke(weight, grey)
        self.pdf.line(*start, *end)

    def frame(self, box: Box, *, weight: float = 0.2, grey: int = BLACK, fill: int | None = None) -> None:
        """Draw a rectangle, filled or not; without a frame where the weight is 0."""
        self._stroke(weight, grey)
        if fill is not None:
            self.pdf.set_fill_color(fill)
        style = ("D" if weight else "") + ("F" if fill is not None else "")
        self.pdf.rect(box.x, box.y, box.w, box.h, style=style)

    def tick_box(self, x: float, y: float) -> None:
        """Draw a box to tick, its upper left corner at x, y; white inside, whatever lies under it."""
        self.frame(Box(x, y, TICK, TICK), weight=0.35, fill=WHITE)

    def circle(self, x: float, y: float, radius: float, *, weight: float = 0.2, grey: int = BLACK) -> None:
        """Draw a circle around x, y."""
        self._stroke(weight, grey)
        self.pdf.circle(x, y, radius, style="D")

    def curve(self, points: list[tuple[float, float]], *, weight: float = 0.2, grey: int = BLACK) -> None:
        """Draw a Bézier curve through three or four points."""
        self._stroke(weight, grey)
        self.pdf.bezier(points, style="D")

    @contextmanager
    def dashed(self, dash: float, gap: float) -> Iterator[None]:
        """Draw broken lines inside a ``with``."""
        self.pdf.set_dash_pattern(dash, gap)
        yield
        self.pdf.set_dash_pattern()

    def _stroke(self, weight: float, grey: int) -> None:
        self.pdf.set_line_width(weight)
        self.pdf.set_draw_color(grey)

    def _pieces(self, word: str, face: Face, width: float) -> list[str]:
        pieces, piece = [], ""
        for character in word:
            if piece and self.width(piece + character, face) > width:
                pieces.append(piece)
                piece = ""
            piece += character
        return [*pieces, piece]

    def _set(self, text: str, face: Face) -> str:
        """Take the typeface for a text, and return the text as it is drawn."""
        composed = unicodedata.normalize("NFC", text).replace("\u00a0", " ")
        for typeface in self.typefaces:
            if all(map(typeface.has, composed)):
                self.pdf.set_font(typeface.family, "B" if face.bold else "", face.size)
                self.pdf.set_text_color(face.grey)
                return composed
        # fpdf2 would draw nothing in its place
        self.refuse("holds a character that the font lacks; give the renderer a font that has it")
