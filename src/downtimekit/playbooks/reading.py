"""Playbooks as documents: read from what JSON or YAML holds, and written back; a table never holds anything to run."""

from __future__ import annotations

import json
from typing import Any

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.reading import read
from downtimekit.playbooks.checks import check
from downtimekit.playbooks.guards import GUARDS, Guards
from downtimekit.playbooks.table import Playbook


def playbook_from(document: object, *, source: str, guards: Guards = GUARDS) -> Playbook:
    """Return a playbook that was written as a document.

    Args:
        document: what ``json.loads`` or a YAML reader returned.
        source: what is read, such as the file's name, for the error.
        guards: the rules that it may name.

    Raises:
        InvalidInput: with every fault and its path.
    """
    playbook = read(Playbook, document, source=source)
    try:
        return check(playbook, guards=guards)
    except InvalidInput as error:
        faults = error.faults
    raise InvalidInput(source, faults)


def playbook_from_json(text: str, *, source: str, guards: Guards = GUARDS) -> Playbook:
    """Return a playbook that was written as JSON.

    Raises:
        InvalidInput: it is no JSON, names something twice, or has other faults.
    """
    try:
        document = json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, source))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets in brackets without an end
        place = ""
    else:
        return playbook_from(document, source=source, guards=guards)
    raise InvalidInput(source, [Fault(place, "is not JSON")])


def playbook_to_json(playbook: Playbook) -> str:
    """Return a playbook as JSON that people can read and `playbook_from_json` reads."""
    return playbook.model_dump_json(exclude_defaults=True, indent=2) + "\n"


def _once(pairs: list[tuple[str, Any]], source: str) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise InvalidInput(source, [Fault(name, "stands there twice") for name in twice])
    return dict(pairs)
