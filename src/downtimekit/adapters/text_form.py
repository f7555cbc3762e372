"""Packets as plain text: for a terminal, an old line printer, or to be read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from attrs import frozen

from downtimekit.errors import Rejected
from downtimekit.forms.closing import printed_sections
from downtimekit.forms.heading import Heading, heading_of
from downtimekit.models.forms import FieldKind, FormField, Packet, Section, Sheet

_WIDTH = 78
_LINES = 60
_NEXT_PAGE = "\f"
_BLANK = "_" * 24
_TICK = "[_]"  # in one piece, so that it is not broken between lines
_TICKABLE = 4  # a column of the findings with more choices than these is written into


@frozen
class TextRenderer:
    """Writes a packet as UTF-8 text, 78 characters wide and 60 lines high, with form feeds between the pages."""

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return ".txt"

    def render(self, packet: Packet) -> bytes:
        """Return the document.

        Raises:
            Rejected: a text holds a character that is no letter, digit or sign, such as a line break; it names the
                sheet.
        """
        heading = heading_of(packet)
        pages = [page for sheet in packet.sheets for page in _pages(packet, sheet, heading)]
        return (_NEXT_PAGE.join(pages) + "\n").encode()


def _pages(packet: Packet, sheet: Sheet, heading: Heading) -> Iterator[str]:
    head = list(_head(packet, sheet, heading))
    parts = _parts([list(_section(section)) for section in printed_sections(sheet.form)], _LINES - len(head) - 2)
    for number, part in enumerate(parts, start=1):
        lines = [*head, *part, "", f"{sheet.serial}   page {number} of {len(parts)}"]
        if not all(line.replace("\u00a0", " ").isprintable() for line in lines):
            raise Rejected(f"sheet {sheet.serial}: holds a character that cannot be shown")
        yield "\n".join(lines)


def _parts(sections: Sequence[list[str]], room: int) -> list[list[str]]:
    """Share sections among pages; a section is divided only where it is longer than a page."""
    parts: list[list[str]] = [[]]
    for section in sections:
        for start in range(0, len(section), room):
            piece = section[start : start + room]
            if len(parts[-1]) + len(piece) > room:
                parts.append([])
            parts[-1] += piece
    return parts


def _head(packet: Packet, sheet: Sheet, heading: Heading) -> Iterator[str]:
    drill = " - DRILL, NOT FOR PATIENT CARE" if packet.drill else ""
    yield f"DOWNTIME FORM{drill} - {packet.downtime}"
    yield f"{sheet.form.title}, version {sheet.form.version}   {sheet.serial}"
    yield "=" * _WIDTH
    yield heading.name or f"Name: {_BLANK}"
    facts = [("Date of birth", heading.born or _BLANK), *heading.facts]
    yield from (f"{label}: {value}" for label, value in facts)
    yield heading.snapshot
    if heading.alert:
        yield f"*** {heading.alert} ***"
    yield "=" * _WIDTH


def _section(section: Section) -> Iterator[str]:
    yield ""
    yield f"--- {section.title} ---"
    for field in section.fields:
        yield from _field(field)


def _field(field: FormField) -> Iterator[str]:
    star = " *" if field.required or field.required_if else ""
    label = f"{field.label}{star} ({field.hint})" if field.hint else f"{field.label}{star}"
    if field.choices:
        yield from wrap(label, _WIDTH)
        for choice in field.choices:
            words = f"{choice.mark} {choice.label}" if choice.mark else choice.label
            yield from wrap(f"  {_TICK} {words}", _WIDTH, subsequent_indent="      ")
    elif field.kind is FieldKind.FINDINGS:
        yield from wrap(label, _WIDTH)
        yield from _findings(field.columns, rows=field.lines)
    elif field.kind is FieldKind.YES_NO:
        yield from wrap(f"{label}  {_TICK} Yes  {_TICK} No", _WIDTH, subsequent_indent="   ")
    else:
        yield from wrap(f"{label}: {_BLANK} {field.unit}", _WIDTH, subsequent_indent="   ")
        yield from ["_" * _WIDTH] * (field.lines - 1)


def _findings(columns: Sequence[FormField], *, rows: int) -> Iterator[str]:
    for number in range(1, rows + 1):
        answers = [f"{column.label} {_short(column)}" for column in columns if not column.counts_rows]
        yield from wrap(f"{number}. {'  '.join(answers)}", _WIDTH, subsequent_indent="   ")
    for column in columns:
        if len(column.choices) > _TICKABLE and not any(choice.mark for choice in column.choices):
            words = ", ".join(choice.label for choice in column.choices)
            yield from wrap(f"{column.label}: {words}", _WIDTH, subsequent_indent="   ")


def _short(column: FormField) -> str:
    if column.kind is FieldKind.YES_NO:
        return f"{_TICK}\u00a0Yes {_TICK}\u00a0No"
    if 0 < len(column.choices) <= _TICKABLE:
        return " ".join(f"{_TICK}\u00a0{choice.mark or choice.label}" for choice in column.choices)
    return f"______ {column.unit}"
