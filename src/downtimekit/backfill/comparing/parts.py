"""How a content is taken apart for comparing: what says nothing, what is the same, what tells parts from each other.

A part of a list is named by what it is, as ``findings[left mass 1]``, where that is an enumeration or a number. What a
patient or a clerk wrote in their own words never becomes part of a name: such parts are numbered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from operator import attrgetter

from pydantic import BaseModel

from downtimekit.models.behavioural import Diagnosis, RiskFinding
from downtimekit.models.breast import Breast, Finding
from downtimekit.models.breast.appearance import (
    ContrastAppearance,
    MammographyAppearance,
    MriAppearance,
    UltrasoundAppearance,
)
from downtimekit.models.breast.assessment import Assessment
from downtimekit.models.intake import BreastProcedure, HormoneUse, Implant, RelativeWithCancer, SkinMark, SymptomDetail
from downtimekit.models.prescriptions import Allergy, MedicationItem

_VIEW = ("modality", "view")

KEYS: Mapping[type[BaseModel], tuple[str, ...]] = {
    Finding: ("side", "kind", "number"),
    Breast: ("side",),
    MammographyAppearance: _VIEW,
    UltrasoundAppearance: _VIEW,
    MriAppearance: _VIEW,
    ContrastAppearance: _VIEW,
    SymptomDetail: ("side", "symptom"),
    BreastProcedure: ("side", "kind"),
    Implant: ("side",),
    HormoneUse: ("kind",),
    RelativeWithCancer: ("relation", "cancer"),
    SkinMark: ("side", "kind"),
    RiskFinding: ("about",),
    Diagnosis: ("code",),
    MedicationItem: ("drug.name",),
    Allergy: ("substance", "none_known"),
}
"""What tells the parts of a list from each other; two parts of one list that have the same are not told apart."""

ONE_STATEMENT = frozenset(
    {
        "recommendations",
        "change",
        "dates",
        "further_sizes_mm",
        "sides",
        "views",
        "service_codes",
        "oriented_to",
        "lines",
        "missing_pages",
        *MammographyAppearance.descriptors(),
        *UltrasoundAppearance.descriptors(),
        *MriAppearance.descriptors(),
    }
)
"""Lists that say one thing together: an oval mass that is called round is no mass that is oval and round. The items of
any other list stand for themselves, as ticks do."""

_IN_ORDER = frozenset({"further_sizes_mm", "lines"})
_SHORT_VIEW = re.compile(r"[A-Z]{1,6}")
_LONGEST = 4000


def says_nothing(value: object) -> bool:
    """Tell whether a field was left open; no and zero are answers."""
    if isinstance(value, BaseModel):
        return all(says_nothing(part) for _, part in value)
    return value is None or (isinstance(value, str | tuple | list | Mapping) and not value)


def plain(value: object, *, name: str = "") -> object:
    """Return a value in the form in which equal ones are equal: without the order of lists that mean none.

    Args:
        value: of a field.
        name: the field's.
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, BaseModel):
        return tuple((each, plain(part, name=each)) for each, part in value if not says_nothing(part))
    if isinstance(value, Mapping):
        return tuple(sorted((key, plain(part)) for key, part in value.items() if not says_nothing(part)))
    if isinstance(value, tuple | list):
        parts = [plain(part) for part in value]
        # The rows of a table of a site's own have the order in which they were written; lists of models have none.
        return tuple(parts if name in _IN_ORDER or isinstance(value, list) else sorted(parts, key=repr))
    return None if says_nothing(value) else value


def same(one: object, other: object, *, name: str = "") -> bool:
    """Tell whether two values of a field say the same."""
    if one == other or (says_nothing(one) and says_nothing(other)):
        return True
    return plain(one, name=name) == plain(other, name=name)


def key_of(part: object) -> object:
    """Return what tells a part of a list from the others."""
    names = KEYS.get(type(part)) if isinstance(part, BaseModel) else None
    return tuple(_folded(attrgetter(name)(part)) for name in names) if names else plain(part)


def label_of(part: object, number: int) -> str:
    """Return the name of a part of a list: what it is, or else its number.

    Args:
        part: the item.
        number: which one of its list it is, from 1.
    """
    if isinstance(part, Enum):
        return str(part.value)
    names = KEYS.get(type(part), ()) if isinstance(part, BaseModel) else ()
    words = [_word(attrgetter(name)(part), name) for name in names]
    return " ".join(map(str, words)) if words and None not in words else str(number)


def told(value: object) -> str | None:
    """Return a value as a person reads it; None where it says nothing."""
    return None if says_nothing(value) else _told(value)[:_LONGEST]


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        words = str(value.value).replace("_", " ")
        return f"{words} ({value.statement})" if isinstance(value, Assessment) else words
    if isinstance(value, BaseModel | Mapping):
        pairs = value.items() if isinstance(value, Mapping) else value
        said = [(name.replace("_", " "), part) for name, part in pairs if not says_nothing(part)]
        return "; ".join(f"{name}: {_told(part)}" for name, part in said)
    return ", ".join(map(_told, value)) if isinstance(value, tuple | list) else str(value)


def _folded(value: object) -> object:
    said = plain(value)
    return said.casefold() if isinstance(said, str) else said


def _word(value: object, name: str) -> str | None:
    """Return a word that may be shown; None where it may be a patient's."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if name == "view" and isinstance(value, str) and _SHORT_VIEW.fullmatch(value) else None
