"""What upcasts are made of: small changes at a place in a document, which leave alone what is not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from downtimekit.models.versions.format import Tree, Upcast

Change = Callable[[Any], Any]
"""Returns what should stand at a place instead."""


def at(path: str, change: Change) -> Upcast:
    """Return an upcast that changes what stands at a path.

    Args:
        path: names of fields, such as ``plan.decisions[].entry``; ``[]`` is every item of a list.
        change: is not asked where the path leads nowhere, or to null.
    """
    name, _, rest = path.partition(".")
    is_list = name.endswith("[]")
    name = name.removesuffix("[]")
    deeper = _in_a_document(at(rest, change)) if rest else change
    within = _in_each(deeper) if is_list else deeper

    def changed(tree: Tree) -> Tree:
        return {**tree, name: within(tree[name])} if tree.get(name) is not None else tree

    return changed


def renamed(old: str, new: str) -> Upcast:
    """Return an upcast that gives a field another name."""
    return lambda tree: {new if name == old else name: value for name, value in tree.items()}


def chained(*upcasts: Upcast) -> Upcast:
    """Return an upcast that makes several changes, one after the other."""

    def changed(tree: Tree) -> Tree:
        for upcast in upcasts:
            tree = upcast(tree)
        return tree

    return changed


def _in_a_document(upcast: Upcast) -> Change:
    return lambda found: upcast(found) if isinstance(found, dict) else found


def _in_each(change: Change) -> Change:
    return lambda found: [change(item) for item in found] if isinstance(found, list) else found
