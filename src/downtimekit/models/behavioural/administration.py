"""What was given to a patient: by mouth, by needle or otherwise, when and by whom, and when it is next due.

The fields are those of a customary administration record; which of them a state or a payer asks for was not verified,
so what is missing is told and never refused.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import StringConstraints, model_validator

from downtimekit.models.behavioural.process_notes import NotePart
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.partial_date import PartialDate
from downtimekit.models.prescriptions import Drug
from downtimekit.models.strict import PATIENT_DATA, Instant, Name, PatientText

Lot = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./_-]{0,29}$"), PATIENT_DATA]
"""The lot number that is printed on the vial or the package."""

Dose = Annotated[str, StringConstraints(min_length=1, max_length=100), PATIENT_DATA]
"""How much, with its unit, as it is written: ``156 mg``."""


class Route(StrEnum):
    """How it was given."""

    ORAL = "oral"
    SUBLINGUAL = "sublingual"
    INTRAMUSCULAR = "intramuscular"
    SUBCUTANEOUS = "subcutaneous"
    INTRADERMAL = "intradermal"
    INTRAVENOUS = "intravenous"
    INTRANASAL = "intranasal"
    INHALED = "inhaled"
    TRANSDERMAL = "transdermal"
    TOPICAL = "topical"
    RECTAL = "rectal"
    OTHER = "other"

    @property
    def by_needle(self) -> bool:
        """Whether the place on the body belongs to the record."""
        return self in _BY_NEEDLE


_BY_NEEDLE = frozenset({Route.INTRAMUSCULAR, Route.SUBCUTANEOUS, Route.INTRADERMAL, Route.INTRAVENOUS})


class BodySite(StrEnum):
    """Where the needle went."""

    LEFT_DELTOID = "left_deltoid"
    RIGHT_DELTOID = "right_deltoid"
    LEFT_VENTROGLUTEAL = "left_ventrogluteal"
    RIGHT_VENTROGLUTEAL = "right_ventrogluteal"
    LEFT_DORSOGLUTEAL = "left_dorsogluteal"
    RIGHT_DORSOGLUTEAL = "right_dorsogluteal"
    LEFT_VASTUS_LATERALIS = "left_vastus_lateralis"
    RIGHT_VASTUS_LATERALIS = "right_vastus_lateralis"
    ABDOMEN = "abdomen"
    LEFT_ARM = "left_arm"
    RIGHT_ARM = "right_arm"
    OTHER = "other"


class AdministrationOutcome(StrEnum):
    """What became of a dose."""

    GIVEN = "given"
    REFUSED = "refused"
    HELD = "held"


class MedicationAdministration(NotePart):
    """One dose: given, refused by the patient, or held by the nurse.

    Attributes:
        drug: what it was, with the National Drug Code of the package where it is known.
        lot: the lot; expires: until when it may be used, a month counts to its last day.
        at: when it was given, refused or held; given_by: by whom.
        as_needed: whether it was given as needed (PRN); then with the reason, and how the patient responded.
        reason: why it was given as needed, refused or held.
        next_due: when the next dose is due, for a long-acting injection.
    """

    record: Literal["medication_administration"] = "medication_administration"
    outcome: AdministrationOutcome = AdministrationOutcome.GIVEN
    drug: Drug
    dose: Dose | None = None
    route: Route | None = None
    site: BodySite | None = None
    lot: Lot | None = None
    expires: PartialDate | None = None
    at: Instant
    given_by: Name
    ordered_by: Name | None = None
    as_needed: bool = False
    reason: PatientText = ""
    response: PatientText = ""
    next_due: date | None = None
    remarks: PatientText = ""

    @model_validator(mode="after")
    def _site_needs_a_needle(self) -> MedicationAdministration:
        if self.site and self.route and not self.route.by_needle:
            raise ValueError("names a place on the body, but the route is not by needle: one of the two is wrong")
        return self


def administration_concerns(dose: MedicationAdministration) -> tuple[Concern, ...]:
    """Return everything that is missing in the record of a dose, or should not have happened."""
    if dose.outcome is not AdministrationOutcome.GIVEN:
        missing = not dose.reason
        words = f"the dose was {dose.outcome}, and nothing is written about why"
        return (Concern("reason_missing", "reason", words),) if missing else ()
    return (*_missing(dose), *_out_of_date(dose), *_as_needed(dose))


def _missing(dose: MedicationAdministration) -> Iterator[Concern]:
    wanted = {"dose": dose.dose, "route": dose.route}
    if dose.route and dose.route.by_needle:
        wanted |= {"site": dose.site, "lot": dose.lot, "expires": dose.expires, "drug.ndc": dose.drug.ndc}
    for path, value in wanted.items():
        if value is None:
            words = f"nothing is written under '{path.rpartition('.')[2]}'"
            gravity = Gravity.FAULT if path in ("dose", "route", "site") else Gravity.WARNING
            yield Concern("administration_incomplete", path, words, gravity=gravity)


def _out_of_date(dose: MedicationAdministration) -> Iterator[Concern]:
    # The day of the dose by the offset that it was written down with: where the patient was.
    day = dose.at.date()
    if dose.expires and _last_day(dose.expires) < day:
        yield Concern("drug_expired", "expires", "the drug was past its date when it was given: tell the pharmacist")
    if dose.next_due and dose.next_due <= day:
        yield Concern("next_due_past", "next_due", "the next dose is due before this one was given, or with it")


def _as_needed(dose: MedicationAdministration) -> Iterator[Concern]:
    for name in ("reason", "response"):
        if dose.as_needed and not getattr(dose, name):
            words = f"it was given as needed, and nothing is written under '{name}'"
            yield Concern(f"as_needed_{name}_missing", name, words)


def _last_day(until: str) -> date:
    year, month, day = (*map(int, until.split("-")), 0, 0)[:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])
