"""Names that stand for somebody whose name is not known, such as a trauma name or a newborn's.

They must never find a patient: the next trauma would be filed under the last one. Which words a hospital uses is its
own habit; those that ship are common ones (vocabulary of emergency registration; a site replaces or extends them).
"""

from __future__ import annotations

from functools import cached_property

from downtimekit.backfill.matching.normalising import PlainName, plain_word
from downtimekit.models.strict import Name, Strict

_WORDS = (
    "anonymous", "baby", "babyboy", "babygirl", "bb", "bg", "boy", "dummy", "girl", "infant", "male", "female",
    "mustermann", "newborn", "noname", "nobody", "patient", "test", "tester", "testing", "trauma", "twin", "twina",
    "twinb", "ukn", "unbekannt", "unidentified", "unk", "unknown", "xx", "xxx", "xxxx", "zztest",
)  # fmt: skip
_FULL_NAMES = ("jane doe", "jane roe", "john doe", "john roe", "joe bloggs", "juan perez doe")


class Placeholders(Strict):
    """Names that say nothing about who it is.

    Attributes:
        words: any of them makes a name a placeholder, wherever it stands in it.
        full_names: given and family name that are one only together.
    """

    words: tuple[Name, ...] = _WORDS
    full_names: tuple[Name, ...] = _FULL_NAMES

    @cached_property
    def _plain_words(self) -> frozenset[str]:
        return frozenset(map(plain_word, self.words))

    @cached_property
    def _plain_names(self) -> frozenset[str]:
        return frozenset(map(plain_word, self.full_names))

    def has(self, *, given: PlainName, family: PlainName) -> bool:
        """Say whether a name is one of them; case, accents and punctuation do not matter."""
        if not self._plain_words.isdisjoint((*given.parts, *family.parts, given.whole, family.whole)):
            return True
        return not self._plain_names.isdisjoint((given.whole + family.whole, family.whole + given.whole))


DEFAULT_PLACEHOLDERS = Placeholders()
