"""Which records of a medicine tell of one change: in the portal, in the chart and on paper, at whatever moments.

The portal's own number tells it where both have one; else the drug, what was done, and the time between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import define, field, frozen

from downtimekit.models.prescriptions import MedicationChange, PaperPrescription, compare_repeats
from downtimekit.models.prescriptions.comparing import differing_fields, same_drug
from downtimekit.models.prescriptions.portal import ChangeAction

Told = MedicationChange | PaperPrescription
"""What tells of a change."""

_WRITES = (ChangeAction.NEW, ChangeAction.CHANGED, ChangeAction.REFILLED)


class Side(StrEnum):
    """Who tells of a change, in the order in which strands are begun."""

    PORTAL = "portal"
    SHEET = "sheet"
    PRESCRIPTION = "prescription"
    CHART = "chart"


@frozen(eq=False)
class Thread:
    """One record of a change.

    Attributes:
        id: of the capture or the chart's record; what the portal has goes by its number, if it has one.
        at: when it was decided.
    """

    side: Side
    id: str
    at: datetime
    content: Told = field(repr=False)


Distance = tuple[bool, timedelta]
"""Whether they contradict each other, and how far apart in time they lie; the smaller is the nearer."""


@define
class Strand:
    """All records of one change."""

    threads: list[Thread] = field(factory=list)

    def of(self, side: Side) -> Sequence[Thread]:
        """Return what one side has of it."""
        return [thread for thread in self.threads if thread.side is side]

    def apart(self, thread: Thread, *, within: timedelta) -> Distance | None:
        """Return how far a record lies from this change; None where it tells of another one."""
        known = [each for each in self.threads if _are_one(each, thread, within=within)]
        if not known or any(_are_two(each, thread) for each in self.threads):
            return None
        return min((bool(differing_fields(each.content, thread.content)), abs(each.at - thread.at)) for each in known)


def strands(threads: Iterable[Thread], *, within: timedelta) -> Sequence[Strand]:
    """Return the changes that records tell of, whatever order they come in.

    Args:
        threads: of one patient.
        within: how far apart two records of one change may lie where no number tells.
    """
    told, found = sorted(threads, key=lambda thread: (thread.at, thread.id)), list[Strand]()
    for side in Side:
        waiting = [thread for thread in told if thread.side is side]
        pairs = [
            (apart, place, strand)
            for strand in found
            for place, thread in enumerate(waiting)
            if (apart := strand.apart(thread, within=within)) is not None
        ]
        # Those that say the same find each other first, so that what contradicts a change does not take their place.
        for _, place, strand in sorted(pairs, key=lambda pair: pair[:2]):
            thread = waiting[place]
            if not any(thread in one.threads for one in found) and strand.apart(thread, within=within) is not None:
                strand.threads.append(thread)
        for thread in waiting:
            _add(thread, found, within=within)
    return found


def _add(thread: Thread, found: list[Strand], *, within: timedelta) -> None:
    """Add a record that is not added yet to what its own side says already, or as a change of its own."""
    if any(thread in one.threads for one in found):
        return
    distances = [(strand.apart(thread, within=within), number) for number, strand in enumerate(found)]
    near = [(apart, number) for apart, number in distances if apart is not None]
    if not near:
        found.append(Strand())
    found[min(near)[1] if near else -1].threads.append(thread)


def _are_one(one: Thread, other: Thread, *, within: timedelta) -> bool:
    first, second = one.content, other.content
    if isinstance(first, MedicationChange) and isinstance(second, MedicationChange):
        return _is_one_change(first, second, is_same_side=one.side is other.side, near=_near(one, other, within))
    if isinstance(first, PaperPrescription) and isinstance(second, PaperPrescription):
        if first.control_number and second.control_number:
            return first.control_number == second.control_number
        return _same(first, second) and _near(one, other, within) and not _differ_on_one_side(one, other)
    writes = all(not isinstance(each, MedicationChange) or each.action in _WRITES for each in (first, second))
    return writes and _same(first, second) and _near(one, other, within)


def _is_one_change(first: MedicationChange, second: MedicationChange, *, is_same_side: bool, near: bool) -> bool:
    if first.portal_id and second.portal_id:
        return first.portal_id == second.portal_id
    if is_same_side:
        return compare_repeats(first, second) is not None
    return near and first.action is second.action and same_drug(first.drug, second.drug)


def _are_two(one: Thread, other: Thread) -> bool:
    """Tell whether one side itself has two records of a change that are not the same: it happened twice."""
    first, second = one.content, other.content
    if one.side is not other.side or type(first) is not type(second):
        return False
    return not _are_one(one, other, within=timedelta(days=1))


def _differ_on_one_side(one: Thread, other: Thread) -> bool:
    return one.side is other.side and bool(differing_fields(one.content, other.content))


def _same(one: Told, other: Told) -> bool:
    return one.drug is not None and other.drug is not None and same_drug(one.drug, other.drug)


def _near(one: Thread, other: Thread, within: timedelta) -> bool:
    return abs(one.at - other.at) <= within
