"""Contacts as a JSON document."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.people.directory import Directory
from downtimekit.models.people.entries import Found, decoded
from downtimekit.models.reading import read
from downtimekit.models.strict import Strict
from downtimekit.models.versions import SCHEMA, brought_up


class _Document(Strict):
    contacts: tuple[dict[str, Any], ...]


def read_directory_json(text: str | bytes, *, source: str, region: str | None = None) -> Directory:
    """Read contacts from ``{"contacts": [{"id": ..., "name": ..., "roles": [...], ...}, ...]}``.

    Addresses may stand under ``channels`` as `write_directory_json` writes them, or as in a table: under the names of
    their kinds, with a list of kinds under ``channels``.

    Args:
        text: the document; bytes are taken as UTF-8, or as UTF-16 where they begin with its mark.
        source: what is read, such as the file's name, for the error.
        region: of numbers without a country code that stand as in a table, as two letters of ISO 3166-1; None where
            they are refused.

    Raises:
        NewerDocument: a later release wrote it.
        InvalidInput: with every fault as ``contacts[3].phone``; it never holds an address or a number. Or no phone
            numbers are known of the region.
    """
    found = Found.within(region)
    parsed = _parsed(decoded(text, source=source), source=source)
    if isinstance(parsed, dict):
        parsed = brought_up(parsed, name="directory", upcasts={}, source=source)
    for index, entry in enumerate(read(_Document, parsed, source=source).contacts):
        path = f"contacts[{index}]"
        for fault in found.take(entry, path=path):
            found.faults.append(Fault(f"{path}.{fault.path}" if fault.path else path, fault.words))
    return found.directory(source=source)


def write_directory_json(directory: Directory) -> str:
    """Write contacts as the document that `read_directory_json` reads back to an equal directory; first its schema."""
    contacts = directory.model_dump(mode="json", exclude_defaults=True)
    return json.dumps({"schema": SCHEMA} | contacts, indent=2, ensure_ascii=False)


def _parsed(text: str, *, source: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        fault = Fault(f"line {error.lineno}", f"is not JSON: {error.msg}")
    except RecursionError:
        fault = Fault("", "is nested too deeply to be a list of contacts")
    except ValueError:  # of `_each_once`, or Python's about the length of a number
        fault = Fault("", "names a field twice in one place, or has a number of thousands of digits")
    raise InvalidInput(source, [fault])


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    # Python keeps the last of two, so that somebody would be told at the wrong address without a word.
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError
    return fields
