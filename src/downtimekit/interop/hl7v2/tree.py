"""A model as observations of our own, and back: nothing of it is lost, whatever it is made of.

HL7 has no codes for most of what a breast report holds. So each leaf is one observation: its name in OBX-3 under the
local coding scheme ``99DTK``, such as ``findings[].clock``; its place in the lists on the way in OBX-4, such as ``2``;
its value in OBX-5. Other systems may pass over them; what they need stands in the text and under public codes.

A name that ends with ``{}`` says that something was said to be empty, such as a comparison with no earlier exam.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

SCHEME = "99DTK"
"""The coding scheme of our own names (HL7 table 0396: 99 and three letters are local)."""

Leaf: TypeAlias = tuple[str, str, str]
"""The name, the place and the value of one observation."""

Step: TypeAlias = str | int

_EMPTY = "{}"
_NAME = re.compile(r"[a-z0-9_]+(\[\])?(\.[a-z0-9_]+(\[\])?)*(\{\})?", re.ASCII)
_PLACE = re.compile(r"(\d{1,4}(\.\d{1,4})*)?", re.ASCII)


def leaves(value: object, *, name: str = "", place: Sequence[int] = ()) -> Iterator[Leaf]:
    """Yield the leaves of what ``model_dump(mode="json")`` returned; what says nothing has none."""
    if isinstance(value, Mapping):
        said = [leaf for key, item in value.items() for leaf in leaves(item, name=_under(name, key), place=place)]
        yield from said or ([(name + _EMPTY, _dotted(place), "none")] if name else [])
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from leaves(item, name=f"{name}[]", place=(*place, number))
    elif isinstance(value, bool):
        yield name, _dotted(place), "true" if value else "false"
    elif value not in (None, ""):
        yield name, _dotted(place), str(value)


def tree(found: Iterable[Leaf]) -> dict[str, Any]:
    """Put leaves together again.

    Raises:
        ValueError: they do not fit together.
    """
    root: dict[Step, Any] = {}
    for name, place, value in found:
        *way, last = _steps(name, place)
        below = root
        for step in way:
            below = _below(below, step)
        if last in below:
            raise ValueError("something is said twice")
        below[last] = {} if name.endswith(_EMPTY) else value
    return {str(name): _listed(item) for name, item in root.items()}


def _below(node: dict[Step, Any], step: Step) -> dict[Step, Any]:
    found = node.setdefault(step, {})
    if isinstance(found, dict):
        return found
    raise ValueError("something stands below a value")


def _steps(name: str, place: str) -> Iterator[Step]:
    """Yield the way to a leaf: names, and numbers in lists."""
    if not _NAME.fullmatch(name) or not _PLACE.fullmatch(place):
        raise ValueError("is no name or no place of ours")
    numbers = [int(number) for number in place.split(".") if number]
    if name.count("[]") != len(numbers):
        raise ValueError("the place does not belong to the name")
    for step in name.removesuffix(_EMPTY).split("."):
        yield step.removesuffix("[]")
        if step.endswith("[]"):
            yield numbers.pop(0)


def _listed(item: object) -> object:
    """Turn what has numbers for names into lists, in the order of the numbers."""
    if not isinstance(item, dict):
        return item
    if item and all(isinstance(step, int) for step in item):
        return [_listed(item[number]) for number in sorted(item)]
    return {str(step): _listed(below) for step, below in item.items()}


def _under(name: str, key: object) -> str:
    return f"{name}.{key}" if name else str(key)


def _dotted(place: Sequence[int]) -> str:
    return ".".join(map(str, place))
