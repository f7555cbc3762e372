"""Whether the parts of a form fit together: what one of them names is there, and nothing is there twice.

It takes a form as it was read, in which single parts may be wrong, so that everything can be told at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from pydantic import BaseModel

from downtimekit.models.forms.fields import FieldKind
from downtimekit.models.strict import KEY_PATTERN

Where: TypeAlias = tuple[int | str, ...]
"""The steps that lead to a part: ``("groups", 0, "fields", 1)``."""

Unfit: TypeAlias = tuple[Where, str]

_KEY = re.compile(KEY_PATTERN)
_Fields: TypeAlias = Mapping[str, Any]
_KINDS = frozenset(FieldKind)
_DOING: Mapping[str, tuple[frozenset[FieldKind], str]] = {
    "done_by": (frozenset({FieldKind.SIGNATURE, FieldKind.TEXT}), "names no signature or text"),
    "done_at": (frozenset({FieldKind.DATE_TIME}), "names no date and time"),
}


def unfit(form: object, *, is_sound: bool) -> Iterator[Unfit]:
    """Yield what does not fit together in a form, in words that hold no more of it than its own names and texts.

    Args:
        form: a definition, or what it is to be read from: mappings and lists, and models in them.
        is_sound: whether every part is right by itself; else nothing is told that only follows from a wrong one.
    """
    placed = list(_placed(form))
    fields = {key: field for _, field in placed if (key := _text(field, "key"))}
    yield from _taken(placed, "key", "is the key of another field, too")
    if _is_whole(form):
        yield from _unknown(form, placed, fields)
        yield from _doing(form, fields)
    groups = [(("groups", number), group) for number, group in _listed(form, "groups")]
    yield from _taken(groups, "key", "is the key of another group, too")
    translations = [(("translations", number), each) for number, each in _listed(form, "translations")]
    own = ((), {"language": _text(form, "language") or "en"})
    yield from _taken([own, *translations], "language", "is the language of other words of the form, too")
    for at, translation in translations:
        yield from _untranslated(form, translation, (*at, "texts"), is_sound=is_sound)


def texts_of(form: object) -> Iterator[str]:
    """Yield every text of a form that a person reads, in its order; some of them are empty."""
    yield from _words(form, "title", "filled_in_by")
    for _, section in _listed(form, "sections"):
        yield from _words(section, "title")
        for _, field in _listed(section, "fields"):
            yield from _texts_of_field(field)
    for _, group in _listed(form, "groups"):
        yield from _words(group, "label")
    yield from _words(form, "copy_mark")


def _texts_of_field(field: object) -> Iterator[str]:
    yield from _words(field, "label", "short", "hint", "unit")
    for _, choice in _listed(field, "choices"):
        yield from _words(choice, "label")
    for _, column in _listed(field, "columns"):
        yield from _texts_of_field(column)


def _placed(form: object) -> Iterator[tuple[Where, Any]]:
    for number, section in _listed(form, "sections"):
        for place, field in _listed(section, "fields"):
            yield ("sections", number, "fields", place), field


def _is_whole(form: object) -> bool:
    """Tell whether every field is there to be looked at, so that one that is not found is missing."""
    sections = _part(form, "sections")
    lists = [_part(section, "fields") for section in sections] if isinstance(sections, list | tuple) else [None]
    return all(isinstance(fields, list | tuple) and all(map(_has_parts, fields)) for fields in lists)


def _taken(placed: Sequence[tuple[Where, Any]], name: str, words: str) -> Iterator[Unfit]:
    seen: set[str] = set()
    for at, part in placed:
        told = _text(part, name)
        same = told.casefold() if name == "language" else told
        if same and same in seen:
            yield (*at, name), words
        seen.add(same)


def _unknown(form: object, placed: list[tuple[Where, Any]], fields: _Fields) -> Iterator[Unfit]:
    for at, field in placed:
        yield from _conditions(field, at, fields)
        row = {key: column for _, column in _listed(field, "columns") if (key := _text(column, "key"))}
        for place, column in _listed(field, "columns"):
            yield from _conditions(column, (*at, "columns", place), {**fields, **row})
    for number, group in _listed(form, "groups"):
        for place, key in enumerate(_entries(group, "fields")):
            if isinstance(key, str) and _KEY.fullmatch(key.strip()) and key.strip() not in fields:
                yield ("groups", number, "fields", place), f"{key.strip()} is no field of this form"


def _doing(form: object, fields: _Fields) -> Iterator[Unfit]:
    """Yield what is wrong with the fields that say who did what a sheet is about, and when."""
    for name, (kinds, words) in _DOING.items():
        key = _text(form, name)
        if _KEY.fullmatch(key) and (key not in fields or _part(fields[key], "kind") in _KINDS - kinds):
            yield (name,), words


def _conditions(field: object, at: Where, known: _Fields) -> Iterator[Unfit]:
    conditions = [((*at, "shown_if", place), each) for place, each in _listed(field, "shown_if")]
    needed = _part(field, "required_if")
    for place, condition in (*conditions, *([((*at, "required_if"), needed)] if needed is not None else [])):
        name = _text(condition, "field")
        if not _KEY.fullmatch(name):
            continue  # told where it was read
        asked = known.get(name)
        if asked is None:
            yield (*place, "field"), f"{name} is no field of this form"
        elif name == _text(field, "key"):
            yield (*place, "field"), "is the field itself"
        elif _part(asked, "kind") == FieldKind.STATEMENT:
            yield (*place, "field"), f"{name} asks for nothing"
        elif _names_no_box(condition, asked):
            yield (*place, "value"), f"is no box of {name}"


def _names_no_box(condition: object, asked: object) -> bool:
    boxes = {_text(choice, "key") for _, choice in _listed(asked, "choices")}
    compares = (_part(condition, "operator") or "=") in ("=", "!=")
    return bool(boxes) and compares and (_text(condition, "value") or "true") not in boxes


def _untranslated(form: object, translation: object, at: Where, *, is_sound: bool) -> Iterator[Unfit]:
    found = _part(translation, "texts")
    if not isinstance(found, Mapping):
        return
    told = {text.strip() for text in found if isinstance(text, str)}
    texts = dict.fromkeys(text for text in texts_of(form) if text)
    yield from ((at, f"lacks the words for: {text}") for text in texts if text not in told)
    # In a form that is not sound, a text may stand where it was not understood.
    said = set(texts) | set(_marks(form)) if is_sound else set(_strings(form))
    yield from ((at, f"the form does not say: {text}") for text in sorted(told - said))


def _marks(form: object) -> Iterator[str]:
    for _, field in _placed(form):
        for each in (field, *(column for _, column in _listed(field, "columns"))):
            yield from (_text(choice, "mark") for _, choice in _listed(each, "choices"))


def _strings(found: object) -> Iterator[str]:
    """Yield every word of a form that stands anywhere but in its translations."""
    if isinstance(found, str):
        yield found.strip()
    elif isinstance(found, Mapping | BaseModel):
        for name, part in dict(found).items():
            yield from _strings(part if name != "translations" else None)
    elif isinstance(found, list | tuple):
        for part in found:
            yield from _strings(part)


def _words(found: object, *names: str) -> Iterator[str]:
    yield from (_text(found, name) for name in names)


def _text(found: object, name: str) -> str:
    text = _part(found, name)
    return text.strip() if isinstance(text, str) else ""


def _listed(found: object, name: str) -> Iterator[tuple[int, Any]]:
    """Yield the entries of a list that have parts, with their numbers."""
    for number, entry in enumerate(_entries(found, name)):
        if _has_parts(entry):
            yield number, entry


def _has_parts(found: object) -> bool:
    return isinstance(found, Mapping | BaseModel)


def _entries(found: object, name: str) -> tuple[Any, ...]:
    entries = _part(found, name)
    return tuple(entries) if isinstance(entries, list | tuple) else ()


def _part(found: object, name: str) -> Any:  # noqa: ANN401  (whatever was read)
    return found.get(name) if isinstance(found, Mapping) else getattr(found, name, None)
