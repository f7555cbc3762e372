"""Serial numbers that need no network: a pool is a range of numbers that a site was given beforehand.

``W-000017-V`` is pool W, number 17 and a check character by ISO/IEC 7064, MOD 37-2, over letters and digits;
blood banks check donation numbers with it (ISBT 128). Weights are powers of 2, and 37 is prime and greater
than the difference of any two characters, so every single wrong character and every swap of two neighbours is
found, the check character's too. The system knows one more check character, ``*``, which Code 39 keeps for
itself: numbers that would get it are left out of every pool.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from attrs import frozen

from downtimekit.errors import Fault, InvalidInput

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_PREFIX = re.compile(r"[A-Z]{1,4}")
_TYPED = re.compile(r"([A-Z]{1,4})([0-9]{6})([0-9A-Z])")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")  # also the dashes that keyboards and scanners put in
_LAST_OF_ALL = 999_999


def check_serial(text: str) -> str:
    """Return a serial as it is printed, from what a person typed or a scanner read.

    Raises:
        InvalidInput: it is no serial, or a character is wrong or two are swapped.
    """
    typed = _TYPED.fullmatch(_SEPARATORS.sub("", text).upper())
    if typed is None:
        raise _wrong("is not a serial: letters, six digits and a check character, as in W-000017-V")
    prefix, digits, check = typed.groups()
    if check_character(prefix + digits) != check:
        raise _wrong("does not check out: one character is wrong, or two are swapped")
    return f"{prefix}-{digits}-{check}"


def serial_of(prefix: str, number: int) -> str | None:
    """Return the serial of a number as it is printed; None where the number has no check character."""
    check = check_character(f"{prefix}{number:06d}")
    return None if check == "*" else f"{prefix}-{number:06d}-{check}"


class Pool(Protocol):
    """Numbers to print: a `SerialPool`, or those that were taken durably before."""

    def take(self, count: int, *, after: str | None = None) -> tuple[str, ...]:
        """Return the next numbers after one, or the first.

        Raises:
            InvalidInput: fewer are left, or ``after`` is none of the pool.
        """
        ...


@frozen
class SerialPool:
    """A range of numbers, each to be printed once.

    The pool remembers nothing: who takes from it says which serial was the last, and the same question gets
    the same answer. It never starts again from the front.

    Attributes:
        prefix: one to four capital letters; two pools in use never share it.
        first: the first number of the range; last: its last, at most 999,999.

    Raises:
        InvalidInput: the prefix or the range is wrong.
    """

    prefix: str
    first: int
    last: int

    def __attrs_post_init__(self) -> None:
        faults = []
        if not _PREFIX.fullmatch(self.prefix):
            faults.append(Fault("prefix", "must be one to four capital letters"))
        if not 1 <= self.first <= self.last <= _LAST_OF_ALL:
            faults.append(Fault("first", f"the range must lie within 1 to {_LAST_OF_ALL}, first before last"))
        if faults:
            raise InvalidInput("serial pool", faults)

    def take(self, count: int, *, after: str | None = None) -> tuple[str, ...]:
        """Return the next serials.

        Args:
            count: how many.
            after: the last serial that was taken before; None where none was.

        Raises:
            InvalidInput: fewer are left, and it says how many; or ``after`` is no serial of this pool.
        """
        if count < 0:
            raise InvalidInput(f"serial pool {self.prefix}", [Fault("count", "must not be less than none")])
        start = self.first if after is None else self._number_of(after) + 1
        taken = tuple(islice(self._from(start), count))
        if len(taken) < count:
            words = f"{count} are wanted and {len(taken)} remain"
            raise InvalidInput(f"serial pool {self.prefix}", [Fault("count", words)])
        return taken

    def _from(self, start: int) -> Iterator[str]:
        numbered = (serial_of(self.prefix, number) for number in range(start, self.last + 1))
        return (serial for serial in numbered if serial is not None)

    def _number_of(self, serial: str) -> int:
        prefix, digits, _ = check_serial(serial).split("-")
        number = int(digits)
        if prefix != self.prefix or not self.first <= number <= self.last:
            raise InvalidInput(f"serial pool {self.prefix}", [Fault("after", "is not a serial of this pool")])
        return number


def check_character(payload: str) -> str:
    """Return the check character of letters and digits; ``*`` where they can get none that is printed."""
    # ISO/IEC 7064:2003, pure system MOD 37-2: the sum, weighted by 2 from the right, is 1 modulo 37.
    remainder = 0
    for character in payload:
        remainder = (remainder + _ALPHABET.index(character)) * 2 % 37
    return _ALPHABET[(1 - remainder) % 37]


def _wrong(words: str) -> InvalidInput:
    return InvalidInput("serial", [Fault("serial", words)])
