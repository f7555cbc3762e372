"""What every renderer promises, as tests.

    class TestOurRenderer(RendererContract):
        @pytest.fixture
        def renderer(self) -> Renderer:
            return OurRenderer()

        @pytest.fixture
        def pages_of(self) -> Callable[[bytes], Sequence[str]]:
            return our_reader  # a document's pages, as a person reads them

How words are laid out is the renderer's affair: white space does not count.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest

from downtimekit.errors import Rejected
from downtimekit.forms.heading import heading_of
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import (
    Choice,
    Diagram,
    FieldKind,
    FormDefinition,
    FormField,
    Packet,
    Section,
    Sheet,
)
from downtimekit.models.patient import Patient
from downtimekit.models.schedule import Appointment
from downtimekit.ports.renderer import Renderer

PagesOf = Callable[[bytes], Sequence[str]]

_WAYS = (Choice(key="on_foot", label="On foot"), Choice(key="by_bus", mark="B", label="By bus"))
_KINDS = (FieldKind.TEXT, FieldKind.NUMBER, FieldKind.DATE, FieldKind.DATE_TIME, FieldKind.YES_NO)
_TABLE = (
    FormField(key="number", label="Row", kind=FieldKind.NUMBER),
    FormField(key="side", label="Hand", kind=FieldKind.ONE_OF, choices=_WAYS),
    FormField(key="note", label="Words", kind=FieldKind.NOTE),
)
FORM = FormDefinition(
    key="every_kind",
    version=3,
    title="Every kind of field",
    record=RecordKind.TECH_NOTES,
    filled_in_by="nobody",
    sections=(
        Section(
            title="Written",
            fields=tuple(FormField(key=kind, label=f"Asked as {kind}", kind=kind) for kind in _KINDS),
        ),
        Section(
            title="Ticked",
            diagram=Diagram.BREASTS,
            fields=(
                FormField(key="there", label="Way there", kind=FieldKind.ONE_OF, choices=_WAYS, required=True),
                FormField(key="back", label="Way back", kind=FieldKind.MANY_OF, choices=_WAYS, hint="if at all"),
            ),
        ),
        Section(
            title="Found",
            fields=(
                FormField(key="found", label="Findings", kind=FieldKind.FINDINGS, columns=_TABLE, lines=12),
                FormField(key="told", label="Long story", kind=FieldKind.NOTE, lines=30),
                FormField(key="signed", label="Signed by", kind=FieldKind.SIGNATURE),
            ),
        ),
    ),
)
NAMES = (
    "Ångström-Testwell",
    "O\u2019Example",
    "Weiß",
    "\u0160ample",  # S with caron
    "Sa\u0301mple",  # an accent of its own
    "Sampleov\u00e1\u00a0Testov\u00e1",  # a space that does not break
    "Παράδειγμα",
    "示例",
    "مثال",
    "Sample\u200bton",  # a space that has no width
    "Sample\nton",
    "Sample\x07",
    "W" * 120,
    "Mac " * 29 + "Test",
)


def packet_of(number: int, *, family: str = "Sampleton", given: str = "Nora", drill: bool = False) -> Packet:
    """Return a packet of two sheets; two numbers give two patients, who may have one name."""
    return Packet(
        downtime="west-1",
        drill=drill,
        as_of=datetime(2026, 3, 2, 18, 30, tzinfo=UTC),
        appointment=Appointment(
            accession=f"A-77{number}",
            patient=Patient(mrn=f"T-55{number}", family=family, given=given, birth_date=date(1950 + number, 7, 4)),
            starts=datetime(2026, 3, 3, 9 + number, tzinfo=UTC),
            exam=f"Examination {number}{number}",
            site="west",
        ),
        sheets=(Sheet(serial=f"W-00{number}1-X", form=FORM), Sheet(serial=f"W-00{number}2-X", form=FORM)),
    )


def solid(text: str) -> str:
    """Return a text without white space, composed."""
    return "".join(unicodedata.normalize("NFC", text).split())


def outcome(renderer: Renderer, packet: Packet) -> bytes | Rejected:
    """Render, and return the document or the refusal."""
    try:
        return renderer.render(packet)
    except Rejected as refusal:
        return refusal


class RendererContract:
    """Inherit it, and give it the fixtures `renderer` and `pages_of`."""

    def test_the_suffix_is_one_of_a_file(self, renderer: Renderer) -> None:
        """With its dot."""
        assert renderer.suffix.startswith(".")
        assert renderer.suffix[1:].isalnum()

    def test_the_same_packet_gives_the_same_bytes(self, renderer: Renderer) -> None:
        """Also after another one."""
        first = renderer.render(packet_of(1))
        renderer.render(packet_of(2))

        assert renderer.render(packet_of(1)) == first

    def test_every_page_says_whose_it_is_and_how_old_that_is(self, renderer: Renderer, pages_of: PagesOf) -> None:
        """Name, birth date, numbers, exam, time and the age of the schedule."""
        packet = packet_of(1)
        heading = heading_of(packet)
        wanted = [heading.name, heading.born, heading.snapshot, *(value for _, value in heading.facts)]

        for page in pages_of(renderer.render(packet)):
            assert [words for words in wanted if solid(words) not in solid(page)] == []

    def test_every_page_belongs_to_one_sheet(self, renderer: Renderer, pages_of: PagesOf) -> None:
        """And the sheets come in their order."""
        packet = packet_of(1)
        serials = [sheet.serial for sheet in packet.sheets]

        found = [[serial for serial in serials if serial in solid(page)] for page in pages_of(renderer.render(packet))]

        assert {len(on_page) for on_page in found} == {1}
        assert list(dict.fromkeys(serial for (serial,) in found)) == serials

    def test_a_page_of_one_patient_shows_nothing_of_a_namesake(self, renderer: Renderer, pages_of: PagesOf) -> None:
        """Whichever is drawn first."""
        one, other = packet_of(1), packet_of(2)
        documents = [renderer.render(packet) for packet in (one, other, one)]

        for document, stranger in zip(documents, (other, one, other), strict=True):
            heading = heading_of(stranger)
            foreign = [heading.born, *(value for _, value in heading.facts), *(s.serial for s in stranger.sheets)]
            text = solid("".join(pages_of(document)))
            assert [words for words in foreign if solid(words) in text] == []

    def test_every_question_is_there_with_every_box(self, renderer: Renderer, pages_of: PagesOf) -> None:
        """On the first sheet and on the second."""
        packet = packet_of(1)
        pages = pages_of(renderer.render(packet))
        asked = [section.title for section in FORM.sections]
        asked += [field.label for field in (*FORM.fields(), *_TABLE[1:])]
        asked += [choice.label for field in FORM.fields() for choice in field.choices]

        for sheet in packet.sheets:
            text = solid("".join(page for page in pages if sheet.serial in solid(page)))
            assert [words for words in asked if solid(words) not in text] == []

    @pytest.mark.parametrize("drill", [True, False])
    def test_a_drill_and_only_a_drill_is_marked(self, renderer: Renderer, pages_of: PagesOf, drill: bool) -> None:
        """On every page."""
        pages = pages_of(renderer.render(packet_of(1, drill=drill)))

        assert {"DRILL" in page for page in pages} == {drill}

    @pytest.mark.parametrize("name", NAMES, ids=ascii)
    def test_no_character_of_a_name_is_lost(self, renderer: Renderer, pages_of: PagesOf, name: str) -> None:
        """It is shown whole, or refused; and the refusal names the sheet, not the patient."""
        packet = packet_of(1, family=name, given="Zz" + name[:20])
        drawn = outcome(renderer, packet)

        if isinstance(drawn, Rejected):
            assert packet.sheets[0].serial in str(drawn)
            assert not [part for part in solid(name).split("-") if part.casefold() in str(drawn).casefold()]
        else:
            assert all(solid(packet.appointment.patient.label) in solid(page) for page in pages_of(drawn))
