"""The record of a downtime without what is about patients.

A fact that can hold patient data leaves only its place, its kind and the digest of its entry. The chain goes on over
it: every entry that is still there is shown to be unaltered, and to stand where it stood. Of one that is left out, only
the full record shows what it was. A digest is made from what it is of, so somebody who knows nearly everything that a
fact says can try out the rest: what is made here is for those who may examine the clinic, and is not de-identified in
the sense of 45 CFR 164.514.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, get_args

from attrs import evolve
from pydantic import BaseModel

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models import facts
from downtimekit.models.strict import PATIENT_DATA, Confidential
from downtimekit.ports import Entry
from downtimekit.ports.chain import Head, Line

_FIRST = {"format": "downtimekit-journal-without-patients", "version": 1}
_FIELDS = {"stream", "version", "at", "by", "command", "fact", "left_out", "digest"}
_TEXTS = ("stream", "at", "by", "command", "fact", "digest")
_INSTEAD = "(left out)"


def _is_about_patients(annotation: object) -> bool:
    if annotation is PATIENT_DATA:
        return True
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.values()
        return issubclass(annotation, Confidential) or any(
            PATIENT_DATA in field.metadata or _is_about_patients(field.annotation) for field in fields
        )
    return any(map(_is_about_patients, get_args(annotation)))


def _kinds() -> Iterator[str]:
    for model in get_args(get_args(facts.Fact)[0]):
        if _is_about_patients(model):
            yield model.model_fields["kind"].default


# These name an exam or a record of the chart, which are numbers of a patient to whoever has the chart.
LEFT_OUT = frozenset(_kinds()) | {"capture_refused", "record_entered"}
"""The kinds of facts that can hold what is about a patient."""


def rows_without_patients(entries: Sequence[Entry], lines: Iterable[Line]) -> Iterator[str]:
    """Yield the record as JSON Lines, without what is about patients."""
    yield _row(_FIRST)
    for entry, line in zip(entries, lines, strict=True):
        hidden = entry.fact.kind in LEFT_OUT
        yield _row(line._asdict() | {"fact": None if hidden else line.fact, "left_out": entry.fact.kind * hidden})


def heads_without_patients(rows: Iterable[str], *, stream: str, source: str) -> Iterator[Head]:
    """Walk what `rows_without_patients` made, and yield where it stands after each entry.

    Raises:
        InvalidInput: with the first line that is wrong.
    """
    head = Head()
    for number, row in enumerate(rows, 1):
        tree = _tree(row)
        fits = tree == _FIRST if number == 1 else tree.get("stream") == stream and _follows(tree, head)
        if not fits:
            raise InvalidInput(source, [Fault(f"line {number}", "was altered, or does not follow the one before it")])
        if number > 1:
            head = Head(tree["version"], tree["digest"])
            yield head


def without_words(entry: Entry) -> Entry:
    """Return an entry without the free words and the numbers that its line of the timeline would repeat."""
    fact = entry.fact
    if fact.kind not in LEFT_OUT:
        return entry
    said: dict[str, str] = {name: _INSTEAD for name in ("reason", "chart_id") if name in type(fact).model_fields}
    return evolve(entry, fact=fact.model_copy(update=said)) if said else entry


def _follows(tree: dict[str, Any], head: Head) -> bool:
    if set(tree) != _FIELDS:
        return False
    kind, said = tree["left_out"], {name: tree[name] for name in Line._fields}
    if kind:
        return kind in LEFT_OUT and tree["fact"] is None and tree["version"] == head.version + 1
    return all(isinstance(said[name], str) for name in _TEXTS) and Line(**said).follows(head)


def _row(tree: dict[str, Any]) -> str:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")) + "\n"


def _tree(row: str) -> dict[str, Any]:
    try:
        tree = json.loads(row)
    except (ValueError, RecursionError):
        return {}
    return tree if isinstance(tree, dict) and _row(tree) == row else {}
