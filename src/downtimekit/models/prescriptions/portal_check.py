"""Is the record of a change whole and of one piece? Every concern at once."""

from __future__ import annotations

from collections.abc import Iterator

from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.prescriptions.codes import dea_letter_fits, dea_number_fault
from downtimekit.models.prescriptions.portal import ChangeAction, MedicationChange
from downtimekit.models.prescriptions.prescribing import TransmissionStatus

_WRITES = frozenset({ChangeAction.NEW, ChangeAction.CHANGED, ChangeAction.REFILLED})
_NEEDED = {
    "directions": "the directions are missing",
    "quantity": "the quantity is missing",
    "refills": "the number of refills is missing",
    "pharmacy": "the pharmacy is missing",
}
_GONE = frozenset({TransmissionStatus.SENT, TransmissionStatus.DELIVERED})


def check_change(change: MedicationChange) -> tuple[Concern, ...]:
    """Return everything that is missing or contradictory in the record of a change."""
    return (*_content(change), *_warnings(change), *_prescriber(change), *_times(change), *_documented(change))


def _content(change: MedicationChange) -> Iterator[Concern]:
    if change.action in _WRITES:
        lacking = [name for name in _NEEDED if getattr(change, name) in (None, "")]
        yield from (Concern("missing", name, _NEEDED[name]) for name in lacking)
    elif not change.reason:
        yield Concern("missing", "reason", "say why it was stopped or cancelled", gravity=Gravity.WARNING)


def _warnings(change: MedicationChange) -> Iterator[Concern]:
    for number, alert in enumerate(change.overridden):
        if not alert.reason:
            words = "say why the warning was passed over"
            yield Concern("missing", f"overridden[{number}].reason", words, gravity=Gravity.WARNING)
    if change.schedule and change.schedule.controlled and change.action in _WRITES and change.pdmp is None:
        words = "nobody wrote down a look into the monitoring programme; most states want one"
        yield Concern("pdmp", "pdmp", words, gravity=Gravity.WARNING)


def _prescriber(change: MedicationChange) -> Iterator[Concern]:
    number, name = change.prescriber.dea_number, change.prescriber.name
    if not name:
        yield Concern("missing", "prescriber.name", "the prescriber's name is missing")
    if number and (fault := dea_number_fault(number)):
        yield Concern("dea_number", "prescriber.dea_number", fault)
    elif number and name and not dea_letter_fits(number, name=name):
        words = "the second letter fits no part of the prescriber's name; it may be an earlier name"
        yield Concern("dea_letter", "prescriber.dea_number", words, gravity=Gravity.WARNING)


def _times(change: MedicationChange) -> Iterator[Concern]:
    if change.start and change.stop and change.stop < change.start:
        yield Concern("times", "stop", "it stops before it starts")
    if change.sent_at and change.sent_at < change.written_at:
        yield Concern("times", "sent_at", "it was sent before it was written")
    if change.transmission in _GONE and change.sent_at is None:
        yield Concern("missing", "sent_at", "it was sent: when is missing", gravity=Gravity.WARNING)


def _documented(change: MedicationChange) -> Iterator[Concern]:
    told = change.documented
    if told is None:
        return
    if told.entered_at < change.written_at:
        yield Concern("times", "documented.entered_at", "it was documented before it was written")
    if told.checked_by is None:
        words = "nobody looked again at what was documented by hand"
        yield Concern("missing", "documented.checked_by", words, gravity=Gravity.WARNING)
    elif told.checked_by.casefold() == told.entered_by.casefold():
        yield Concern("same_person", "documented.checked_by", "the second look must be another person's")
