"""Files that scanners, phones and people send: what can be read, and what is refused without harm."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from benchmarks.scans.strokes import Mark
from downtimekit.adapters.scan import ScanLimits, ScanReader
from downtimekit.errors import InvalidInput
from tests.scanned import OTHER, PLAN, READER, SEAL, SERIAL, answers, document, paper, pdf_of, png_of, ticked, tiff_of

TICKED = ticked(paper()[0], {("signs", "lump"): Mark.CHECK})
TICK = {("signs", "lump"): "ticked"}


def boxes_of(data: bytes) -> Sequence[dict[tuple[str, str | None], str]]:
    """Return what was ticked on each page of a file."""
    pages = READER.read(data).pages
    return [{box: answer for box, answer in answers(page).items() if box[1]} for page in pages]


def _in_colour(page: np.ndarray) -> bytes:
    grey = Image.fromarray(page).reduce(2)
    return _saved(Image.merge("RGB", [grey.point(lambda value: max(value, 90)), grey, grey]), "PNG")


def _see_through(page: np.ndarray) -> bytes:
    ink = Image.fromarray(255 - page).reduce(2)
    black = Image.new("L", ink.size)
    return _saved(Image.merge("LA", [black, ink]), "PNG")


def _deep(page: np.ndarray) -> bytes:
    return _saved(Image.fromarray(page[::2, ::2].astype(np.uint16) * 257), "TIFF")


def _two_tones(page: np.ndarray) -> bytes:
    return _saved(Image.fromarray(page).reduce(2).convert("1"), "TIFF", compression="group4", dpi=(150, 150))


def _saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **how)
    return written.getvalue()


@pytest.mark.parametrize("made", [png_of, _in_colour, _see_through, _deep, _two_tones])
def test_every_kind_of_picture_is_read(made: Callable[[np.ndarray], bytes]) -> None:
    assert boxes_of(made(TICKED)) == [TICK]


@pytest.mark.parametrize("bound", [pdf_of, tiff_of])
def test_every_page_of_a_file_is_read_in_its_order(bound: Callable[..., bytes]) -> None:
    reading = READER.read(bound(TICKED, paper()[1]), name="monday")

    assert [page.found.where for page in reading.pages] == ["monday, page 1", "monday, page 2"]
    assert boxes_of(bound(TICKED, paper()[1])) == [TICK, {}]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_pdf_may_turn_its_pages(turn: int) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(TICKED))))
    writer.pages[0].rotate(turn)
    turned = io.BytesIO()
    writer.write(turned)

    assert boxes_of(turned.getvalue()) == [TICK]


def test_two_sheets_on_one_picture_are_two_pages() -> None:
    side_by_side = np.hstack([paper(SERIAL, OTHER)[0], paper(SERIAL, OTHER)[2]])

    serials = {SEAL.open(page.found.token or "").code.serial for page in READER.read(png_of(side_by_side)).pages}  # type: ignore[union-attr]

    assert serials == {SERIAL, OTHER}


def _png_of_size(wide: int, high: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    head = wide.to_bytes(4) + high.to_bytes(4) + bytes([8, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def _locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(document())))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


BROKEN = {
    "nothing": b"",
    "a letter": b"Dear colleague",
    "half a PNG": png_of(TICKED)[:20_000],
    "half a JPEG": _saved(Image.fromarray(TICKED), "JPEG")[:30_000],
    "half a TIFF": tiff_of(TICKED, TICKED)[:100_000],
    "a JPEG of noise": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40,
    "half a PDF": b"%PDF-1.7\n" + document()[200:600],
    "a locked PDF": _locked(),
    "a picture as large as a house": _png_of_size(60_000, 60_000),
    "a picture that is too large": _png_of_size(12_000, 12_000),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        READER.read(data, name="../../etc/Mon\x1b[31mday.pdf")

    assert refused.value.source == "Mon[31mday.pdf"
    assert len(refused.value.faults) == 1


@pytest.mark.parametrize("bound", [pdf_of, tiff_of])
def test_a_file_with_more_pages_than_allowed_is_refused(bound: Callable[..., bytes]) -> None:
    careful = ScanReader(SEAL, [PLAN], limits=ScanLimits(pages=1))

    with pytest.raises(InvalidInput, match="more than 1 pages"):
        careful.read(bound(TICKED, TICKED))


def test_a_file_that_is_larger_than_allowed_is_refused() -> None:
    with pytest.raises(InvalidInput, match="megabytes"):
        ScanReader(SEAL, [PLAN], limits=ScanLimits(megabytes=0)).read(png_of(TICKED))


def test_a_page_without_a_code_is_kept_for_a_person() -> None:
    page = TICKED.copy()
    page[:450, 1900:] = 255

    (read,) = READER.read(png_of(page)).pages

    assert (read.found.token, read.zones) == (None, None)
    assert read.view.page().startswith(b"\x89PNG")


def test_nothing_that_is_kept_shows_what_stands_on_a_page() -> None:
    reading = READER.read(png_of(TICKED))

    assert "ticked" not in repr(reading)
    assert "array" not in repr(reading)
