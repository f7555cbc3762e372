"""Questions that no answers ever bring up: they wait for each other, or for what cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby, pairwise

from downtimekit.forms.conditions import Scope
from downtimekit.forms.typed import NOT_UNDERSTOOD, Understood, understood
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.forms import Condition, FieldKind, FormDefinition, FormField, Operator

_ANY_DAY, _MINUTE = date(2000, 1, 1), timedelta(minutes=1)
_CONTRADICTS = "is never asked: no answers satisfy its conditions"
_IN_A_RING = "is never asked: what it depends on depends on it in turn"
_FOLLOWS = "is never asked: what it depends on is never asked"


def never_asked(form: FormDefinition) -> Iterator[Concern]:
    """Yield the questions, and the columns of tables, that are never asked."""
    known = {field.key: field for field in form.fields()}
    told = _reasons(form.fields(), known, {})
    for number, section in enumerate(form.sections):
        for place, field in enumerate(section.fields):
            path = f"sections[{number}].fields[{place}]"
            if field.key in told:
                yield Concern("never_asked", path, told[field.key], gravity=Gravity.FAULT)
                continue
            row = {column.key: column for column in field.columns}
            in_row = _reasons(field.columns, {**known, **row}, {key: told[key] for key in told if key not in row})
            for at, column in enumerate(field.columns):
                if column.key in in_row:
                    words = in_row[column.key]
                    yield Concern("never_asked", f"{path}.columns[{at}]", words, gravity=Gravity.FAULT)


def _reasons(fields: Sequence[FormField], known: Mapping[str, FormField], told: Mapping[str, str]) -> Mapping[str, str]:
    """Return why fields are never asked, by their keys; told: what is known of the others."""
    own = {field.key for field in fields}
    others = known.keys() - own
    in_a_ring = own - _asked(fields, set(others))
    contradicting = {field.key for field in fields if _contradicts_itself(field, known)}
    rest = [field for field in fields if field.key not in contradicting]
    asked = _asked(rest, set(others - told.keys()))
    reasons = dict.fromkeys(own - asked, _FOLLOWS)
    return reasons | dict.fromkeys(in_a_ring, _IN_A_RING) | dict.fromkeys(contradicting, _CONTRADICTS)


def _asked(fields: Sequence[FormField], asked: set[str]) -> set[str]:
    """Return the keys of what is asked in the end, where some others are."""
    waiting = list(fields)
    while found := [field for field in waiting if _can_be_asked(field, asked)]:
        asked |= {field.key for field in found}
        waiting = [field for field in waiting if field.key not in asked]
    return asked


def _can_be_asked(field: FormField, asked: set[str]) -> bool:
    enough = any if field.shown_if_any else all
    return not field.shown_if or enough(_can_hold(condition, asked) for condition in field.shown_if)


def _can_hold(condition: Condition, asked: set[str]) -> bool:
    """Tell whether a condition can hold; two of them hold of what is left empty, too."""
    is_empty = condition.operator is Operator.EXISTS and condition.value != "true"
    return is_empty or condition.operator is Operator.NOT_EQUALS or condition.field in asked


def _contradicts_itself(field: FormField, known: Mapping[str, FormField]) -> bool:
    """Tell whether no answers satisfy a field's conditions, however the other fields are answered."""
    conditions = sorted(field.shown_if, key=lambda condition: condition.field)
    if not conditions or not all(_is_understood(condition, known[condition.field]) for condition in conditions):
        return False
    if field.shown_if_any:
        return not any(_satisfied([condition], known[condition.field]) for condition in conditions)
    groups = groupby(conditions, key=lambda condition: condition.field)
    return not all(_satisfied(list(group), known[key]) for key, group in groups)


def _is_understood(condition: Condition, asked: FormField) -> bool:
    if condition.operator is Operator.EXISTS:
        return condition.value in ("true", "false")
    return bool(asked.choices) or (asked.kind in NOT_UNDERSTOOD and understood(asked.kind, condition.value) is not None)


def _satisfied(conditions: Sequence[Condition], asked: FormField) -> bool:
    """Tell whether an answer satisfies all conditions on one field: one of those is tried where they change."""
    tried = (Scope({asked.key: asked}, {asked.key: answer}) for answer in _answers(conditions, asked))
    return any(all(scope.holds(condition) for condition in conditions) for scope in tried)


def _answers(conditions: Sequence[Condition], asked: FormField) -> Iterator[object]:
    """Yield no answer, and answers of which one satisfies the conditions if any does."""
    yield None
    wanted = [condition.value for condition in conditions if condition.operator is not Operator.EXISTS]
    if asked.choices:
        yield from ([choice.key] for choice in asked.choices)
        equal = {condition.value for condition in conditions if condition.operator is Operator.EQUALS}
        if asked.kind is FieldKind.MANY_OF and not any(each.alone and each.key in equal for each in asked.choices):
            yield sorted(equal)
    elif asked.kind is FieldKind.YES_NO:
        yield from (True, False)
    elif asked.kind in (FieldKind.TEXT, FieldKind.NOTE, FieldKind.SIGNATURE):
        yield from (*wanted, " ".join(["another", *wanted]))
    else:
        yield from _ordered(wanted, asked) if asked.kind in NOT_UNDERSTOOD else ["something"]


def _ordered(wanted: Sequence[str], asked: FormField) -> Iterator[Understood]:
    bounds = [understood(asked.kind, bound) if bound is not None else None for bound in (asked.minimum, asked.maximum)]
    named = [understood(asked.kind, value) for value in wanted]
    found = sorted({value for value in (*named, *bounds) if value is not None}) or [*_ANYTHING[asked.kind]]
    near = {step for value in found for step in (value, *_beside(value))}
    near |= {(one + other) / 2 for one, other in pairwise(found) if isinstance(one, Decimal)}  # type: ignore[operator]
    yield from (value for value in near if _is_within(value, *bounds))


def _is_within(value: Understood, least: Understood | None, most: Understood | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)  # type: ignore[operator]


_ANYTHING: Mapping[FieldKind, Sequence[Understood]] = {
    FieldKind.NUMBER: (Decimal(0),),
    FieldKind.DATE: (_ANY_DAY,),
    FieldKind.TIME: (time(12),),
    FieldKind.DATE_TIME: (datetime.combine(_ANY_DAY, time(12), UTC),),
}


def _beside(value: Understood) -> Iterator[Understood]:
    """Yield what comes just before a value and just after it."""
    if isinstance(value, Decimal):
        yield from (value - 1, value + 1)
    elif isinstance(value, time):
        moment = datetime.combine(_ANY_DAY, value)
        near = (moment - _MINUTE, moment + _MINUTE)
        yield from (each.time() for each in near if each.date() == _ANY_DAY)
    elif isinstance(value, date):
        step = _MINUTE if isinstance(value, datetime) else timedelta(days=1)
        for each in (-step, step):
            with suppress(OverflowError):  # before the first day there is, or after the last
                yield value + each
