"""YAML, and in which line of it everything stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml
from attrs import frozen

from downtimekit.errors import Fault, InvalidInput


@frozen
class Written:
    """A document, and its nodes."""

    document: object
    _root: yaml.Node

    @classmethod
    def of(cls, text: str, *, source: str) -> Written:
        """Read a text; what it holds becomes mappings, lists and words.

        Raises:
            InvalidInput: it is no YAML, or has a key twice.
        """
        place = ""
        try:
            # Every word stays a word: to other loaders 10:30 is the number 630, and a ticket 4711 is no text.
            root = yaml.compose(text, yaml.BaseLoader)
            if root is not None:
                twice = list(_twice(root))
                if twice:
                    raise InvalidInput(source, twice)
                return cls(yaml.load(text, yaml.BaseLoader), root)  # noqa: S506  (it makes nothing but words)
        except yaml.MarkedYAMLError as error:
            place = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
        except yaml.YAMLError:
            pass
        raise InvalidInput(source, [Fault(place, "is not YAML that this reader takes")])

    def line(self, path: Iterable[str | int]) -> int:
        """Return where something stands; where it is missing, where that stands which it is missing in."""
        node = self._root
        line = node.start_mark.line
        for step in path:
            found = _inside(node, step)
            if found is None:
                break
            line, node = found
        return line + 1


def _inside(node: yaml.Node, step: str | int) -> tuple[int, yaml.Node] | None:
    """Return what a node has under a key or at a place, and the line of its key."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child: Any = node.value[step]
        return child.start_mark.line, child
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark.line, value) for key, value in node.value if key.value == step), None)
    return None


def _twice(node: yaml.Node) -> Iterable[Fault]:
    """Yield keys that stand there twice, where YAML's readers take the last."""
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        for key, value in node.value:
            if isinstance(key.value, str) and keys.count(key.value) > 1:
                yield Fault(f"line {key.start_mark.line + 1}", f"has '{key.value}' more than once")
            yield from _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _twice(child)
