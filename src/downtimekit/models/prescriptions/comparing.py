"""One change in the portal, the chart and on paper: do they say the same? Whole lists are matched elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC
from enum import StrEnum

from attrs import frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.prescriptions.medication import Drug
from downtimekit.models.prescriptions.paper import PaperPrescription
from downtimekit.models.prescriptions.portal import ChangeAction, MedicationChange
from downtimekit.models.prescriptions.prescribing import Pharmacy, Prescriber, Quantity, TransmissionStatus

_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")

Record = MedicationChange | PaperPrescription


class Outcome(StrEnum):
    """What comparing one change found."""

    MATCHED = "matched"
    MISSING_IN_EHR = "missing_in_ehr"
    MISSING_IN_PORTAL = "missing_in_portal"
    CONFLICT = "conflict"
    DUPLICATE = "duplicate"
    PAPER_ONLY = "paper_only"

    @property
    def words(self) -> str:
        """A sentence that a clerk understands."""
        return _WORDS[self]


_WORDS: Mapping[Outcome, str] = {
    Outcome.MATCHED: "the chart says the same as the portal",
    Outcome.MISSING_IN_EHR: "the chart does not have it: document it there",
    Outcome.MISSING_IN_PORTAL: "the portal does not have it: find out how the prescription got to the pharmacy",
    Outcome.CONFLICT: "the portal and the chart contradict each other",
    Outcome.DUPLICATE: "the same change is recorded twice, and may be carried out twice",
    Outcome.PAPER_ONLY: "it exists on paper only: document it in the chart, and never send it",
}


@frozen
class ChangeOutcome:
    """What comparing one change found, and the fields that it concerns."""

    outcome: Outcome
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the sentence, with the fields."""
        return f"{self.outcome.words} [{', '.join(self.fields)}]" if self.fields else self.outcome.words


def compare_change(
    portal: MedicationChange | None = None,
    *,
    ehr: MedicationChange | None = None,
    paper: PaperPrescription | None = None,
) -> ChangeOutcome:
    """Say what one change comes to, from what each side has of it.

    What the portal sent, or may have sent, and was written on paper too is a duplicate: two pharmacies may fill it.
    Where the portal's did not arrive, paper takes its place (21 CFR 1311.170(b)) and is compared with the chart; where
    the portal stopped what paper prescribes, they contradict each other. What was written on paper and is in the chart
    must say the same in both.

    Args:
        portal: what the portal has.
        ehr: what the chart has.
        paper: what was written on paper.

    Raises:
        InvalidInput: no side has anything.
    """
    if portal is not None and paper is not None:
        return _twice(portal, paper) or compare_change(ehr=ehr, paper=paper)
    outside = portal or paper
    if outside is None:
        if ehr is None:
            raise InvalidInput("medication change", [Fault("", "there is nothing to compare")])
        return ChangeOutcome(Outcome.MISSING_IN_PORTAL)
    if ehr is None:
        return ChangeOutcome(Outcome.MISSING_IN_EHR if portal else Outcome.PAPER_ONLY)
    fields = differing_fields(outside, ehr)
    return ChangeOutcome(Outcome.CONFLICT if fields else Outcome.MATCHED, fields)


def _twice(portal: MedicationChange, paper: PaperPrescription) -> ChangeOutcome | None:
    """Say what it comes to that a change is in the portal and on paper; None where paper alone counts."""
    fields = differing_fields(portal, paper)
    if portal.action not in _WRITES:
        return ChangeOutcome(Outcome.CONFLICT, ("action", *fields))
    return None if portal.transmission in _NOT_ARRIVED else ChangeOutcome(Outcome.DUPLICATE, fields)


def compare_repeats(one: MedicationChange, other: MedicationChange) -> ChangeOutcome | None:
    """Say whether two records of one side are the same change: None where they are two changes.

    They are the same where the portal gave them one number, or where neither has a number and everything that counts
    is equal, the day in UTC included. Under one number, what they say differently is a conflict.
    """
    if one.portal_id != other.portal_id:
        return None
    fields = differing_fields(one, other)
    if one.portal_id is not None:
        return ChangeOutcome(Outcome.CONFLICT if fields else Outcome.DUPLICATE, fields)
    same_day = one.written_at.astimezone(UTC).date() == other.written_at.astimezone(UTC).date()
    return ChangeOutcome(Outcome.DUPLICATE) if same_day and not fields else None


def differing_fields(one: Record, other: Record) -> tuple[str, ...]:
    """Return the names of the fields in which two records contradict each other.

    What only one of them says is no contradiction. Letter case and blanks say nothing, except between two digits: two
    tablets of 5 mg are not 25 mg.
    """
    return tuple(_differing(one, other))


def same_drug(one: Drug, other: Drug) -> bool:
    """Tell whether two drugs are the same: by a code where both have one of a kind, else by their words.

    RxNorm comes first: two packages of one drug have two package codes, and are one drug.
    """
    if one.rxcui and other.rxcui:
        return one.rxcui == other.rxcui
    if one.ndc and other.ndc and one.ndc == other.ndc:
        return True
    return not any(_contradict(getattr(one, name), getattr(other, name)) for name in ("name", "strength", "form"))


_WRITES = frozenset({ChangeAction.NEW, ChangeAction.CHANGED, ChangeAction.REFILLED})
_NOT_ARRIVED = frozenset({TransmissionStatus.NOT_SENT, TransmissionStatus.FAILED, TransmissionStatus.CANCELLED})
_SHORTEST = 3
"""From how many letters on a unit may be the beginning of another."""

_SHARED = ("schedule", "directions", "refills", "days_supply", "dispense_as_written")
_ONLY_OF_CHANGES = ("action", "start", "stop")


def _differing(one: Record, other: Record) -> Iterator[str]:
    if one.drug and other.drug and not same_drug(one.drug, other.drug):
        yield "drug"
    both_changes = isinstance(one, MedicationChange) and isinstance(other, MedicationChange)
    names = (*_ONLY_OF_CHANGES, *_SHARED) if both_changes else _SHARED
    yield from (name for name in names if _contradict(getattr(one, name), getattr(other, name)))
    yield from _differing_parts(one, other)


def _differing_parts(one: Record, other: Record) -> Iterator[str]:
    if _different_amounts(one.quantity, other.quantity):
        yield "quantity"
    if _different_pharmacies(one.pharmacy, other.pharmacy):
        yield "pharmacy"
    if _different_prescribers(one.prescriber, other.prescriber):
        yield "prescriber"


def _contradict(one: object, other: object) -> bool:
    if one in (None, "") or other in (None, ""):
        return False
    return _plain(one) != _plain(other)


def _plain(said: object) -> object:
    return "".join(_BETWEEN_DIGITS.sub("|", said.casefold()).split()) if isinstance(said, str) else said


def _different_amounts(one: Quantity | None, other: Quantity | None) -> bool:
    if one is None or other is None:
        return False
    return one.amount != other.amount or not _same_unit(one.unit, other.unit)


def _same_unit(one: str, other: str) -> bool:
    """Tell whether two units may be one: ``tab.`` is short for ``tablets``, and ``g`` is not short for ``gtt``."""
    short, long = sorted((unit.casefold().strip(" .").removesuffix("s") for unit in (one, other)), key=len)
    return short in ("", long) or (len(short) >= _SHORTEST and long.startswith(short))


def _different_pharmacies(one: Pharmacy | None, other: Pharmacy | None) -> bool:
    if one is None or other is None:
        return False
    if one.ncpdp_id and other.ncpdp_id:
        return one.ncpdp_id != other.ncpdp_id
    return _contradict(one.name, other.name)


def _different_prescribers(one: Prescriber, other: Prescriber) -> bool:
    if one.dea_number and other.dea_number:
        return _contradict(one.dea_number, other.dea_number)
    return _contradict(one.name, other.name)
