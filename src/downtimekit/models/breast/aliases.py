"""Tables of what people and systems write for a key, each with its source, and how a word is looked up in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from attrs import field, frozen

Meaning = TypeVar("Meaning")

_DASH = re.compile(r"\s*[-\u2010-\u2015]\s*")


def folded(written: str) -> str:
    """Return a writing as it is looked up: without case, needless space, the kind of a dash or a full stop."""
    return _DASH.sub("-", " ".join(written.casefold().split())).rstrip(".")


def without_prefixes(word: str, prefixes: Iterable[str]) -> str:
    """Return a folded word without what often stands before it, such as ``bi-rads category``."""
    for prefix in prefixes:
        word = word.removeprefix(prefix).lstrip(" :")
    return word


def _folded_keys(words: Mapping[str, tuple[Meaning, ...]]) -> Mapping[str, tuple[Meaning, ...]]:
    return {folded(word): meant for word, meant in words.items()}


@frozen
class AliasTable(Generic[Meaning]):
    """What one source writes.

    Attributes:
        source: whose writing it is.
        words: each writing with everything that it can mean.
    """

    source: str
    words: Mapping[str, tuple[Meaning, ...]] = field(converter=_folded_keys)


def meanings(word: str, tables: Sequence[AliasTable[Meaning]]) -> tuple[Meaning, ...]:
    """Return everything that a folded word means in any of the tables; nothing where none has it."""
    return tuple(dict.fromkeys(meant for table in tables for meant in table.words.get(word, ())))
