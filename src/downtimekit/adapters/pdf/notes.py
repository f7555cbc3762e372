"""Long texts that are known already, on the lines of a note, which may go on over the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define

from downtimekit.adapters.pdf.ink import Ink
from downtimekit.adapters.pdf.measures import PAD, RULE, Box, Face
from downtimekit.models.forms import Zone

_SIZES = ((10.5, 1), (8.5, 2), (6.0, 3))  # in points, with how many lines come onto one line of handwriting
_UP = 1.7  # from the line that is drawn to the base of what stands on it


@define
class Note:
    """A text, as far as it is not written yet."""

    lines: list[str]
    face: Face
    to_a_rule: int

    def write(self, ink: Ink, box: Box, *, align: float = 0) -> None:
        """Write as much of it as goes into a box; each line begins at its left or, at ``align=1``, at its right."""
        pitch = RULE / self.to_a_rule
        for number in range(self._room(box)):
            if self.lines:
                base = box.y + RULE - _UP + (number - self.to_a_rule + 1) * pitch
                ink.words(self.lines.pop(0), box.x + PAD + align * (box.w - 2 * PAD), base, self.face, align=align)

    def _room(self, box: Box) -> int:
        return rules_in(box.h) * self.to_a_rule


def rules_in(height: float) -> int:
    """Return how many lines of handwriting a box has."""
    return round(height / RULE)


def note_of(ink: Ink, text: str, zones: Sequence[Zone]) -> Note:
    """Set a text for the zones of a note, in the largest size in which it is shown whole.

    Raises:
        Rejected: it is too long, or cannot be shown.
    """
    rules = sum(rules_in(zone.place.h) for zone in zones)
    width = min(zone.place.w for zone in zones) - 2 * PAD
    for size, to_a_rule in _SIZES:
        face = Face(size)
        lines = list(_lines(ink, text, width, face))
        if len(lines) <= rules * to_a_rule:
            return Note(lines, face, to_a_rule)
    ink.refuse("an answer that is known already is too long for its place")


def _lines(ink: Ink, text: str, width: float, face: Face) -> Iterator[str]:
    for paragraph in text.splitlines():
        yield from ink.wrap(paragraph.replace("\t", " "), width, face)
