"""How a finding looks in one view: terms of a lexicon, each under its descriptor.

Every modality has its own descriptors. Their names are those of a `Lexicon`'s vocabularies; which terms there are is
the lexicon's business, not that of these models, so that a new edition needs no new models. A descriptor that a
lexicon adds goes into ``further``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from downtimekit.models.breast.modality import Modality
from downtimekit.models.strict import OF_KNOWN_KIND, Confidential, Key

Term = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,59}$")]
"""A key of a lexicon, such as ``fine_pleomorphic``: what was written is read with `Vocabulary.read` first."""

Terms = tuple[Term, ...]
"""What was said under one descriptor, in the order in which it was said."""

_NO_DESCRIPTORS = frozenset({"modality", "view", "further"})
_ANY_VIEW = "unspecified"


class FurtherTerm(Confidential):
    """A term under a descriptor that these models do not know, but a lexicon does."""

    descriptor: Term
    term: Term


class _Look(Confidential):
    further: tuple[FurtherTerm, ...] = ()

    @classmethod
    def descriptors(cls) -> tuple[str, ...]:
        """Return the names of the descriptors, in the order in which they are told."""
        return tuple(name for name in cls.model_fields if name not in _NO_DESCRIPTORS)

    def said(self) -> Iterator[tuple[str, str]]:
        """Yield what was said: descriptor and term."""
        for descriptor in self.descriptors():
            yield from ((descriptor, term) for term in getattr(self, descriptor))
        yield from ((further.descriptor, further.term) for further in self.further)


class MammographyAppearance(_Look):
    """How a finding looks in one mammographic view.

    Attributes:
        view: such as ``CC`` or ``MLO``.
        shape: of a mass, as are margin and density.
        morphology: of calcifications, as is distribution.
        seen_as: what it is seen as in this view where that is no mass and no calcification, such as an asymmetry.
    """

    modality: Literal[Modality.MAMMOGRAPHY] = Modality.MAMMOGRAPHY
    view: Key
    shape: Terms = ()
    margin: Terms = ()
    density: Terms = ()
    morphology: Terms = ()
    distribution: Terms = ()
    seen_as: Terms = ()


class UltrasoundAppearance(_Look):
    """How a finding looks in ultrasound.

    Attributes:
        view: the plane, such as ``radial``, where it is known.
        posterior: what is seen behind it.
        special_case: what needs no further description, such as a simple cyst.
    """

    modality: Literal[Modality.ULTRASOUND] = Modality.ULTRASOUND
    view: Key = _ANY_VIEW
    shape: Terms = ()
    orientation: Terms = ()
    margin: Terms = ()
    echo_pattern: Terms = ()
    posterior: Terms = ()
    calcifications: Terms = ()
    vascularity: Terms = ()
    elasticity: Terms = ()
    special_case: Terms = ()


class MriAppearance(_Look):
    """How a finding looks in MRI.

    Attributes:
        view: the sequence or plane, where it is known.
        mass_enhancement: inside a mass; nme_enhancement: inside enhancement that is no mass.
        kinetics_initial: how the curve begins; kinetics_delayed: how it goes on.
    """

    modality: Literal[Modality.MRI] = Modality.MRI
    view: Key = _ANY_VIEW
    shape: Terms = ()
    margin: Terms = ()
    mass_enhancement: Terms = ()
    nme_distribution: Terms = ()
    nme_enhancement: Terms = ()
    kinetics_initial: Terms = ()
    kinetics_delayed: Terms = ()


class ContrastAppearance(_Look):
    """How a finding looks in contrast-enhanced mammography.

    The descriptors of this modality, new in v2025, could not be verified: they go into ``further``, and a lexicon that
    a site brings says which there are.
    """

    modality: Literal[Modality.CONTRAST_MAMMOGRAPHY] = Modality.CONTRAST_MAMMOGRAPHY
    view: Key


Appearance = Annotated[
    MammographyAppearance | UltrasoundAppearance | MriAppearance | ContrastAppearance,
    OF_KNOWN_KIND,
    Field(discriminator="modality"),
]
"""How a finding looks in one view of one modality."""
