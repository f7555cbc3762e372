"""From a section to blocks: its title, its drawing where it has one, its fields."""

from __future__ import annotations

from downtimekit.adapters.pdf.blocks import Block, abreast, gap, stacked
from downtimekit.adapters.pdf.choices import choices_block
from downtimekit.adapters.pdf.diagram import breasts_block
from downtimekit.adapters.pdf.fields import are_twins, field_blocks
from downtimekit.adapters.pdf.measures import BLACK, PAD, PALE, SECTION, Box
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.models.forms import FieldKind, Section

_TITLE = 5.8
_APART = 2.0
_LOWEST = 42.0  # a drawing that is not this high cannot be drawn into
_ALONE = 54.0
_BETWEEN = (54.0, 84.0, 54.0)  # how a drawing and the questions on its two sides share the width
_BESIDE = (96.0, 96.0)


def section_blocks(pen: Pen, section: Section, width: float) -> list[Block]:
    """Return the blocks of a section."""
    body = _illustrated(pen, section, width) if section.diagram else list(field_blocks(pen, section.fields, width))
    return [_title(section.title), *body, gap(_APART)]


def _title(title: str) -> Block:
    def draw(pen: Pen, box: Box) -> None:
        pen.frame(box, weight=0, fill=PALE)
        pen.rule((box.x, box.y), (box.right, box.y), weight=0.5, grey=BLACK)
        pen.fit(title, Box(box.x + PAD, box.y, box.w - 2 * PAD, box.h), SECTION)

    return Block(_TITLE, draw, keep=True)


def _illustrated(pen: Pen, section: Section, width: float) -> list[Block]:
    if are_twins(section.fields):
        return _between_twins(pen, section, width)
    if any(field.kind is FieldKind.FINDINGS for field in section.fields):
        return [breasts_block(_ALONE), *field_blocks(pen, section.fields, width)]
    column = width * _BESIDE[1] / sum(_BESIDE)
    answers = stacked(list(field_blocks(pen, section.fields, column)))
    return [abreast([breasts_block(_LOWEST), answers], _BESIDE)]


def _between_twins(pen: Pen, section: Section, width: float) -> list[Block]:
    first, second, *others = section.fields
    column = width * _BETWEEN[0] / sum(_BETWEEN)
    blocks = [choices_block(pen, first, column), breasts_block(_LOWEST), choices_block(pen, second, column)]
    return [abreast(blocks, _BETWEEN), *field_blocks(pen, others, width)]
