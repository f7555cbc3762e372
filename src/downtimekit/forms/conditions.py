"""Whether a question is asked at all, and whether it must be answered, by what was answered before."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from downtimekit.forms.typed import Understood, understood
from downtimekit.models.forms import Condition, FieldKind, FormDefinition, FormField, Operator

_COMPARED: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.GREATER: operator.gt,
    Operator.LESS: operator.lt,
    Operator.AT_LEAST: operator.ge,
    Operator.AT_MOST: operator.le,
}
_SAID: Mapping[Operator, str] = {
    Operator.EQUALS: "is",
    Operator.NOT_EQUALS: "is not",
    Operator.GREATER: "is more than",
    Operator.LESS: "is less than",
    Operator.AT_LEAST: "is at least",
    Operator.AT_MOST: "is at most",
}


@frozen
class Scope:
    """The answers that a condition is held against: those of the form, and in a table those of the same row.

    Attributes:
        fields: by key; answers: by the same keys, without blanks.
    """

    fields: Mapping[str, FormField]
    answers: Mapping[str, object] = field(repr=False)

    @classmethod
    def of(cls, form: FormDefinition, answers: Mapping[str, object]) -> Scope:
        """Return the scope of a form's own fields."""
        return cls({field.key: field for field in form.fields()}, answers)

    def row(self, columns: Sequence[FormField], answers: Mapping[str, object]) -> Scope:
        """Return the scope of a row: what it does not answer itself, the form does not answer for it."""
        own = {column.key: column for column in columns}
        above = {key: answer for key, answer in self.answers.items() if key not in own}
        return Scope({**self.fields, **own}, {**above, **answers})

    def is_asked(self, field: FormField) -> bool:
        """Tell whether a field is asked for."""
        if not field.shown_if:
            return True
        enough = any if field.shown_if_any else all
        return enough(self.holds(condition) for condition in field.shown_if)

    def is_needed(self, field: FormField) -> bool:
        """Tell whether a field that is asked for must be answered."""
        return field.required or (field.required_if is not None and self.holds(field.required_if))

    def holds(self, condition: Condition) -> bool:
        """Tell whether a condition holds.

        As FHIR R4 has it (questionnaire-enable-operator): ``=`` where one answer is equal, ``!=`` where none is, also
        where there is none; what is not answered is not more, less or equal.
        """
        answer = self.answers.get(condition.field)
        if condition.operator is Operator.EXISTS:
            return (answer is not None) == (condition.value == "true")
        kind = self.fields[condition.field].kind
        wanted = understood(kind, condition.value)
        found = [understood(kind, each) for each in (answer if isinstance(answer, list | tuple) else [answer])]
        # The keys of boxes are told apart as they are written: mm and Mm are two units of UCUM.
        equal = operator.eq if self.fields[condition.field].choices else _equal
        if condition.operator is Operator.EQUALS:
            return wanted is not None and any(equal(each, wanted) for each in found)
        if condition.operator is Operator.NOT_EQUALS:
            return not any(equal(each, wanted) for each in found)
        compared = _COMPARED[condition.operator]
        return any(each is not None and wanted is not None and compared(each, wanted) for each in found)

    def told(self, condition: Condition) -> str:
        """Return a condition in the words of the form, such as ``'Status' is 'Final'``."""
        field = self.fields[condition.field]
        name = field.short or field.label
        if condition.operator is Operator.EXISTS:
            return f"'{name}' is {'filled in' if condition.value == 'true' else 'left empty'}"
        return f"'{name}' {_SAID[condition.operator]} '{value_label(field, condition.value)}'"


def value_label(field: FormField, value: str, *, yes: str = "yes", no: str = "no") -> str:
    """Return what the value of a condition is called on paper: the label of the box, or the value itself."""
    if field.kind is FieldKind.YES_NO:
        return {"true": yes, "false": no}.get(value, value)
    return next((choice.label for choice in field.choices if choice.key == value), value)


def _equal(one: Understood | None, other: Understood | None) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return one is not None and one == other
