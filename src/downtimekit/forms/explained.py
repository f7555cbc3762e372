"""A form as it is printed, with what a person on paper has to be told: when a question is asked, and how much of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from downtimekit.forms.conditions import value_label
from downtimekit.forms.printed import printed_sections, texts_in
from downtimekit.forms.words import PageWords, filled, page_words
from downtimekit.models.forms import Condition, FieldKind, FormDefinition, FormField, Group, Operator, Section

_WORDS: Mapping[Operator, str] = {
    Operator.NOT_EQUALS: "is_not",
    Operator.GREATER: "more_than",
    Operator.LESS: "less_than",
    Operator.AT_LEAST: "or_more",
    Operator.AT_MOST: "or_less",
}
_APART = "; "
_PLAIN = frozenset({"0", "1"})  # nobody writes less


def explained_sections(form: FormDefinition, language: str, *, on_screen: bool = False) -> tuple[Section, ...]:
    """Return the sections of a form as they are printed, each hint with all that is to be told at its field.

    That is the least and the greatest answer, and on which other answer a question depends. Before the first field of
    a group stands a statement that says how many of the group are filled in. A table's hint has that of its columns.

    Args:
        form: the form.
        language: one of its own.
        on_screen: a line of a table is a list of questions there, so that each column has its own hint; and what is
            needed is marked when it is, so that nothing is said of that.
    """
    words = page_words(form, language)
    sections = printed_sections(form, language)
    known = {field.key: field for section in sections for field in section.fields}
    texts = texts_in(form, language)
    groups = {group.fields[0]: group for group in form.groups}
    told = {key: _statement(group, texts.get(group.label, group.label), words) for key, group in groups.items()}
    fields = _fields_on_screen if on_screen else _fields
    return tuple(
        section.model_copy(update={"fields": tuple(fields(section, known, told, words))}) for section in sections
    )


def condition_in_words(condition: Condition, known: Mapping[str, FormField], words: PageWords) -> str:
    """Return a condition in the words of the form: ``Way back: By bus``."""
    field = known[condition.field]
    name = field.short or field.label
    if condition.operator is Operator.EXISTS:
        return f"{name}: {words.is_answered if condition.value == 'true' else words.is_not_answered}"
    value = value_label(field, condition.value, yes=words.yes, no=words.no)
    if compared := _WORDS.get(condition.operator):
        value = filled(getattr(words, compared), value=value)
    return f"{name} {value}" if name.endswith("?") else f"{name}: {value}"


def _fields(
    section: Section, known: Mapping[str, FormField], told: Mapping[str, FormField | None], words: PageWords
) -> Iterator[FormField]:
    for field in section.fields:
        if statement := told.get(field.key):
            yield statement
        remarks = [field.hint, *_remarks(field, known, words)] if field.hint else [*_remarks(field, known, words)]
        row = {**known, **{column.key: column for column in field.columns}}
        for column in field.columns:
            remarks += [f"{column.short or column.label}: {remark}" for remark in _remarks(column, row, words)]
        yield field.model_copy(update={"hint": _APART.join(remarks)})


def _fields_on_screen(
    section: Section, known: Mapping[str, FormField], told: Mapping[str, FormField | None], words: PageWords
) -> Iterator[FormField]:
    for field in section.fields:
        if statement := told.get(field.key):
            yield statement
        row = {**known, **{column.key: column for column in field.columns}}
        columns = tuple(_hinted(column, row, words) for column in field.columns)
        yield _hinted(field, known, words).model_copy(update={"columns": columns})


def _hinted(field: FormField, known: Mapping[str, FormField], words: PageWords) -> FormField:
    remarks = _remarks(field.model_copy(update={"required_if": None}), known, words)
    return field.model_copy(update={"hint": _APART.join(filter(None, (field.hint, *remarks)))})


def _remarks(field: FormField, known: Mapping[str, FormField], words: PageWords) -> Iterator[str]:
    if not field.hint and (bounds := _range(field, words)):
        yield bounds
    between = f" {words.any_of if field.shown_if_any else words.all_of} "
    if field.shown_if:
        asked = between.join(condition_in_words(condition, known, words) for condition in field.shown_if)
        yield f"{words.only_if} {asked}"
    if field.required_if and field.required_if not in field.shown_if:
        yield f"* {words.only_if} {condition_in_words(field.required_if, known, words)}"


def _range(field: FormField, words: PageWords) -> str:
    if field.minimum is not None and field.maximum is not None:
        return filled(words.between, least=field.minimum, greatest=field.maximum)
    if field.minimum is not None and field.minimum not in _PLAIN:
        return filled(words.or_more, value=field.minimum)
    return filled(words.or_less, value=field.maximum) if field.maximum is not None else ""


def _statement(group: Group, label: str, words: PageWords) -> FormField | None:
    count = _count(group, words)
    return FormField(key=f"group.{group.key}", kind=FieldKind.STATEMENT, label=f"{label}: {count}") if count else None


def _count(group: Group, words: PageWords) -> str:
    most = group.at_most if group.at_most is not None and group.at_most < len(group.fields) else None
    if most is not None and most == group.at_least:
        return filled(words.exactly, count=most)
    told: Sequence[str] = (
        filled(words.at_least, count=group.at_least) if group.at_least else "",
        filled(words.at_most, count=most) if most else "",
    )
    return ", ".join(filter(None, told))
