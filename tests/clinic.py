"""A small behavioural-health clinic to test on: sessions, notes and clients that nobody has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from downtimekit.models.behavioural import (
    GroupSession,
    MedicationAdministration,
    NursingNote,
    PrescriberNote,
    Session,
    TherapistNote,
)

NINE = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
"""Nine in the morning of 3 March 2026 in New York."""

SIGNED = {"name": "Tess Tanaka", "credentials": "LCSW", "signed_at": NINE + timedelta(hours=2)}
RISK = {"findings": [{"about": about, "present": False} for about in ("suicide", "homicide", "self_harm", "violence")]}
FULL = {name: f"Planted {name}." for name in ("presentation", "subjective", "interventions", "response", "progress")}

ADA = {"mrn": "T-1001", "family": "Testwell", "given": "Ada", "birth_date": date(1958, 2, 11)}
NORA = {"mrn": "T-1002", "family": "Sampleton", "given": "Nora", "birth_date": date(1961, 7, 4)}
MINH = {"mrn": "T-1003", "family": "Do", "given": "Minh"}


def said_of_session(minutes: int | None = 45, **more: object) -> dict[str, object]:
    """Return what a sheet says of a session that began at nine; without minutes it does not say when it stopped."""
    ended = NINE + timedelta(minutes=minutes) if minutes is not None else None
    return {"modality": "in_person", "started_at": NINE, "ended_at": ended, **more}


def a_session(minutes: int | None = 45, **more: object) -> Session:
    """Return a session that began at nine."""
    return Session.model_validate(said_of_session(minutes, **more))


def a_therapist_note(**otherwise: object) -> TherapistNote:
    """Return a whole note of a session that fits its code, with what it says otherwise."""
    said = {
        "session": said_of_session(45),
        "service_codes": ["90834"],
        "diagnoses": [{"code": "F33.1"}],
        "sections": {**FULL, "plan": "Planted plan."},
        "risk": RISK,
        "signature": SIGNED,
    }
    return TherapistNote.model_validate(said | otherwise)


def a_prescriber_note(**otherwise: object) -> PrescriberNote:
    """Return a whole note of a visit, with what it says otherwise."""
    said = {
        "session": said_of_session(20),
        "service_codes": ["99213"],
        "level_basis": "decision_making",
        "allergies": [{"none_known": True}],
        "diagnoses": [{"code": "F20.9"}],
        "plan": "Planted plan.",
        "risk": RISK,
        "signature": SIGNED,
    }
    return PrescriberNote.model_validate(said | otherwise)


def an_injection(**otherwise: object) -> MedicationAdministration:
    """Return the whole record of a long-acting injection, with what it says otherwise."""
    said = {
        "drug": {"name": "Plantedol", "ndc": "12345-6789-01"},
        "dose": "156 mg",
        "route": "intramuscular",
        "site": "left_deltoid",
        "lot": "AB 12-3",
        "expires": "2026-03",
        "at": NINE,
        "given_by": "Nils Nakamura, RN",
        "next_due": date(2026, 3, 31),
    }
    return MedicationAdministration.model_validate(said | otherwise)


def a_nursing_note(**otherwise: object) -> NursingNote:
    """Return a whole nursing note, with what it says otherwise."""
    return NursingNote.model_validate({"at": NINE, "shift": "day", "risk": RISK, "signature": SIGNED} | otherwise)


def said_of_group(*members: dict[str, object], **otherwise: object) -> dict[str, object]:
    """Return what a sheet says of a group session of an hour; by default Ada and Nora came."""
    said = {
        "session": said_of_session(60),
        "service_codes": ["90853"],
        "format": "birp",
        "sections": {"interventions": "Taught paced breathing.", "plan": "Same time next week."},
        "co_facilitators": ["Ravi Rao, LPC"],
        "signature": SIGNED,
        "members": list(members) or [a_member(ADA), a_member(NORA)],
    }
    return said | otherwise


def a_member(client: Mapping[str, object], **more: object) -> dict[str, object]:
    """Return one client's part of a group session."""
    return {"client": client, "sections": {"behaviour": "Quiet.", "response": "Joined in."}, **more}


def a_group(*members: dict[str, object], **otherwise: object) -> GroupSession:
    """Return a group session of an hour; by default Ada and Nora came."""
    return GroupSession.model_validate(said_of_group(*members, **otherwise))
