"""Forms as plain text: for a terminal, an old line printer, a fax, or to be read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import field, frozen

from downtimekit.adapters._text_fields import INDENT, WIDTH, FieldLines, blank, has_place
from downtimekit.adapters._text_width import can_be_shown, wrapped
from downtimekit.errors import Rejected
from downtimekit.forms.codes import MOST_PAGES, Seal, code_on
from downtimekit.forms.explained import explained_sections
from downtimekit.forms.heading import Heading, heading_of
from downtimekit.forms.plans import plan_for, plans_without_places
from downtimekit.forms.words import PageWords, filled, page_words
from downtimekit.models.forms import About, FormDefinition, FormField, FormPlan, Layout, Packet, Section, Sheet

_LINES = 60
_LEAST_ROOM = 12
_NOT_SHOWN = "holds a character that cannot be shown"
_NEXT_PAGE = "\f"
_SPOKEN = 4
"""So many letters of a code are read aloud at a time."""


@frozen
class TextRenderer:
    """Writes forms as UTF-8 text, 78 columns wide and 60 lines high, with form feeds between the pages.

    Every script stands in the order in which it is read; a terminal or a printer turns it round where it must. The code
    of a page stands at its foot in groups of letters, so that it can be read over a phone.

    Attributes:
        seal: seals the code on every page.
    """

    seal: Seal

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return ".txt"

    def compile(self, forms: Sequence[FormDefinition], *, layout: Layout) -> TextPress:
        """Prepare forms, each in those languages of the layout that it has.

        Raises:
            Rejected: a form holds a character that cannot be shown, or is too long, or it has none of the
                languages; the error names the form.
        """
        for form in forms:
            texts = (*form.texts(), *(text for told in form.translations for text in told.texts.values()))
            if not all(can_be_shown(text) for text in texts):
                raise Rejected(f"form {form.key}: {_NOT_SHOWN}")
        plans = plans_without_places(forms, layout)
        by_digest = {form.digest: form for form in forms}
        plates = {(plan.form_digest, plan.language): _Plate.of(by_digest[plan.form_digest], plan) for plan in plans}
        for plan in plans:
            plates[plan.form_digest, plan.language].check(plan.form)
        return TextPress(self.seal, plans, plates)


@frozen
class _Plate:
    """A form in one language."""

    tag: str
    words: PageWords
    sections: Sequence[Section]
    fields: Mapping[str, FormField]

    @classmethod
    def of(cls, form: FormDefinition, plan: FormPlan) -> _Plate:
        sections = explained_sections(form, plan.language)
        fields = {each.key: each for section in sections for each in section.fields}
        return cls(plan.digest[:8], page_words(form, plan.language), sections, fields)

    def check(self, key: str) -> None:
        """Refuse what no sheet can be written of, before anybody waits for one."""
        blocks = list(_blocks(self.sections, FieldLines(self.words, {})))
        if not all(can_be_shown(line) for block in blocks for line in (*block.lines, *block.again)):
            raise Rejected(f"form {key}: {_NOT_SHOWN}")
        if len(_parts(blocks, _LINES)) > MOST_PAGES:
            raise Rejected(f"form {key}: has more than {MOST_PAGES} pages, and a code counts no more")


@frozen
class TextPress:
    """Writes packets of the forms that it was made for.

    Attributes:
        plans: for each form in each language; without places, for nobody scans a text.
    """

    seal: Seal
    plans: Sequence[FormPlan]
    _plates: Mapping[tuple[str, str], _Plate] = field(repr=False)

    def render(self, packets: Iterable[Packet]) -> bytes:
        """Return one document with all packets, in their order.

        Raises:
            Rejected: there is no packet; a text holds a character that cannot be shown, an answer has no place, or a
                form was not compiled. It names the sheet.
        """
        pages = [page for packet in packets for sheet in packet.sheets for page in self._pages(packet, sheet)]
        if not pages:
            raise Rejected("there is no packet to print")
        return (_NEXT_PAGE.join(pages) + "\n").encode()

    def files(self, packets: Iterable[Packet]) -> Iterator[bytes]:
        """Yield a document for each packet, in their order.

        Raises:
            Rejected: as `render`.
        """
        for packet in packets:
            yield self.render([packet])

    def _pages(self, packet: Packet, sheet: Sheet) -> Iterator[str]:
        plan = plan_for(sheet, self.plans)
        plate = self._plates[plan.form_digest, plan.language]
        if not has_place(plate.fields, sheet.answers):
            raise Rejected(f"sheet {sheet.serial}: an answer that is known already has no place on the form")
        head = list(_head(packet, sheet, plate.words))
        room = max(_LINES - len(head) - 4, _LEAST_ROOM)
        parts = _parts(_blocks(plate.sections, FieldLines(plate.words, sheet.answers)), room)
        for number, part in enumerate(parts, start=1):
            foot = self._foot(packet, sheet, plate, page=number, pages=len(parts))
            lines = [*head, *part, "", *foot]
            if not all(can_be_shown(line) for line in lines):
                raise Rejected(f"sheet {sheet.serial}: {_NOT_SHOWN}")
            yield "\n".join(lines)

    def _foot(self, packet: Packet, sheet: Sheet, plate: _Plate, *, page: int, pages: int) -> Iterator[str]:
        code = code_on(packet, sheet, plan=plate.tag, page=page, pages=pages)
        yield spoken(self.seal.token(code))
        yield f"{sheet.serial}   {filled(plate.words.page, page=page, pages=pages)}"


def spoken(token: str) -> str:
    """Return a code as it is read aloud: its first three letters, then groups of four."""
    start = len(token) % _SPOKEN
    groups = [token[:start], *(token[at : at + _SPOKEN] for at in range(start, len(token), _SPOKEN))]
    return " ".join(filter(None, groups))


def _head(packet: Packet, sheet: Sheet, words: PageWords) -> Iterator[str]:
    heading = heading_of(packet, sheet, words)
    texts = next((told.texts for told in sheet.form.translations if told.language == sheet.language), {})
    title, who = (texts.get(text, text) for text in (sheet.form.title, sheet.form.filled_in_by))
    yield from (f"*** {mark} ***" for mark in heading.marks)
    yield from wrapped(f"{words.downtime_form} - {packet.downtime}", WIDTH)
    yield from wrapped(f"{title}, {filled(words.version, version=sheet.form.version)}   {sheet.serial}", WIDTH)
    yield from wrapped(f"{filled(words.filled_in_by, who=who)} {words.needed}", WIDTH)
    yield "=" * WIDTH
    yield from _whose(packet, sheet, words, heading)
    yield from wrapped(heading.snapshot, WIDTH)
    yield from wrapped(f"*** {heading.alert} ***", WIDTH) if heading.alert else ()
    yield "=" * WIDTH


def _whose(packet: Packet, sheet: Sheet, words: PageWords, heading: Heading) -> Iterator[str]:
    """Yield whose the sheet is, or room to write that in; nothing on a sheet that is about nobody."""
    if packet.appointment is None and sheet.form.about is About.SITE:
        return
    yield from wrapped(heading.name or f"{words.name}: {blank()}", WIDTH, indent=INDENT)
    for label, value in ((words.born, heading.born), *heading.facts):
        yield from wrapped(f"{label}: {blank(value)}", WIDTH, indent=INDENT)


@frozen
class _Block:
    """What stays together.

    Attributes:
        again: stands above the rest of it on a further page.
    """

    lines: Sequence[str]
    again: Sequence[str]

    def pieces(self, room: int) -> Iterator[list[str]]:
        """Yield it as it is, or where it is longer than a page, in pieces; no row of a table is divided."""
        left, above = list(self.lines), list[str]()
        while len(above) + len(left) > room:
            most = room - len(above)
            end = next((end for end in range(most, most // 2, -1) if not left[end].startswith(INDENT)), most)
            yield [*above, *left[:end]]
            left = left[end:]
            above = list(self.again) if len(self.again) <= room // 2 else []
        yield [*above, *left]


def _blocks(sections: Sequence[Section], lines: FieldLines) -> Iterator[_Block]:
    """Yield what stays together: a field, the first of a section with its title."""
    for section in sections:
        title = ["", *wrapped(f"--- {section.title} ---", WIDTH)]
        for each in section.fields:
            yield _Block([*title, *lines.of(each)], lines.going_on(each))
            title = []


def _parts(blocks: Iterable[_Block], room: int) -> list[list[str]]:
    """Share blocks among pages; a block is divided only where it is longer than a page."""
    parts: list[list[str]] = [[]]
    for block in blocks:
        for piece in block.pieces(room):
            if len(parts[-1]) + len(piece) > room:
                parts.append([])
            parts[-1] += piece
    return parts
