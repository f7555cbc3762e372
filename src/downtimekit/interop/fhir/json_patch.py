"""What changes between two JSON documents, as a JSON Patch (RFC 6902): small, and always right when it is applied.

Objects are compared name by name. Lists are compared place by place, once what stands at both ends alike is left out;
so an item that is put in or taken out in the middle of a list is one operation, and not one for each that follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from downtimekit.interop.fhir.kinds import Json


@frozen
class Operation:
    """One change.

    Attributes:
        op: ``add``, ``remove`` or ``replace``.
        path: where, as a JSON Pointer (RFC 6901); value: what stands there then, None for a removal.
    """

    op: str
    path: str
    value: Json | None = field(default=None, repr=False)

    @property
    def json(self) -> Json:
        """The operation as RFC 6902 writes it."""
        operation: dict[str, Json] = {"op": self.op, "path": self.path}
        return operation if self.value is None else {**operation, "value": self.value}


def difference(before: Json, after: Json, *, at: str = "") -> Sequence[Operation]:
    """Return what makes one document of another one, in the order in which it is to be applied.

    Args:
        before: the one; FHIR JSON, which has no null.
        after: the other.
        at: the path of both.
    """
    return tuple(_changes(before, after, at))


def _changes(before: Any, after: Any, at: str) -> Iterator[Operation]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _in_object(before, after, at)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _in_list(before, after, at)
    elif not _same(before, after):
        yield Operation("replace", at, after)


def _in_object(before: Mapping[str, Any], after: Mapping[str, Any], at: str) -> Iterator[Operation]:
    for name in before:
        if name not in after:
            yield Operation("remove", f"{at}/{_escaped(name)}")
    for name, value in after.items():
        if name in before:
            yield from _changes(before[name], value, f"{at}/{_escaped(name)}")
        else:
            yield Operation("add", f"{at}/{_escaped(name)}", value)


def _in_list(before: Sequence[Any], after: Sequence[Any], at: str) -> Iterator[Operation]:
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    shared = min(len(old), len(new))
    for place in range(shared):
        yield from _changes(old[place], new[place], f"{at}/{head + place}")
    for place in range(len(old) - 1, shared - 1, -1):
        yield Operation("remove", f"{at}/{head + place}")
    for place in range(shared, len(new)):
        yield Operation("add", f"{at}/{head + place}", new[place])


def _alike(one: Sequence[Any], other: Sequence[Any]) -> int:
    """Return how many items two lists begin with alike."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if not _same(left, right):
            break
        count += 1
    return count


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Say whether two values are one in JSON, where true is not 1, as it is in Python."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
