"""A finding: what, where, how large, how it looks, how it changed, and the category that was given to it."""

from __future__ import annotations

from enum import StrEnum
from operator import attrgetter
from typing import Annotated

from pydantic import Field, model_validator

from downtimekit.models.breast.appearance import Appearance, Terms
from downtimekit.models.breast.assessment import Assessment
from downtimekit.models.breast.location import Depth, Laterality, Quadrant, Region
from downtimekit.models.strict import Confidential, PatientText

Millimetres = Annotated[float, Field(gt=0, le=300)]
"""A length in millimetres."""


class FindingKind(StrEnum):
    """What sort of finding it is; which sorts a modality knows is told by its lexicon."""

    MASS = "mass"
    CALCIFICATION = "calcification"
    ASYMMETRY = "asymmetry"
    ARCHITECTURAL_DISTORTION = "architectural_distortion"
    LYMPH_NODE = "lymph_node"
    DUCT = "duct"
    SKIN_LESION = "skin_lesion"
    FOCUS = "focus"
    NON_MASS = "non_mass"
    OTHER = "other"


class Change(StrEnum):
    """How a finding differs from the prior exam (DICOM CID 6002)."""

    NEW = "new"
    LARGER = "larger"
    SMALLER = "smaller"
    MORE_CALCIFICATIONS = "more_calcifications"
    FEWER_CALCIFICATIONS = "fewer_calcifications"
    LESS_DEFINED = "less_defined"
    MORE_DEFINED = "more_defined"
    NO_SIGNIFICANT_CHANGE = "no_significant_change"
    PARTIALLY_REMOVED = "partially_removed"
    IMPLANT_REMOVED = "implant_removed"
    IMPLANT_REVISED = "implant_revised"


_view = attrgetter("view")


class Finding(Confidential):
    """One finding, in one breast or the same in both.

    Attributes:
        number: tells findings of one side and kind apart.
        clock: 1 to 12, as whoever faces the patient reads it.
        distance_from_nipple_mm: in millimetres, as are all sizes.
        size_mm: the largest; further_sizes_mm: across and through, as far as they were measured.
        appearances: how it looks, once for each view of each modality.
        associated: associated features, as keys of a lexicon.
        change: since the prior exam.
        assessment: the category that the radiologist gave to this finding.
    """

    number: Annotated[int, Field(ge=1, le=99)]
    side: Laterality
    kind: FindingKind
    clock: Annotated[int | None, Field(ge=1, le=12)] = None
    quadrant: Quadrant | None = None
    region: Region | None = None
    depth: Depth | None = None
    distance_from_nipple_mm: Annotated[float | None, Field(ge=0, le=300)] = None
    size_mm: Millimetres | None = None
    further_sizes_mm: Annotated[tuple[Millimetres, ...], Field(max_length=2)] = ()
    appearances: tuple[Appearance, ...] = ()
    associated: Terms = ()
    change: tuple[Change, ...] = ()
    assessment: Assessment | None = None
    note: PatientText = ""

    @model_validator(mode="after")
    def _is_of_one_piece(self) -> Finding:
        faults = []
        looks = self.appearances
        # Nearly always the views differ, which is found sooner: every record that is read comes through here.
        is_unclear = len(looks) > 1 and len(set(map(_view, looks))) < len(looks)
        if is_unclear and len({(look.modality, look.view) for look in looks}) < len(looks):
            faults.append("one view is described twice")
        if self.further_sizes_mm and self.size_mm is None:
            faults.append("has further sizes, but not the largest")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def place(self) -> tuple[str, str, int]:
        """What tells this finding from the others of its exam."""
        return (self.side, self.kind, self.number)
