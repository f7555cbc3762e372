"""Prescriptions and changes to test on: a pad, a prescriber and a patient that nobody is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from downtimekit.models.prescriptions import MedicationChange, PaperPrescription

NOON = datetime(2026, 3, 3, 17, 0, tzinfo=UTC)
"""Noon of 3 March 2026 in New York."""

PRESCRIBER = {"name": "Perla Pond, MD", "address": "1 Sample Way, Albany, NY 12207", "dea_number": "AP5836727"}
DRUG = {"name": "Methylphenidate", "strength": "10 mg", "form": "tablet"}
PHARMACY = {"name": "Corner Pharmacy", "ncpdp_id": "3312345"}


def said_on_paper(**otherwise: object) -> dict[str, object]:
    """Return what a faultless prescription for schedule II says, with what it says otherwise."""
    said: dict[str, object] = {
        "control_number": "RX-000123",
        "patient_name": "Nora Sampleton",
        "patient_address": "2 Fiction Street, Troy, NY 12180",
        "drug": DRUG,
        "schedule": "CII",
        "quantity": {"amount": 30, "unit": "tablets"},
        "days_supply": 30,
        "directions": "One tablet in the morning",
        "refills": 0,
        "prescriber": PRESCRIBER,
        "issued_on": "2026-03-03",
        "signed": True,
        "signed_on": "2026-03-03",
        "paper_reason": "technological_failure",
    }
    return said | otherwise


def on_paper(**otherwise: object) -> PaperPrescription:
    """Return a faultless prescription for schedule II, with what it says otherwise."""
    return PaperPrescription.model_validate(said_on_paper(**otherwise))


def a_change(**otherwise: object) -> MedicationChange:
    """Return a whole change, with what it says otherwise."""
    said: dict[str, object] = {
        "action": "new",
        "drug": {**DRUG, "rxcui": "1091155"},
        "schedule": "CII",
        "directions": "One tablet in the morning",
        "quantity": {"amount": 30, "unit": "tablets"},
        "refills": 0,
        "days_supply": 30,
        "pharmacy": PHARMACY,
        "prescriber": PRESCRIBER,
        "written_at": NOON,
        "sent_at": NOON + timedelta(minutes=1),
        "transmission": "delivered",
        "portal_id": "P-77",
        "pdmp": {"at": NOON, "by": "Perla Pond, MD"},
        "documented": {
            "entered_by": "Robin Roe",
            "entered_at": NOON + timedelta(hours=4),
            "checked_by": "Nia Nolan",
        },
    }
    return MedicationChange.model_validate(said | otherwise)
