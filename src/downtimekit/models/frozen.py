"""Mappings and lists inside models that nobody can change, so that a model with one is as frozen as the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

Value = TypeVar("Value")


def _refuse(*_: object, **__: object) -> NoReturn:
    raise TypeError("it is part of a model, and never changes")


class FrozenMap(dict[str, Value]):
    """A mapping that never changes, and can be hashed where its values can.

    Raises:
        TypeError: somebody tries to change it.
    """

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        """Return a number for sets; equal mappings have the same."""
        return hash(frozenset(self.items()))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return how it is written: as the mapping that it is."""
        return handler(dict)

    def __reduce__(self) -> tuple[type, tuple[dict[str, Value]]]:
        """Return how it is copied and pickled."""
        return FrozenMap, (dict(self),)


class FrozenList(list[Value]):
    """A list that never changes, and can be hashed where its values can.

    Raises:
        TypeError: somebody tries to change it.
    """

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        """Return a number for sets; equal lists have the same."""
        return hash(tuple(self))

    def __reduce__(self) -> tuple[type, tuple[list[Value]]]:
        """Return how it is copied and pickled."""
        return FrozenList, (list(self),)


def frozen(found: Any) -> Any:  # noqa: ANN401  (whatever JSON can say)
    """Return mappings and lists, at any depth, as what cannot be changed."""
    if isinstance(found, Mapping):
        return FrozenMap({key: frozen(value) for key, value in found.items()})
    if isinstance(found, list | tuple):
        return FrozenList(map(frozen, found))
    return found
