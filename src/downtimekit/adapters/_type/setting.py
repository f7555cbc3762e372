"""Texts in more than one line, and as large as there is room."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from downtimekit.adapters._type.breaking import atoms, clusters
from downtimekit.adapters._type.case import Case
from downtimekit.adapters._type.line import Line

LEADING = 1.18  # from one line to the next, at a size of 1
RISE = 0.72  # how high a capital is, at a size of 1
_SMALLEST = 5.0  # points; smaller is not read
_STEP = 0.5


@frozen(repr=False)
class Setting:
    """A text in lines, one under the other.

    Attributes:
        size: in points.
    """

    lines: tuple[Line, ...]
    size: float

    @property
    def height(self) -> float:
        """From the top of a capital of the first line to the base of the last, in points."""
        return self.size * ((len(self.lines) - 1) * LEADING + RISE)


def fitted(
    case: Case,
    text: str,
    width: float,
    height: float,
    *,
    size: float,
    bold: bool = False,
    right_to_left: bool | None = None,
) -> Setting | None:
    """Set a text as large as it can be in a box, up to a size; None where it does not fit, however small.

    Args:
        case: the fonts.
        text: what to set.
        width: of the box, in points.
        height: of the box, in points.
        size: the largest, in points.
        bold: whether it is set in bold.
        right_to_left: the direction of what surrounds it; None goes by its first letter.

    Raises:
        CannotShow: it cannot be shown whole.
    """
    whole = case.line(text, bold=bold, right_to_left=right_to_left)
    while size >= _SMALLEST:
        if whole.width * size <= width:
            setting = Setting((whole,), size)
        else:
            setting = Setting(wrapped(case, text, width / size, bold=bold, right_to_left=right_to_left), size)
        if setting.height <= height:
            return setting
        size -= _STEP
    return None


def wrapped(
    case: Case, text: str, width: float, *, bold: bool = False, right_to_left: bool | None = None
) -> tuple[Line, ...]:
    """Break a text into lines; a word that is wider than a line is broken too, but no letter from its accents.

    Args:
        case: the fonts.
        text: what to set.
        width: of a line, at a size of 1: divide the room by the size.
        bold: whether it is set in bold.
        right_to_left: the direction of what surrounds it; None goes by its first letter.

    Raises:
        CannotShow: it cannot be shown whole.
    """
    whole = case.line(text, bold=bold, right_to_left=right_to_left)
    if whole.width <= width:
        return (whole,)

    def line(words: str) -> Line:
        return case.line(words, bold=bold, right_to_left=whole.right_to_left)

    def fits(words: str) -> bool:
        return line(words).width <= width

    return tuple(map(line, _broken(whole.text, fits)))


def _broken(text: str, fits: Callable[[str], bool]) -> list[str]:
    lines = [""]
    for before, atom in atoms(text):
        if fits(lines[-1] + before + atom):
            lines[-1] += before + atom
            continue
        *full, last = [atom] if fits(atom) else _pieces(atom, fits)
        lines += [*full, last]
    return lines if lines[0] else lines[1:]


def _pieces(word: str, fits: Callable[[str], bool]) -> list[str]:
    pieces = [""]
    for cluster in clusters(word):
        if pieces[-1] and not fits(pieces[-1] + cluster):
            pieces.append("")
        pieces[-1] += cluster
    return pieces
