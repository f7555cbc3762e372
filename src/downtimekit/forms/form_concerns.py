"""What is strange about the definition of a form, before anybody prints it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from downtimekit.forms.printed import printed_sections
from downtimekit.forms.typed import NOT_UNDERSTOOD, understood
from downtimekit.forms.unanswerable import unanswerable
from downtimekit.forms.words import missing_words, page_word_faults
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.forms import Condition, FieldKind, FormDefinition, FormField, Operator

_LONG_LABEL, _LONG_COLUMN, _LONG_CHOICE = 160, 60, 80
"""What still fits into two lines of a page, one of a column's head, one beside a box: from our own pages."""
_ORDERED = frozenset({FieldKind.NUMBER, FieldKind.DATE, FieldKind.TIME, FieldKind.DATE_TIME})
_WRITTEN = frozenset({FieldKind.STATEMENT, FieldKind.SIGNATURE})

_Placed: TypeAlias = tuple[str, FormField, Mapping[str, FormField]]
"""A field or column: its path, and what its conditions can be about, in the order in which it is asked."""


def form_concerns(form: FormDefinition) -> tuple[Concern, ...]:
    """Return what is wrong or strange; a fault would make answers that nobody can give or read.

    The paths are those of the definition, such as ``sections[0].fields[2].columns[1]``.
    """
    found: list[Concern] = []
    for path, field, known in _placed(form):
        for rule in _RULES:
            found += (Concern(code, path, words, gravity=gravity) for code, words, gravity in rule(field, known))
    found += _looking_alike(form)
    found += _keys_taken(form)
    found += unanswerable(form)
    found += _unsigned(form)
    found += _untold(form)
    found += _without_page_words(form)
    found += _unlike_page_words(form)
    return tuple(found)


def _placed(form: FormDefinition) -> Iterator[_Placed]:
    known = {field.key: field for field in form.fields()}
    for number, section in enumerate(form.sections):
        for place, field in enumerate(section.fields):
            path = f"sections[{number}].fields[{place}]"
            yield path, field, known
            row = {column.key: column for column in field.columns}
            before = {key: other for key, other in known.items() if key not in row}
            for column_place, column in enumerate(field.columns):
                yield f"{path}.columns[{column_place}]", column, {**before, **row}


_Said: TypeAlias = tuple[str, str, Gravity]


def _bounds(field: FormField, _: Mapping[str, FormField]) -> Iterator[_Said]:
    bounds: list[Any] = [field.minimum, field.maximum]
    values: list[Any] = [understood(field.kind, bound) if bound is not None else None for bound in bounds]
    for name, bound, value in zip(("minimum", "maximum"), bounds, values, strict=True):
        if bound is not None and value is None:
            yield "bound_not_understood", f"the {name} {NOT_UNDERSTOOD[field.kind]}", Gravity.FAULT
    least, most = values
    if least is not None and most is not None and least > most:
        yield "bounds_crossed", "the minimum is more than the maximum", Gravity.FAULT


def _conditions(field: FormField, known: Mapping[str, FormField]) -> Iterator[_Said]:
    order = list(known)
    for condition in (*field.shown_if, *([field.required_if] if field.required_if else [])):
        asked = known[condition.field]
        fault = _condition_fault(condition, asked)
        if fault:
            yield "condition_not_understood", f"depends on '{asked.label}' in a way that {fault}", Gravity.FAULT
        later = field.key in order and order.index(condition.field) > order.index(field.key)
        if later and condition in field.shown_if:
            yield "asked_later", f"depends on '{asked.label}', which is asked only later", Gravity.WARNING
    if field.required and field.required_if:
        yield "needed_anyway", "must be filled in anyway, and has a condition for it", Gravity.WARNING


def _condition_fault(condition: Condition, asked: FormField) -> str:
    if condition.operator is Operator.EXISTS:
        return "" if condition.value in ("true", "false") else "says neither true nor false"
    if asked.kind in (FieldKind.TABLE, FieldKind.DIAGRAM):
        return "never holds: there is no single answer to compare"
    if condition.operator not in (Operator.EQUALS, Operator.NOT_EQUALS) and asked.kind not in _ORDERED:
        return "compares what has no order"
    return "never holds: no answer is like it" if understood(asked.kind, condition.value) is None else ""


def _boxes(field: FormField, _: Mapping[str, FormField]) -> Iterator[_Said]:
    for name, words in (("label", "label"), ("mark", "mark")):
        seen = Counter(folded for choice in field.choices if (folded := getattr(choice, name).casefold()))
        if any(times > 1 for times in seen.values()):
            yield f"same_{name}", f"two boxes have the same {words}", Gravity.FAULT
    if field.kind is FieldKind.ONE_OF and len(field.choices) == 1:
        yield "one_box", "has a single box, which nobody can take back: ask for yes or no", Gravity.WARNING
    if field.choices and all(choice.alone for choice in field.choices) and field.kind is FieldKind.MANY_OF:
        yield "only_one_can_be", "takes several ticks, and every box must be alone: let one be ticked", Gravity.WARNING
    if any(len(choice.label) > _LONG_CHOICE for choice in field.choices):
        yield "long_box", f"a box has more than {_LONG_CHOICE} characters beside it", Gravity.WARNING


def _room(field: FormField, _: Mapping[str, FormField]) -> Iterator[_Said]:
    if field.kind is not FieldKind.STATEMENT and len(field.label) > _LONG_LABEL:
        words = f"the question has more than {_LONG_LABEL} characters: say the rest in a statement before it"
        yield "long_label", words, Gravity.WARNING
    if any(len(column.label) > _LONG_COLUMN for column in field.columns):
        yield "long_column", f"a column's head has more than {_LONG_COLUMN} characters", Gravity.WARNING


def _of_no_use(field: FormField, _: Mapping[str, FormField]) -> Iterator[_Said]:
    if field.unit and field.kind is not FieldKind.NUMBER:
        yield "unit_of_no_number", "has a unit, which belongs to a number", Gravity.WARNING
    if field.lines > 1 and field.kind not in (FieldKind.NOTE, FieldKind.TABLE):
        yield "lines_of_no_note", "has several lines, which only a note or a table has room for", Gravity.WARNING


_RULES: Sequence[Callable[[FormField, Mapping[str, FormField]], Iterator[_Said]]] = (
    _bounds,
    _conditions,
    _boxes,
    _room,
    _of_no_use,
)


def _looking_alike(form: FormDefinition) -> Iterator[Concern]:
    for number, section in enumerate(form.sections):
        yield from _alike(section.fields, f"sections[{number}].fields")
        for place, field in enumerate(section.fields):
            yield from _alike(field.columns, f"sections[{number}].fields[{place}].columns")
    titles: dict[str, int] = {}
    for number, section in enumerate(form.sections):
        if titles.setdefault(section.title.casefold(), number) != number:
            words = "another section has the same title"
            yield Concern("same_title", f"sections[{number}]", words, gravity=Gravity.WARNING)


def _alike(fields: Iterable[FormField], at: str) -> Iterator[Concern]:
    seen: set[str] = set()
    for place, field in enumerate(fields):
        words = field.label.casefold()
        if words in seen and field.kind is not FieldKind.STATEMENT:
            said = "another question in the same place has the same words"
            yield Concern("same_question", f"{at}[{place}]", said, gravity=Gravity.WARNING)
        seen.add(words)


def _keys_taken(form: FormDefinition) -> Iterator[Concern]:
    printed = Counter(field.key for section in printed_sections(form, form.language) for field in section.fields)
    for key in (key for key, times in printed.items() if times > 1):
        yield Concern("key_taken", "", f"{key} is the key of what every sheet ends with: take another")


def _unsigned(form: FormDefinition) -> Iterator[Concern]:
    """Yield whether paper that stays out of the chart asks for something, and nobody signs for it."""
    kinds = {field.kind for field in form.fields()}
    if form.record is None and kinds - _WRITTEN and not {FieldKind.SIGNATURE, FieldKind.DATE_TIME} <= kinds:
        words = "has no signature with date and time, and paper that stays out of the chart is given none"
        yield Concern("unsigned", "", words, gravity=Gravity.WARNING)


def _untold(form: FormDefinition) -> Iterator[Concern]:
    """Yield whether a sheet is signed or dated, and is asked for it once more because the form names no field."""
    telling = any(
        field.kind is FieldKind.SIGNATURE or (field.kind is FieldKind.DATE_TIME and field.required)
        for field in form.fields()
    )
    if form.record is not None and telling and form.done_by is None and form.done_at is None:
        words = "names neither in done_by who did it nor in done_at when: a sheet asks for both once more"
        yield Concern("doing_unnamed", "", words, gravity=Gravity.WARNING)


def _without_page_words(form: FormDefinition) -> Iterator[Concern]:
    for path, language, paper, screen in missing_words(form):
        for code, where, names in (
            ("page_words_missing", "around the form", paper),
            ("screen_words_missing", "on the offline page", screen),
        ):
            words = f"what stands {where} stays English where {language} has no page words: {', '.join(names)}"
            if names:
                yield Concern(code, path, words, gravity=Gravity.WARNING)


def _unlike_page_words(form: FormDefinition) -> Iterator[Concern]:
    for fault in page_word_faults(form):
        yield Concern("page_words_unlike", fault.path, fault.words, gravity=Gravity.FAULT)
