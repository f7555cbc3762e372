"""Contacts as a JSON document."""

from __future__ import annotations

import json
from typing import Any

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.people.directory import Directory
from downtimekit.models.people.entries import Found, decoded
from downtimekit.models.reading import read
from downtimekit.models.strict import Strict
from downtimekit.models.versions import SCHEMA, brought_up


class _Document(Strict):
    contacts: tuple[dict[str, Any], ...]


def read_directory_json(text: str | bytes, *, source: str) -> Directory:
    """Read contacts from ``{"contacts": [{"id": ..., "name": ..., "roles": [...], ...}, ...]}``.

    Addresses may stand under ``channels`` as `write_directory_json` writes them, or as in a table: under the names of
    their kinds, with a list of kinds under ``channels``.

    Args:
        text: the document; bytes are taken as UTF-8.
        source: what is read, such as the file's name, for the error.

    Raises:
        NewerDocument: a later release wrote it.
        InvalidInput: with every fault as ``contacts[3].phone``; it never holds an address or a number.
    """
    try:
        parsed = json.loads(decoded(text, source=source))
    except json.JSONDecodeError as error:
        raise InvalidInput(source, [Fault(f"line {error.lineno}", f"is not JSON: {error.msg}")]) from None
    except RecursionError:
        raise InvalidInput(source, [Fault("", "is nested too deeply to be a list of contacts")]) from None
    if isinstance(parsed, dict):
        parsed = brought_up(parsed, name="directory", upcasts={}, source=source)
    found = Found()
    for index, entry in enumerate(read(_Document, parsed, source=source).contacts):
        path = f"contacts[{index}]"
        for fault in found.take(entry, path=path):
            found.faults.append(Fault(f"{path}.{fault.path}" if fault.path else path, fault.words))
    return found.directory(source=source)


def write_directory_json(directory: Directory) -> str:
    """Write contacts as the document that `read_directory_json` reads back to an equal directory; first its schema."""
    contacts = directory.model_dump(mode="json", exclude_defaults=True)
    return json.dumps({"schema": SCHEMA} | contacts, indent=2, ensure_ascii=False)
