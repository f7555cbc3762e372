"""Tables of what people and systems write for a key, each with its source, and how a word is looked up in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from attrs import field, frozen

Meaning = TypeVar("Meaning")

_DASH = re.compile(r"\s*[-\u2010-\u2015]\s*")
_KEY_AND_WORDS = re.compile(r"([a-z\d]{1,2})\s*[:,(-]\s*([^\d].*?)\)?")


def folded(written: str) -> str:
    """Return a writing as it is looked up: without case, needless space, the kind of a dash or a full stop."""
    return _DASH.sub("-", " ".join(written.casefold().split())).rstrip(".")


def without_prefixes(word: str, prefixes: Sequence[str]) -> str:
    """Return a folded word without what often stands before it, in whatever order: ``bi-rads category``."""
    while prefix := next((prefix for prefix in prefixes if word.startswith(prefix)), ""):
        word = word.removeprefix(prefix).lstrip(" :-\u00ae")
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


def key_and_words(
    word: str, tables: Sequence[AliasTable[Meaning]]
) -> tuple[tuple[Meaning, ...], tuple[Meaning, ...]] | None:
    """Return what a key and the words beside it mean, each for itself: ``2: benign``, ``4 (suspicious)``.

    Returns:
        None where it is not written like that, or one of the two is not known.
    """
    found = _KEY_AND_WORDS.fullmatch(word)
    if found is None:
        return None
    key, words = (meanings(part, tables) for part in found.groups())
    return (key, words) if key and words else None


def agreeing(word: str, tables: Sequence[AliasTable[Meaning]]) -> tuple[Meaning, ...]:
    """Return what a key and the words beside it both mean; nothing where they contradict each other."""
    key, words = key_and_words(word, tables) or ((), ())
    return tuple(meant for meant in key if meant in words)
