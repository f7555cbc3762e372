"""Are the answers those that the form asks for: nothing needed left empty, no box that is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from downtimekit.errors import Fault
from downtimekit.models.forms import FieldKind, FormDefinition, FormField


def without_blanks(typed: Mapping[str, object]) -> dict[str, object]:
    """Return what was typed without the entries that were left empty, at any depth."""
    kept = {name: _without_blanks(value) for name, value in typed.items()}
    return {name: value for name, value in kept.items() if value not in (None, "", [])}


def answer_faults(content: Mapping[str, object], form: FormDefinition) -> Iterator[Fault]:
    """Yield what is wrong with answers that hold no blanks, in the order of the form."""
    for field in form.fields():
        yield from _faults_of(field, content, "content")


def _without_blanks(value: object) -> object:
    if isinstance(value, Mapping):
        return without_blanks(value)
    if isinstance(value, list | tuple):
        return [_without_blanks(entry) for entry in value]
    return value.strip() if isinstance(value, str) else value


def _faults_of(field: FormField, answers: Mapping[str, object], above: str) -> Iterator[Fault]:
    path = f"{above}.{field.key}"
    answer = answers.get(field.key)
    if answer is None:
        yield from _empty(field, answers, path)
    elif field.kind in _CHECKS:
        yield from _CHECKS[field.kind](field, answer, path)


def _empty(field: FormField, answers: Mapping[str, object], path: str) -> Iterator[Fault]:
    condition = field.required_if
    if field.required:
        yield Fault(path, f"'{field.label}' must be filled in")
    elif condition and answers.get(condition.field) == condition.choice:
        yield Fault(path, f"'{field.label}' must be filled in: {condition.field} is {condition.choice}")


def _one_of(field: FormField, answer: object, path: str) -> Iterator[Fault]:
    known = [choice.key for choice in field.choices]
    if answer not in known:
        yield Fault(path, f"is not a box of '{field.label}'; the boxes are {', '.join(known)}")


def _many_of(field: FormField, answer: object, path: str) -> Iterator[Fault]:
    if not isinstance(answer, list):
        yield Fault(path, "must be a list")
        return
    for number, ticked in enumerate(answer):
        yield from _one_of(field, ticked, f"{path}[{number}]")


def _findings(field: FormField, answer: object, path: str) -> Iterator[Fault]:
    if not isinstance(answer, list):
        yield Fault(path, "must be a list")
        return
    for number, row in enumerate(answer):
        for column in field.columns:
            yield from _faults_of(column, row if isinstance(row, Mapping) else {}, f"{path}[{number}]")


_CHECKS = {FieldKind.ONE_OF: _one_of, FieldKind.MANY_OF: _many_of, FieldKind.FINDINGS: _findings}
