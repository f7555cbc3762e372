"""How one field of two records compares: a level each, 0 where either leaves it out."""

from __future__ import annotations

from downtimekit.backfill.matching.nicknames import are_forms
from downtimekit.backfill.matching.normalising import PlainName
from downtimekit.backfill.matching.records import Record
from downtimekit.backfill.matching.similarity import Resemblance

UNKNOWN = 0
SAME, SHORTER, NICKNAME, CLOSE, SIMILAR, SWAPPED, OTHER_NAME = 1, 2, 3, 4, 5, 6, 7
"""Levels of a given name."""
PART, CLOSE_FAMILY, SIMILAR_FAMILY, SWAPPED_FAMILY, OTHER_FAMILY = 2, 3, 4, 5, 6
"""Levels of a family name beside `SAME`."""
SLIP, TURNED, IN_PART, OTHER_DAY = 2, 3, 4, 5
"""Levels of a birth date beside `SAME`."""

_CLOSE, _SIMILAR = 0.92, 0.82
_DATE = 8


def family(one: Record, other: Record, like: Resemblance) -> int:
    """Compare family names."""
    a, b = one.family, other.family
    if a.whole == b.whole:
        return SAME if a.whole else UNKNOWN
    if not a.whole or not b.whole:
        return SWAPPED_FAMILY if _are_swapped(one, other, like) else UNKNOWN
    if a.parts == b.parts or not set(a.parts).isdisjoint(b.parts):
        return PART
    likeness = like.likeness(a.whole, b.whole)
    if likeness >= _CLOSE:
        return CLOSE_FAMILY
    if _are_swapped(one, other, like):
        return SWAPPED_FAMILY
    return SIMILAR_FAMILY if likeness >= _SIMILAR else OTHER_FAMILY


def given(one: Record, other: Record, like: Resemblance) -> int:
    """Compare given names."""
    a, b = one.given, other.given
    if a.whole == b.whole:
        return SAME if a.whole else UNKNOWN
    if not a.whole or not b.whole:
        return SWAPPED if _are_swapped(one, other, like) else UNKNOWN
    if are_forms(a.parts[0], b.parts[0]):
        return NICKNAME
    return SHORTER if _is_shorter(a, b) or _is_shorter(b, a) else _spelling(one, other, like)


def _spelling(one: Record, other: Record, like: Resemblance) -> int:
    likeness = like.likeness(one.given.whole, other.given.whole)
    if likeness >= _CLOSE:
        return CLOSE
    if _are_swapped(one, other, like):
        return SWAPPED
    return SIMILAR if likeness >= _SIMILAR else OTHER_NAME


def _is_shorter(short: PlainName, long: PlainName) -> bool:
    """Say whether one name leaves out words of another at its end, or writes them as initials."""
    if len(short.parts) > len(long.parts) or short.initial != long.initial:
        return False
    return all(
        word == full or (len(word) == 1 and full[0] == word)
        for word, full in zip(short.parts, long.parts, strict=False)
    )


def _are_swapped(one: Record, other: Record, like: Resemblance) -> bool:
    """Say whether the given name of each is the family name of the other, but for a slip in one of them."""
    a, b, c, d = one.family.whole, one.given.whole, other.family.whole, other.given.whole
    if not (a or b) or not (a == d or b == c):
        return False
    return like.likeness(a, d) >= _SIMILAR and like.likeness(b, c) >= _SIMILAR


def born(one: Record, other: Record, like: Resemblance) -> int:
    """Compare birth dates."""
    a, b = one.born, other.born
    if not a or not b:
        return UNKNOWN
    if a == b:
        return SAME
    if like.edits(a, b) == 1:
        return SLIP
    if len(a) != _DATE or len(b) != _DATE:
        return OTHER_DAY
    years, months, days = a[:4] == b[:4], a[4:6] == b[4:6], a[6:] == b[6:]
    if years and a[4:6] == b[6:] and a[6:] == b[4:6]:
        return TURNED
    return IN_PART if years + months + days > 1 else OTHER_DAY


def gender(one: Record, other: Record, like: Resemblance) -> int:
    """Compare what the registration desk keeps."""
    return _alike(one.gender, other.gender)


def state(one: Record, other: Record, like: Resemblance) -> int:
    """Compare states."""
    return _alike(one.state, other.state)


def mrn(one: Record, other: Record, like: Resemblance) -> int:
    """Compare medical record numbers; one that a chart had before is still its own."""
    level = _slipped(one.mrn, other.mrn, like)
    if level > SAME and (one.mrn in other.former or other.mrn in one.former):
        return SAME
    return level


def house(one: Record, other: Record, like: Resemblance) -> int:
    """Compare numbers of houses."""
    return _slipped(one.house, other.house, like)


def postcode(one: Record, other: Record, like: Resemblance) -> int:
    """Compare postcodes."""
    return _slipped(one.postcode, other.postcode, like)


def street(one: Record, other: Record, like: Resemblance) -> int:
    """Compare streets."""
    return _close(one.street, other.street, like)


def beside(one: Record, other: Record, like: Resemblance) -> int:
    """Compare what else stands in an address."""
    return _close(one.beside, other.beside, like)


def city(one: Record, other: Record, like: Resemblance) -> int:
    """Compare towns."""
    return _close(one.city, other.city, like)


def phone(one: Record, other: Record, like: Resemblance) -> int:
    """Compare phone numbers: any of one with any of the other."""
    if not one.phones or not other.phones:
        return UNKNOWN
    return min(_slipped(a, b, like) for a in one.phones for b in other.phones)


def number(one: Record, other: Record, like: Resemblance) -> int:
    """Compare personal numbers that the same system gave."""
    if not one.numbers or not other.numbers:
        return UNKNOWN
    pairs = [(a, b) for system, a in one.numbers for same, b in other.numbers if system == same]
    return min((_slipped(a, b, like) for a, b in pairs), default=UNKNOWN)


def _alike(one: str, other: str) -> int:
    if not one or not other:
        return UNKNOWN
    return 1 if one == other else 2


def _slipped(one: str, other: str, like: Resemblance) -> int:
    if one == other:
        return 1 if one else UNKNOWN
    if not one or not other:
        return UNKNOWN
    return 2 if like.edits(one, other) == 1 else 3


def _close(one: str, other: str, like: Resemblance) -> int:
    if one == other:
        return 1 if one else UNKNOWN
    if not one or not other:
        return UNKNOWN
    likeness = like.likeness(one, other)
    return 2 if likeness >= _CLOSE else 3 if likeness >= _SIMILAR else 4
