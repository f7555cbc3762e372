"""What stands at the head of every page, in words; every renderer prints the same."""

from __future__ import annotations

from attrs import frozen

from downtimekit.forms.printed import texts_in
from downtimekit.forms.words import PageWords, day_in, filled, moment_in
from downtimekit.models.forms import About, Packet, Sheet


@frozen(repr=False)
class Heading:
    """Whose a page is, for which exam, how old that knowledge is, and what to beware of.

    Attributes:
        name: ``FAMILY, Given``; empty on blank paper, and where the schedule has none.
        born: the birth date, with the month in letters; empty likewise.
        facts: labels and values, in the order in which they are read; empty values are written in by hand.
        snapshot: where these data come from, and until when the paper may be used.
        alert: a warning; empty where there is none.
        marks: what the page is marked with: a drill, a read-only copy, a sheet that was printed again.
    """

    name: str
    born: str
    facts: tuple[tuple[str, str], ...]
    snapshot: str
    alert: str
    marks: tuple[str, ...]


def heading_of(packet: Packet, sheet: Sheet, words: PageWords) -> Heading:
    """Return the head of every page of a sheet."""
    visit = packet.appointment
    patient = visit.patient if visit else None
    return Heading(
        name=patient.label if patient else "",
        born=day_in(words, patient.birth_date) if patient and patient.birth_date else "",
        facts=(
            (words.mrn, patient.mrn if patient else ""),
            (words.accession, visit.accession if visit else ""),
            (words.appointment, moment_in(words, visit.starts) if visit else ""),
            (words.exam, visit.exam if visit else ""),
        ),
        snapshot=_snapshot(packet, sheet, words),
        alert=words.name_alert if packet.name_alert else "",
        marks=tuple(_marks(packet, sheet, words)),
    )


def _snapshot(packet: Packet, sheet: Sheet, words: PageWords) -> str:
    told = words.snapshot if packet.appointment else words.blank
    if sheet.form.about is About.SITE:
        told = words.printed_at
    said = filled(told, site=packet.site, moment=moment_in(words, packet.as_of))
    if packet.expires is None:
        return said
    return f"{said} {filled(words.valid_until, moment=moment_in(words, packet.expires))}"


def _marks(packet: Packet, sheet: Sheet, words: PageWords) -> list[str]:
    marks = [words.drill] if packet.drill else []
    if packet.read_only:
        marks.append(words.read_only)
    if sheet.copy_number > 1:
        own = sheet.form.copy_mark
        usual = filled(words.copy, number=sheet.copy_number)
        marks.append(texts_in(sheet.form, sheet.language).get(own, own) or usual)
    return marks
