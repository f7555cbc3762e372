"""Draw a token as a QR symbol, some hundred thousand times a second.

With version, level and mask fixed, a symbol depends on its data linearly over GF(2): every two characters are looked
up in a table of symbols, and what was found is combined by XOR. Version 3 with level M (ISO/IEC 18004:2015) takes up
to 61 characters of the alphanumeric mode; level M survives the loss of about 15 % of the symbol.
"""

from __future__ import annotations

from functools import cache, lru_cache

from downtimekit.errors import Fault, InvalidInput
from downtimekit.forms.codes._symbol import DATA, ROW, SIZE, data_bits, frame

QR_SIZE = SIZE
"""Modules on a side, without the quiet zone: at least 4 modules of white on every side."""

QR_ROW = ROW
"""Bytes in a row."""

_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"  # 7.4.4, table 5
_VALUES = {character: value for value, character in enumerate(_CHARACTERS)}
_MOST = 61
_COMMON = 28  # characters that the tokens of one form in one print job begin with
_LENGTH_AT, _TEXT_AT = 4, 13  # after the mode's 4 bits; after the 9 of the length (7.4, table 3)
_PAIR, _SINGLE = 11, 6
_ALPHANUMERIC = 0b0010
_PADDING = (0xEC, 0x11)


def qr_rows(token: str) -> bytes:
    """Return the symbol of a token, row by row from above.

    Args:
        token: up to 61 characters: capital letters, digits, space and ``$%*+-./:``.

    Returns:
        `QR_SIZE` rows of `QR_ROW` bytes each, 1 = black, the leftmost module in a row's highest bit.

    Raises:
        InvalidInput: the token is too long or has other characters.
    """
    length = len(token)
    if length > _MOST:
        raise InvalidInput("code", [Fault("", f"has more than {_MOST} characters")])
    symbol = _begun(token[:_COMMON], length)
    for place, symbols in _places(_COMMON, length):
        symbol ^= symbols[token[place]]
    return symbol.to_bytes(SIZE * ROW)


class _Symbols(dict[str, int]):
    """The symbols of one or two characters at one place of a text; each is made when it is first asked for."""

    def __init__(self, bits: list[int]) -> None:
        self._bits = bits

    def __missing__(self, text: str) -> int:
        number = 0
        for character in text:
            if character not in _VALUES:
                raise InvalidInput("code", [Fault("", "has a character that the code cannot carry")])
            number = number * len(_CHARACTERS) + _VALUES[character]
        symbol = self[text] = _drawn(number, self._bits[: _PAIR if len(text) > 1 else _SINGLE])
        return symbol


def _drawn(number: int, bits: list[int]) -> int:
    """Return the symbol of a number that is written with some bits, the highest first."""
    symbol = 0
    for place, alone in enumerate(reversed(bits)):
        if number >> place & 1:
            symbol ^= alone
    return symbol


@cache
def _bits() -> list[int]:
    return data_bits()


@cache
def _tables() -> tuple[_Symbols, ...]:
    places = range(_TEXT_AT, _TEXT_AT + _PAIR * (_MOST // 2) + 1, _PAIR)
    return tuple(_Symbols(_bits()[place : place + _PAIR]) for place in places)


@cache
def _places(first: int, length: int) -> tuple[tuple[slice, _Symbols], ...]:
    """Return which characters of a text are looked up where, from an even place on."""
    return tuple((slice(at, at + 2), _tables()[at // 2]) for at in range(first, length, 2))


@lru_cache(512)
def _begun(start: str, length: int) -> int:
    """Return the symbol of a text of some length of which only the start is drawn."""
    symbol = _blank(length)
    for place, symbols in _places(0, len(start)):
        symbol ^= symbols[start[place]]
    return symbol


@cache
def _blank(length: int) -> int:
    """Return the symbol of a text of some length before its characters: all else that is drawn (7.4.9, 7.4.10)."""
    bits = _bits()
    symbol = frame() ^ _drawn(_ALPHANUMERIC, bits[:_LENGTH_AT]) ^ _drawn(length, bits[_LENGTH_AT:_TEXT_AT])
    written = _TEXT_AT + _PAIR * (length // 2) + _SINGLE * (length % 2)
    first = min((written + 4 + 7) // 8, DATA)  # 4 bits of 0 end the text, fewer where there is no room
    for word in range(first, DATA):
        symbol ^= _drawn(_PADDING[(word - first) % 2], bits[8 * word : 8 * word + 8])
    return symbol
