"""Are the answers those that the form asks for: nothing needed left empty, nothing that its field cannot hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen
from pydantic import JsonValue

from downtimekit.errors import Fault, InvalidInput
from downtimekit.forms.conditions import Scope
from downtimekit.forms.typed import NOT_UNDERSTOOD, plain, understood
from downtimekit.models.capture import RecordKind
from downtimekit.models.drawing import DrawnMark
from downtimekit.models.forms import Choice, FieldKind, FormDefinition, FormField, Group
from downtimekit.models.reading import read
from downtimekit.models.silence import shown

_WRITTEN = frozenset({FieldKind.TEXT, FieldKind.NOTE, FieldKind.SIGNATURE})
_LONGEST = 4000  # as models.strict.PatientText


def without_blanks(typed: Mapping[str, object]) -> dict[str, object]:
    """Return what was typed without the entries that were left empty, at any depth, and the empty end of a list."""
    kept = {name: _without_blanks(value) for name, value in typed.items()}
    return {name: value for name, value in kept.items() if value not in (None, "", [])}


def answer_faults(content: Mapping[str, object], form: FormDefinition, *, at: str = "content") -> Iterator[Fault]:
    """Yield what is wrong with answers that hold no blanks, in the order of the form; never an answer itself.

    An answer that stands where nothing is asked is no fault: see `not_asked_for`.
    """
    scope = Scope.of(form, content)
    own = form.record is RecordKind.FORM
    reading = _Reading(own=own)
    for field in form.fields():
        yield from reading.faults_of(field, scope, f"{at}.{field.key}")
    if own:
        yield from _unknown(content, scope.fields, at)
    for group in form.groups:
        yield from _group_faults(group, scope, at)


def not_asked_for(content: Mapping[str, object], form: FormDefinition, *, at: str = "content") -> Iterator[str]:
    """Yield the paths of answers to questions that other answers take away.

    Paper shows every question, and what stands on it is not thrown away: a person looks which of the two is meant.
    """
    scope = Scope.of(form, content)
    for field in form.fields():
        answer = content.get(field.key)
        if answer is not None and not scope.is_asked(field):
            yield f"{at}.{field.key}"
        elif field.kind is FieldKind.TABLE and isinstance(answer, list | tuple):
            for number, row in enumerate(answer):
                keys = _not_asked_in(row, field, scope) if isinstance(row, Mapping) else ()
                yield from (f"{at}.{field.key}[{number}].{key}" for key in keys)


def _not_asked_in(row: Mapping[str, object], table: FormField, scope: Scope) -> list[str]:
    inner = scope.row(table.columns, row)
    return [column.key for column in table.columns if column.key in row and not inner.is_asked(column)]


def plain_answers(content: Mapping[str, object], form: FormDefinition) -> dict[str, JsonValue]:
    """Return answers that have no fault in one form each: numbers as numbers, days and moments as text."""
    return {field.key: _plain(field, content[field.key]) for field in form.fields() if field.key in content}


def _plain(field: FormField, answer: Any) -> JsonValue:  # noqa: ANN401  (as it was typed)
    if field.kind is FieldKind.TABLE:
        columns = [(column, column.key) for column in field.columns]
        return [{key: _plain(column, row[key]) for column, key in columns if key in row} for row in answer]
    if field.kind is FieldKind.DIAGRAM:
        return [read(DrawnMark, mark, source=field.key).model_dump(mode="json") for mark in answer]
    if isinstance(answer, list | tuple):
        return [str(ticked) for ticked in answer]
    value = understood(field.kind, answer)
    return None if value is None else plain(value)


def _without_blanks(value: object) -> object:
    if isinstance(value, Mapping):
        return without_blanks(value)
    if isinstance(value, list | tuple):
        entries = [_without_blanks(entry) for entry in value]
        while entries and entries[-1] in (None, "", [], {}):
            entries.pop()
        return entries
    return value.strip() if isinstance(value, str) else value


@frozen
class _Reading:
    """How answers are looked at.

    Attributes:
        own: the form is a site's own, so that no content model looks at the answers after us.
    """

    own: bool

    def faults_of(self, field: FormField, scope: Scope, path: str) -> Iterator[Fault]:
        answer = scope.answers.get(field.key)
        if answer is None:
            if scope.is_asked(field):
                yield from _empty(field, scope, path)
        elif field.kind is FieldKind.STATEMENT:
            yield Fault(path, "is not asked for: the form only says something here")
        elif field.kind in _SEVERAL and not isinstance(answer, list | tuple):
            yield Fault(path, "must be a list")
        elif field.kind is FieldKind.TABLE:
            yield from self._rows(field, scope, path)
        elif field.kind in _CHECKS:
            yield from _CHECKS[field.kind](field, answer, path)
        elif self.own or field.kind not in _WRITTEN:
            yield from _single(field, answer, path)

    def _rows(self, field: FormField, scope: Scope, path: str) -> Iterator[Fault]:
        for number, row in enumerate(_listed(scope.answers[field.key])):
            at = f"{path}[{number}]"
            if not isinstance(row, Mapping) and self.own:
                yield Fault(at, "is not a row of answers")
                continue
            answers = row if isinstance(row, Mapping) else {}
            inner = scope.row(field.columns, answers)
            for column in field.columns:
                yield from self.faults_of(column, inner, f"{at}.{column.key}")
            if self.own:
                yield from _unknown(answers, {column.key for column in field.columns}, at)


def _unknown(answers: Mapping[str, object], known: Collection[str], at: str) -> Iterator[Fault]:
    for key in answers:
        if key not in known:
            yield Fault(f"{at}.{shown(key)}", "is not a question of this form")


def _listed(answer: object) -> Sequence[object]:
    return answer if isinstance(answer, list | tuple) else ()


def _empty(field: FormField, scope: Scope, path: str) -> Iterator[Fault]:
    condition = field.required_if
    if field.required:
        yield Fault(path, f"'{field.label}' must be filled in")
    elif condition and scope.holds(condition):
        yield Fault(path, f"'{field.label}' must be filled in: {scope.told(condition)}")


def _single(field: FormField, answer: object, path: str) -> Iterator[Fault]:
    value = understood(field.kind, answer)
    if value is None:
        yield Fault(path, NOT_UNDERSTOOD[field.kind])
    elif isinstance(value, str) and len(value) > _LONGEST:
        yield Fault(path, f"is longer than {_LONGEST} characters")
    bounds = (("minimum", field.minimum, "less"), ("maximum", field.maximum, "more"))
    for _, bound, too in bounds:
        limit: Any = understood(field.kind, bound) if bound is not None else None
        found: Any = value
        if found is not None and limit is not None and (found < limit if too == "less" else found > limit):
            words = "earlier" if too == "less" else "later"
            yield Fault(path, f"is {too if field.kind is FieldKind.NUMBER else words} than {bound}")


def _one_of(field: FormField, answer: object, path: str) -> Iterator[Fault]:
    known = [choice.key for choice in field.choices]
    if isinstance(answer, list | tuple):
        yield Fault(path, f"has {len(answer)} ticks, and '{field.label}' takes one: ask which is meant")
    elif answer not in known:
        yield Fault(path, f"is not a box of '{field.label}'; the boxes are {', '.join(known)}")


def _many_of(field: FormField, answer: object, path: str) -> Iterator[Fault]:
    ticks = _listed(answer)
    known = {choice.key: choice for choice in field.choices}
    for number, ticked in enumerate(ticks):
        if isinstance(ticked, list | tuple):
            yield Fault(f"{path}[{number}]", f"is not a box of '{field.label}'")
            continue
        yield from _one_of(field, ticked, f"{path}[{number}]")
        if ticked in ticks[:number]:
            yield Fault(f"{path}[{number}]", "is ticked twice")
    alone = _alone(ticks, known)
    if alone is not None and len(ticks) > 1:
        yield Fault(path, f"has '{alone.label}' ticked together with another box: ask which is meant")


def _alone(ticks: Sequence[object], known: Mapping[str, Choice]) -> Choice | None:
    ticked = (known[tick] for tick in ticks if isinstance(tick, str) and tick in known)
    return next((choice for choice in ticked if choice.alone), None)


def _marks(field: FormField, answer: object, path: str) -> Iterator[Fault]:
    for number, mark in enumerate(_listed(answer)):
        try:
            read(DrawnMark, mark, source=field.key)
        except InvalidInput as error:
            faults = error.faults
        else:
            continue
        for fault in faults:
            yield Fault(f"{path}[{number}].{fault.path}".removesuffix("."), fault.words)


def _group_faults(group: Group, scope: Scope, at: str) -> Iterator[Fault]:
    asked = [scope.fields[key] for key in group.fields if scope.is_asked(scope.fields[key])]
    answered = [field for field in asked if _counts(field, scope.answers.get(field.key))]
    named = ", ".join(f"'{field.label}'" for field in asked)
    least = min(group.at_least, len(asked))
    if len(answered) < least:
        yield Fault(f"{at}.{asked[0].key}", f"{group.label}: at least {least} of {named} must be filled in")
    if group.at_most is not None and len(answered) > group.at_most:
        words = f"{group.label}: at most {group.at_most} of {named} may be filled in, and {len(answered)} are"
        yield Fault(f"{at}.{answered[group.at_most].key}", words)


def _counts(field: FormField, answer: object) -> bool:
    """Tell whether an answer counts: a box "no" does not."""
    return answer is not None and not (field.kind is FieldKind.YES_NO and understood(field.kind, answer) is False)


_SEVERAL = frozenset({FieldKind.MANY_OF, FieldKind.TABLE, FieldKind.DIAGRAM})
_CHECKS = {FieldKind.ONE_OF: _one_of, FieldKind.MANY_OF: _many_of, FieldKind.DIAGRAM: _marks}
