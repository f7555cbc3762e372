"""Forms in files: JSON, and YAML with the extra `yaml`; a vendor's own form needs no code.

A file has one form, as `FormDefinition` has it or in the short forms of the guide "Your own form".
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from downtimekit.adapters._form_shape import Shaping
from downtimekit.adapters._form_text import tree_of
from downtimekit.errors import Fault, InvalidInput
from downtimekit.forms.form_book import FormBook
from downtimekit.forms.form_concerns import form_concerns
from downtimekit.models.concern import Gravity
from downtimekit.models.forms import FormDefinition
from downtimekit.models.reading import read

_YAML = frozenset({".yaml", ".yml"})
_SUFFIXES = _YAML | {".json"}


def read_form(path: Path | str) -> FormDefinition:
    """Read a form from a file.

    Args:
        path: a file whose name ends in ``.json``, ``.yaml`` or ``.yml``, in UTF-8.

    Raises:
        InvalidInput: with every fault, each with its path in the form and its line; or the file cannot be read.
    """
    path = Path(path)
    return form_from(_text(path), source=path.name)


def form_from(text: str, *, source: str) -> FormDefinition:
    """Read a form from the text of a file.

    Args:
        text: YAML, or JSON where the source's name says so.
        source: what the file is called, such as ``falls_risk.yaml``.

    Raises:
        InvalidInput: with every fault.
    """
    tree = tree_of(text, source=source, is_yaml=not source.lower().endswith(".json"))
    shaping = Shaping()
    shaped = shaping.form(tree)
    faults = list(shaping.faults)
    told = tuple(fault.path for fault in faults)
    try:
        form = read(FormDefinition, shaped, source=source)
        found = [Fault(each.path, each.words) for each in form_concerns(form) if each.gravity is Gravity.FAULT]
    except InvalidInput as error:
        found = list(error.faults)
    faults += (fault for fault in found if not fault.path.startswith(told))
    if faults:
        faults.sort(key=lambda fault: shaping.line(fault.path))
        raise InvalidInput(source, [_in_line(fault, shaping) for fault in faults])
    return form


def read_forms(folder: Path | str) -> FormBook:
    """Read every form of a folder, in all the versions that lie there; other files in it are passed over.

    Raises:
        InvalidInput: with every fault of every file, or two files have one version of a form and say different things.
    """
    folder = Path(folder)
    forms: list[FormDefinition] = []
    faults: list[Fault] = []
    for path in sorted(_files(folder)):
        try:
            forms.append(read_form(path))
        except InvalidInput as error:
            faults += (Fault(f"{path.name}: {fault.path}".rstrip(": "), fault.words) for fault in error.faults)
    if faults:
        raise InvalidInput(folder.name, faults)
    return FormBook.of(*forms)


def write_form(form: FormDefinition, path: Path | str) -> None:
    """Write a form into a file, as JSON or YAML by its name, so that `read_form` gives the same form again.

    Raises:
        InvalidInput: the file cannot be written.
    """
    path = Path(path)
    text = form_text(form, is_yaml=path.suffix.lower() in _YAML)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidInput(path.name, [Fault("", f"cannot be written ({error.strerror})")]) from error


def form_text(form: FormDefinition, *, is_yaml: bool = True) -> str:
    """Return a form as the text of a file."""
    found: dict[str, Any] = form.model_dump(mode="json", exclude_defaults=True)
    if not is_yaml:
        return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    import yaml  # noqa: PLC0415  (needs the extra)

    return yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=110)


def _files(folder: Path) -> Iterator[Path]:
    try:
        yield from (path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES and path.is_file())
    except OSError as error:
        raise InvalidInput(folder.name, [Fault("", f"cannot be read ({error.strerror})")]) from error


def _in_line(fault: Fault, shaping: Shaping) -> Fault:
    line = f"line {shaping.line(fault.path)}"
    return Fault(f"{fault.path} ({line})" if fault.path else line, fault.words)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InvalidInput(path.name, [Fault("", f"cannot be read ({error.strerror})")]) from error
    except UnicodeDecodeError:
        pass
    raise InvalidInput(path.name, [Fault("", "is not text in UTF-8")])
