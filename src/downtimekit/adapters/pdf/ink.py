"""Words as PDF operators: what is written onto a finished form for one patient or one sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

from attrs import Factory, define

from downtimekit.adapters._type import LEADING, RISE, CannotShow, Case, Fount, fitted, western, wrapped
from downtimekit.adapters._type.helvetica import shown, width
from downtimekit.adapters.pdf.measures import POINT, Box, Face
from downtimekit.adapters.pdf.slots import Slot, mirrored, slot_at
from downtimekit.errors import Rejected

Shown = TypeVar("Shown")
Memory = dict[tuple[Slot, str], bytes]
"""What was written for a text in a slot."""

_MANY = 10_000  # texts; more than that are not remembered at a time


@define
class Ink:
    """Writes words at places of one page, in millimetres from its upper left corner.

    Attributes:
        width, height: of the page.
        right_to_left: whether the page is mirrored, as by the pen.
        case: the fonts there are; fount: those of the document.
        subject: what is being written, for errors: ``sheet`` and its number.
        operators: what was written.
        memory: operators of texts that stand on many pages of the document.
        lasting: the same, for as long as it is printed: of texts in Helvetica, which are the same in all documents.
    """

    width: float
    height: float
    case: Case
    fount: Fount
    subject: str
    right_to_left: bool = False
    operators: list[bytes] = Factory(list)
    memory: Memory = Factory(dict)
    lasting: Memory = Factory(dict)

    def laid(self, box: Box) -> Box:
        """Return where a box lies on the page or, of a box that lies on the page, where it would be unmirrored."""
        return mirrored(box, (self.width, self.height)) if self.right_to_left else box

    def refuse(self, words: str) -> NoReturn:
        """Refuse to write.

        Raises:
            Rejected: always.
        """
        raise Rejected(f"{self.subject}: {words}")

    def fit(self, text: str, box: Box, face: Face, *, align: float = 0) -> None:
        """Write a text into a box, as large as it can be, in the middle of its height.

        Args:
            text: what to write; nothing is written of an empty one.
            box: where.
            face: how.
            align: 0 begins at the left of the box, 0.5 is in its middle, 1 ends at its right; mirrored, at the other.

        Raises:
            Rejected: it does not fit, however small; or a character cannot be shown.
        """
        align = 1 - align if self.right_to_left else align
        self.put(text, slot_at(self.laid(box), face, (self.width, self.height), align=align))

    def put(self, text: str, slot: Slot) -> None:
        """Do as `fit`, for a place that was measured before."""
        codes = western(text)
        if codes is None:
            self._put_lines(text, slot)
        elif codes:
            wide = width(codes, bold=slot.face.bold)
            if wide > slot.room:
                self._put_lines(text, slot)
            else:
                x = slot.x(wide, slot.face.size)
                self.operators.append(b"BT %.2f %b %b Tj ET\n" % (x, slot.begin, shown(codes)))

    def _put_lines(self, text: str, slot: Slot) -> None:
        face = slot.face
        line = self._shown(lambda: self.case.line(text, bold=face.bold))
        if line.width <= slot.room:
            self.operators.append(self.fount.show(line, slot.x(line.width, face.size), slot.base, face.size))
            return
        setting = self._shown(lambda: fitted(self.case, text, slot.width, slot.height, size=face.size, bold=face.bold))
        if setting is None:
            self.refuse("a text of the schedule or the form is too long for its place")
        top = slot.middle + setting.height / 2
        for number, line in enumerate(setting.lines):
            base = top - setting.size * (RISE + number * LEADING)
            self.operators.append(self.fount.show(line, slot.x(line.width, setting.size), base, setting.size))

    def put_again(self, text: str, slot: Slot) -> None:
        """Do as `put`, for a text that stands in the same slot on many pages and is not one patient's."""
        key = slot, text
        known = self.lasting.get(key) or self.memory.get(key)
        if known is None:
            begin = len(self.operators)
            self.put(text, slot)
            known = b"".join(self.operators[begin:])
            if len(self.lasting) >= _MANY:
                self.lasting.clear()
            (self.memory if western(text) is None else self.lasting)[key] = known
        else:
            self.operators.append(known)

    def words(self, text: str, x: float, y: float, face: Face, *, align: float = 0) -> None:
        """Write one line with its base on y; x is its left end, at ``align=1`` its right end.

        Raises:
            Rejected: a character cannot be shown.
        """
        line = self._shown(lambda: self.case.line(text, bold=face.bold))
        left = x / POINT - align * line.width * face.size
        self.operators.append(self.fount.show(line, left, (self.height - y) / POINT, face.size))

    def wrap(self, text: str, width: float, face: Face) -> list[str]:
        """Return a text in lines that are no wider than `width`.

        Raises:
            Rejected: a character cannot be shown.
        """
        lines = self._shown(lambda: wrapped(self.case, text, width / POINT / face.size, bold=face.bold))
        return [line.text for line in lines]

    def _shown(self, work: Callable[[], Shown]) -> Shown:
        try:
            return work()
        except CannotShow as fault:
            words = str(fault)
        # outside of `except`: an error that is being handled would be the context of ours, and it may hold the text
        self.refuse(words)
