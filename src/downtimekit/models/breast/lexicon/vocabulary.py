"""A lexicon as a value: which terms there are under each descriptor, and which older words mean the same.

A legacy word with one present-day equivalent is read as that term, and so is another writing of a term. A retired word
without an equivalent is kept as it is: what a radiologist wrote is never bent into something that they did not write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from attrs import evolve, field, frozen

from downtimekit.errors import UnknownName
from downtimekit.models.breast.finding import FindingKind
from downtimekit.models.breast.modality import Modality


@frozen
class Vocabulary:
    """The words of one descriptor.

    Attributes:
        terms: today's terms; legacy: older words with the terms that replaced them.
        writings: other ways to write a term of today, such as its name in full, with the term.
        retired: words that nothing replaced.
        kinds: the kinds of finding that it describes; empty for any.
        source: where terms and older words are from.
        inherited_from: the lexicon whose terms these are, where this edition's own could not be verified.
    """

    terms: Sequence[str]
    legacy: Mapping[str, str] = field(factory=dict)
    retired: Sequence[str] = ()
    kinds: frozenset[FindingKind] = frozenset()
    source: str = ""
    writings: Mapping[str, str] = field(factory=dict)
    inherited_from: str = ""

    @property
    def known(self) -> tuple[str, ...]:
        """Every word that is understood: terms, retired words, legacy words and other writings, in this order."""
        return tuple(dict.fromkeys([*self.terms, *self.retired, *self.legacy, *self.writings]))

    def read(self, written: str) -> str | None:
        """Return the term that a written word means, or None where the vocabulary does not know it."""
        word = "_".join(written.casefold().rstrip(". ").replace("-", " ").replace("_", " ").split())
        if word in self.terms or word in self.retired:
            return word
        return self.legacy.get(word) or self.writings.get(word)


def _sealed(descriptors: Mapping[str, Vocabulary]) -> Mapping[str, Vocabulary]:
    return MappingProxyType(dict(descriptors))


@frozen
class Lexicon:
    """The part of one edition of a lexicon that belongs to one modality.

    Attributes:
        name: how it is asked for, such as ``birads5``.
        edition: what its owner calls it.
        kinds: the kinds of finding that it knows.
        descriptors: the vocabularies, by the name of the appearance's field or, for what a lexicon adds, by the
            descriptor of a `FurtherTerm`; ``associated`` holds the associated features.
        unverified: what is known of this edition only at second hand, or not at all.
    """

    name: str
    edition: str
    modality: Modality
    kinds: frozenset[FindingKind]
    descriptors: Mapping[str, Vocabulary] = field(converter=_sealed, repr=False)
    unverified: Sequence[str] = field(default=(), repr=False)

    def __getitem__(self, descriptor: str) -> Vocabulary:
        """Return a descriptor's vocabulary.

        Raises:
            UnknownName: the lexicon has no such descriptor.
        """
        try:
            return self.descriptors[descriptor]
        except KeyError:
            raise UnknownName("descriptor", descriptor, known=self.descriptors) from None

    def read_joined(self, written: str, *, descriptors: Sequence[str]) -> Mapping[str, tuple[str, ...]] | None:
        """Read words that are joined by ``-``, such as ``IRREGULAR-ARCHITECTURAL_DISTORTION``.

        Args:
            written: the words.
            descriptors: the descriptors that they may belong to; each word goes to the first one that knows it.

        Returns:
            The terms of each descriptor, in the order in which they are written, each once; None where a word is not
            known.
        """
        found: dict[str, dict[str, None]] = {descriptor: {} for descriptor in descriptors}
        for word in written.split("-"):
            meant = ((descriptor, self[descriptor].read(word)) for descriptor in descriptors)
            descriptor, term = next(((key, term) for key, term in meant if term), ("", None))
            if term is None:
                return None
            found[descriptor][term] = None
        return {descriptor: tuple(terms) for descriptor, terms in found.items() if terms}

    def inherited(
        self, name: str, *, edition: str, kinds: frozenset[FindingKind] = frozenset(), unverified: Sequence[str] = ()
    ) -> Lexicon:
        """Return a lexicon that takes over these terms, and says so of each vocabulary.

        Args:
            name: how the new lexicon is asked for.
            edition: what its owner calls it.
            kinds: the kinds of finding that it knows beside those of this one.
            unverified: what of it is known only at second hand, or not at all.
        """
        return Lexicon(
            name,
            edition,
            self.modality,
            kinds=self.kinds | kinds,
            descriptors={key: evolve(words, inherited_from=self.name) for key, words in self.descriptors.items()},
            unverified=unverified,
        )


@frozen
class Lexicons:
    """The lexicons that a site knows; handed to whoever needs them, and never changed in place."""

    all: tuple[Lexicon, ...]

    def find(self, name: str, modality: Modality) -> Lexicon | None:
        """Return the part of a lexicon for a modality; None where that lexicon has no such part.

        Raises:
            UnknownName: no lexicon has that name.
        """
        named = {lexicon.modality: lexicon for lexicon in self.all if lexicon.name == name}
        if not named:
            raise UnknownName("lexicon", name, known={lexicon.name for lexicon in self.all})
        return named.get(modality)

    def with_(self, *lexicons: Lexicon) -> Lexicons:
        """Return these lexicons and some more; one of the same name and modality is replaced."""
        kept = {(lexicon.name, lexicon.modality): lexicon for lexicon in (*self.all, *lexicons)}
        return Lexicons(tuple(kept.values()))
