"""What is known of a patient, out of everything that was told of them; an alias never becomes a name.

"TRAUMA ALPHA" would otherwise be found for the next patient who is called so (an EMPI's own tests).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from attrs import field, frozen

from downtimekit.backfill.chart_index import plain
from downtimekit.models.patient import Identifier, IdentifierKind, Patient
from downtimekit.models.registration import Clearable

Label = tuple[str, str]
"""A family and a given name that stand for somebody whose name is not known."""

_CLEARED: dict[Clearable, dict[str, object]] = {
    Clearable.NAME: {"family": None, "given": None},
    Clearable.BIRTH_DATE: {"birth_date": None},
    Clearable.GENDER: {"gender": None},
    Clearable.ADDRESS: {"address": None},
    Clearable.PHONES: {"phones": ()},
    Clearable.DECEASED_ON: {"deceased_on": None},
}
_KEPT = ("mrn", "identifiers", "unidentified", "merged_into")
_OF_NAME = frozenset({"family", "given", "birth_date"})


@frozen
class Said:
    """What was told of a patient at some time.

    Attributes:
        at: when it happened, as far as it was told.
        registers: it is a registration or a change to one, which other events are not.
    """

    patient: Patient = field(repr=False)
    at: datetime | None = None
    registers: bool = True
    clears: tuple[Clearable, ...] = ()


def label(patient: Patient) -> Label:
    """Return a patient's name as two clerks would both spell it."""
    return plain(patient.family or ""), plain(patient.given or "")


def known_of(mrn: str, told: Iterable[Said], *, labels: Collection[Label]) -> Patient | None:
    """Return what is known of a patient by everything that was told, the latest last; None where nothing was.

    What only came along with a merge counts where no registration tells anything.

    Args:
        mrn: the number that counts now.
        told: in the order in which it was heard.
        labels: names that stand for patients whose names are not known.
    """
    said = list(told)
    said = [one for one in said if one.registers] or said
    known: Patient | None = None
    for one in _in_order(said):
        known = _after(known, one, labels)
    return known.model_copy(update={"mrn": mrn, "merged_into": None}) if known else None


def _in_order(said: Sequence[Said]) -> Sequence[Said]:
    """Return what was told by the senders' clocks; as it was heard, where one of them told no time."""
    clocked = [(one.at, one) for one in said if one.at is not None]
    if len(clocked) < len(said):
        return said
    return [one for _, one in sorted(clocked, key=lambda pair: pair[0])]


def _after(known: Patient | None, said: Said, labels: Collection[Label]) -> Patient:
    """Return what is known after something more was told: what is not given stays."""
    new = said.patient
    is_named = bool(new.family) and not new.unidentified and label(new) not in labels
    if known is None:
        return new if is_named or not new.family else new.model_copy(update={"unidentified": True})
    is_alias_of_named = not known.unidentified and bool(new.family) and not is_named
    given = _given(said, without=_OF_NAME if is_alias_of_named else frozenset())
    numbers = tuple(dict.fromkeys([*known.identifiers, *new.identifiers]))
    still = known.unidentified and not is_named
    if known.unidentified and is_named:
        known = known.model_copy(update={"given": None, "birth_date": None})  # they were an alias and an estimate
    return known.model_copy(update={**given, "identifiers": numbers, "unidentified": still})


def _given(said: Said, *, without: Collection[str]) -> dict[str, object]:
    """Return what was told anew, and what was told to be cleared."""
    new = said.patient
    names = (name for name in type(new).model_fields if name not in _KEPT and name not in without)
    given = {name: getattr(new, name) for name in names if getattr(new, name)}
    for cleared in said.clears:
        given |= _CLEARED[cleared]
    return given


def temporary_numbers(numbers: Iterable[Identifier]) -> Sequence[Identifier]:
    """Return those of a patient's numbers that were given for a downtime."""
    return [number for number in numbers if number.kind is IdentifierKind.DOWNTIME_MRN]


def is_alike(one: Patient, other: Patient) -> bool:
    """Say whether two have the family name and the birth date in common; an alias has neither."""
    if one.name_key is None or other.name_key is None:
        return False
    return label(one)[0] == label(other)[0] and one.birth_date == other.birth_date


def differ_as_twins(one: Patient, other: Patient) -> bool:
    """Say whether two have the family name and the birth date in common, and another given name: twins do."""
    return is_alike(one, other) and bool(one.given and other.given) and label(one) != label(other)
