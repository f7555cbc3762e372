"""Scripts in Python, and in files: JSON, and YAML with the extra `yaml`; nothing in a file is ever run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict, Unpack

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.reading import read
from downtimekit.playbooks import Playbook
from downtimekit.testing.script import OutageScript
from downtimekit.testing.script_check import faults_of


class StepSaid(TypedDict, total=False):
    """What `at` takes: the fields of `Step`, as plain values."""

    which: str
    by: str
    signal: str
    details: Mapping[str, str]
    sites: Sequence[str] | str
    services: Sequence[str] | str
    happened_at: str
    task: str
    subject: str
    remark: str
    observe: Sequence[Mapping[str, str]]
    acknowledge: Mapping[str, str]
    channel: Mapping[str, str]
    kill: bool
    tick: bool
    deliver: bool
    step_clock: float
    do: Callable[..., object]
    refused: Sequence[str] | str
    expect: Mapping[str, Any]


def at(when: str, /, **said: Unpack[StepSaid]) -> dict[str, object]:
    """Return one step of a script in Python: ``at("+5", signal="staff_told")``; see `Step`."""
    return {"at": when, **said}


def script_of(
    *steps: Mapping[str, object],
    playbooks: Iterable[Playbook] = (),
    title: str = "an outage",
    tended: bool = True,
    **declare: object,
) -> OutageScript:
    """Return a script that was written in Python, checked.

    Args:
        steps: made with `at`.
        playbooks: which it may be run by, besides those that are shipped.
        title: what it shows.
        tended: whether a worker is at work between the steps.
        declare: the fields of `Declaration`.

    Raises:
        InvalidInput: with every fault and its path.
    """
    document = {"title": title, "tended": tended, "declare": declare, "steps": steps}
    return script_from(document, playbooks=playbooks, source=title)


def script_from(document: object, *, playbooks: Iterable[Playbook] = (), source: str = "script") -> OutageScript:
    """Return a script that was written as a document, as a JSON or YAML reader returns it, checked.

    Raises:
        InvalidInput: with every fault and its path.
    """
    script = read(OutageScript, document, source=source)
    faults = tuple(faults_of(script, playbooks=playbooks))
    if faults:
        raise InvalidInput(source, faults)
    return script


def load_script(path: Path, *, playbooks: Iterable[Playbook] = ()) -> OutageScript:
    """Read a script from a file, and check it.

    Args:
        path: a file whose name ends in ``.json``, ``.yaml`` or ``.yml``, in UTF-8.
        playbooks: which it may be run by, besides those that are shipped.

    Raises:
        InvalidInput: with every fault, its path and, in YAML, its line; or the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(path.name, [Fault("", "cannot be read, or is not text in UTF-8")]) from error
    if path.suffix.lower() == ".json":
        return script_from(_from_json(text, path.name), playbooks=playbooks, source=path.name)
    from downtimekit.testing._yaml_lines import Written  # noqa: PLC0415  (needs the extra)

    written = Written.of(text, source=path.name)
    try:
        return script_from(written.document, playbooks=playbooks, source=path.name)
    except InvalidInput as error:
        faults = error.faults
    raise InvalidInput(path.name, [_with_line(fault, written.line(_steps(fault.path))) for fault in faults])


def _from_json(text: str, source: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
    raise InvalidInput(source, [Fault(place, "is not JSON")])


def _steps(path: str) -> Iterator[str | int]:
    """Yield the steps that a path takes: ``steps[3].at`` leads to 'steps', 3 and 'at'."""
    for part in path.replace("[", ".[").split("."):
        if part:
            yield int(part[1:-1]) if part.startswith("[") and part[1:-1].isdigit() else part


def _with_line(fault: Fault, line: int) -> Fault:
    return Fault(f"line {line}, {fault.path}" if fault.path else f"line {line}", fault.words)
