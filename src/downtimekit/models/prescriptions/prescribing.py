"""What every prescription speaks of: who prescribes, at which pharmacy, how much, and how it gets there."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from downtimekit.models.prescriptions.codes import NcpdpId
from downtimekit.models.strict import PATIENT_DATA, Confidential, Name, Strict

Amount = Annotated[Decimal, Field(gt=0, le=100_000), PATIENT_DATA]
"""How much is prescribed, in the unit that stands beside it."""

Refills = Annotated[int, Field(ge=0, le=99), PATIENT_DATA]

DaysSupply = Annotated[int, Field(ge=1, le=366), PATIENT_DATA]
"""How many days the amount lasts."""


class Prescriber(Strict):
    """Who prescribes, as the prescription says it.

    Attributes:
        dea_number: the DEA registration number as it is written; a check of the prescription says whether it can be
            one. It opens a pharmacy's cupboard to whoever reads it, so no repr shows it.
    """

    name: Name | None = None
    address: Name | None = None
    dea_number: Annotated[str | None, StringConstraints(max_length=30), Field(repr=False)] = None


class Pharmacy(Strict):
    """A pharmacy."""

    name: Name
    ncpdp_id: NcpdpId | None = None


class TransmissionStatus(StrEnum):
    """How far an electronic prescription got."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class Quantity(Confidential):
    """An amount and its unit, such as 30 tablets."""

    amount: Amount
    unit: Annotated[str, StringConstraints(max_length=60)] = ""
