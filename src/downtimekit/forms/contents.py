"""The contents sheet: what lies in a pile of packets, in order, to be compared with the pile."""

from __future__ import annotations

from collections.abc import Sequence

from downtimekit.forms.printed import texts_in
from downtimekit.forms.words import ENGLISH, PAGE_WORDS, PageWords, day_in, filled, moment_in
from downtimekit.models.forms import Packet, Sheet
from downtimekit.models.listing import Listing

_WIDTHS = (0.04, 0.115, 0.21, 0.12, 0.115, 0.34, 0.06)


def contents_of(
    packets: Sequence[Packet], *, pages: Sequence[int | None], remarks: Sequence[str], language: str = "en"
) -> Listing:
    """Return the contents sheet of a pile.

    Args:
        packets: the pile, in its order; not an empty one.
        pages: how many pages each packet has; None where nobody knows.
        remarks: ``blank`` where a packet lies there without the patient's data, ``missing`` where it does not lie there
            at all, empty where it is whole.
        language: of the words, as a BCP 47 tag.
    """
    words = PAGE_WORDS.get(language.partition("-")[0], ENGLISH)
    first = packets[0]
    said = {"blank": words.fill_in_by_hand, "missing": words.not_printed}
    rows = tuple(
        _row(place, packet, words, pages=count, remark=said.get(remark, ""))
        for place, (packet, count, remark) in enumerate(zip(packets, pages, remarks, strict=True), 1)
    )
    marks = [words.drill] if first.drill else []
    if first.read_only:
        marks.append(words.read_only)
    return Listing(
        title=f"{words.contents}: {', '.join(sorted({packet.site for packet in packets}))}",
        columns=("", words.appointment, words.name, words.born, words.mrn, words.sheets, words.pages),
        widths=_WIDTHS,
        rows=rows,
        mark=", ".join(marks),
        facts=tuple(_facts(packets, pages, words)),
        foot=first.downtime,
        unshown=words.cannot_be_shown,
        language=words.language,
    )


def _facts(packets: Sequence[Packet], pages: Sequence[int | None], words: PageWords) -> list[str]:
    first = packets[0]
    told = words.snapshot if any(packet.appointment for packet in packets) else words.printed_at
    facts = [filled(told, site=first.site, moment=moment_in(words, first.as_of))]
    if first.expires is not None:
        facts.append(filled(words.valid_until, moment=moment_in(words, first.expires)))
    sheets = sum(len(packet.sheets) for packet in packets)
    total = "?" if None in pages else sum(filter(None, pages))
    facts.append(filled(words.pile, packets=len(packets), sheets=sheets, pages=total))
    return facts


def _row(place: int, packet: Packet, words: PageWords, *, pages: int | None, remark: str) -> tuple[str, ...]:
    visit = packet.appointment
    sheets = "; ".join(_sheet(sheet, words) for sheet in packet.sheets)
    return (
        str(place),
        f"{visit.starts:%H:%M}" if visit else "",
        visit.patient.label if visit else "",
        day_in(words, visit.patient.birth_date) if visit and visit.patient.birth_date else "",
        visit.patient.mrn if visit else "",
        f"{remark} {sheets}".strip(),
        "" if pages is None else str(pages),
    )


def _sheet(sheet: Sheet, words: PageWords) -> str:
    title = texts_in(sheet.form, sheet.language).get(sheet.form.title, sheet.form.title)
    copy = f" ({filled(words.copy, number=sheet.copy_number)})" if sheet.copy_number > 1 else ""
    return f"{sheet.serial} {title}{copy}"
