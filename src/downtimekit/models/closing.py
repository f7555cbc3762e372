"""What must be settled before a downtime is closed: what was sent, what was scanned, and how the numbers stand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from downtimekit.models.breast.mqsa.exam import Duty
from downtimekit.models.numbers import NumberKind
from downtimekit.models.strict import PATIENT_DATA, Instant, Key, Name, Strict

Explanation = Annotated[Name, PATIENT_DATA]
"""What somebody gave as the reason; it may be about a patient."""
Count = Annotated[int, Field(ge=0)]


class DutySent(Strict):
    """Something that the law on mammography asks for was sent: what, for which exam, when, and by whom."""

    kind: Literal["duty_sent"] = "duty_sent"
    accession: Key
    duty: Duty
    at: Instant
    by: Name


class DutyExplained(Strict):
    """A date of the law passed without that being sent which was due, and somebody says why; it is still to be sent."""

    kind: Literal["duty_explained"] = "duty_explained"
    accession: Key
    duty: Duty
    reason: Explanation


class ScanFiled(Strict):
    """The scan of a sheet is attached to the chart.

    Attributes:
        where: the name or number under which it is found there.
        sha256: of the file, in hexadecimal, where it is known.
    """

    kind: Literal["scan_filed"] = "scan_filed"
    serial: Key
    where: Explanation
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


class ScanExplained(Strict):
    """A sheet has no scan in the chart, and somebody says why."""

    kind: Literal["scan_explained"] = "scan_explained"
    serial: Key
    reason: Explanation


class NumberSum(Strict):
    """What became of the numbers of one kind that one node took for a downtime; the states add up to those issued.

    Attributes:
        unsaid: the forms and exams of which nobody has said yet what became of them; other numbers are only counted.
    """

    node: Key
    of: NumberKind
    issued: Count
    used: Count = 0
    reconciled: Count = 0
    returned: Count = 0
    voided: Count = 0
    missing: Count = 0
    out: Count = 0
    unsaid: tuple[Key, ...] = ()

    @property
    def without_lasting_number(self) -> int:
        """How many patients are still known under a number of a downtime only."""
        return self.used if self.of is NumberKind.MRN else 0


class AccountsDrawnUp(Strict):
    """What stands outside the record of a downtime and must be in order before it is closed, as it was then.

    Attributes:
        numbers: those that were taken for it.
        unnamed_patients: how many patients there are whose name nobody knows, also those of whom no sheet came back.
        unnamed: their sheets, by number or by the id of the keying.
    """

    kind: Literal["accounts_drawn_up"] = "accounts_drawn_up"
    numbers: tuple[NumberSum, ...]
    unnamed_patients: Count
    unnamed: tuple[Key, ...] = ()


ClosingFact = DutySent | DutyExplained | ScanFiled | ScanExplained | AccountsDrawnUp
"""What is recorded so that a downtime can be closed."""
