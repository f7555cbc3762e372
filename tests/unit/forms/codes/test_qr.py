"""The symbols are those that another library draws, and a reader reads them."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.forms.codes import QR_ROW, QR_SIZE, qr_rows
from tests.coded import SEAL, a_code

segno: Any = pytest.importorskip("segno", reason="draws the symbols to compare with")
CHARACTERS = "ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210 $%*+-./:"
MASK = 4
# Where a text ends at the end of a byte, segno 1.6.6 writes a byte of 0 more than ISO/IEC 18004:2015, 7.4.10.
LENGTHS = [length for length in range(1, 62) if (13 + 11 * (length // 2) + 6 * (length % 2) + 4) % 8]


def drawn_by_segno(text: str) -> bytes:
    """Return the symbol of a text, packed as ours."""
    symbol = segno.make(text, version=3, error="m", mask=MASK, mode="alphanumeric", boost_error=False)
    spare = "0" * (8 * QR_ROW - QR_SIZE)
    return b"".join(int("".join(map(str, row)) + spare, 2).to_bytes(QR_ROW) for row in symbol.matrix)


def of_length(length: int) -> str:
    """Return a text of some length that is not the same everywhere."""
    return "".join(islice(cycle(CHARACTERS), length, 2 * length))


@pytest.mark.parametrize("length", LENGTHS)
def test_a_symbol_of_any_length_is_the_one_that_segno_draws(length: int) -> None:
    text = "A" + of_length(length)[1:]

    assert qr_rows(text) == drawn_by_segno(text)


@pytest.mark.parametrize("character", CHARACTERS)
def test_every_character_is_drawn_as_segno_does_in_every_place(character: str) -> None:
    texts = ["A" + character * 60, (character + "A") * 30]

    assert [qr_rows(text) for text in texts] == [drawn_by_segno(text) for text in texts]


def test_the_codes_of_pages_are_drawn_as_segno_does() -> None:
    tokens = [SEAL.token(a_code(page=page, pages=99)) for page in range(1, 100, 7)]

    assert [qr_rows(token) for token in tokens] == [drawn_by_segno(token) for token in tokens]


@pytest.mark.parametrize("length", [*range(1, 62)])
def test_a_reader_reads_every_symbol(length: int) -> None:
    numpy: Any = pytest.importorskip("numpy")
    zxing: Any = pytest.importorskip("zxingcpp", reason="reads the symbols")
    text = of_length(length)
    bits = numpy.unpackbits(numpy.frombuffer(qr_rows(text), numpy.uint8).reshape(QR_SIZE, QR_ROW), axis=1)
    image = numpy.kron(255 * (1 - numpy.pad(bits[:, :QR_SIZE], 4)), numpy.ones((4, 4))).astype(numpy.uint8)

    assert [found.text for found in zxing.read_barcodes(image)] == [text]


@pytest.mark.parametrize("text", ["aBc", "Z\u00dc", "X" * 62, "AB\n"])
def test_what_a_code_cannot_carry_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        qr_rows(text)

    assert text not in str(caught.value)
