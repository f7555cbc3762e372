"""The words in which the forms of the library ask: a line for a question, and its boxes as keys with labels."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias, TypedDict, Unpack

from downtimekit.models.forms import Choice, Code, Condition, FieldKind, FormField, Operator

Boxes: TypeAlias = Mapping[str, str | tuple[str, str]]
"""The label for each key; or the short sign and the label."""

SNOMED = "http://snomed.info/sct"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"


class Rest(TypedDict, total=False):
    """What else can be said of a question, as `FormField` says it."""

    required: bool
    required_if: Condition | None
    shown_if: tuple[Condition, ...]
    shown_if_any: bool
    unit: str
    hint: str
    lines: int
    minimum: str | None
    maximum: str | None
    critical: bool
    codes: tuple[Code, ...]


def text(key: str, label: str, **rest: Unpack[Rest]) -> FormField:
    """Ask for a few words."""
    return FormField(key=key, label=label, kind=FieldKind.TEXT, **rest)


def note(key: str, label: str, **rest: Unpack[Rest]) -> FormField:
    """Ask for lines of handwriting."""
    return FormField(key=key, label=label, kind=FieldKind.NOTE, **rest)


def number(key: str, label: str, **rest: Unpack[Rest]) -> FormField:
    """Ask for a number."""
    return FormField(key=key, label=label, kind=FieldKind.NUMBER, **rest)


def day(key: str, label: str, **rest: Unpack[Rest]) -> FormField:
    """Ask for a date."""
    return FormField(key=key, label=label, kind=FieldKind.DATE, **rest)


def time(key: str, label: str, **rest: Unpack[Rest]) -> FormField:
    """Ask for a time of the day."""
    return FormField(key=key, label=label, kind=FieldKind.TIME, **rest)


def moment(key: str, label: str, **rest: Unpack[Rest]) -> FormField:
    """Ask for a date and a time."""
    return FormField(key=key, label=label, kind=FieldKind.DATE_TIME, **rest)


def yes_no(key: str, label: str, **rest: Unpack[Rest]) -> FormField:
    """Ask whether."""
    return FormField(key=key, label=label, kind=FieldKind.YES_NO, **rest)


def signature(key: str, label: str, **rest: Unpack[Rest]) -> FormField:
    """Ask for a name and a signature."""
    return FormField(key=key, label=label, kind=FieldKind.SIGNATURE, **rest)


def one_of(key: str, label: str, choices: Boxes | Collection[Choice], **rest: Unpack[Rest]) -> FormField:
    """Ask for one tick."""
    return FormField(key=key, label=label, kind=FieldKind.ONE_OF, choices=_choices(choices), **rest)


def many_of(key: str, label: str, choices: Boxes | Collection[Choice], **rest: Unpack[Rest]) -> FormField:
    """Ask for any number of ticks."""
    return FormField(key=key, label=label, kind=FieldKind.MANY_OF, choices=_choices(choices), **rest)


def table(key: str, label: str, *columns: FormField, **rest: Unpack[Rest]) -> FormField:
    """Ask for rows; `lines` says how many there is room for."""
    return FormField(key=key, label=label, kind=FieldKind.TABLE, columns=columns, **rest)


def statement(key: str, words: str, **rest: Unpack[Rest]) -> FormField:
    """Say something, and ask for nothing."""
    return FormField(key=key, label=words, kind=FieldKind.STATEMENT, **rest)


def when(field: str, value: str = "true") -> Condition:
    """Where another question is answered in that way."""
    return Condition(field=field, value=value)


def given(field: str) -> Condition:
    """Where another question is answered at all."""
    return Condition(field=field, operator=Operator.EXISTS)


def coded(boxes: Boxes, system: str, codes: Mapping[str, str]) -> tuple[Choice, ...]:
    """Return boxes of which some have codes of a terminology."""
    return tuple(
        choice.model_copy(update={"codes": (Code(system=system, code=codes[choice.key]),)})
        if choice.key in codes
        else choice
        for choice in _choices(boxes)
    )


def _choices(boxes: Boxes | Collection[Choice]) -> tuple[Choice, ...]:
    if not isinstance(boxes, Mapping):
        return tuple(boxes)
    return tuple(
        Choice(key=key, label=words) if isinstance(words, str) else Choice(key=key, mark=words[0], label=words[1])
        for key, words in boxes.items()
    )
