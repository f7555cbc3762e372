"""What a sheet says, as lines that a person reads in any system."""

from __future__ import annotations

from downtimekit.interop.hl7v2.tree import Leaf, leaves
from downtimekit.models.capture import Content

_TOLD_ELSEWHERE = {"record"}


def readable(content: Content, *, without: frozenset[str] = frozenset()) -> str:
    """Return a line for everything that is said: ``symptoms left 1: lump``.

    Args:
        content: what a sheet says.
        without: fields that are told in another way.
    """
    dumped = content.model_dump(mode="json", exclude=_TOLD_ELSEWHERE | without)
    return "\n".join(_line(leaf) for leaf in leaves(dumped))


def _line(leaf: Leaf) -> str:
    name, place, value = leaf
    numbers = iter(place.split("."))
    words = [f"{step.removesuffix('[]')} {next(numbers)}" if step.endswith("[]") else step for step in name.split(".")]
    return f"{' '.join(words).removesuffix('{}').replace('_', ' ')}: {value}"
