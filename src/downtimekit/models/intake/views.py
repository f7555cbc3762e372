"""Mammographic views: a side, a projection and what modifies it, written as technologists write them: ``RMLO-M``.

Projections are those of DICOM CID 4014 (View for Mammography), modifiers those of CID 4015 (View Modifier for
Mammography), each with its SNOMED CT code from there. The letters are the customary ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from attrs import frozen
from pydantic import AfterValidator, StringConstraints

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.breast.location import Side
from downtimekit.models.strict import PATIENT_DATA


class Projection(StrEnum):
    """The direction of the X-rays (DICOM CID 4014)."""

    CC = "CC"
    MLO = "MLO"
    ML = "ML"
    LM = "LM"
    LMO = "LMO"
    XCCL = "XCCL"
    XCCM = "XCCM"
    FB = "FB"
    SIO = "SIO"
    ISO = "ISO"
    SPECIMEN = "SPECIMEN"

    @property
    def label(self) -> str:
        """Its name in full."""
        return _PROJECTIONS[self][1]

    @property
    def snomed(self) -> str:
        """Its SNOMED CT code in CID 4014."""
        return _PROJECTIONS[self][0]


class ViewModifier(StrEnum):
    """What is done to a projection (DICOM CID 4015)."""

    AXILLARY_TAIL = "AT"
    SPOT = "S"
    TANGENTIAL = "TAN"
    CLEAVAGE = "CV"
    MAGNIFICATION = "M"
    ROLLED_LATERAL = "RL"
    IMPLANT_DISPLACED = "ID"
    ROLLED_MEDIAL = "RM"
    ROLLED_INFERIOR = "RI"
    ROLLED_SUPERIOR = "RS"
    ANTERIOR_COMPRESSION = "AC"
    AXILLARY_TISSUE = "AX"
    NIPPLE_IN_PROFILE = "NP"
    INFRAMAMMARY_FOLD = "IMF"

    @property
    def label(self) -> str:
        """Its name in full."""
        return _MODIFIERS[self][1]

    @property
    def snomed(self) -> str:
        """Its SNOMED CT code in CID 4015."""
        return _MODIFIERS[self][0]


_PROJECTIONS: Mapping[Projection, tuple[str, str]] = {
    Projection.CC: ("399162004", "cranio-caudal"),
    Projection.MLO: ("399368009", "medio-lateral oblique"),
    Projection.ML: ("399260004", "medio-lateral"),
    Projection.LM: ("399352003", "latero-medial"),
    Projection.LMO: ("399099002", "latero-medial oblique"),
    Projection.XCCL: ("399192008", "cranio-caudal exaggerated laterally"),
    Projection.XCCM: ("399101009", "cranio-caudal exaggerated medially"),
    Projection.FB: ("399196006", "caudo-cranial, from below"),
    Projection.SIO: ("399188001", "superolateral to inferomedial oblique"),
    Projection.ISO: ("441555000", "inferomedial to superolateral oblique"),
    Projection.SPECIMEN: ("127457009", "tissue specimen from breast"),
}
_MODIFIERS: Mapping[ViewModifier, tuple[str, str]] = {
    ViewModifier.AXILLARY_TAIL: ("399011000", "axillary tail"),
    ViewModifier.SPOT: ("399055006", "spot compression"),
    ViewModifier.TANGENTIAL: ("399110001", "tangential"),
    ViewModifier.CLEAVAGE: ("399161006", "cleavage"),
    ViewModifier.MAGNIFICATION: ("399163009", "magnification"),
    ViewModifier.ROLLED_LATERAL: ("399197002", "rolled lateral"),
    ViewModifier.IMPLANT_DISPLACED: ("399209000", "implant displaced"),
    ViewModifier.ROLLED_MEDIAL: ("399226006", "rolled medial"),
    ViewModifier.ROLLED_INFERIOR: ("414493004", "rolled inferior"),
    ViewModifier.ROLLED_SUPERIOR: ("415670009", "rolled superior"),
    ViewModifier.ANTERIOR_COMPRESSION: ("441752004", "anterior compression"),
    ViewModifier.AXILLARY_TISSUE: ("442580003", "axillary tissue"),
    ViewModifier.NIPPLE_IN_PROFILE: ("442581004", "nipple in profile"),
    ViewModifier.INFRAMAMMARY_FOLD: ("442593008", "infra-mammary fold"),
}
_SIDES: Mapping[str, Side] = {"R": Side.RIGHT, "L": Side.LEFT}
_BETWEEN = re.compile(r"[\s+-]+")
_LONG: Mapping[str, ViewModifier] = {"SPOT": ViewModifier.SPOT, "MAG": ViewModifier.MAGNIFICATION}
# Only these stand right after the side: LM is a projection without its side, and no magnified left breast.
_AFTER_SIDE = frozenset({*_PROJECTIONS, *_LONG, ViewModifier.IMPLANT_DISPLACED})


@frozen
class MammographicView:
    """One view.

    Attributes:
        projection: None where only the modifier is written, as in "right spot".
        modifiers: in the order of the table, each once.
    """

    side: Side
    projection: Projection | None = None
    modifiers: tuple[ViewModifier, ...] = ()

    def __str__(self) -> str:
        """Return it as it is written: ``RMLO-M``."""
        letter = next(letter for letter, side in _SIDES.items() if side is self.side)
        return "-".join((f"{letter}{self.projection or ''}", *self.modifiers))


def view_of(name: str) -> MammographicView:
    """Return the view that a `ViewName` names.

    Raises:
        InvalidInput: it names none.
    """
    found = _read(name)
    if found is None:
        raise InvalidInput("view", [Fault("", _WORDS)])
    return found


def is_view(written: str) -> bool:
    """Tell whether something names a view."""
    return _read(written) is not None


def _read(written: str) -> MammographicView | None:
    first, *words = _BETWEEN.split(written.upper())
    side, glued = _SIDES.get(first[:1]), first[1:]
    if glued and glued not in _AFTER_SIDE:
        return None
    words = [glued, *words] if glued else words
    return _view(side, words) if side is not None and words else None


def _view(side: Side, words: list[str]) -> MammographicView | None:
    projection = Projection(words.pop(0)) if words[0] in _PROJECTIONS else None
    named = {_LONG.get(word, word) for word in words}
    if not named <= _MODIFIERS.keys():
        return None
    return MammographicView(side, projection, tuple(modifier for modifier in ViewModifier if modifier in named))


def _view_name(written: str) -> str:
    found = _read(written)
    if found is None:
        raise ValueError(_WORDS)
    return str(found)


_WORDS = (
    f"is not a view: a side (R or L), its projection ({', '.join(Projection)}) and any modifiers after hyphens "
    f"({', '.join(ViewModifier)}), such as RCC, LMLO or RMLO-M"
)

ViewName = Annotated[str, StringConstraints(max_length=60), AfterValidator(_view_name), PATIENT_DATA]
"""A view as it is written, such as ``RCC`` or ``LMLO-ID``; case and order do not matter, and it becomes this."""
