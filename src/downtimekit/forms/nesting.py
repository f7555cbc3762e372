"""Answers and records: a form's answers stand side by side, and a record has parts within parts.

The key of a field is the path of its place in the record: ``session.started_at`` is ``started_at`` of ``session``, and
``phones.0.number`` the ``number`` of the first of ``phones``. So is the key of a column, within its row. What begins
with ``patient`` belongs to no record, but to the identity that the sheet gives, as on a registration.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from downtimekit.models.forms import FormDefinition, FormField

Answers: TypeAlias = Mapping[str, object]

_IDENTITY = "patient."


def side_by_side(content: Answers, form: FormDefinition, *, identity: object = None) -> dict[str, object]:
    """Return answers under the keys of a form, however they were given: side by side, or within each other.

    What the form does not ask for stays where it is.

    Args:
        content: the answers.
        form: the form.
        identity: what was typed as the sheet's identity, for a form that asks for it.
    """
    asks = any(field.key.startswith(_IDENTITY) for field in form.fields())
    typed = {_IDENTITY.rstrip("."): identity, **content} if asks and identity is not None else content
    return dict(_spread(typed, form.fields()))


def identity_apart(answers: Answers) -> tuple[dict[str, object], dict[str, object]]:
    """Return the identity that is among answers that stand side by side, empty where there is none, and the others."""
    own = {key.removeprefix(_IDENTITY): answer for key, answer in answers.items() if key.startswith(_IDENTITY)}
    others = {key: answer for key, answer in answers.items() if not key.startswith(_IDENTITY)}
    return within_each_other(own), others


def within_each_other(answers: Answers) -> dict[str, object]:
    """Return a record's parts from answers that stand side by side; entries of a list close up."""
    tree: dict[str, object] = {}
    for key, answer in answers.items():
        *above, last = key.split(".")
        part = tree
        for name in above:
            below = part.setdefault(name, {})
            if not isinstance(below, dict):
                break
            part = below
        else:
            part[last] = _rows(answer)
            continue
        tree[key] = answer  # two answers for one place: the record refuses it
    return {name: _listed(part) for name, part in tree.items()}


def _spread(content: Answers, fields: Collection[FormField]) -> Iterator[tuple[str, object]]:
    known = {field.key: field for field in fields}
    for key, answer in _leaves(content, known, ""):
        field = known.get(key)
        if field is not None and field.columns and isinstance(answer, list | tuple):
            columns = field.columns
            yield key, [dict(_spread(row, columns)) if isinstance(row, Mapping) else row for row in answer]
        else:
            yield key, answer


def _leaves(content: Answers, known: Collection[str], above: str) -> Iterator[tuple[str, object]]:
    for name, answer in content.items():
        key = f"{above}{name}"
        below = _entries(answer)
        if key not in known and below and any(other.startswith(f"{key}.") for other in known):
            yield from _leaves(below, known, f"{key}.")
        else:
            yield key, answer


def _entries(answer: object) -> Answers:
    if isinstance(answer, Mapping):
        return answer
    if isinstance(answer, list | tuple):
        return {str(number): entry for number, entry in enumerate(answer)}
    return {}


def _rows(answer: object) -> object:
    if isinstance(answer, list | tuple):
        return [within_each_other(row) if isinstance(row, Mapping) else row for row in answer]
    return answer


def _listed(part: object) -> object:
    if not isinstance(part, dict):
        return part
    entries = {name: _listed(below) for name, below in part.items()}
    if entries and all(name.isdecimal() for name in entries):
        return [entries[name] for name in sorted(entries, key=int)]
    return entries
