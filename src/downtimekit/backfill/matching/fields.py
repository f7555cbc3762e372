"""The fields that are compared, and the levels at which they agree, as a table."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from downtimekit.backfill.matching import comparing
from downtimekit.backfill.matching.records import Record
from downtimekit.backfill.matching.similarity import Resemblance
from downtimekit.models.matching import Agreement


@frozen
class Level:
    """One way in which a field can compare.

    Attributes:
        key: by which a table of weights calls it.
        because: what was found, for people.
        is_shared: whether both have the value, so that it says the more the rarer it is.
    """

    key: str
    agreement: Agreement
    because: str = ""
    is_shared: bool = False


@frozen
class ComparedField:
    """A field.

    Attributes:
        compare: returns a place in the levels, counted from 1; 0 where either record leaves the field out.
        value: what is counted where common values say less than rare ones; None where that does not matter.
        is_of_home: whether all who live together have it in common.
    """

    key: str
    levels: tuple[Level, ...]
    compare: Callable[[Record, Record, Resemblance], int]
    value: Callable[[Record], str] | None = None
    is_of_home: bool = False


_SAME = Level("same", Agreement.SAME, is_shared=True)
_OTHER = Level("different", Agreement.DIFFERENT)
_SLIP = Level("slip", Agreement.CLOSE, "one character differs, or two changed places")
_CLOSE = Level("close", Agreement.CLOSE, "spelled almost the same")
_SIMILAR = Level("similar", Agreement.CLOSE, "spelled alike")
_SWAPPED = Level("swapped", Agreement.CLOSE, "family and given name changed places", is_shared=True)

_SAME_OR_NOT = (_SAME, _OTHER)
_NUMBER = (_SAME, _SLIP, _OTHER)
_WORDS = (_SAME, _CLOSE, _SIMILAR, _OTHER)
_FAMILY = (
    _SAME,
    Level("part", Agreement.CLOSE, "one part of the name is the same"),
    _CLOSE,
    _SIMILAR,
    _SWAPPED,
    _OTHER,
)
_GIVEN = (
    _SAME,
    Level("shorter", Agreement.CLOSE, "one is the beginning of the other, or its initials"),
    Level("nickname", Agreement.CLOSE, "one is a short form of the other"),
    _CLOSE,
    _SIMILAR,
    _SWAPPED,
    _OTHER,
)
_BORN = (
    _SAME,
    _SLIP,
    Level("turned", Agreement.CLOSE, "day and month changed places"),
    Level("part", Agreement.CLOSE, "two of year, month and day are the same"),
    _OTHER,
)

FIELDS = (
    ComparedField("family", _FAMILY, comparing.family, lambda record: record.family.whole),
    ComparedField("given", _GIVEN, comparing.given, lambda record: record.given.whole),
    ComparedField("birth_date", _BORN, comparing.born, lambda record: record.born),
    ComparedField("gender", _SAME_OR_NOT, comparing.gender),
    ComparedField("mrn", _NUMBER, comparing.mrn),
    ComparedField("number", _NUMBER, comparing.number),
    ComparedField("phone", _NUMBER, comparing.phone, is_of_home=True),
    ComparedField("house", _NUMBER, comparing.house, lambda record: record.house, is_of_home=True),
    ComparedField("street", _WORDS, comparing.street, lambda record: record.street, is_of_home=True),
    ComparedField("beside", _WORDS, comparing.beside, lambda record: record.beside, is_of_home=True),
    ComparedField("city", _WORDS, comparing.city, lambda record: record.city, is_of_home=True),
    ComparedField("state", _SAME_OR_NOT, comparing.state, is_of_home=True),
    ComparedField("postcode", _NUMBER, comparing.postcode, lambda record: record.postcode, is_of_home=True),
)
"""All of them, in the order in which they are explained."""

IN_ONE_INDEX = tuple(field for field in FIELDS if field.key != "mrn")
"""Those that tell whether two charts of one index are one person: their numbers differ anyway."""
