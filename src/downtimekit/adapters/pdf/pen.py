"""The pen: the few strokes that a form is drawn with, and the only place where words get onto paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from attrs import Factory, define
from fpdf import FPDF

from downtimekit.adapters._type import CannotShow, Case, Fount, Line, Setting, fitted, wrapped
from downtimekit.adapters.pdf.measures import BLACK, POINT, TICK, WHITE, Box, Face
from downtimekit.errors import Rejected
from downtimekit.forms.words import ENGLISH, PageWords
from downtimekit.models.forms import FieldKind, Place, Zone

Point = tuple[float, float]


@define
class Pen:
    """Draws on the current page of a document.

    What is drawn for a language that is read from right to left is mirrored: whoever draws gives the same places as
    for any other, and what begins at the left of a box then begins at its right.

    Attributes:
        pdf: the document.
        case: which fonts there are.
        fount: those of the document.
        subject: what is being drawn, for errors: ``form`` or ``sheet`` and its name.
        zones: where something is written or ticked on the current page, in the order in which it was drawn.
        says: the words around a form, in its language.
        right_to_left: whether the page is mirrored.
    """

    pdf: FPDF
    case: Case
    fount: Fount
    subject: str = "paper"
    zones: list[Zone] = Factory(list)
    says: PageWords = ENGLISH
    right_to_left: bool = False

    def zone(self, path: str, kind: FieldKind, box: Box, choice: str | None = None) -> None:
        """Record that an answer is written into a box, or that a box is ticked."""
        self.zones.append(Zone(path=path, kind=kind, place=self.place(box), choice=choice))

    def place(self, box: Box) -> Place:
        """Return where a box lies on the page."""
        box = self._mirrored(box)
        return Place(x=round(box.x, 2), y=round(box.y, 2), w=round(box.w, 2), h=round(box.h, 2))

    @contextmanager
    def unmirrored(self, box: Box) -> Iterator[Box]:
        """Draw what no language turns around, such as the digits of a date or the two sides of a body.

        Args:
            box: where, as for anything else; the ``with`` gives it as it lies on the page, and draws what is inside
                from left to right.
        """
        turned = self.right_to_left
        box = self._mirrored(box)
        self.right_to_left = False
        try:
            yield box
        finally:
            self.right_to_left = turned

    def refuse(self, words: str) -> NoReturn:
        """Refuse to draw, naming what is drawn.

        Raises:
            Rejected: always.
        """
        raise Rejected(f"{self.subject}: {words}")

    def shows(self, text: str) -> bool:
        """Tell whether every character of a text can be shown."""
        try:
            self.case.line(text)
        except CannotShow:
            return False
        return True

    def width(self, text: str, face: Face) -> float:
        """Return how wide a line is."""
        return self._line(text, face).width * face.size * POINT

    def wrap(self, text: str, face: Face, width: float) -> list[str]:
        """Break a text into lines; a word that is wider than a line is broken too."""
        room = width / (face.size * POINT)
        with self._showing():
            lines = wrapped(self.case, text, room, bold=face.bold, right_to_left=self._direction)
        return [line.text for line in lines]

    def words(self, text: str, x: float, y: float, face: Face, *, align: float = 0) -> None:
        """Write one line with its base on y; x is its left end, at ``align=0.5`` its middle, at 1 its right end."""
        self._write(self._line(text, face), x, y, face.size, face.grey, align=align)

    def lines(self, lines: Sequence[str], x: float, y: float, face: Face, *, align: float = 0) -> None:
        """Write lines one under the other; y is the top of the first, x as for `words`."""
        for number, line in enumerate(lines):
            self.words(line, x, y + face.rise + number * face.leading, face, align=align)

    def fit(self, text: str, box: Box, face: Face, *, align: float = 0) -> None:
        """Write a text into a box, as large as it can be, in the middle of its height; aligned as by `words`.

        Raises:
            Rejected: it does not fit, however small.
        """
        setting = self._fitted(text, box, face)
        if setting is None:
            self.refuse("a text of the schedule or the form is too long for its place")
        x, y = box.x + align * box.w, box.y + (box.h - setting.height * POINT) / 2
        size = Face(setting.size)
        for number, line in enumerate(setting.lines):
            base = y + size.rise + number * size.leading
            self._write(line, x, base, setting.size, face.grey, align=align)

    def rule(self, start: Point, end: Point, *, weight: float = 0.2, grey: int = BLACK) -> None:
        """Draw a straight line."""
        self._stroke(weight, grey)
        self.pdf.line(*self._point(start), *self._point(end))

    def frame(self, box: Box, *, weight: float = 0.2, grey: int = BLACK, fill: int | None = None) -> None:
        """Draw a rectangle, filled or not; without a frame where the weight is 0."""
        self._stroke(weight, grey)
        if fill is not None:
            self.pdf.set_fill_color(fill)
        style = ("D" if weight else "") + ("F" if fill is not None else "")
        box = self._mirrored(box)
        self.pdf.rect(box.x, box.y, box.w, box.h, style=style)

    def tick_box(self, x: float, y: float) -> None:
        """Draw a box to tick, its upper left corner at x, y; white inside, whatever lies under it."""
        self.frame(Box(x, y, TICK, TICK), weight=0.35, fill=WHITE)

    def circle(self, x: float, y: float, radius: float, *, weight: float = 0.2, grey: int = BLACK) -> None:
        """Draw a circle around x, y."""
        self._stroke(weight, grey)
        self.pdf.circle(*self._point((x, y)), radius, style="D")

    def curve(self, points: list[Point], *, weight: float = 0.2, grey: int = BLACK) -> None:
        """Draw a Bézier curve through three or four points."""
        self._stroke(weight, grey)
        self.pdf.bezier([self._point(point) for point in points], style="D")

    @contextmanager
    def dashed(self, dash: float, gap: float) -> Iterator[None]:
        """Draw broken lines inside a ``with``."""
        self.pdf.set_dash_pattern(dash, gap)
        yield
        self.pdf.set_dash_pattern()

    @property
    def _direction(self) -> bool | None:
        return self.right_to_left or None

    def _point(self, point: Point) -> Point:
        x, y = point
        return (self.pdf.w - x, y) if self.right_to_left else point

    def _mirrored(self, box: Box) -> Box:
        return Box(self.pdf.w - box.right, box.y, box.w, box.h) if self.right_to_left else box

    def _stroke(self, weight: float, grey: int) -> None:
        self.pdf.set_line_width(weight)
        self.pdf.set_draw_color(grey)

    @contextmanager
    def _showing(self) -> Iterator[None]:
        try:
            yield
        except CannotShow as fault:
            raise Rejected(f"{self.subject}: {fault}") from fault

    def _line(self, text: str, face: Face) -> Line:
        with self._showing():
            return self.case.line(text, bold=face.bold, right_to_left=self._direction)

    def _fitted(self, text: str, box: Box, face: Face) -> Setting | None:
        room = box.w / POINT, box.h / POINT
        with self._showing():
            return fitted(self.case, text, *room, size=face.size, bold=face.bold, right_to_left=self._direction)

    def _write(self, line: Line, x: float, y: float, size: float, grey: int, *, align: float) -> None:
        left, base = self._point((x, y))
        left -= (1 - align if self.right_to_left else align) * line.width * size * POINT
        shown = self.fount.show(line, left / POINT, (self.pdf.h - base) / POINT, size)
        self.pdf._out(b"q %.3f g %sQ" % (grey / WHITE, shown))  # the only way to write operators with fpdf2
