"""Draws the pages of a form as they are for everybody."""

from __future__ import annotations

from collections.abc import Mapping

from fpdf import FPDF

from downtimekit.adapters._type import Case
from downtimekit.adapters.pdf.blocks import Block, on_fewest_pages
from downtimekit.adapters.pdf.furniture import Furniture, furniture_of
from downtimekit.adapters.pdf.head import Sides, draw_sides
from downtimekit.adapters.pdf.measures import POINT, Box
from downtimekit.adapters.pdf.objects import drawn
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.adapters.pdf.plate import Plate, joined
from downtimekit.adapters.pdf.sections import section_blocks
from downtimekit.adapters.pdf.typeface import finished, pen_for
from downtimekit.errors import Rejected
from downtimekit.forms.codes import MOST_PAGES
from downtimekit.forms.explained import explained_sections
from downtimekit.forms.printed import texts_in
from downtimekit.forms.words import page_words
from downtimekit.models.forms import FormDefinition, FormField, FormPlan, PagePlan, Paper, runs_right_to_left


def plate_of(form: FormDefinition, language: str, paper: Paper, case: Case) -> Plate:
    """Return a form, drawn in one of its languages.

    Raises:
        Rejected: it cannot be drawn; the error names it.
    """
    places = furniture_of(paper, form.about)
    pen = _pen_of(form, language, paper, case)
    sections = explained_sections(form, language)
    blocks = [section_blocks(pen, section, places.body.w) for section in sections]
    pages = on_fewest_pages(blocks, places.body.h, pen)
    if len(pages) > MOST_PAGES:
        raise Rejected(f"form {form.key}: has more than {MOST_PAGES} pages, and a code counts no more")
    texts = texts_in(form, language)
    title, who = (texts.get(text, text) for text in (form.title, form.filled_in_by))
    sides = Sides(form, title, who, pen.says, len(pages))
    plans = tuple(_draw_page(pen, page, sides, places, number=number) for number, page in enumerate(pages, start=1))
    plan = FormPlan(
        form=form.key,
        form_digest=form.digest,
        language=language,
        paper=paper,
        corners=places.corners,
        code=pen.place(places.code),
        pages=plans,
    )
    fields = {field.key: field for section in sections for field in section.fields}
    return _plate(plan, places, pen, fields)


def _pen_of(form: FormDefinition, language: str, paper: Paper, case: Case) -> Pen:
    pdf = FPDF(unit="mm", format=paper.size)
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.set_compression(False)
    pen = pen_for(pdf, case, right_to_left=runs_right_to_left(language))
    pen.subject = f"form {form.key}"
    pen.says = page_words(form, language)
    return pen


def _draw_page(pen: Pen, blocks: list[Block], sides: Sides, places: Furniture, *, number: int) -> PagePlan:
    pen.pdf.add_page()
    pen.zones.clear()
    draw_sides(pen, sides, places, number=number)
    y = places.body.y
    for block in blocks:
        block.draw(pen, Box(places.body.x, y, places.body.w, block.height))
        y += block.height
    return PagePlan(zones=joined(pen.zones))


def _plate(plan: FormPlan, places: Furniture, pen: Pen, fields: Mapping[str, FormField]) -> Plate:
    found = drawn(finished(pen))
    forms = tuple(found.form(number, places.width / POINT, places.height / POINT) for number in range(len(plan.pages)))
    pieces = {number: piece for form in forms for number, piece in found.reached_from(form).items()}
    return Plate(plan, plan.digest, places, pen.says, fields, forms, pieces)
