"""Random instances of any model, made from its fields.

    instances(Patient)                    anything that validates
    instances(Patient, planted=True)      the same, with what a patient must never lose planted in it

A model whose own rules refuse most of what its fields allow is first made with everything, then with less and less of
what may be left out. Where that is not good enough, `OWN` has a strategy for it. A type that is checked by a function
takes its examples from `EXAMPLES`: add one there when a new type has none.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from hypothesis import strategies as st
from pydantic import BaseModel, JsonValue, SecretBytes, StringConstraints, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from downtimekit.backfill.matching.fields import FIELDS
from downtimekit.backfill.matching.grading import Thresholds
from downtimekit.backfill.matching.weights import LevelWeight, Weights, weights_of
from downtimekit.models.amending import Addendum, Chain
from downtimekit.models.behavioural.vitals import Temperature, TemperatureUnit
from downtimekit.models.breast import BreastReport, Density, RecommendationKind, ReportStatus
from downtimekit.models.breast.amendment import ReportChain
from downtimekit.models.forms import FormDefinition
from downtimekit.models.people.channels import Channel, ChannelKind
from downtimekit.models.strict import PATIENT_DATA, Confidential
from tests.forms_made_up import definitions

Made = TypeVar("Made", bound=BaseModel)
Anything = st.SearchStrategy[Any]

PLANTED: Sequence[Any] = (
    "Plantagenet",
    "PLANT-4711",
    "Planted words: her sister, Eluned, heard it.",
    "+12025550173",
    "eluned.plantagenet@example.org",
    "planted_term",
    "plant-4711",
    "1931-07-13",
    date(1931, 7, 13),
    datetime(1931, 7, 13, 4, 7, tzinfo=UTC),
    datetime(1931, 7, 13, 4, 7),  # noqa: DTZ001  (a wall clock's)
)
"""Of a patient that nobody has."""

SIGNS = ("plantag", "planted", "plant-", "eluned", "5550173", "555-0173", "1931", "4711")
"""What gives a planted value away, in small letters; no model has it in a name."""


# Where an object lies, and what is digested, are numbers of their own, and may show a year by chance.
_CHANCE = re.compile(r"0x[0-9a-f]+|\b[0-9a-f]{32,}\b")


def traces(text: str) -> list[str]:
    """Return which signs of a planted value a text shows."""
    text = _CHANCE.sub("", text.casefold())
    return [sign for sign in SIGNS if sign in text]


EXAMPLES: Sequence[Any] = (
    # words, names and keys
    *("a", "A-1", "west", "ris", "adt-in", "oval", "circumscribed", "CC", "LMLO", "mobile", "de", "en-US"),
    *(
        "Carla Chen",
        "Zoë Roe",
        "Rosa Reyes, MD",
        "two\nlines",
        "Ärztin 漢字",
        "https://example.org/ids",
        "urn:oid:1.2.3",
    ),
    # addresses and numbers
    *(
        "nurse@example.org",
        "+1 202 555 0100",
        "+442079460958",
        "xmpp:nurse@example.org",
        "4021",
        "988",
        "1.2.840.113619",
    ),
    # zones, days and hours
    *(
        "UTC",
        "America/New_York",
        "Europe/Berlin",
        "2026-03-03",
        "2026-03",
        "2026",
        "07:00-19:00",
        "mon-fri 07:00-19:00",
    ),
    # codes
    *("F32.9", "90834", "12345-6789-01", "1049630", "AB1234563", "1234567893", "a" * 64, "W-0001-7", "0.5", "10"),
    *(date(2026, 3, 3), date(1958, 2, 11), date(2024, 2, 29)),
    *(datetime(2026, 3, 3, 9, 12, tzinfo=UTC), datetime(2026, 3, 3, 17, 40, tzinfo=timezone(timedelta(hours=-5)))),
    *(datetime(2026, 3, 3, 9, 12), datetime(2026, 7, 4, 0, 0)),  # noqa: DTZ001  (wall clocks')
    *(time(7, 0), time(19, 30)),
    *(timedelta(minutes=30), timedelta(days=2)),
    *(Decimal("0.5"), Decimal(10), b"JVBERi0xLjc=", SecretBytes(b"of nobody but the ward.")),
)
"""What types take that are checked by a function of their own; each takes those that it allows."""


_AT = datetime(2026, 3, 3, 10, 5, tzinfo=UTC)


def instances(model: type[Made], *, planted: bool = False) -> st.SearchStrategy[Made]:
    """Return a strategy for instances of a model."""
    return st.deferred(lambda: _instances(model, planted))


@cache
def _instances(model: type[BaseModel], planted: bool) -> Anything:
    if model in OWN:
        return OWN[model](planted)
    secret = planted and issubclass(model, Confidential)
    fields = {name: _field(info, planted, secret) for name, info in model.model_fields.items()}
    return _drawn_from(model, fields).filter(lambda made: made is not None)


@st.composite
def _drawn_from(draw: st.DrawFn, model: type[BaseModel], fields: Mapping[str, Anything]) -> BaseModel | None:
    """Make an instance with as much of what is drawn as the model's rules allow; None where they allow nothing."""
    spare = [name for name in fields if not model.model_fields[name].is_required() and draw(st.booleans())]
    drawn = {
        name: draw(value) for name, value in fields.items() if name in spare or model.model_fields[name].is_required()
    }
    while True:
        try:
            return model.model_validate(drawn)
        except ValidationError as error:
            at_fault = {detail["loc"][0] for detail in error.errors() if detail["loc"]}
        if not spare:
            return None
        for name in [name for name in spare if name in at_fault] or spare[-1:]:
            spare.remove(name)
            del drawn[name]


def _field(info: FieldInfo, planted: bool, secret: bool) -> Anything:
    annotation = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    return of_type(annotation, planted=planted, secret=secret)


def of_type(annotation: object, *, planted: bool = False, secret: bool = False) -> Anything:
    """Return a strategy for values of a type, as it stands in an annotation.

    Args:
        annotation: the type.
        planted: whether patient data is taken from `PLANTED`.
        secret: whether all of it is patient data, whatever its type says.
    """
    base, marks = parts(annotation)
    secret = secret or (planted and PATIENT_DATA in marks)
    inner = partial(of_type, planted=planted, secret=secret)
    if base is JsonValue:
        return _json(st.sampled_from([value for value in PLANTED if isinstance(value, str)]) if secret else None)
    if get_origin(base) is not None:
        return _composed(base, marks, inner)
    if isinstance(base, type) and issubclass(base, BaseModel):
        return instances(base, planted=planted)
    return _plain(base, marks, secret=secret)


def _json(words: Anything | None) -> Anything:
    """Return a strategy for what JSON can say, small."""
    texts = st.sampled_from(["a", "two words", ""])
    plain = words if words is not None else st.one_of(st.none(), st.booleans(), st.integers(-9, 9), texts)
    keys = st.sampled_from(["side", "note"])
    return st.one_of(plain, st.lists(plain, max_size=2), st.dictionaries(keys, plain, max_size=2))


def _composed(base: object, marks: Sequence[object], inner: Callable[[object], Anything]) -> Anything:
    """Return a strategy for a type that is made of others."""
    origin, args = get_origin(base), get_args(base)
    if origin in (Union, types.UnionType):
        return st.one_of([inner(arg) for arg in args])
    if origin is Literal:
        return st.sampled_from(args)
    if origin is tuple and args[-1] is not Ellipsis:
        return st.tuples(*map(inner, args))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(*map(inner, args), max_size=2)
    least = max((mark.min_length for mark in marks if isinstance(mark, MinLen)), default=0)
    most = min((mark.max_length for mark in marks if isinstance(mark, MaxLen)), default=least + 2)
    kind: Callable[[list[Any]], Any] = origin  # type: ignore[assignment]  # a tuple, a list or a frozenset
    return st.lists(inner(args[0]), min_size=least, max_size=min(most, least + 2)).map(kind)


def parts(annotation: object) -> tuple[Any, tuple[Any, ...]]:
    """Return a type without what it is annotated with, and all of that in one row."""
    if get_origin(annotation) is not Annotated:
        return annotation, ()
    base, *marks = get_args(annotation)
    bare, inner = parts(base)
    flat = (part for mark in marks for part in (mark.metadata if isinstance(mark, FieldInfo) else (mark,)))
    return bare, (*inner, *flat)


def _plain(base: Any, marks: tuple[Any, ...], *, secret: bool) -> Anything:  # noqa: ANN401  (any type at all)
    if isinstance(base, type) and issubclass(base, Enum):
        return st.sampled_from(list(base))
    if base in (bool, type(None)):
        return st.from_type(base)
    allowed = partial(_is_allowed, TypeAdapter(Annotated[(base, *marks)] if marks else base))
    known = [
        [value for value in values if (base is Any or type(value) is base) and allowed(value)]
        for values in (PLANTED if secret else (), EXAMPLES)
    ]
    if known[0]:
        return st.sampled_from(known[0])
    drawn = _drawn(base, marks)
    found = [st.sampled_from(examples) for examples in known[1:] if examples]
    found += [drawn.filter(allowed)] if drawn is not None else []
    if not found:
        raise NotImplementedError(f"no example of {base} with {marks}: add one to EXAMPLES in tests/strategies.py")
    return st.one_of(found)


def _is_allowed(adapter: TypeAdapter[Any], value: object) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def _drawn(base: type, marks: Sequence[object]) -> Anything | None:
    """Return a strategy beyond the examples; None where a function checks, which would refuse most of it."""
    if base in (int, float):
        return _numbers(base, marks)
    if base is str and not any(hasattr(mark, "func") for mark in marks):
        return _texts(marks)
    return None


def _numbers(base: Callable[[int], Any], marks: Sequence[object]) -> Anything:
    lows: list[Any] = [mark.ge if isinstance(mark, Ge) else mark.gt for mark in marks if isinstance(mark, Ge | Gt)]
    highs: list[Any] = [mark.le if isinstance(mark, Le) else mark.lt for mark in marks if isinstance(mark, Le | Lt)]
    low = max(map(int, lows), default=-100)
    high = min(map(int, highs), default=low + 1000)
    return st.integers(low, high).map(base)


def _texts(marks: Sequence[object]) -> Anything:
    constraints = [mark for mark in marks if isinstance(mark, StringConstraints)]
    patterns = [mark.pattern for mark in constraints if mark.pattern is not None]
    if patterns:
        return st.from_regex(patterns[0], fullmatch=True)
    return st.text(max_size=min([20, *(mark.max_length for mark in constraints if mark.max_length)]))


def _final(report: BreastReport) -> BreastReport:
    needed = {
        "density": report.density or Density.SCATTERED,
        "assessment": report.assessment or "2",
        "recommendations": report.recommendations or (RecommendationKind.ROUTINE_SCREENING.value,),
        "interpreted_by": report.interpreted_by or PLANTED[0],
        "interpreted_at": report.interpreted_at or _AT,
        "status": ReportStatus.FINAL,
    }
    return BreastReport.model_validate(dict(report) | needed)


def _chains(kind: type[Chain[BreastReport]], planted: bool) -> Anything:
    reports = instances(BreastReport, planted=planted).map(_final)
    addenda = st.none() | instances(Addendum, planted=planted)
    return st.builds(partial(_chain, kind), reports, addenda)


def _chain(kind: type[Chain[BreastReport]], report: BreastReport, addendum: Addendum | None) -> Chain[BreastReport]:
    signed_at = max(_AT, report.interpreted_at or _AT)
    original = {"id": "r-1", "author": PLANTED[0], "at": signed_at, "content": report}
    chain = kind.model_validate({"original": original})
    if addendum is None:
        return chain
    return chain.amended(addendum.model_copy(update={"id": "r-2", "refers_to": "r-1", "at": signed_at}))


def _temperatures(planted: bool) -> Anything:
    celsius = st.builds(Temperature, value=st.integers(30, 43), unit=st.just(TemperatureUnit.CELSIUS))
    fahrenheit = st.builds(Temperature, value=st.integers(86, 110), unit=st.just(TemperatureUnit.FAHRENHEIT))
    return celsius | fahrenheit


def _channels(planted: bool) -> Anything:
    addresses = {
        ChannelKind.EMAIL: ("nurse@example.org", PLANTED[4]),
        ChannelKind.PHONE: ("+1 202 555 0100", PLANTED[3]),
        ChannelKind.SMS: ("+442079460958", PLANTED[3]),
        ChannelKind.CHAT: ("xmpp:nurse@example.org", f"xmpp:{PLANTED[4]}"),
        ChannelKind.PAGER: ("4021", PLANTED[3]),
    }
    kinds = st.sampled_from([(kind, pair[planted]) for kind, pair in addresses.items()])
    marks = st.fixed_dictionaries({"verified": st.booleans(), "opted_out": st.booleans()})
    labels = st.sampled_from(["", "work", "mobile"])
    return st.builds(lambda kind, label, mark: kind[0].at(kind[1], label=label, **mark), kinds, labels, marks)


_SHARE = st.floats(0.001, 0.999)


def _weights() -> Anything:
    """Return weights, which name every level of every field."""

    @st.composite
    def drawn(draw: st.DrawFn) -> Weights:
        shares = {field.key: tuple((draw(_SHARE), draw(_SHARE)) for _ in field.levels) for field in FIELDS}
        return weights_of(shares, learned_from=draw(st.none() | st.just("a made-up index")))

    return drawn()


def _thresholds() -> Anything:
    """Return thresholds in their order."""
    return st.builds(Thresholds, margin=st.floats(0, 30))


OWN: Mapping[type[BaseModel], Callable[[bool], Anything]] = {
    Chain[BreastReport]: partial(_chains, Chain[BreastReport]),
    Channel: _channels,
    FormDefinition: lambda _planted: definitions(),
    LevelWeight: lambda _planted: st.builds(LevelWeight, level=st.just("same"), m=_SHARE, u=_SHARE),
    Thresholds: lambda _planted: _thresholds(),
    Weights: lambda _planted: _weights(),
    ReportChain: partial(_chains, ReportChain),
    Temperature: _temperatures,
}
"""Models with a strategy of their own; it is told whether to plant."""
