"""Made-up models: any value that a model accepts, for property tests. Whoever is in them, nobody is like that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import annotated_types as at
from hypothesis import reject
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, JsonValue, StringConstraints, ValidationError
from pydantic.fields import FieldInfo

Model = TypeVar("Model", bound=BaseModel)
Made = st.SearchStrategy[Any]
Bound = int | float | None

ZONES: st.SearchStrategy[tzinfo] = st.sampled_from(
    [UTC, *(timezone(timedelta(minutes=minutes)) for minutes in (-480, -300, 60, 330, 765))]
)
# By the clock on the wall, so without a zone.
FIRST, LAST = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2035-01-01")
MOMENTS = st.datetimes(FIRST, LAST, timezones=ZONES)
DAYS = st.dates(date(1900, 1, 1), date(2035, 1, 1))
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=30)
PATIENT_TEXT = WORDS | st.text(st.sampled_from("aé \n\t\x0b\x00'\"&<|^"), max_size=12)

JSON: Made = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "b.c", "d-1"]), inner, max_size=2)
    ),
    max_leaves=4,
)

SPECIAL: Mapping[str, Made] = {
    "_zoned": MOMENTS,
    "_one_line": WORDS.filter(str.strip),
    "_known_zone": st.sampled_from(["UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata"]),
    "_partial": DAYS.map(date.isoformat).flatmap(lambda day: st.sampled_from([day, day[:4], day[:7]])),
    "_view_name": st.from_regex(r"[RL](CC|MLO|ML|LM|XCCL)(-S)?(-M)?(-ID)?", fullmatch=True),
    "_ndc": st.from_regex(r"[0-9]{5}-[0-9]{4}-[0-9]{2}", fullmatch=True),
    "_icd10cm": st.from_regex(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?", fullmatch=True),
    "_email": st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.example\.org", fullmatch=True),
    "_phone": st.from_regex(r"\+1202555[0-9]{4}", fullmatch=True),
    "_shown": st.datetimes(FIRST, LAST),
    "_whole_minute": st.times().map(lambda shown: shown.replace(second=0, microsecond=0)),
    "_day_in_reach": st.dates(date(1990, 1, 1), date(2035, 1, 1)),
}
"""What a validator of the models lets through, by its name."""


@st.composite
def made_up(draw: st.DrawFn, /, model: type[Model], **given: Made) -> Model:
    """Draw a model.

    Args:
        draw: draws.
        model: which one.
        given: how some of its fields are drawn; those of all others follow from their types.
    """
    for _ in range(5):
        said = {name: draw(values) for name, values in _fields(model).items() if name not in given}
        said |= {name: draw(values) for name, values in given.items()}
        try:
            return model.model_validate(said)
        except ValidationError:
            continue
    reject()


@cache
def _fields(model: type[BaseModel]) -> Mapping[str, Made]:
    return {name: _field(info) for name, info in model.model_fields.items()}


def _field(info: FieldInfo) -> Made:
    made = _made(info.annotation, tuple(info.metadata))
    return made if info.is_required() else st.just(info.get_default(call_default_factory=True)) | made


def _made(annotation: object, marks: tuple[object, ...] = ()) -> Made:
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _made(inner, (*more, *marks))
    for mark in marks:
        if isinstance(mark, AfterValidator) and (name := getattr(mark.func, "__name__", "")) in SPECIAL:
            return SPECIAL[name]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return st.one_of([st.none() if part is NoneType else _made(part, marks) for part in arguments])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (tuple, frozenset):
        return _several(arguments[0], origin, marks)
    return _mapping(*arguments) if origin is Mapping else _one(annotation, marks)


def _mapping(key: object, value: object) -> Made:
    return st.dictionaries(_made(key), JSON if value is JsonValue else _made(value), max_size=2)


def _several(item: object, kind: Callable[[list[Any]], Any], marks: tuple[object, ...]) -> Made:
    least = max((mark.min_length for mark in marks if isinstance(mark, at.MinLen)), default=0)
    most = min((mark.max_length for mark in marks if isinstance(mark, at.MaxLen)), default=least + 2)
    return st.lists(_made(item), min_size=least, max_size=min(most, least + 2)).map(kind)


def _one(annotation: object, marks: tuple[object, ...]) -> Made:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return st.deferred(lambda: made_up(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    if annotation is str:
        return _text(marks)
    if annotation in (int, float, Decimal):
        return _number(annotation, marks)
    kinds: Mapping[object, Made] = {bool: st.booleans(), date: DAYS, datetime: MOMENTS, time: st.times()}
    return kinds[annotation]


def _text(marks: tuple[object, ...]) -> Made:
    pattern = next((m.pattern for m in marks if isinstance(m, StringConstraints) and m.pattern), None)
    if pattern is not None:
        return st.from_regex(pattern, fullmatch=True, alphabet=st.characters(codec="ascii"))
    least = max((_limit(mark, "min_length", 0) for mark in marks), default=0)
    most = min((_limit(mark, "max_length", 60) for mark in marks), default=60)
    made = PATIENT_TEXT if most > 200 else WORDS
    return made.map(lambda text: text[:most]).filter(lambda text: len(text.strip()) >= least)


def _limit(mark: object, name: str, otherwise: int) -> int:
    found = getattr(mark, name, None)
    return found if isinstance(found, int) else otherwise


def _number(kind: type[Any], marks: tuple[object, ...]) -> Made:
    low = max((_bound(mark, "ge", "gt") for mark in marks), default=None, key=lambda b: -1e9 if b is None else b)
    high = min((_bound(mark, "le", "lt") for mark in marks), default=None, key=lambda b: 1e9 if b is None else b)
    low, high = (-1000 if low is None else low), (1000 if high is None else high)
    if kind is int:
        return st.integers(int(low), int(high))
    if kind is Decimal:
        return st.decimals(low, high, places=2).filter(lambda value: value > low)
    return st.floats(low, high, exclude_min=True)


def _bound(mark: object, inclusive: str, exclusive: str) -> Bound:
    found = getattr(mark, inclusive, None)
    return getattr(mark, exclusive, None) if found is None else found
