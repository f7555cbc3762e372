"""Draws a downtime plan as PDF, for a binder and a wall: its words with boxes to tick, then its picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from attrs import evolve, field, frozen, validators
from attrs.converters import optional
from fpdf import FPDF

from downtimekit.adapters._plan_picture import picture_pages
from downtimekit.adapters.pdf.blocks import Block, gap, paginate, stacked
from downtimekit.adapters.pdf.measures import (
    BAND,
    BLACK,
    DARK,
    FINE,
    LABEL,
    MARGIN,
    PAD,
    PAGES,
    PALE,
    TICK,
    TITLE,
    Box,
    Face,
    PageName,
)
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.adapters.pdf.typeface import pen_for
from downtimekit.playbooks.plans import Plan
from downtimekit.playbooks.plans.plan import PlanNotice, PlanPhase, PlanSignal, PlanTask

_BAND, _FOOT, _APART = 9.0, 7.0, 3.0
_PLAIN = Face(9)
_HEADING = Face(12, bold=True)
_SMALL = Face(8, grey=DARK)
_INDENT = TICK + 2.5
_SIGNED = 42.0  # room for the time and the initials beside a box
_HOW_TO = (
    "Tick a box when it is done, and write the time and your initials beside it. What stands behind a dash is reported"
    " to whoever runs the downtime."
)
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)  # the same plan is the same bytes, whenever it is drawn


@frozen
class PlanPdf:
    """Draws plans; the same plan is drawn as the same bytes.

    Attributes:
        page: the size of the paper.
        font: a TrueType or OpenType file for words that Helvetica cannot show; see `PdfRenderer`.
        bold: the same in bold.
    """

    page: PageName = field(default="Letter", validator=validators.in_(PAGES))
    font: Path | None = field(default=None, converter=optional(Path))
    bold: Path | None = field(default=None, converter=optional(Path))

    def render(self, plan: Plan) -> bytes:
        """Return the document.

        Raises:
            Rejected: the font lacks a character, or something is too long for a page.
        """
        width, height = PAGES[self.page]
        pdf = FPDF(unit="mm", format=(width, height))
        pdf.set_auto_page_break(False)
        pdf.set_margin(0)
        pdf.set_creation_date(_ALWAYS)
        pdf.set_title(plan.title)
        pdf.set_lang("en-US")
        pen = pen_for(pdf, self.font, self.bold)
        pen.serial = "of the plan"
        area = Box(MARGIN, MARGIN + _BAND, width - 2 * MARGIN, height - 2 * MARGIN - _BAND - _FOOT)
        pages = paginate([list(part) for part in _parts(pen, plan, area.w)], area.h, pen)
        drawings = picture_pages(plan.picture, area)
        for number, page in enumerate([*pages, *([drawing] for drawing in drawings)], start=1):
            pdf.add_page()
            _frame(pen, plan, area, number, of=len(pages) + len(drawings))
            stacked([*page, gap(0)]).draw(pen, area)
        return bytes(pdf.output())


def _frame(pen: Pen, plan: Plan, area: Box, number: int, *, of: int) -> None:
    band = Box(area.x, MARGIN, area.w, 7)
    pen.frame(band, weight=0, fill=BLACK)
    left, right = Box(band.x + PAD, band.y, band.w - 2 * PAD, band.h).columns(120, 60)
    pen.fit(plan.title, left, BAND)
    pen.fit("DRILL: NOT FOR PATIENT CARE" if plan.drill else "KEEP ON PAPER", right, BAND, align=1)
    base = area.bottom + _FOOT - 1
    pen.rule((area.x, base - 4), (area.right, base - 4), weight=0.4)
    pen.words(plan.rules, area.x, base, FINE)
    pen.words(f"Page {number} of {of}", area.right, base, LABEL, align=1)


def _parts(pen: Pen, plan: Plan, width: float) -> Iterator[Iterable[Block]]:
    yield _top(pen, plan, width)
    if plan.calls:
        lines = [f"{call.phone}   {call.name}, {call.roles} ({call.sites})" for call in plan.calls]
        yield [_heading(pen, "Whom to call", width), *(_ticked(pen, line, (), width) for line in lines), gap(_APART)]
    for phase in plan.phases:
        yield from _phase(pen, phase, width)
    if plan.clocks:
        clocks = (_words(pen, clock, width) for clock in plan.clocks)
        yield [_heading(pen, "Deadlines", width), *clocks, gap(_APART)]
    if plan.notices:
        told = (_notice(pen, notice, width) for notice in plan.notices)
        yield [_heading(pen, "Who is told what", width), *told]


def _top(pen: Pen, plan: Plan, width: float) -> Iterator[Block]:
    yield _words(pen, plan.title, width, TITLE)
    if plan.about:
        yield _words(pen, plan.about, width, LABEL)
    yield _words(pen, _HOW_TO, width, _SMALL)
    yield gap(_APART)


def _phase(pen: Pen, phase: PlanPhase, width: float) -> Iterator[list[Block]]:
    """Yield the parts of a phase; what is to be reported may stand on the next page, and says to which it belongs."""
    part = [_heading(pen, phase.label, width), _words(pen, f"The service is {phase.meaning}.", width)]
    for title, blocks in (
        ("To do", [_task(pen, task, width) for task in phase.tasks]),
        ("By the clock", [_words(pen, clock, width) for clock in phase.clocks]),
        (f"To report in: {phase.label}", [_signal(pen, signal, width) for signal in phase.signals]),
    ):
        if blocks:
            yield [*part, evolve(_words(pen, title, width, LABEL), keep=True), *blocks]
            part = []
    yield [*part, gap(_APART)]


def _task(pen: Pen, task: PlanTask, width: float) -> Block:
    more = [", ".join(part for part in (task.by_when, task.each) if part)]
    more += [f"Done when {task.until}" if task.until else "", f"Source: {task.source}" if task.source else ""]
    return _ticked(pen, f"{task.label} ({task.who})", [part for part in more if part], width)


def _signal(pen: Pen, signal: PlanSignal, width: float) -> Block:
    more = [
        f"Say: {', '.join(signal.says)}" if signal.says else "",
        f"Leads to: {signal.leads}" if signal.leads else "",
        f"Only if {'; '.join(signal.needs)}" if signal.needs else "",
        *(f"Told: {who}" for who in signal.tells),
    ]
    return _ticked(pen, signal.label, [part for part in more if part], width, tick=False)


def _notice(pen: Pen, notice: PlanNotice, width: float) -> Block:
    to = f"To {notice.audience}, after: {'; '.join(notice.after)}"
    return stacked(
        [
            _words(pen, notice.subject, width, LABEL),
            _words(pen, to, width, _SMALL),
            _words(pen, notice.body, width),
            gap(1.5),
        ]
    )


def _heading(pen: Pen, title: str, width: float) -> Block:
    lines = pen.wrap(title, _HEADING, width - 2 * PAD)

    def draw(pen: Pen, box: Box) -> None:
        pen.frame(Box(box.x, box.y, box.w, box.h - 1.2), weight=0, fill=PALE)
        pen.rule((box.x, box.y), (box.right, box.y), weight=0.5)
        pen.lines(lines, box.x + PAD, box.y + 1.2, _HEADING)

    return Block(len(lines) * _HEADING.leading + 2.6, draw, keep=True)


def _words(pen: Pen, words: str, width: float, face: Face = _PLAIN) -> Block:
    lines = pen.wrap(words, face, width)
    return Block(len(lines) * face.leading + 1, lambda pen, box: pen.lines(lines, box.x, box.y + 0.5, face))


def _signing(pen: Pen, x: float, y: float, right: float) -> None:
    """Draw the places for the time and the initials of whoever ticks a box."""
    middle = (x + right) / 2
    for words, start, end in (("Time", x, middle - 1), ("By", middle, right)):
        pen.words(words, start, y, FINE)
        pen.rule((start + pen.width(words, FINE) + 1, y + 0.4), (end, y + 0.4))


def _ticked(pen: Pen, label: str, more: Sequence[str], width: float, *, tick: bool = True) -> Block:
    """Return a line with a box to tick, or a dash, and its small print."""
    room = width - _INDENT - (_SIGNED if tick else 0)
    lines = pen.wrap(label, LABEL, room)
    small = [line for part in more for line in pen.wrap(part, _SMALL, room)]

    def draw(pen: Pen, box: Box) -> None:
        if tick:
            pen.tick_box(box.x, box.y + 0.5)
            _signing(pen, box.right - _SIGNED + PAD, box.y + 4.2, box.right)
        else:
            pen.rule((box.x + 1.2, box.y + 2.2), (box.x + 3.2, box.y + 2.2), weight=0.5)
        pen.lines(lines, box.x + _INDENT, box.y + 0.8, LABEL)
        pen.lines(small, box.x + _INDENT, box.y + 0.8 + len(lines) * LABEL.leading, _SMALL)

    height = len(lines) * LABEL.leading + len(small) * _SMALL.leading + 2
    return Block(max(height, TICK + 1.5 if tick else 0), draw)
