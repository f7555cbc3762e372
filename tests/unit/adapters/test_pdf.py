"""The paper as it leaves the printer."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from pypdf import PageObject, PdfReader

from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.pdf.measures import MARGIN, PageName
from downtimekit.errors import Rejected
from downtimekit.forms import RADIOLOGIST_WORKSHEET
from downtimekit.models.forms import FieldKind, FormDefinition, FormField, Packet, Section
from downtimekit.testing.contracts.renderer import packet_of, solid
from tests.paper import FORMS, packets_of_the_day, pages_of_pdf

POINT = 25.4 / 72
PAPER = pytest.mark.parametrize("page", ["Letter", "A4"])


def font_file(folder: Path, letters: str) -> Path:
    """Write a font that has these characters, all drawn as the same small square."""
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for corner in ((50, 500), (450, 500), (450, 0)):
        pen.lineTo(corner)
    pen.closePath()
    glyph = pen.glyph()
    names = {ord(letter): f"u{ord(letter):04X}" for letter in letters}
    order = [".notdef", *names.values()]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys(order, glyph))
    builder.setupHorizontalMetrics(dict.fromkeys(order, (500, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.save(folder / "squares.ttf")
    return folder / "squares.ttf"


def starts_of_words(page: PageObject) -> list[tuple[float, float]]:
    """Return where each piece of text begins, in points from the lower left corner."""
    starts: list[tuple[float, float]] = []

    def look(text: str, _: object, matrix: list[float], *rest: object) -> None:
        if text.strip():
            starts.append((matrix[4], matrix[5]))

    page.extract_text(visitor_text=look)
    return starts


def with_field(**changes: Any) -> Packet:
    """Return a packet of a form that asks one thing."""
    field = FormField.model_validate({"key": "asked", "label": "Asked", "kind": "text", **changes})
    form = RADIOLOGIST_WORKSHEET.model_copy(update={"sections": (Section(title="Only", fields=(field,)),)})
    packet = packet_of(1)
    return packet.model_copy(update={"sheets": (packet.sheets[0].model_copy(update={"form": form}),)})


@PAPER
def test_a_patients_packet_has_as_many_pages_as_the_forms_are_meant_to_have(page: PageName) -> None:
    packet = packets_of_the_day()[0]
    pages = pages_of_pdf(PdfRenderer(page=page).render(packet))
    serials = [sheet.serial for sheet in packet.sheets]

    assert [[number for number, text in enumerate(pages) if serial in text] for serial in serials] == [
        [0, 1, 2, 3],
        [4, 5],
        [6, 7],
    ]
    assert ["Page 1 of 2" in text for text in pages] == [number in (4, 6) for number in range(8)]


def test_nobody_finds_a_neighbour_of_the_day_on_their_paper() -> None:
    day = packets_of_the_day()
    for packet in day:
        text = "".join(pages_of_pdf(PdfRenderer().render(packet)))
        others = [other.appointment for other in day if other is not packet]
        assert packet.appointment.patient.mrn in text
        assert [o.accession for o in others if o.accession in text or o.patient.mrn in text] == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_every_question_and_every_box_of_our_forms_can_be_read(form: FormDefinition) -> None:
    packet = packets_of_the_day()[0]
    (sheet,) = (sheet for sheet in packet.sheets if sheet.form == form)
    pages = pages_of_pdf(PdfRenderer().render(packet.model_copy(update={"sheets": (sheet,)})))
    text = solid("".join(pages))
    fields = [*form.fields(), *(column for field in form.fields() for column in field.columns)]
    words = [field.label for field in fields] + [choice.label for field in fields for choice in field.choices]

    in_short = {"Right", "Left", "Both"}  # R, L and B in a table
    assert {word for word in words if solid(word) not in text} <= in_short


@PAPER
def test_no_word_stands_outside_the_margins(page: PageName) -> None:
    renderer = PdfRenderer(page=page)
    for packet in packets_of_the_day()[4:6]:
        for drawn in PdfReader(BytesIO(renderer.render(packet))).pages:
            starts = starts_of_words(drawn)
            width, height = (float(side) * POINT for side in drawn.mediabox.upper_right)
            assert starts
            for x, y in starts:
                assert MARGIN <= x * POINT <= width - MARGIN
                assert MARGIN - 1 <= y * POINT <= height - MARGIN


def test_the_documents_own_fields_say_nothing_of_the_patient() -> None:
    packet = packets_of_the_day()[1]
    document = PdfReader(BytesIO(PdfRenderer().render(packet)))

    assert document.metadata is not None
    described = " ".join(map(str, document.metadata.values()))
    assert "W-000004-4" in described
    assert [word for word in ("Nora", "ampleton", "T-100251", "A-2603", "1961") if word in described] == []
    assert document.metadata.creation_date == packet.as_of


def test_two_patients_with_one_name_are_warned_of_on_every_page() -> None:
    day = packets_of_the_day()
    warned = [{"NAME ALERT" in page for page in pages_of_pdf(PdfRenderer().render(packet))} for packet in day[:4]]

    assert warned == [{False}, {True}, {False}, {True}]


def test_the_serial_on_the_bars_is_the_serial_in_print() -> None:
    packet = packet_of(1)
    unprintable = packet.model_copy(update={"sheets": (packet.sheets[0].model_copy(update={"serial": "w_1"}),)})
    endless = packet.model_copy(update={"sheets": (packet.sheets[0].model_copy(update={"serial": "W" * 40}),)})

    with pytest.raises(Rejected, match="sheet w_1"):
        PdfRenderer().render(unprintable)
    with pytest.raises(Rejected, match="too long for a barcode"):
        PdfRenderer().render(endless)


# Forms of a site's own


@PAPER
@pytest.mark.parametrize("kind", [FieldKind.NOTE, FieldKind.SIGNATURE, FieldKind.DATE, FieldKind.NUMBER])
def test_a_long_question_is_printed_whole(page: PageName, kind: FieldKind) -> None:
    label, hint = "How come, " * 19, "as far as anybody knows, " * 8
    pages = pages_of_pdf(PdfRenderer(page=page).render(with_field(kind=kind, label=label, hint=hint)))

    assert solid(label) in solid("".join(pages))
    assert solid(hint) in solid("".join(pages))


def test_a_long_note_goes_on_over_the_page() -> None:
    assert len(pages_of_pdf(PdfRenderer().render(with_field(kind="note", lines=30)))) == 2


def test_forty_boxes_are_aligned_on_one_page() -> None:
    boxes = [{"key": f"box-{number}", "label": f"Box {number:02d}"} for number in range(40)]
    (page,) = pages_of_pdf(PdfRenderer().render(with_field(kind="many_of", choices=boxes)))

    assert all(f"Box {number:02d}" in page for number in range(40))


def test_a_question_that_is_longer_than_a_page_is_refused() -> None:
    boxes = [{"key": f"box-{number}", "label": f"{number} " + "very long " * 18} for number in range(60)]

    with pytest.raises(Rejected, match="sheet W-0011-X: a part of the form is too long for a page"):
        PdfRenderer().render(with_field(kind="one_of", choices=boxes))


def test_an_exam_that_does_not_fit_is_refused() -> None:
    packet = packet_of(1)
    appointment = packet.appointment.model_copy(update={"exam": "W" * 120})

    with pytest.raises(Rejected, match=r"sheet W-0011-X: .* too long for its place"):
        PdfRenderer().render(packet.model_copy(update={"appointment": appointment}))


# Typefaces


def test_a_font_shows_the_names_that_it_has_characters_for(tmp_path: Path) -> None:
    letters = "".join(map(chr, range(32, 127))) + "ŁłŻż"
    renderer = PdfRenderer(font=font_file(tmp_path, letters))
    plain = packet_of(1, family="Example")
    packet = packet_of(1, family="Przykład", given="Żaneta")

    assert all("PRZYKŁAD, Żaneta" in page for page in pages_of_pdf(renderer.render(packet)))
    assert renderer.render(packet) == renderer.render(packet)
    assert pages_of_pdf(renderer.render(plain)) == pages_of_pdf(PdfRenderer().render(plain))
    with pytest.raises(Rejected, match="sheet W-0011-X"):
        renderer.render(packet_of(1, family="Παράδειγμα"))
    with pytest.raises(Rejected, match="sheet W-0011-X"):
        PdfRenderer().render(packet)


def test_a_bold_font_must_have_the_characters_too(tmp_path: Path) -> None:
    ascii_only = "".join(map(chr, range(32, 127)))
    font = font_file(tmp_path, ascii_only + "Ł")
    (tmp_path / "bold").mkdir()
    bold = font_file(tmp_path / "bold", ascii_only)

    with pytest.raises(Rejected):
        PdfRenderer(font=font, bold=bold).render(packet_of(1, family="Łata"))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # fontTools leaves such a file open
@pytest.mark.parametrize("content", [b"", b"no font", b"\x00\x01\x00\x00 broken", None])
def test_a_file_that_is_no_font_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "letters.ttf"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(Rejected, match=r"letters\.ttf"):
        PdfRenderer(font=file).render(packet_of(1))
