"""Under which keys a record is looked for: two records of one person share at least one, and few others share it.

Sources: blocking as in P. Christen, "Data Matching" (Springer 2012), chapter 4; which keys, is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from downtimekit.backfill.matching.records import Record

Keys = Callable[[Record], Iterator[str]]

_DATE = 8
_SOUNDS = str.maketrans(
    {**dict.fromkeys("bfpvw", "1"), **dict.fromkeys("cgjkqsxz", "2"), **dict.fromkeys("dt", "3")}
    | {"l": "4", **dict.fromkeys("mn", "5"), "r": "6", **dict.fromkeys("aeiouyh", None)}
)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Return roughly how a word sounds: its first letter, and four classes of consonants after it, as in Soundex."""
    kept: list[str] = []
    for letter in word[1:].translate(_SOUNDS):
        if not kept or kept[-1] != letter:
            kept.append(letter)
    return word[:1] + "".join(kept[:4])


def narrow_keys(record: Record) -> Iterator[str]:
    """Yield the keys under which an index of a million finds a few dozen records at most."""
    born, family, given = record.born, record.family, record.given
    if born:
        yield from {f"b{born}{sound(name.whole)[:2]}" for name in (family, given) if name.whole}
    if family.whole and given.whole and len(born) == _DATE:
        name = sound(family.whole) + given.initial
        yield f"y{name}{born[:4]}"
        yield f"d{name}{''.join(sorted((born[4:6], born[6:])))}"
    if record.house and record.postcode and given.whole:
        yield f"a{record.house} {record.postcode}{given.initial}"
    yield from _keys_of_numbers(record)


def _keys_of_numbers(record: Record) -> Iterator[str]:
    yield from (f"m{number}" for number in {record.mrn, *record.former} if number)
    yield from (f"n{system} {number}" for system, number in record.numbers)
    yield from (f"p{phone}" for phone in record.phones)


def wide_keys(record: Record) -> Iterator[str]:
    """Yield the narrow keys, and those that find more of the records in which much was mistyped."""
    yield from narrow_keys(record)
    born, family, given = record.born, record.family.whole, record.given.whole
    if family and given:
        yield f"f{''.join(sorted((sound(family), sound(given))))}"
    if record.postcode:
        yield from {f"z{record.postcode}{sound(name)}" for name in (family, given) if name}
        if born:
            yield f"c{record.postcode}{born[:4]}"
    if len(born) == _DATE:
        yield f"w{born}"
    if record.street and record.house:
        yield f"s{record.house}{record.street[:6]}"
