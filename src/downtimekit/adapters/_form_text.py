"""The text of a form's file as a tree that knows its lines: JSON, and YAML with the extra `yaml`.

Nothing in a file is ever run or looked up, every word of YAML stays a word, and an anchor that multiplies itself is
refused by how much it grows.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import define, field, frozen

from downtimekit.errors import Fault, InvalidInput

if TYPE_CHECKING:
    import yaml

Scalar: TypeAlias = "str | int | float | bool | None"

_MOST_NODES, _DEEPEST, _LONGEST = 50_000, 40, 2_000_000
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TAGS = {
    "scalar": tuple(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null")),
    "sequence": ("tag:yaml.org,2002:seq",),
    "mapping": ("tag:yaml.org,2002:map",),
}


@frozen
class Node:
    """One value of a file.

    Attributes:
        value: a plain value, the entries of a list, or the values of a mapping by their keys.
        line: where it begins, counted from 1; of a value in a mapping, where its key stands.
    """

    value: Scalar | list[Node] | dict[str, Node]
    line: int


def tree_of(text: str, *, source: str, is_yaml: bool) -> Node:
    """Return the tree of a text.

    Raises:
        InvalidInput: it is no JSON or YAML, is larger than a form can be, or has a key twice; with every such key.
    """
    if len(text) > _LONGEST:
        raise InvalidInput(source, [Fault("", f"is longer than a form can be ({_LONGEST} characters)")])
    growing = _Growing(source)
    tree = growing.of_yaml(_composed(text, source)) if is_yaml else _json(text, growing)
    if growing.twice:
        raise InvalidInput(source, growing.twice)
    return tree


@define
class _Growing:
    """How much of a file was read, and what stands in it twice."""

    source: str
    twice: list[Fault] = field(factory=list)
    _nodes: int = 0

    def count(self, line: int, depth: int) -> None:
        self._nodes += 1
        if self._nodes > _MOST_NODES or depth > _DEEPEST:
            raise InvalidInput(self.source, [Fault(f"line {line}", "is larger than a form can be, or holds itself")])

    def keys(self, keys: Sequence[tuple[str, int]]) -> None:
        times = Counter(key for key, _ in keys)
        for key, line in {key: line for key, line in keys if times[key] > 1}.items():
            self.twice.append(Fault(f"line {line}", f"has '{key[:50]}' more than once"))

    def of_yaml(self, node: yaml.Node, *, line: int | None = None, depth: int = 0) -> Node:
        at = line or node.start_mark.line + 1
        self.count(at, depth)
        kind: str = node.id  # type: ignore[attr-defined]
        if node.tag not in _TAGS[kind]:
            raise InvalidInput(self.source, [Fault(f"line {at}", "has a tag, which this reader does not take")])
        found: Any = node.value
        if kind == "scalar":
            unquoted = node.style is None  # type: ignore[attr-defined]
            return Node(None if unquoted and found in _NULL else found, at)
        if kind == "sequence":
            return Node([self.of_yaml(each, depth=depth + 1) for each in found], at)
        pairs = [(self._key(key), key.start_mark.line + 1, value) for key, value in found]
        self.keys([(key, line) for key, line, _ in pairs])
        return Node({key: self.of_yaml(each, line=line, depth=depth + 1) for key, line, each in pairs}, at)

    def _key(self, node: yaml.Node) -> str:
        if isinstance(node.value, str):
            return node.value
        raise InvalidInput(self.source, [Fault(f"line {node.start_mark.line + 1}", "has a key that is no word")])


def _composed(text: str, source: str) -> yaml.Node:
    import yaml  # noqa: PLC0415  (needs the extra)

    place, why = "", "a form is expected"
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.BaseLoader)
        if node is not None:
            return node
    except yaml.MarkedYAMLError as error:
        place = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
        why = f"{error.problem}; words with a colon, or in braces with other signs, stand in quotes"
    except (yaml.YAMLError, ValueError, RecursionError):
        why = "it has a character that YAML does not have, or brackets in brackets without an end"
    raise InvalidInput(source, [Fault(place, f"is not YAML that this reader takes: {why}")])


def _json(text: str, growing: _Growing) -> Node:
    place = ""
    try:
        json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}"
    except (ValueError, RecursionError):
        pass  # NaN, a number of thousands of digits, or brackets in brackets without an end
    else:
        return _Json(text, growing).value(0, depth=0)[0]
    raise InvalidInput(growing.source, [Fault(place, "is not JSON")])


def _no_number(_: str) -> None:
    raise ValueError


@define
class _Json:
    """Goes through a text that is JSON, for its lines; `json` tells none."""

    text: str
    growing: _Growing
    _decoder: json.JSONDecoder = field(factory=json.JSONDecoder, init=False)
    _line: int = field(default=1, init=False)
    _counted: int = field(default=0, init=False)

    def value(self, start: int, *, depth: int) -> tuple[Node, int]:
        at = self._next(start)
        line = self._line_of(at)
        self.growing.count(line, depth)
        if self.text[at] == "{":
            return self._mapping(at, line, depth)
        if self.text[at] == "[":
            return self._list(at, line, depth)
        found, end = self._decoder.raw_decode(self.text, at)
        return Node(found, line), end

    def _mapping(self, at: int, line: int, depth: int) -> tuple[Node, int]:
        values: dict[str, Node] = {}
        keys: list[tuple[str, int]] = []
        at = self._next(at + 1)
        while self.text[at] != "}":
            key, end = self._decoder.raw_decode(self.text, at)
            keys.append((key, self._line_of(at)))
            values[key], end = self.value(self._next(end) + 1, depth=depth + 1)
            at = self._after_comma(end)
        self.growing.keys(keys)
        return Node(values, line), at + 1

    def _list(self, at: int, line: int, depth: int) -> tuple[Node, int]:
        entries: list[Node] = []
        at = self._next(at + 1)
        while self.text[at] != "]":
            entry, end = self.value(at, depth=depth + 1)
            entries.append(entry)
            at = self._after_comma(end)
        return Node(entries, line), at + 1

    def _after_comma(self, end: int) -> int:
        at = self._next(end)
        return self._next(at + 1) if self.text[at] == "," else at

    def _next(self, at: int) -> int:
        while self.text[at] in " \t\n\r":
            at += 1
        return at

    def _line_of(self, at: int) -> int:
        self._line += self.text.count("\n", self._counted, at)
        self._counted = max(self._counted, at)
        return self._line
