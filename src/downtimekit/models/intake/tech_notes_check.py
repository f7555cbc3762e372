"""What does not fit together in a technologist's notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.intake.tech_notes import SkinMarkKind, TechNotes
from downtimekit.models.intake.views import view_of


@frozen
class TechNotesPolicy:
    """What a site wants to see.

    Attributes:
        proofs: by how many things a patient must be identified; two is what accreditation asks for.
    """

    proofs: int = 2


DEFAULT_POLICY = TechNotesPolicy()
_Check = Callable[[TechNotes, TechNotesPolicy], Iterator[Concern]]


def tech_notes_concerns(notes: TechNotes, *, policy: TechNotesPolicy = DEFAULT_POLICY) -> tuple[Concern, ...]:
    """Return everything that does not fit together, and what is missing that a site wants to see."""
    return tuple(concern for check in _CHECKS for concern in check(notes, policy))


def _identity(notes: TechNotes, policy: TechNotesPolicy) -> Iterator[Concern]:
    if len(set(notes.identified_by)) < policy.proofs:
        words = f"the patient is to be identified by {policy.proofs} things at least, such as name and birth date"
        yield Concern("identity", "identified_by", words, gravity=Gravity.WARNING)


def _views(notes: TechNotes, policy: TechNotesPolicy) -> Iterator[Concern]:
    taken = [view_of(name) for name in notes.views]
    for number, view in enumerate(taken):
        if view.side not in notes.sides:
            words = f"is a view of the {view.side.value} breast, which is not among those imaged"
            yield Concern("side_mismatch", f"views[{number}]", words)
    for side in notes.sides:
        if side not in {view.side for view in taken}:
            words = f"the {side.value} breast was imaged, and no view of it is written down"
            yield Concern("side_mismatch", "views", words)


def _exposures(notes: TechNotes, policy: TechNotesPolicy) -> Iterator[Concern]:
    exposures, repeats = notes.exposures, notes.repeats
    if exposures is not None and repeats is not None and repeats >= exposures:
        yield Concern("exposures", "repeats", "there are as many repeats as exposures, or more")
    elif exposures is not None and exposures < len(set(notes.views)):
        yield Concern("exposures", "exposures", "there are fewer exposures than views")


def _repeats(notes: TechNotes, policy: TechNotesPolicy) -> Iterator[Concern]:
    repeats = notes.repeats
    if repeats and not notes.repeat_reasons:
        yield Concern("repeats", "repeat_reasons", "images were repeated: say why", gravity=Gravity.WARNING)
    if notes.repeat_reasons and not repeats:
        yield Concern("repeats", "repeats", "there is a reason for repeats, and no repeat", gravity=Gravity.WARNING)


def _skin(notes: TechNotes, policy: TechNotesPolicy) -> Iterator[Concern]:
    for number, mark in enumerate(notes.skin_marks):
        if mark.side not in notes.sides:
            words = f"is on the {mark.side.value} breast, which is not among those imaged"
            yield Concern("side_mismatch", f"skin_marks[{number}].side", words, gravity=Gravity.WARNING)


def _markers(notes: TechNotes, policy: TechNotesPolicy) -> Iterator[Concern]:
    marked = {mark.kind for mark in notes.skin_marks if mark.marker}
    if notes.skin_markers is False and marked - {SkinMarkKind.LUMP}:
        yield Concern("markers", "skin_markers", "no markers were placed, and one is listed")
    if notes.palpable_marker is False and SkinMarkKind.LUMP in marked:
        yield Concern("markers", "palpable_marker", "no marker on a lump, and one is listed")


_CHECKS: tuple[_Check, ...] = (_identity, _views, _exposures, _repeats, _skin, _markers)
