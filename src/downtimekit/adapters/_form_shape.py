"""The shapes in which people write a form down, and the one that the model has.

Short forms stand for what they say: a choice is a label, or a key and a label; a condition is ``way = bus``; fields can
be a mapping of keys to labels; ``es: {Name: Nombre}`` is a translation. What is written as the model has it stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import define, field

from downtimekit.adapters._form_text import Node
from downtimekit.errors import Fault

_CONDITION = re.compile(
    r"(?P<field>[A-Za-z0-9][A-Za-z0-9._:/-]*)"
    r"(?:\s*(?P<operator>!=|>=|<=|=|>|<)\s*(?P<value>\S.*)|\s+is\s+(?P<exists>answered|empty))?"
)
_HOW = "write a condition as: way = bus, week > 3, way is answered, or way is empty"
_CHOOSING = frozenset({"one_of", "many_of"})


@define
class Shaping:
    """A file's tree on its way to what `FormDefinition` reads.

    Attributes:
        faults: what cannot be understood; lines: where everything stands, by its path in the model.
    """

    faults: list[Fault] = field(factory=list)
    lines: dict[str, int] = field(factory=dict)

    def form(self, tree: Node) -> object:
        """Return a form as the model has it; what is no form at all, as it is."""
        if not isinstance(tree.value, dict):
            return self._plain(tree, "")
        found = {name: self._part(name, node) for name, node in tree.value.items()}
        if "fields" in found:
            fields = found.pop("fields")
            if "sections" in found:
                self._wrong("fields", "stand beside sections: put them into one")
            found["sections"] = [{"title": found.get("title"), "fields": fields}]
        found.setdefault("record", "form")
        if found["record"] == "none":
            found["record"] = None
        _say_as_typed(found)
        return found

    def line(self, path: str) -> int:
        """Return the line of what stands at a path, or of what it is missing in."""
        while path and path not in self.lines:
            path = re.sub(r"(\.?[^.\[]+|\[\d+\])$", "", path)
        return self.lines.get(path, 1)

    def _part(self, name: str, node: Node) -> object:
        self.lines[name] = node.line
        if name == "sections":
            return self._listed(node, name, self._section)
        if name == "fields":
            return self._fields(node, "sections[0].fields")
        if name == "groups":
            return self._listed(node, name, self._group)
        return self._translations(node, name) if name == "translations" else self._plain(node, name)

    def _section(self, node: Node, path: str) -> object:
        return self._mapped(node, path, {"fields": self._fields})

    def _group(self, node: Node, path: str) -> object:
        group = self._mapped(node, path, {})
        return self._keyed(group, path) if isinstance(group, dict) else group

    def _fields(self, node: Node, path: str) -> object:
        self.lines[path] = node.line
        if not isinstance(node.value, dict):
            return self._listed(node, path, self._field)
        return [
            self._field(_with("key", key, "label", each), f"{path}[{number}]")
            for number, (key, each) in enumerate(node.value.items())
        ]

    def _field(self, node: Node, path: str) -> object:
        parts = {
            "choices": self._choices,
            "columns": self._fields,
            "codes": self._codes,
            "shown_if": self._conditions,
            "required_if": self._condition,
            "minimum": self._written,
            "maximum": self._written,
        }
        found = self._mapped(node, path, parts)
        if not isinstance(found, dict):
            return found
        shown = found.get("shown_if")
        if isinstance(shown, dict) and "field" not in shown:
            found |= {"shown_if": shown.get("any", shown.get("all")), "shown_if_any": "any" in shown}
            self._unknown_in(shown, {"any"} if "any" in shown else {"all"}, f"{path}.shown_if")
        if "kind" not in found:
            found["kind"] = next((kind for part, kind in _IMPLIED.items() if part in found), "text")
        return found

    def _choices(self, node: Node, path: str) -> object:
        self.lines[path] = node.line
        if isinstance(node.value, dict):
            entries = [_with("key", key, "label", each) for key, each in node.value.items()]
        elif isinstance(node.value, list):
            entries = [_entry(each) for each in node.value]
        else:
            return self._plain(node, path)
        return [self._choice(each, f"{path}[{number}]") for number, each in enumerate(entries)]

    def _choice(self, node: Node, path: str) -> object:
        choice = self._mapped(node, path, {"codes": self._codes})
        return self._keyed(choice, path) if isinstance(choice, dict) else choice

    def _keyed(self, found: dict[str, object], path: str) -> dict[str, object]:
        """Return a choice or a group with its key, made from its label where none is given."""
        label = found.get("label")
        if "key" not in found and isinstance(label, str):
            made = _key_of(label)
            if not made:
                self._wrong(path, "needs a key of Latin letters or digits: write key: label")
                made = "key"
            found["key"] = made
        return found

    def _codes(self, node: Node, path: str) -> object:
        self.lines[path] = node.line
        entries = node.value if isinstance(node.value, list) else [node]
        return [self._code(each, f"{path}[{number}]") for number, each in enumerate(entries)]

    def _code(self, node: Node, path: str) -> object:
        self.lines[path] = node.line
        if not isinstance(node.value, str):
            return self._plain(node, path)
        system, bar, code = node.value.rpartition("|")
        if not bar:
            self._wrong(path, "is not a code: write http://loinc.org|24606-6")
            return {"system": "-", "code": "-"}
        return {"system": system, "code": code}

    def _conditions(self, node: Node, path: str) -> object:
        self.lines[path] = node.line
        if isinstance(node.value, dict) and "field" not in node.value:
            return {name: self._conditions(each, path) for name, each in node.value.items()}
        entries = node.value if isinstance(node.value, list) else [node]
        return [self._condition(each, f"{path}[{number}]") for number, each in enumerate(entries)]

    def _condition(self, node: Node, path: str) -> object:
        self.lines[path] = node.line
        if not isinstance(node.value, str):
            return self._mapped(node, path, {"value": self._written})
        found = _CONDITION.fullmatch(node.value.strip())
        if found is None:
            self._wrong(path, f"is no condition: {_HOW}")
            return _Typed({"field": "-"})
        if found["exists"]:
            return {"field": found["field"], "operator": "exists", "value": str(found["exists"] == "answered").lower()}
        return _Typed(
            {"field": found["field"], "operator": found["operator"] or "=", "value": found["value"] or "true"}
        )

    def _translations(self, node: Node, path: str) -> object:
        if not isinstance(node.value, dict):
            return self._listed(node, path, self._plain)
        return [
            self._translation(tag, each, f"{path}[{number}]") for number, (tag, each) in enumerate(node.value.items())
        ]

    def _translation(self, tag: str, node: Node, path: str) -> object:
        words = self._plain(node, path)
        if isinstance(words, dict) and isinstance(words.get("texts"), dict):
            return {"language": tag, **words}
        return {"language": tag, "texts": words}

    def _written(self, node: Node, path: str) -> object:
        """Return a number or a yes of JSON as it would be typed."""
        self.lines[path] = node.line
        value = node.value
        return str(value).lower() if isinstance(value, bool | int | float) else self._plain(node, path)

    def _mapped(self, node: Node, path: str, parts: Mapping[str, Any]) -> object:
        self.lines[path] = node.line
        if not isinstance(node.value, dict):
            return self._plain(node, path)
        return {name: parts.get(name, self._plain)(each, f"{path}.{name}") for name, each in node.value.items()}

    def _listed(self, node: Node, path: str, entry: Any) -> object:  # noqa: ANN401  (one of our methods)
        self.lines[path] = node.line
        if not isinstance(node.value, list):
            return self._plain(node, path)
        return [entry(each, f"{path}[{number}]") for number, each in enumerate(node.value)]

    def _plain(self, node: Node, path: str) -> Any:  # noqa: ANN401  (whatever stands in the file)
        self.lines[path] = node.line
        if isinstance(node.value, dict):
            return {name: self._plain(each, f"{path}.{name}") for name, each in node.value.items()}
        if isinstance(node.value, list):
            return [self._plain(each, f"{path}[{number}]") for number, each in enumerate(node.value)]
        return node.value

    def _unknown_in(self, found: Mapping[str, object], known: set[str], path: str) -> None:
        if found.keys() - known:
            self._wrong(path, f"takes all or any, and conditions in it; {_HOW}")

    def _wrong(self, path: str, words: str) -> None:
        self.faults.append(Fault(path, words))


class _Typed(dict[str, str]):
    """A condition that was written as one line, whose value may be the label of a box, or yes or no."""


_IMPLIED: Mapping[str, str] = {"choices": "one_of", "columns": "table", "diagram": "diagram"}


def _with(key_name: str, key: str, label_name: str, node: Node) -> Node:
    """Return an entry of a mapping as a mapping of its own, which has its key; a word is its label."""
    parts = node.value if isinstance(node.value, dict) else {label_name: node}
    return Node({key_name: Node(key, node.line), **parts}, node.line)


def _entry(node: Node) -> Node:
    """Return a choice of a list: a label alone, one key with its label, or the choice as the model has it."""
    if isinstance(node.value, str):
        return Node({"label": node}, node.line)
    if isinstance(node.value, dict) and len(node.value) == 1 and "label" not in node.value:
        ((key, each),) = node.value.items()
        return _with("key", key, "label", each)
    return node


def _key_of(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:200]


def _say_as_typed(form: dict[str, Any]) -> None:
    """Let conditions of one line say what would be typed: the key of a box, true or false."""
    fields = {each.get("key"): each for each in _fields_in(form)}
    for each in fields.values():
        _settle(each, fields)
        columns = {column.get("key"): column for column in _mappings(each.get("columns"))}
        for column in columns.values():
            _settle(column, {**fields, **columns})


def _fields_in(form: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for section in _mappings(form.get("sections")):
        yield from _mappings(section.get("fields"))


def _settle(field: Mapping[str, Any], known: Mapping[object, Mapping[str, Any]]) -> None:
    needed = field.get("required_if")
    for condition in (*_mappings(field.get("shown_if")), *([needed] if isinstance(needed, dict) else [])):
        if isinstance(condition, _Typed) and "value" in condition:
            condition["value"] = _typed(condition["value"].strip().strip("\"'"), known.get(condition["field"], {}))


def _typed(value: str, asked: Mapping[str, Any]) -> str:
    if asked.get("kind") == "yes_no":
        return {"yes": "true", "no": "false"}.get(value.casefold(), value.casefold())
    choices = _mappings(asked.get("choices")) if asked.get("kind") in _CHOOSING else []
    if any(choice.get("key") == value for choice in choices):
        return value
    labels = {str(choice.get("label")).casefold(): str(choice.get("key")) for choice in choices}
    return labels.get(value.casefold(), value)


def _mappings(found: object) -> Sequence[dict[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
