"""The words that describe a finding: term keys per descriptor, and the legacy words that mean the same.

A legacy word with one present-day equivalent is read as that term. A retired word without one is kept as it
is: what a radiologist wrote is never bent into something that they did not write. So the third edition's
*pleomorphic* stays: the fourth made two terms of it, coarse heterogeneous and fine pleomorphic, and nobody
can tell now which one was meant. The same goes for *lobular*.

Term names are those of DICOM CIDs 6004 to 6013 (mammography); the new names of the asymmetries are told in
Youk et al., Radiographics 2009;29:e33. Definitions belong to the lexicon's owner and are not here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from attrs import frozen


class Descriptor(StrEnum):
    """What a word describes."""

    MASS_SHAPE = "mass_shape"
    MASS_MARGIN = "mass_margin"
    CALC_MORPHOLOGY = "calc_morphology"
    CALC_DISTRIBUTION = "calc_distribution"


@frozen
class Vocabulary:
    """The terms of one descriptor, legacy words with the terms that replaced them, and retired words."""

    terms: Sequence[str]
    legacy: Mapping[str, str]
    retired: Sequence[str] = ()

    @property
    def known(self) -> tuple[str, ...]:
        """Every word that is understood: terms, retired words and legacy words, in this order."""
        return tuple(dict.fromkeys([*self.terms, *self.retired, *self.legacy]))

    def read(self, written: str) -> str | None:
        """Return the term that a written word means, or None where the vocabulary does not know it."""
        word = written.strip().casefold().replace("-", "_").replace(" ", "_")
        if word in self.terms or word in self.retired:
            return word
        return self.legacy.get(word)

    def read_joined(self, written: str) -> tuple[str, ...] | None:
        """Read words that are joined by ``-``, such as ``ROUND-OVAL``.

        Returns:
            The terms in the order in which they are written, each once; None where a word is not known.
        """
        terms = [self.read(word) for word in written.split("-")]
        known = tuple(dict.fromkeys(term for term in terms if term is not None))
        return None if None in terms else known


BIRADS5: Mapping[Descriptor, Vocabulary] = {
    Descriptor.MASS_SHAPE: Vocabulary(
        terms=(
            *("oval", "round", "irregular", "architectural_distortion"),
            *("asymmetry", "global_asymmetry", "focal_asymmetry", "developing_asymmetry"),
            *("intramammary_lymph_node", "skin_lesion", "solitary_dilated_duct"),
        ),
        legacy={
            "lymph_node": "intramammary_lymph_node",
            "asymmetric_breast_tissue": "global_asymmetry",
            "focal_asymmetric_density": "focal_asymmetry",
            "lobulated": "lobular",
        },
        retired=("lobular",),
    ),
    Descriptor.MASS_MARGIN: Vocabulary(
        terms=("circumscribed", "obscured", "microlobulated", "indistinct", "spiculated"),
        legacy={"ill_defined": "indistinct"},
    ),
    Descriptor.CALC_MORPHOLOGY: Vocabulary(
        terms=(
            *("skin", "vascular", "coarse_popcorn", "large_rodlike", "round", "punctate", "rim"),
            *("dystrophic", "milk_of_calcium", "suture", "amorphous", "coarse_heterogeneous"),
            *("fine_pleomorphic", "fine_linear_or_branching"),
        ),
        legacy={
            "coarse": "coarse_popcorn",
            "round_and_regular": "round",
            "eggshell": "rim",
            "lucent_center": "rim",
            "lucent_centered": "rim",
            "fine_linear_branching": "fine_linear_or_branching",
        },
        retired=("pleomorphic",),
    ),
    Descriptor.CALC_DISTRIBUTION: Vocabulary(
        terms=("diffuse", "regional", "grouped", "linear", "segmental"),
        legacy={"clustered": "grouped", "diffusely_scattered": "diffuse"},
    ),
}
"""The fifth edition's mammography terms."""
