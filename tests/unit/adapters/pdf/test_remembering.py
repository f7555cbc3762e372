"""What a press remembers makes it fast and changes nothing: a sheet is the same whatever was printed before it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from downtimekit.adapters._type import CannotShow, Case
from downtimekit.adapters._type.font import Cluster
from downtimekit.adapters.pdf import PdfRenderer, ink
from downtimekit.adapters.pdf.press import PdfPress
from downtimekit.errors import Rejected
from downtimekit.models.forms import Layout, Packet
from downtimekit.testing.contracts.renderer import FORM, packet_of
from tests.pressed import SEAL
from tests.typeset import both_at_once, font_file

LETTERS = "ŁłŻżŃńŚśĄąÓóŹźabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,. "


@pytest.fixture
def font(tmp_path: Path) -> Path:
    return font_file(tmp_path, LETTERS)


def press_with(font: Path) -> PdfPress:
    return PdfRenderer(SEAL, fonts=[font]).compile([FORM], layout=Layout(languages=("en", "es")))


def examined(packet: Packet, exam: str) -> Packet:
    """Return a packet for another exam."""
    assert packet.appointment is not None
    return packet.model_copy(update={"appointment": packet.appointment.model_copy(update={"exam": exam})})


PACKETS = (
    packet_of(1, family="Łańska", given="Żaneta"),
    packet_of(2, family="Mustér", given="Ann (Zoë) \\"),
    examined(packet_of(1, family="Śląska"), "Mammografia, Łódź"),
    examined(packet_of(2, family="Ńska", language="es"), "Mammografia, Łódź"),
    packet_of(1, drill=True, name_alert=True, copy_number=2),
    examined(packet_of(2), "Screening mammogram of both breasts with tomosynthesis, and ultrasound of the left one"),
)


def test_a_file_is_the_same_bytes_whatever_was_printed_before(font: Path) -> None:
    used = press_with(font)
    used.render(PACKETS)

    assert [*used.files(reversed(PACKETS))] == [press_with(font).render([packet]) for packet in reversed(PACKETS)]


def test_a_press_that_forgets_prints_the_same(font: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [*press_with(font).files(PACKETS)]
    monkeypatch.setattr(ink, "_MANY", 1)

    assert [*press_with(font).files(PACKETS)] == before


def test_an_exam_in_other_letters_is_written_in_the_fonts_of_each_document(font: Path) -> None:
    for document in press_with(font).files(PACKETS[2:4]):
        texts = [page.extract_text() for page in PdfReader(BytesIO(document)).pages]
        assert len(texts) > 0
        assert all("Mammografia, Łódź" in " ".join(text.split()) for text in texts)


def test_a_file_holds_no_letter_of_who_was_printed_before(font: Path) -> None:
    press = press_with(font)
    _, after = press.files((packet_of(1, family="Łańska"), packet_of(2, family="Żż")))

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(after)).pages)
    assert "ŻŻ" in text
    assert not {"Ł", "ń", "Ń"} & set(text)
    assert b"<0141>" not in after
    assert b"<0143>" not in after


def test_signs_that_mean_something_to_pdf_are_shown_as_they_are(font: Path) -> None:
    page = PdfReader(BytesIO(press_with(font).render([PACKETS[1]]))).pages[0]

    assert "MUSTÉR, Ann (Zoë) \\" in page.extract_text()


def test_who_catches_our_errors_catches_a_name_that_cannot_be_shown() -> None:
    with pytest.raises(Rejected) as refused:
        Case(()).line("Łańska")

    assert isinstance(refused.value, CannotShow)
    assert "Ł" not in str(refused.value)


def test_a_cold_press_that_two_threads_share_prints_what_it_prints_alone(
    font: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = press_with(font).render(PACKETS[:1])
    press = press_with(font)
    monkeypatch.setattr(Cluster, "of", both_at_once(Cluster.of))
    with ThreadPoolExecutor(2) as threads:
        assert [*threads.map(press.render, [PACKETS[:1]] * 2)] == [alone, alone]
