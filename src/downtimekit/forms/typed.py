"""What was typed for one question, understood by the kind of its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from pydantic import JsonValue

from downtimekit.models.forms import FieldKind

Understood: TypeAlias = "str | bool | Decimal | date | time | datetime"
"""A single answer, as it can be compared."""

_NUMBER = re.compile(r"[+-]?\d{0,20}\.?\d{1,20}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(:[0-5]\d)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
# As in models.strict.Instant.
_EARLIEST, _LATEST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_YES, _NO = frozenset({"yes", "y", "true"}), frozenset({"no", "n", "false"})

NOT_UNDERSTOOD: Mapping[FieldKind, str] = {
    FieldKind.NUMBER: "is not a number (write digits, with a point before decimals)",
    FieldKind.DATE: "is not a date (write YYYY-MM-DD)",
    FieldKind.TIME: "is not a time of day (write HH:MM)",
    FieldKind.DATE_TIME: "is not a date and time with an offset from UTC (write YYYY-MM-DDTHH:MM+HH:MM)",
    FieldKind.YES_NO: "is neither yes nor no",
    FieldKind.TEXT: "is not text",
    FieldKind.NOTE: "is not text",
    FieldKind.SIGNATURE: "is not the name of who signed",
}
"""What is said of an answer that cannot be understood, by the kind of its field: for kinds with one answer."""


def understood(kind: FieldKind, typed: object) -> Understood | None:
    """Return what was typed for a field of a kind in `NOT_UNDERSTOOD`, or for a box; None where it is none of the kind.

    A number may be a number of JSON or written out, a yes may be ``true``, ``yes`` or ``y`` in any case.
    """
    return _READERS.get(kind, _text)(typed)


def plain(answer: Understood) -> JsonValue:
    """Return an answer as JSON has it: what is the same has one form, however it was typed."""
    if isinstance(answer, Decimal):
        return int(answer) if answer == answer.to_integral_value() else float(answer)
    if isinstance(answer, time):
        return answer.isoformat("seconds" if answer.second else "minutes")
    return answer.isoformat() if isinstance(answer, date) else answer


def _text(typed: object) -> str | None:
    return typed.strip() if isinstance(typed, str) else None


def _number(typed: object) -> Decimal | None:
    if isinstance(typed, bool):
        return None
    if isinstance(typed, int | float | Decimal):
        number = Decimal(str(typed))
        return number if number.is_finite() else None
    written = _text(typed)
    return Decimal(written) if written is not None and _NUMBER.fullmatch(written) else None


def _day(typed: object) -> date | None:
    if isinstance(typed, date) and not isinstance(typed, datetime):
        return typed
    written = _text(typed)
    if written is None or not _DAY.fullmatch(written):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _time(typed: object) -> time | None:
    if isinstance(typed, time):
        return typed if typed.tzinfo is None else None
    found = _TIME.fullmatch(_text(typed) or "")
    if found is None:
        return None
    return time(int(found[1]), int(found[2]), int((found[3] or ":0")[1:]))


def _moment(typed: object) -> datetime | None:
    moment = typed if isinstance(typed, datetime) else _read_moment(_text(typed) or "")
    if moment is None or moment.utcoffset() is None or not _EARLIEST <= moment < _LATEST:
        return None
    return moment


def _read_moment(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written) if _MOMENT.fullmatch(written) else None
    except ValueError:
        return None


def _yes_or_no(typed: object) -> bool | None:
    if isinstance(typed, bool):
        return typed
    written = (_text(typed) or "").casefold()
    return True if written in _YES else False if written in _NO else None


_READERS: Mapping[FieldKind, Callable[[object], Understood | None]] = {
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _day,
    FieldKind.TIME: _time,
    FieldKind.DATE_TIME: _moment,
    FieldKind.YES_NO: _yes_or_no,
}
