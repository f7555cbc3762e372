"""Playbooks in files: JSON, and YAML with the extra `yaml`; nothing in a file is ever run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from downtimekit.errors import Fault, InvalidInput
from downtimekit.playbooks.guards import GUARDS, Guards
from downtimekit.playbooks.reading import playbook_from, playbook_from_json
from downtimekit.playbooks.table import Playbook

_YAML = frozenset({".yaml", ".yml"})


def load_playbook(path: Path, *, guards: Guards = GUARDS) -> Playbook:
    """Read a playbook from a file.

    Args:
        path: a file whose name ends in ``.json``, ``.yaml`` or ``.yml``, in UTF-8.
        guards: the rules that it may name.

    Raises:
        InvalidInput: with every fault; or the file cannot be read.
    """
    text = _text(path)
    if path.suffix.lower() in _YAML:
        return playbook_from(_from_yaml(text, path.name), source=path.name, guards=guards)
    return playbook_from_json(text, source=path.name, guards=guards)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidInput(path.name, [Fault("", f"cannot be read ({error.strerror})")]) from error
    except UnicodeDecodeError:
        pass
    raise InvalidInput(path.name, [Fault("", "is not text in UTF-8")])


def _from_yaml(text: str, source: str) -> object:
    import yaml  # noqa: PLC0415  (needs the extra)

    class Once(yaml.SafeLoader):
        """Refuses a key that stands there twice, where YAML's readers take the last."""

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
            """Return a mapping whose keys are told apart."""
            keys = [self.construct_object(key, deep=True) for key, _ in node.value]
            twice = [str(key) for key in dict.fromkeys(map(str, keys)) if list(map(str, keys)).count(key) > 1]
            if twice:
                line = node.start_mark.line + 1
                raise InvalidInput(source, [Fault(f"line {line}", f"has '{key}' more than once") for key in twice])
            return super().construct_mapping(node, deep)

    place = ""
    try:
        return yaml.load(text, Loader=Once)  # noqa: S506  (a SafeLoader: it makes plain values only)
    except yaml.MarkedYAMLError as error:
        place = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
    except (yaml.YAMLError, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        # A date that is none, a tag that does not fit what it stands before, brackets in brackets without an end.
        pass
    raise InvalidInput(source, [Fault(place, "is not YAML that this reader takes")])
