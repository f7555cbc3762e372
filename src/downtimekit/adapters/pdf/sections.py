"""From a section to blocks: its title, its drawing where it has one, its fields."""

from __future__ import annotations

from collections.abc import Sequence

from downtimekit.adapters.pdf.blocks import Block, abreast, gap, stacked, total
from downtimekit.adapters.pdf.choices import choices_block
from downtimekit.adapters.pdf.diagram import diagram_block
from downtimekit.adapters.pdf.fields import are_twins, field_blocks
from downtimekit.adapters.pdf.measures import BLACK, PAD, PALE, SECTION, Box
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.models.forms import Diagram, FieldKind, FormField, Section

_TITLE = 5.8
_APART = 2.0
_LOWEST = {Diagram.BREASTS: 44.0, Diagram.BODY: 84.0}  # a drawing that is not this high cannot be drawn into
_TALLEST = 120.0  # fields beside a drawing are not divided
_BETWEEN = (54.0, 84.0, 54.0)  # how a drawing and the questions on its two sides share the width
_TWINS = 2  # so many equal questions stand around a drawing


def section_blocks(pen: Pen, section: Section, width: float) -> list[Block]:
    """Return the blocks of a section."""
    return [_title(section.title), *_body(pen, section.fields, width), gap(_APART)]


def _title(title: str) -> Block:
    def draw(pen: Pen, box: Box) -> None:
        pen.frame(box, weight=0, fill=PALE)
        pen.rule((box.x, box.y), (box.right, box.y), weight=0.5, grey=BLACK)
        pen.fit(title, Box(box.x + PAD, box.y, box.w - 2 * PAD, box.h), SECTION)

    return Block(_TITLE, draw, keep=True)


def _body(pen: Pen, fields: Sequence[FormField], width: float) -> list[Block]:
    """Return the fields in their order.

    Short ones stand beside a drawing that comes before or after all of them; two equal questions stand on both sides of
    one that is next to them.
    """
    drawings = [place for place, field in enumerate(fields) if field.kind is FieldKind.DIAGRAM]
    others = [field for field in fields if field.kind is not FieldKind.DIAGRAM]
    if len(drawings) == 1 and others:
        (place,) = drawings
        if are_twins(others) and place <= _TWINS:
            return _between_twins(pen, fields[place], others, width)
        if place in (0, len(others)) and (beside := _beside(pen, fields[place], others, width, first=place == 0)):
            return [beside]
    return list(field_blocks(pen, fields, width))


def _beside(pen: Pen, drawing: FormField, fields: Sequence[FormField], width: float, *, first: bool) -> Block | None:
    """Return a drawing with the fields before or after it at its side; None where there is not the room."""
    lowest = _LOWEST[drawing.diagram or Diagram.BREASTS]
    answers = [] if _has_table(fields) else list(field_blocks(pen, fields, width / 2))
    if not answers or total(answers) > max(_TALLEST, lowest):
        return None
    sides = [diagram_block(pen, drawing, width / 2, lowest), stacked(answers)]
    return abreast(sides if first else sides[::-1], (1, 1))


def _has_table(fields: Sequence[FormField]) -> bool:
    return any(field.kind is FieldKind.TABLE for field in fields)


def _between_twins(pen: Pen, drawing: FormField, fields: Sequence[FormField], width: float) -> list[Block]:
    first, second, *others = fields
    lowest = _LOWEST[drawing.diagram or Diagram.BREASTS]
    left, middle, right = (width * share / sum(_BETWEEN) for share in _BETWEEN)
    blocks = [
        choices_block(pen, first, left),
        diagram_block(pen, drawing, middle, lowest),
        choices_block(pen, second, right),
    ]
    return [abreast(blocks, _BETWEEN), *field_blocks(pen, others, width)]
