"""The therapist's progress note."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from downtimekit.models.behavioural.diagnosis import Diagnosis
from downtimekit.models.behavioural.formats import NoteFormat, Sections, section_concerns
from downtimekit.models.behavioural.mental_status import MentalStatus
from downtimekit.models.behavioural.part2 import Part2Mark, part2_concerns
from downtimekit.models.behavioural.risk import RiskAssessment, risk_concerns
from downtimekit.models.behavioural.service_codes import (
    DEFAULT_SERVICE_CODES,
    ServiceCode,
    ServiceCodePolicy,
    service_concerns,
)
from downtimekit.models.behavioural.session import Session, location_concerns
from downtimekit.models.behavioural.signing import Signed, signature_concerns
from downtimekit.models.concern import Concern, Gravity, under
from downtimekit.models.strict import Instant, Name


class TherapistNote(Signed):
    """One session with one client, as its clinician wrote it down; whose it is stands on the sheet, not in the note.

    Attributes:
        format: how the note is laid out, and so which of its sections must be filled.
        group_size: how many clients took part, for a session of a group; never who they were.
        co_facilitators: the staff who held the session together with the one who signs.
        next_appointment: when it is; one without a time, such as "in two weeks", stands in the plan.
        part2: None where nobody said whether the record is protected by 42 CFR Part 2.
    """

    record: Literal["therapist_note"] = "therapist_note"
    session: Session
    service_codes: tuple[ServiceCode, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    format: NoteFormat = NoteFormat.FULL
    sections: Sections = Field(default_factory=Sections)
    mental_status: MentalStatus | None = None
    risk: RiskAssessment | None = None
    group_size: Annotated[int | None, Field(ge=1)] = None
    co_facilitators: tuple[Name, ...] = ()
    next_appointment: Instant | None = None
    part2: Part2Mark | None = None


def therapist_note_concerns(
    note: TherapistNote, *, codes: ServiceCodePolicy = DEFAULT_SERVICE_CODES
) -> tuple[Concern, ...]:
    """Return everything that is missing in a note, or contradicts itself; the note is kept as it is.

    Args:
        note: what the paper says.
        codes: what the clinic takes the service codes to mean.
    """
    return (
        *service_concerns(note.session, note.service_codes, policy=codes),
        *_header_concerns(note),
        *section_concerns(note.sections, note.format),
        *(under("risk", risk_concerns(note.risk)) if note.risk else ()),
        *signature_concerns(note),
        *(under("part2", part2_concerns(note.part2)) if note.part2 else ()),
    )


def _header_concerns(note: TherapistNote) -> Iterator[Concern]:
    yield from under("session", location_concerns(note.session))
    if not note.diagnoses:
        yield Concern("diagnosis_missing", "diagnoses", "no diagnosis is given", gravity=Gravity.WARNING)
    if note.risk is None:
        yield Concern("risk_missing", "risk", "nothing is written about risk", gravity=Gravity.WARNING)
    yield from _time_concerns(note)


def _time_concerns(note: TherapistNote) -> Iterator[Concern]:
    session = note.session
    if note.signature and note.signature.signed_at < (session.ended_at or session.started_at):
        words = "the note was signed before the session was over"
        yield Concern("signed_early", "signature.signed_at", words, gravity=Gravity.WARNING)
    if note.next_appointment and note.next_appointment < session.started_at:
        yield Concern("next_appointment_past", "next_appointment", "the next appointment lies before this session")
