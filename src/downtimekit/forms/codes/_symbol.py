"""What a QR symbol of version 3 and level M is made of, after ISO/IEC 18004:2015 (the clauses stand beside each part).

A symbol is a number: the rows from above, each in `ROW` bytes, the leftmost module in a byte's highest bit, 1 = black.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

SIZE = 29
"""Modules on a side of version 3 (table 1)."""

ROW = 4
"""Bytes in a row; the last three bits are always 0."""

DATA, CHECK = 44, 26
"""Codewords of data and of error correction, in a single block (tables 7 and 9, version 3-M)."""

_LEVEL_M = 0b00  # table 12
_MASK = 0b100  # any may be chosen; over many tokens this one scored best by the measure of 7.8.3
_ALIGNMENT = 22  # middle of the alignment pattern (annex E)
_FORMAT_GENERATOR, _FORMAT_MASK = 0b10100110111, 0b101010000010010  # annex C
_FIELD = 0x11D  # x^8 + x^4 + x^3 + x^2 + 1 (7.5.2)

Module = tuple[int, int]
"""Row and column, from the upper left corner."""


def bit_of(module: Module) -> int:
    """Return the symbol in which one module is black."""
    row, column = module
    return 1 << (8 * ROW * (SIZE - row) - 1 - column)


def data_bits() -> list[int]:
    """Return for each bit of data, first to last, the symbol that it alone makes: where it is, and what checks it."""
    places = [bit_of(module) for module in _codeword_modules()]
    symbols = []
    for number, checks in enumerate(_checks()):
        symbol = places[number]
        for word, value in enumerate(checks):
            for bit in range(8):
                if value >> (7 - bit) & 1:
                    symbol ^= places[8 * (DATA + word) + bit]
        symbols.append(symbol)
    return symbols


def frame() -> int:
    """Return the symbol without data: its patterns, its format, and the mask over where the data will be."""
    drawn = _patterns() | _format()
    symbol = sum(bit_of(module) for module, is_black in drawn.items() if is_black)
    return symbol ^ sum(bit_of((row, column)) for row, column in _data_modules() if _is_masked(row, column))


def _is_masked(row: int, column: int) -> bool:
    return (row // 2 + column // 3) % 2 == 0  # table 10, mask 100


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (_FIELD if a & 0x80 else 0)
        b >>= 1
    return product


def _generator() -> list[int]:
    """Return the factors of (x - 1)(x - 2)(x - 4)..., without the first, which is 1 (annex A)."""
    factors, root = [1], 1
    for _ in range(CHECK):
        factors = [a ^ _times(root, b) for a, b in zip([*factors, 0], [0, *factors], strict=True)]
        root = _times(root, 2)
    return factors[1:]


def _checks() -> list[list[int]]:
    """Return the check codewords of each bit of data: they add up, since the code is linear."""
    generator = _generator()
    remainder = generator  # of the last codeword, where it is 1
    words = []
    for _ in range(DATA):
        words.append(remainder)
        first, shifted = remainder[0], [*remainder[1:], 0]
        remainder = [a ^ _times(first, b) for a, b in zip(shifted, generator, strict=True)]
    return [[_times(1 << bit, part) for part in word] for word in reversed(words) for bit in range(7, -1, -1)]


def _patterns() -> dict[Module, bool]:
    """Return the modules of finders, separators, timing and alignment (6.3), and the one that is always black."""
    drawn = {(6, at): at % 2 == 0 for at in range(SIZE)} | {(at, 6): at % 2 == 0 for at in range(SIZE)}
    for middle in ((3, 3), (3, SIZE - 4), (SIZE - 4, 3)):
        drawn |= _rings(middle, reach=4, white={2, 4})
    return drawn | _rings((_ALIGNMENT, _ALIGNMENT), reach=2, white={1}) | {(SIZE - 8, 8): True}


def _rings(middle: Module, *, reach: int, white: set[int]) -> dict[Module, bool]:
    row, column = middle
    around = range(-reach, reach + 1)
    rings = {(row + down, column + right): max(abs(down), abs(right)) for down in around for right in around}
    return {(r, c): ring not in white for (r, c), ring in rings.items() if 0 <= r < SIZE and 0 <= c < SIZE}


def _format() -> dict[Module, bool]:
    """Return the modules that tell level and mask, twice (7.9, figure 25)."""
    told = _LEVEL_M << 3 | _MASK
    rest = told << 10
    for bit in range(14, 9, -1):
        if rest >> bit & 1:
            rest ^= _FORMAT_GENERATOR << (bit - 10)
    bits = (told << 10 | rest) ^ _FORMAT_MASK
    corner: Sequence[Module] = (
        *((row, 8) for row in (0, 1, 2, 3, 4, 5, 7, 8)),
        *((8, column) for column in (7, 5, 4, 3, 2, 1, 0)),
    )
    edges: Sequence[Module] = (
        *((8, SIZE - 1 - bit) for bit in range(8)),
        *((SIZE - 15 + bit, 8) for bit in range(8, 15)),
    )
    return {places[bit]: bool(bits >> bit & 1) for places in (corner, edges) for bit in range(15)}


def _data_modules() -> Iterator[Module]:
    """Yield the modules for data, as they are filled: in pairs of columns, up and down from the right (7.7.3)."""
    taken = _patterns().keys() | _format().keys()
    upward = True
    for right in (28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 5, 3, 1):
        rows = range(SIZE - 1, -1, -1) if upward else range(SIZE)
        yield from ((row, column) for row in rows for column in (right, right - 1) if (row, column) not in taken)
        upward = not upward


def _codeword_modules() -> list[Module]:
    return [*_data_modules()][: 8 * (DATA + CHECK)]
