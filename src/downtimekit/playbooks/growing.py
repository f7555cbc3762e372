"""A mapping that grows with a downtime, and of which a copy costs next to nothing however much it holds."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, overload

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_values

K = TypeVar("K")
V = TypeVar("V")
Other = TypeVar("Other")

_SMALL: Final = 32
"""So much may lie on top however little lies below."""

_EMPTY: Final[dict[Any, Any]] = {}
"""Both layers of every mapping that holds nothing yet; nobody writes into it."""


class _Lies(Enum):
    """Where to look for a key: what the top answers in place of a value."""

    BELOW = "below"
    NOWHERE = "nowhere"


class Growing(MutableMapping[K, V], Generic[K, V]):
    """A dictionary in two layers: below what its copies share and nobody changes, on top what is this one's own.

    A copy shares what lies below and copies the top. Both become one layer as soon as the copies of the top came to as
    much as lies below. So a downtime that takes in n sheets with a copy after each pays n times the square root of n
    for its copies, and not n times n; with a copy after every hundred a tenth of that; and one that is folded without a
    copy pays what a dictionary costs. The order is a dictionary's.

    Like one, it is not to be changed by two threads at once; what nobody changes, any number may read and copy.
    """

    __slots__ = ("_below", "_copied", "_count", "_is_mine", "_top")

    def __init__(self) -> None:
        """Hold nothing yet."""
        self.clear()

    def clear(self) -> None:
        """Take everything out."""
        self._below: dict[K, V] = _EMPTY
        self._top: dict[Any, V | _Lies] = _EMPTY
        self._count = 0
        self._copied = 0
        """How much of the top was copied, time and again, since both were one layer."""
        self._is_mine = False
        """Nobody else has what lies below: it may be changed, and nothing lies on top."""

    def copy(self) -> Growing[K, V]:
        """Return a mapping of the same that goes its own way from here."""
        self._is_mine = False
        self._copied += len(self._top)
        twin: Growing[K, V] = Growing.__new__(Growing)
        twin._below, twin._count, twin._is_mine, twin._copied = self._below, self._count, False, self._copied
        twin._top = self._top.copy() if self._top else _EMPTY
        return twin

    def __getitem__(self, key: K) -> V:
        """Return what stands under a key."""
        found = self._top.get(key, _Lies.BELOW)
        if found is _Lies.BELOW:
            return self._below[key]
        if found is _Lies.NOWHERE:
            raise KeyError(key)
        return found

    @overload
    def get(self, key: K, default: None = None, /) -> V | None: ...
    @overload
    def get(self, key: K, default: V | Other, /) -> V | Other: ...
    def get(self, key: K, default: V | Other | None = None, /) -> V | Other | None:
        """Return what stands under a key, or the default; a key that is not there raises nothing on the way."""
        found = self._top.get(key, _Lies.BELOW)
        if found is _Lies.BELOW:
            return self._below.get(key, default)
        return default if found is _Lies.NOWHERE else found

    def __contains__(self, key: object) -> bool:
        """Say whether something stands under a key."""
        found = self._top.get(key, _Lies.BELOW)
        return key in self._below if found is _Lies.BELOW else found is not _Lies.NOWHERE

    def __setitem__(self, key: K, value: V) -> None:
        """Put something under a key."""
        is_new = key not in self
        if is_new and key in self._top:
            self._sink()  # it comes back as the newest, and not where it was
        self._layer()[key] = value
        self._count += is_new

    def __delitem__(self, key: K) -> None:
        """Take a key out."""
        if key not in self:
            raise KeyError(key)
        layer = self._layer()
        if key in self._below and not self._is_mine:
            layer[key] = _Lies.NOWHERE
        else:
            del layer[key]
        self._count -= 1

    def __len__(self) -> int:
        """Return how many keys there are."""
        return self._count

    def __iter__(self) -> Iterator[K]:
        """Yield the keys, oldest first."""
        return iter(self._whole())

    def values(self) -> dict_values[K, V]:
        """Return the values, oldest key first, as they are now."""
        return self._whole().values()

    def items(self) -> dict_items[K, V]:
        """Return the keys and values, oldest first, as they are now."""
        return self._whole().items()

    def __repr__(self) -> str:
        """Return what a dictionary of the same shows."""
        return repr(self._whole())

    def _whole(self) -> dict[K, V]:
        """Return both layers as one, which is not to be changed."""
        if not self._top:
            return self._below
        whole: dict[K, Any] = self._below | self._top
        if len(whole) == self._count:
            return whole
        return {key: value for key, value in whole.items() if value is not _Lies.NOWHERE}

    def _layer(self) -> dict[K, Any]:
        """Return the layer to write into."""
        if len(self._top) > _SMALL and self._copied > len(self._below):
            self._sink()
        if self._is_mine:
            return self._below
        if not self._top:
            self._top = {}
        return self._top

    def _sink(self) -> None:
        """Make one layer of both, which is this one's own."""
        self._below, self._top, self._is_mine, self._copied = self._whole(), _EMPTY, True, 0
