"""What the law wants of a prescription, as values: the federal rules, New York's, and a place for a state's own.

Federal rules by default. Where our reading of a rule was not confirmed in its own text, it is still a value here and
nowhere hard: a site brings its own policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Generic, TypeVar

from attrs import evolve, frozen

from downtimekit.models.prescriptions.medication import DeaSchedule

Value = TypeVar("Value")


@frozen
class Sourced(Generic[Value]):
    """A limit, and where it is written."""

    value: Value
    source: str


CONTENT = "21 CFR 1306.05(a)"
"""The content of every prescription for a controlled substance."""

CONTROLLED_ITEMS: Mapping[str, str] = MappingProxyType(
    {
        "issued_on": "the date of issue is missing",
        "patient_name": "the patient's full name is missing",
        "patient_address": "the patient's address is missing",
        "drug.name": "the name of the drug is missing",
        "drug.strength": "the strength is missing",
        "drug.form": "the dosage form is missing",
        "quantity": "the quantity is missing",
        "directions": "the directions for use are missing",
        "prescriber.name": "the prescriber's name is missing",
        "prescriber.address": "the prescriber's address is missing",
        "prescriber.dea_number": "the prescriber's DEA registration number is missing",
    }
)
"""What 21 CFR 1306.05(a) lists, each with the words for its absence; the signature has rules of its own."""


@frozen
class PrescriptionPolicy:
    """What a site wants of a prescription.

    Attributes:
        plain_items: what a prescription for a drug that is not controlled needs, of the keys of `CONTROLLED_ITEMS`;
            the states say it, and most of them say this.
        most_refills: how many refills each schedule may have; a schedule that is not named has no limit.
        follow_up_within: how soon an emergency order by phone for schedule II must be confirmed in writing.
        emergency_days: how many days such an order may last at most; None for "the emergency" without a number.
        harm_delay_days: how many days a controlled drug may last where paper was used because waiting would harm the
            patient; None for no limit.
        reason_required: the chart must say why it was not sent electronically.
        control_number_required: every sheet of the pad has a number.
        medical_need_drugs: words in a drug's name that call for the medical need on the face.
    """

    plain_items: frozenset[str] = frozenset(CONTROLLED_ITEMS) - {
        "patient_address",
        "prescriber.address",
        "prescriber.dea_number",
        "drug.form",
    }
    plain_source: str = "state law"
    most_refills: Mapping[DeaSchedule, Sourced[int]] = MappingProxyType(
        {
            DeaSchedule.CII: Sourced(0, "21 CFR 1306.12(a)"),
            DeaSchedule.CIII: Sourced(5, "21 CFR 1306.22(a)"),
            DeaSchedule.CIV: Sourced(5, "21 CFR 1306.22(a)"),
        }
    )
    follow_up_within: Sourced[timedelta] = Sourced(timedelta(days=7), "21 CFR 1306.11(d)(4)")
    emergency_days: Sourced[int] | None = None
    harm_delay_days: Sourced[int] | None = None
    reason_required: bool = True
    control_number_required: bool = True
    medical_need_drugs: tuple[str, ...] = ("gamma-hydroxybutyric", "oxybate")


FEDERAL = PrescriptionPolicy()
"""The federal rules."""

NEW_YORK = evolve(
    FEDERAL,
    follow_up_within=Sourced(timedelta(hours=72), "10 NYCRR 80.68(c)"),
    emergency_days=Sourced(5, "10 NYCRR 80.68(b)"),
    harm_delay_days=Sourced(5, "N.Y. Public Health Law 281(3)(d)"),
)
"""The federal rules and what New York adds to them."""
