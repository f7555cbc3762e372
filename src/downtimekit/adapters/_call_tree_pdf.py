"""Draws a call tree as PDF: what to say, and for each person a box to tick, and a number or that somebody walks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from attrs import field, frozen, validators
from attrs.converters import optional
from fpdf import FPDF

from downtimekit.adapters._call_groups import CallGroup, grouped
from downtimekit.adapters._calls import Listed
from downtimekit.adapters._letter import one_line
from downtimekit.adapters._type import clusters
from downtimekit.adapters._wording import cut
from downtimekit.adapters.pdf.blocks import Block, gap, paginate, stacked
from downtimekit.adapters.pdf.listing import PLAIN, heading, page_area, page_frame, paragraph, signing
from downtimekit.adapters.pdf.measures import FINE, LABEL, LIGHT, PAGES, TICK, VALUE, Box, Face, PageName
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.adapters.pdf.typeface import case_of, finished, pen_for
from downtimekit.errors import Fault, InvalidInput, Rejected
from downtimekit.models.called import CallOutcome
from downtimekit.models.people import printed_phone

NO_NUMBER = "SEND A RUNNER"
HOW_TO = (
    "Start at the top and tick the box when you have spoken to the person; a voicemail is no tick. Write down the time"
    " and your initials. Say nothing about patients, and give no password: give the number to call back."
)
_APART, _ROW, _DONE, _BAR = 3.0, 12.5, 4.5, 3.0
_ACROSS = Face(150, bold=True, grey=LIGHT + 40)
_CALLED = tuple(outcome.label for outcome in CallOutcome if outcome is not CallOutcome.REACHED)
_WALKED = ("not found",)
_MOST = 150  # characters; more are in no small place however small they are


@frozen
class CallTreePdf:
    """Draws call trees.

    Attributes:
        page: the size of the paper.
        font: a TrueType or OpenType file for names that Helvetica cannot show; without it, suitable ones are looked for
            on this machine. What no font has is a ``?``.
        bold: the same in bold.

    Raises:
        InvalidInput: a font cannot be read.
    """

    page: PageName = field(default="Letter", validator=validators.in_(PAGES))
    font: Path | None = field(default=None, converter=optional(Path))
    bold: Path | None = field(default=None, converter=optional(Path))

    def __attrs_post_init__(self) -> None:
        """Find out before the first outage whether the fonts can be read."""
        try:
            case_of(self.font, self.bold)
        except Rejected as error:
            raise InvalidInput("call tree", [Fault("font", "cannot be read as a font")]) from error

    def render(self, calls: Sequence[Listed], *, printed: datetime, drill: bool) -> bytes:
        """Return the document.

        Args:
            calls: whom to tell.
            printed: when, by the clock on the wall.
            drill: whether it is an exercise.
        """
        pdf = FPDF(unit="mm", format=PAGES[self.page])
        pdf.set_auto_page_break(False)
        pdf.set_margin(0)
        pdf.set_creation_date(printed)
        pdf.set_title("Call tree")
        pdf.set_lang("en-US")
        pen = pen_for(pdf, case_of(self.font, self.bold))
        area = page_area(self.page)
        pages = paginate([list(part) for part in _parts(pen, grouped(calls), area.w)], area.h, pen)
        for number, page in enumerate(pages, start=1):
            pdf.add_page()
            if drill:
                _across(pen, area)
            page_frame(
                pen,
                area,
                title="CALL TREE",
                mark="DRILL: NOT FOR PATIENT CARE" if drill else "WHEN NOTHING ELSE WORKS",
                foot=f"Printed {printed:%Y-%m-%d %H:%M %Z}. A later print takes the place of this one.",
                number=f"Page {number} of {len(pages)}",
            )
            stacked([*page, gap(0)]).draw(pen, area)
        return finished(pen)


def _parts(pen: Pen, groups: Sequence[CallGroup], width: float) -> Iterator[Iterator[Block]]:
    yield iter([paragraph(pen, HOW_TO, width, Face(8)), gap(_APART)])
    for group in groups:
        yield _group(pen, group, width)


def _group(pen: Pen, group: CallGroup, width: float) -> Iterator[Block]:
    yield heading(pen, _shown(pen, group.title), width)
    yield from _said(pen, f"Say: {group.subject}", width, LABEL)
    for line in group.body.splitlines():
        yield from _said(pen, line, width, PLAIN)
    yield gap(_APART / 2)
    for listed in group.calls:
        yield _row(pen, listed)
    yield gap(_APART)


def _said(pen: Pen, words: str, width: float, face: Face) -> Iterator[Block]:
    """Yield each line for itself, as a long text may go over to the next page."""
    for line in pen.wrap(_shown(pen, words.replace("\t", " ")), face, width - 2 * _BAR):
        yield Block(face.leading + 0.1, partial(_draw_said, line=line, face=face))


def _draw_said(pen: Pen, box: Box, *, line: str, face: Face) -> None:
    pen.rule((box.x + 1, box.y), (box.x + 1, box.bottom), weight=0.7)
    pen.lines([line], box.x + _BAR, box.y, face)


def _row(pen: Pen, listed: Listed) -> Block:
    call = listed.call
    done = ", ".join(f"{call.on_the_wall(one.at):%H:%M} {one.outcome.label} ({one.initials})" for one in listed.results)

    def draw(pen: Pen, box: Box) -> None:
        ticks, who, where, signed = box.columns(7, 75, 66, 42)
        pen.tick_box(ticks.x, box.y + 1)
        if listed.is_reached:
            _cross(pen, ticks.x, box.y + 1)
        _fit(pen, call.name, Box(who.x, box.y + 0.6, who.w - 2, 5), VALUE)
        _fit(pen, f"Ref: {one_line(call.key)}", Box(who.x, box.y + 6.2, who.w - 2, 4.6), FINE)
        number = printed_phone(call.number) if call.number else NO_NUMBER
        _fit(pen, number, Box(where.x, box.y + 0.6, where.w - 2, 5), VALUE)
        signing(pen, signed.x, box.y + 4.8, box.right)
        _boxes(pen, _CALLED if call.number else _WALKED, where.x, box.y + 6.6)
        if done:
            _fit(pen, f"Done: {done}", Box(who.x, box.y + _ROW - 1, box.right - who.x, _DONE - 1), FINE)
        pen.rule((box.x, box.bottom), (box.right, box.bottom), grey=LIGHT)

    return Block(_ROW + (_DONE if done else 0), draw)


def _fit(pen: Pen, text: str, box: Box, face: Face) -> None:
    """Write a text into a box; what does not fit is left out, and the reader sees it. The text file has it whole."""
    shown = cut(_shown(pen, text), _MOST)
    while True:
        try:
            pen.fit(shown, box, face)
        except Rejected:
            shown = cut(shown, len(shown) * 3 // 4)
        else:
            return


def _boxes(pen: Pen, labels: Sequence[str], x: float, y: float) -> None:
    for label in labels:
        pen.tick_box(x, y)
        pen.words(label, x + TICK + 1, y + 3.1, FINE)
        x += TICK + 1 + pen.width(label, FINE) + 4


def _cross(pen: Pen, x: float, y: float) -> None:
    pen.rule((x, y), (x + TICK, y + TICK), weight=0.5)
    pen.rule((x, y + TICK), (x + TICK, y), weight=0.5)


def _across(pen: Pen, area: Box) -> None:
    x, y = area.x + area.w / 2, area.y + area.h / 2
    with pen.pdf.rotation(52, x, y):
        pen.words("DRILL", x, y + _ACROSS.rise / 2, _ACROSS, align=0.5)


def _shown(pen: Pen, text: str) -> str:
    """Return text with a ``?`` for each character that no font here has: nobody is left out for their name."""
    return text if pen.shows(text) else "".join(letter if pen.shows(letter) else "?" for letter in clusters(text))
