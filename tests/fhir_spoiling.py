"""Resources that went wrong on the way: values of the wrong kind, missing elements, endless nesting, huge strings."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from downtimekit.errors import InvalidInput

PLANTED = "Plantagenet"
DEEP: Any = {"extension": []}
for _ in range(50):
    DEEP = {"item": [DEEP]}
NAMES = st.sampled_from(["status", "value", "coding", "_value", "modifierExtension", "code", "", "a b", "reference"])
ODD: list[Any] = [PLANTED, "", " ", "\ud800", "\x00", "2026-02-30", "9" * 5000, 10**400, float("nan"), DEEP]
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.integers(0, len(ODD) - 1).map(lambda number: ODD[number]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)


def places(found: dict[str, Any] | list[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a resource: what holds it, and under which name or number."""
    for key, inner in list(found.items() if isinstance(found, dict) else enumerate(found)):
        yield found, key
        if isinstance(inner, dict | list):
            yield from places(inner)


@st.composite
def spoilt(draw: st.DrawFn, sound: st.SearchStrategy[dict[str, Any]]) -> object:
    """Draw a resource with some of it replaced, removed or added."""
    resource = copy.deepcopy(draw(sound))
    for _ in range(draw(st.integers(1, 3))):
        spots = list(places(resource))  # drawn by number: hypothesis writes out what it samples from
        holder, key = spots[draw(st.integers(0, len(spots) - 1))]
        junk = copy.deepcopy(draw(JUNK))  # or the next one would spoil it for all examples
        if draw(st.booleans()) or not isinstance(holder, dict):
            holder[key] = junk
        elif draw(st.booleans()):
            del holder[key]
        else:
            holder[draw(NAMES)] = junk
        if not resource:
            break
    return resource


def told(read: Callable[[object], Any], found: object) -> list[str]:
    """Return what a reader tells of something: losses or faults."""
    try:
        return list(read(found).losses)
    except InvalidInput as error:
        return [str(error), repr(error), *map(str, error.faults)]
