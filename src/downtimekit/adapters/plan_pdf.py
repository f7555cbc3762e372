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
from downtimekit.adapters.pdf.listing import heading, page_area, page_frame, paragraph, signing
from downtimekit.adapters.pdf.measures import DARK, LABEL, PAD, PAGES, TICK, TITLE, Box, Face, PageName
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.adapters.pdf.typeface import case_of, finished, pen_for
from downtimekit.playbooks.plans import Plan
from downtimekit.playbooks.plans.plan import PlanNotice, PlanPhase, PlanSignal, PlanTask

_APART = 3.0
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
        font: a TrueType or OpenType file for words that Helvetica cannot show; without it, suitable ones are looked for
            on this machine.
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
        pdf = FPDF(unit="mm", format=PAGES[self.page])
        pdf.set_auto_page_break(False)
        pdf.set_margin(0)
        pdf.set_creation_date(_ALWAYS)
        pdf.set_title(plan.title)
        pdf.set_lang("en-US")
        pen = pen_for(pdf, case_of(self.font, self.bold))
        pen.subject = "the plan"
        area = page_area(self.page)
        pages = paginate([list(part) for part in _parts(pen, plan, area.w)], area.h, pen)
        drawings = picture_pages(plan.picture, area)
        every = [*pages, *([drawing] for drawing in drawings)]
        mark = "DRILL: NOT FOR PATIENT CARE" if plan.drill else "KEEP ON PAPER"
        for number, page in enumerate(every, start=1):
            pdf.add_page()
            numbered = f"Page {number} of {len(every)}"
            page_frame(pen, area, title=plan.title, mark=mark, foot=plan.rules, number=numbered)
            stacked([*page, gap(0)]).draw(pen, area)
        return finished(pen)


def _parts(pen: Pen, plan: Plan, width: float) -> Iterator[Iterable[Block]]:
    yield _top(pen, plan, width)
    if plan.calls:
        lines = [f"{call.phone}   {call.name}, {call.roles} ({call.sites})" for call in plan.calls]
        yield [heading(pen, "Whom to call", width), *(_ticked(pen, line, (), width) for line in lines), gap(_APART)]
    for phase in plan.phases:
        yield from _phase(pen, phase, width)
    if plan.clocks:
        clocks = (paragraph(pen, clock, width) for clock in plan.clocks)
        yield [heading(pen, "Deadlines", width), *clocks, gap(_APART)]
    if plan.notices:
        told = (_notice(pen, notice, width) for notice in plan.notices)
        yield [heading(pen, "Who is told what", width), *told]


def _top(pen: Pen, plan: Plan, width: float) -> Iterator[Block]:
    yield paragraph(pen, plan.title, width, TITLE)
    if plan.about:
        yield paragraph(pen, plan.about, width, LABEL)
    yield paragraph(pen, _HOW_TO, width, _SMALL)
    yield gap(_APART)


def _phase(pen: Pen, phase: PlanPhase, width: float) -> Iterator[list[Block]]:
    """Yield the parts of a phase; what is to be reported may stand on the next page, and says to which it belongs."""
    part = [heading(pen, phase.label, width), paragraph(pen, f"The service is {phase.meaning}.", width)]
    for title, blocks in (
        ("To do", [_task(pen, task, width) for task in phase.tasks]),
        ("By the clock", [paragraph(pen, clock, width) for clock in phase.clocks]),
        (f"To report in: {phase.label}", [_signal(pen, signal, width) for signal in phase.signals]),
    ):
        if blocks:
            yield [*part, evolve(paragraph(pen, title, width, LABEL), keep=True), *blocks]
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
            paragraph(pen, notice.subject, width, LABEL),
            paragraph(pen, to, width, _SMALL),
            paragraph(pen, notice.body, width),
            gap(1.5),
        ]
    )


def _ticked(pen: Pen, label: str, more: Sequence[str], width: float, *, tick: bool = True) -> Block:
    """Return a line with a box to tick, or a dash, and its small print."""
    room = width - _INDENT - (_SIGNED if tick else 0)
    lines = pen.wrap(label, LABEL, room)
    small = [line for part in more for line in pen.wrap(part, _SMALL, room)]

    def draw(pen: Pen, box: Box) -> None:
        if tick:
            pen.tick_box(box.x, box.y + 0.5)
            signing(pen, box.right - _SIGNED + PAD, box.y + 4.2, box.right)
        else:
            pen.rule((box.x + 1.2, box.y + 2.2), (box.x + 3.2, box.y + 2.2), weight=0.5)
        pen.lines(lines, box.x + _INDENT, box.y + 0.8, LABEL)
        pen.lines(small, box.x + _INDENT, box.y + 0.8 + len(lines) * LABEL.leading, _SMALL)

    height = len(lines) * LABEL.leading + len(small) * _SMALL.leading + 2
    return Block(max(height, TICK + 1.5 if tick else 0), draw)
