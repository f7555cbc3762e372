"""Kinds of blanks: how a value of the model is written in FHIR JSON, and read back.

A kind answers `NOTHING` where there is no value to fill in; it has then told the reading why.
"""

from __future__ import annotations

import math
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeAlias

from attrs import field, frozen

from downtimekit.interop.fhir.reading import Reading

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool"
"""What FHIR JSON is made of; it has no null."""


class Nothing(Enum):
    """That there is no value."""

    NOTHING = "nothing"


NOTHING: Final = Nothing.NOTHING
"""No value was found."""


class Kind(Protocol):
    """How one kind of value is written and read."""

    def read(self, found: object, *, at: str, into: Reading) -> object:
        """Return the value, or `NOTHING` and tell the reading why."""
        ...

    def write(self, value: object) -> Json | Nothing | None:
        """Return the value in FHIR JSON, None where there is nothing to say, `NOTHING` where FHIR cannot say it."""
        ...


@frozen
class Plain:
    """A primitive: one function each way.

    Attributes:
        parse: returns the value, `NOTHING` for one that has no place in the model, and raises ValueError for one that
            is wrong; words: what a wrong one is told.
        print: returns the primitive, None where there is nothing to say, `NOTHING` where FHIR cannot say it.
    """

    words: str
    parse: Callable[[Any], object]
    print: Callable[[Any], Json | Nothing | None]

    def read(self, found: object, *, at: str, into: Reading) -> object:
        """Return the value, or `NOTHING` and tell the reading why."""
        try:
            value = self.parse(found)
        except (ValueError, TypeError, OverflowError):
            into.wrong(at, self.words)
            return NOTHING
        if value is NOTHING:
            into.unplaced(at)
        return value

    def write(self, value: object) -> Json | Nothing | None:
        """Return the primitive."""
        return self.print(value)


# R4 datatypes, string: no characters below U+0020 except tab, line feed and carriage return; and never empty.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f\ud800-\udfff]+")
_PARTIAL = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_WIDEST_OFFSET = timedelta(hours=14)


def _string(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError
    return found


def _text(found: object) -> str:
    text = _string(found)
    if not text.strip() or _FORBIDDEN.search(text):
        raise ValueError
    return text


def _print_text(value: str) -> str | Nothing:
    return _FORBIDDEN.sub("", value).strip() or NOTHING


def _uri(found: object) -> str:
    if not _URI.fullmatch(_string(found)):
        raise ValueError
    return _string(found)


def _print_uri(value: str) -> str | Nothing:
    return value if _URI.fullmatch(value) else NOTHING


def _day(found: object) -> date | Nothing:
    day = _partial(found)
    known = date.fromisoformat((day + "-01-01")[: len("YYYY-MM-DD")])
    return known if len(day) == len("YYYY-MM-DD") else NOTHING


def _partial(found: object) -> str:
    if not _PARTIAL.fullmatch(_string(found)):
        raise ValueError
    return _string(found)


def _moment(found: object) -> datetime | Nothing:
    if _MOMENT.fullmatch(_string(found)):
        return datetime.fromisoformat(_string(found))
    _day(found)
    return NOTHING


def _print_moment(moment: datetime) -> str | Nothing:
    offset = moment.utcoffset() or timedelta()
    if offset % timedelta(minutes=1) or abs(offset) > _WIDEST_OFFSET:
        try:
            moment = moment.astimezone(UTC)
        except OverflowError:
            return NOTHING
    return moment.isoformat()


def _from_base64(found: object) -> str:
    return _text(b64decode(_string(found), validate=True).decode())


def _truth(found: object) -> bool:
    if not isinstance(found, bool):
        raise TypeError
    return found


def _whole(found: object) -> int:
    if not isinstance(found, int) or isinstance(found, bool):
        raise TypeError
    return found


def _number(found: object) -> int | float | Decimal:
    if not isinstance(found, int | float | Decimal) or isinstance(found, bool) or not math.isfinite(found):
        raise TypeError
    return found


def _print_number(value: float | Decimal) -> int | float | Nothing:
    if not math.isfinite(value):
        return NOTHING
    return int(value) if value == int(value) else float(value)


TEXT = Plain("is not text, is empty, or has characters that FHIR does not allow", _text, _print_text)
URI = Plain("is not a URI", _uri, _print_uri)
DATE = Plain("is not a date (write YYYY-MM-DD)", _day, date.isoformat)
PARTIAL_DATE = Plain("is not a date (write YYYY, YYYY-MM or YYYY-MM-DD)", _partial, str)
INSTANT = Plain("is not a date and time with a zone (write YYYY-MM-DDTHH:MM:SS+HH:MM)", _moment, _print_moment)
TRUE = Plain("is neither true nor false", lambda found: _truth(found) or NOTHING, lambda value: value or None)
"""A mark that is set or not: where it is not set, nothing is written."""
BOOLEAN = Plain("is neither true nor false", _truth, bool)
TEXT_IN_BASE64 = Plain("is not text in Base64", _from_base64, lambda text: b64encode(text.encode()).decode())
INTEGER = Plain("is not a whole number", _whole, int)
NUMBER = Plain("is not a number", _number, _print_number)


@frozen
class Code:
    """A FHIR *code*.

    Attributes:
        words: the code of each value of the model. Of values with the same code, the first is what it is read as.
        also: further codes that are read as a value, and never written.
        others: codes that have no place in the model and may be left out. Any other code is a fault; so is one that
            changes the meaning of the resource, such as the status ``entered-in-error``.
        unsaid: the value that is meant where nothing is written.
    """

    words: Mapping[Any, str]
    also: Mapping[str, object]
    others: Collection[str]
    unsaid: object
    _meaning: Mapping[str, object] = field(init=False)

    @_meaning.default
    def _turned_round(self) -> Mapping[str, object]:
        return {**self.also, **{word: value for value, word in reversed(list(self.words.items()))}}

    def read(self, found: object, *, at: str, into: Reading) -> object:
        """Return the value, or `NOTHING` and tell the reading why."""
        if not isinstance(found, str) or found not in {*self._meaning, *self.others}:
            into.wrong(at, "is not one of the codes that are understood here")
            return NOTHING
        if found not in self.words.values():
            into.unplaced(at)
        return self._meaning.get(found, NOTHING)

    def write(self, value: object) -> Json | Nothing | None:
        """Return the code."""
        return None if value == self.unsaid else self.words.get(value, NOTHING)


def code(
    words: Mapping[Any, str],
    *,
    also: Mapping[str, object] = MappingProxyType({}),
    others: Collection[str] = (),
    unsaid: object = None,
) -> Code:
    """Return the kind of a FHIR *code*; see `Code` for the arguments."""
    return Code(words, also, others, unsaid)


def codes(values: type[Enum], *, others: Collection[str] = (), unsaid: object = None) -> Code:
    """Return the kind of a FHIR *code* where the values of the model are FHIR's own words."""
    return code({value: str(value.value) for value in values}, others=others, unsaid=unsaid)
