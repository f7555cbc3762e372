"""Whom to call in a crisis, for the wall and the packet: it must work when the phone list in the system does not.

988 is the number of the Suicide & Crisis Lifeline, by call and by text (National Suicide Hotline Designation Act of
2020, Pub. L. 116-172); 911 is the emergency number (47 CFR 9.4). A clinic adds its own lines before these.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from downtimekit.models.strict import Name, Strict

Dialled = Annotated[str, StringConstraints(pattern=r"^[+0-9*#][0-9*#().\- ]{1,29}$")]
"""What is dialled, which may be a short code: ``988``, ``+1 202-555-0100``."""


class CrisisLineKind(StrEnum):
    """Who answers."""

    ON_CALL_CLINICIAN = "on_call_clinician"
    MOBILE_CRISIS_TEAM = "mobile_crisis_team"
    LIFELINE = "lifeline"
    EMERGENCY_DEPARTMENT = "emergency_department"
    EMERGENCY_SERVICES = "emergency_services"
    POISON_CONTROL = "poison_control"


class CrisisLine(Strict):
    """One line of the list: who answers, what is dialled or texted, and when."""

    kind: CrisisLineKind
    name: Name
    call: Dialled | None = None
    text: Dialled | None = None
    hours: Name = "day and night"

    @model_validator(mode="after")
    def _can_be_reached(self) -> CrisisLine:
        if not (self.call or self.text):
            raise ValueError("cannot be reached: has neither a number to call nor one to text")
        return self


class CrisisList(Strict):
    """The list as it is printed: the first line is the first to call.

    Attributes:
        checked_on: when somebody last dialled every number.
    """

    lines: Annotated[tuple[CrisisLine, ...], Field(min_length=1)]
    checked_on: date | None = None


def us_crisis_lines() -> tuple[CrisisLine, ...]:
    """Return the lines that answer everywhere in the United States."""
    return (
        CrisisLine(kind=CrisisLineKind.LIFELINE, name="988 Suicide & Crisis Lifeline", call="988", text="988"),
        CrisisLine(kind=CrisisLineKind.EMERGENCY_SERVICES, name="Emergency services", call="911"),
    )
