"""A value as columns, and back: what has a column of its own lies there, the rest as JSON beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen

from downtimekit.adapters.sql_target.mapping import Form, Kept
from downtimekit.errors import Rejected

_EMPTY: tuple[object, ...] = (None, "", [], {}, False)
"""What is as good as not said, where there is no column for it."""


@frozen
class Shape:
    """How the fields of one model lie in the columns of one table.

    Attributes:
        fields: columns by path.
        rest: the column for what has none of its own.
    """

    fields: Mapping[str, Kept]
    rest: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns, in the order in which `to_row` fills them."""
        own = tuple(kept.column for kept in self.fields.values())
        return (*own, self.rest) if self.rest else own

    def to_row(self, document: dict[str, Any], *, needed: dict[str, Any] | None = None) -> list[object]:
        """Return a document's values, one for each column.

        Args:
            document: as `model_dump` gives it in the mode for JSON; it is taken apart.
            needed: what of it may not be left out, such as what is not said anyway; None for all of it. It is taken
                apart.

        Raises:
            Rejected: something has no column, or no word in the database; with its path, never with its value.
        """
        row = [_stored(_taken(document, path.split(".")), kept, path=path) for path, kept in self.fields.items()]
        if self.rest:
            return [*row, json.dumps(document, ensure_ascii=False)]
        if needed is not None:
            for path in self.fields:
                _taken(needed, path.split("."))
        lost = sorted(_said(document if needed is None else needed))
        if lost:
            raise Rejected(f"the tables have no place for: {', '.join(lost)}")
        return row

    def of_row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return a document from the columns of a row.

        Raises:
            ValueError: something stands there that was never written so.
        """
        rest = _parsed(row[self.rest]) if self.rest else None
        document = dict(rest) if isinstance(rest, dict) else {}
        for path, kept in self.fields.items():
            _put(document, path.split("."), _read(row[kept.column], kept))
        return document


def plain(value: object) -> object:
    """Return a value of a database as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _stored(value: object, kept: Kept, *, path: str) -> object:
    if value is None:
        return None
    if kept.words:
        if value not in kept.words:
            raise Rejected(f"the database has no word for what stands in: {path}")
        return kept.words[str(value)]
    if kept.form is Form.JSON:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | dict):
        raise Rejected(f"it has parts, and its column holds a plain value: {path}")
    return value


def _read(value: object, kept: Kept) -> object:
    if value is None:
        return None
    if kept.words:
        return next(ours for ours, theirs in kept.words.items() if theirs == value)
    return _parsed(value) if kept.form is Form.JSON else plain(value)


def _parsed(value: object) -> object:
    # PostgreSQL gives its own type as what it means, SQLite as text.
    return json.loads(value) if isinstance(value, str | bytes) else value


def _taken(document: dict[str, Any], path: list[str]) -> object:
    """Take a value out of a document."""
    *outer, last = path
    for name in outer:
        inner = document.get(name)
        if not isinstance(inner, dict):
            return None
        document = inner
    return document.pop(last, None)


def _put(document: dict[str, Any], path: list[str], value: object) -> None:
    """Put a value back; what is None is left to the field's own beginning."""
    if value is None:
        return
    *outer, last = path
    for name in outer:
        if document.get(name) is None:
            document[name] = {}
        document = document[name]
    document[last] = value


def _said(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields of a document that say something."""
    for name, value in document.items():
        if isinstance(value, dict):
            yield from ((name,) if any(True for _ in _said(value)) else ())
        elif value not in _EMPTY:
            yield name
