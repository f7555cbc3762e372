"""How a document is stored: as JSON that says first by which schema it was written.

    model -> text of the newest schema -> stored
    stored -> text of the newest schema -> model
    stored -> text of an earlier schema -> upcast, a schema at a time -> model

A document without a schema is of schema 1: release 0.1.0 wrote none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from attrs import field, frozen
from pydantic import TypeAdapter, ValidationError

from downtimekit.errors import Fault, InvalidInput, NewerDocument
from downtimekit.models.reading import faults_of
from downtimekit.models.silence import written

SCHEMA = 2
"""The schema that this release writes.

It goes up by one when a document that was stored before would no longer be read as it stands: a field was renamed,
moved or removed, or a rule became stricter. A new field with a default needs no new schema.
"""

Document = TypeVar("Document")
Tree = dict[str, Any]
"""A document as ``json.loads`` returns it."""

Upcast = Callable[[Tree], Tree]
"""Brings a document from one schema to the next. It is pure, and leaves what it does not understand as it is."""

_FIRST = 1


@frozen
class Format(Generic[Document]):
    """How the documents of one type are written, and how those of every schema are read.

    Attributes:
        adapter: writes and reads the newest schema.
        name: of the type; a document that says its own ``kind`` is upcast by that.
        upcasts: by kind and by the schema that they start from; where there is none, nothing changed.
        schema: the newest.
    """

    adapter: TypeAdapter[Document]
    name: str
    upcasts: Mapping[tuple[str, int], Upcast]
    schema: int = SCHEMA
    _start: str = field(init=False)

    @_start.default
    def _starts_with_its_schema(self) -> str:
        return f'{{"schema":{self.schema},'

    def write(self, document: Document) -> str:
        """Return the text to store.

        Raises:
            InvalidInput: the document holds what its model does not allow, because it was made or copied unchecked.
        """
        return self._start + written(self.adapter.dump_json, self.name, document).decode()[1:]

    def read(self, text: str, *, source: str) -> Document:
        """Read a stored text.

        Args:
            text: as `write` of this or of an earlier release returned it.
            source: what is read, for the error.

        Raises:
            NewerDocument: a later release wrote it.
            InvalidInput: it cannot be read; with every fault, and never with what was read.
        """
        # What this release wrote itself, which is nearly everything, is not parsed twice.
        newest = "{" + text[len(self._start) :] if text.startswith(self._start) else self._brought_up(text, source)
        try:
            return self.adapter.validate_json(newest)
        except ValidationError as error:
            faults = faults_of(error)
        # Raised here and not where pydantic failed: its error holds the input, and would stay in our context.
        raise InvalidInput(source, faults)

    def _brought_up(self, text: str, source: str) -> str:
        tree = _tree_of(text)
        if tree is None:
            raise InvalidInput(source, [Fault("", "is not a JSON document")])
        return json.dumps(brought_up(tree, name=self.name, upcasts=self.upcasts, source=source, newest=self.schema))


def brought_up(
    tree: Tree, *, name: str, upcasts: Mapping[tuple[str, int], Upcast], source: str, newest: int = SCHEMA
) -> Tree:
    """Return a parsed document as the newest schema has it, without the number of its schema.

    Args:
        tree: the document.
        name: of its type, where it does not say its ``kind``.
        upcasts: by kind and by the schema that they start from.
        source: what is read, for the error.
        newest: the schema to bring it to.

    Raises:
        NewerDocument: a later release wrote it.
        InvalidInput: it does not say a schema that there is, or is not what its schema allows.
    """
    found = tree.get("schema", _FIRST)
    if type(found) is not int or found < _FIRST:
        raise InvalidInput(source, [Fault("schema", "is not the number of a schema")])
    if found > newest:
        raise NewerDocument(source, schema=found, known=newest)
    steps = [upcasts.get((str(tree.get("kind", name)), schema)) for schema in range(found, newest)]
    document = _stepped({field: value for field, value in tree.items() if field != "schema"}, steps)
    if document is None:
        raise InvalidInput(source, [Fault("", f"is not what schema {found} allows")])
    return document


def _stepped(tree: Tree, steps: Sequence[Upcast | None]) -> Tree | None:
    """Take one upcast after the other; None where one stumbles over what its schema does not allow."""
    try:
        for upcast in steps:
            tree = upcast(tree) if upcast else tree
    except (AttributeError, LookupError, TypeError, ValueError):
        return None
    return tree


def _tree_of(text: str) -> Tree | None:
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, dict) else None
