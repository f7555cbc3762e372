"""What the code on a page says: which page of which numbered sheet it is, and of which printing; never whose."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from attrs import field, frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.forms.serials import check_serial, serial_of

PACKED = 146
"""How many bits a packed code takes."""

MOST_PAGES = 99
"""How many pages a sheet can have."""

_MOST_COPIES = 99
_EIGHT_HEX = re.compile(r"[0-9a-f]{8}")
_START, _END = datetime(1980, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_EPOCH, _HOUR = datetime(1970, 1, 1, tzinfo=UTC), timedelta(hours=1)
# Pages are made one after the other for one sheet, so that what is cached here is asked for again and again.
_check = lru_cache(4096)(check_serial)


@lru_cache(256)
def downtime_tag(downtime: str) -> str:
    """Return what stands for a downtime's id on paper: the first 8 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(downtime.encode()).hexdigest()[:8]


@lru_cache(256)
def _full_hour(moment: datetime) -> datetime:
    if moment.utcoffset() is None or not _START <= moment <= _END:  # the last hour ends there
        words = f"needs a time zone, and must lie in the years {_START.year} to {_END.year - 1}"
        raise InvalidInput("page code", [Fault("expires", words)])
    return _EPOCH - (_EPOCH - moment) // _HOUR * _HOUR


def _checked_serial(serial: str) -> str:
    return _check(serial)


def _checked_end(moment: datetime | None) -> datetime | None:
    return None if moment is None else _full_hour(moment)


@frozen
class PageCode:
    """What the code on a page says.

    Attributes:
        serial: of the sheet, as it is printed.
        page: from 1 on; pages: how many the sheet has, at most 99.
        copy_number: 1 for the original, at most 99.
        downtime: `downtime_tag` of the downtime's id.
        plan: the first 8 hexadecimal digits of `FormPlan.digest`.
        expires: from when on the paper must not be used, rounded up to the hour; None where it says no such time.

    Raises:
        InvalidInput: something is not as said here; every fault is told.
    """

    serial: str = field(converter=_checked_serial)
    page: int
    pages: int
    copy_number: int
    drill: bool
    downtime: str
    plan: str
    expires: datetime | None = field(converter=_checked_end)

    def __attrs_post_init__(self) -> None:
        if faults := [*self._faults()]:
            raise InvalidInput("page code", faults)

    def _faults(self) -> Iterator[Fault]:
        if not 1 <= self.page <= self.pages <= MOST_PAGES:
            yield Fault("page", f"pages are numbered from 1 to how many there are, at most {MOST_PAGES}")
        if not 1 <= self.copy_number <= _MOST_COPIES:
            yield Fault("copy_number", f"must lie within 1 to {_MOST_COPIES}")
        for name, text in (("downtime", self.downtime), ("plan", self.plan)):
            if not _EIGHT_HEX.fullmatch(text):
                yield Fault(name, "must be eight hexadecimal digits in small letters")


def packed(code: PageCode) -> int:
    """Return a code as a number of `PACKED` bits; what the pages of a print job have in common comes first."""
    letters, number = _serial_bits(code.serial)
    hours = 0 if code.expires is None else (code.expires - _EPOCH) // _HOUR
    bits = (int(code.drill) << 32 | int(code.downtime, 16)) << 32 | int(code.plan, 16)
    bits = bits << 54 | hours << 33 | letters << 14 | code.pages << 7 | code.copy_number
    return bits << 27 | number << 7 | code.page


def unpacked(bits: int) -> PageCode:
    """Return the code that was packed.

    Raises:
        InvalidInput: no code was packed into that number.
    """
    page, bits = _cut(bits, 7)
    number, bits = _cut(bits, 20)
    copy_number, bits = _cut(bits, 7)
    pages, bits = _cut(bits, 7)
    letters, bits = _cut(bits, 19)
    hours, bits = _cut(bits, 21)
    plan, bits = _cut(bits, 32)
    downtime, drill = _cut(bits, 32)
    return PageCode(
        serial=_serial_of(letters, number),
        page=page,
        pages=pages,
        copy_number=copy_number,
        drill=bool(drill),
        downtime=f"{downtime:08x}",
        plan=f"{plan:08x}",
        expires=_EPOCH + hours * _HOUR if hours else None,
    )


def _cut(bits: int, width: int) -> tuple[int, int]:
    return bits & (1 << width) - 1, bits >> width


@lru_cache(4096)
def _serial_bits(serial: str) -> tuple[int, int]:
    prefix, digits, _ = serial.split("-")
    letters = 0
    for letter in prefix:  # counted from 1, so that A, AA and AAA differ
        letters = letters * 26 + ord(letter) - ord("A") + 1
    return letters, int(digits)


@lru_cache(4096)
def _serial_of(letters: int, number: int) -> str:
    prefix = ""
    while letters:
        letters, letter = divmod(letters - 1, 26)
        prefix = chr(ord("A") + letter) + prefix
    return serial_of(prefix, number) or ""
