"""Numbers that are given out without a network: ranges that a node holds, what it took, and what became of it.

The three facts at the end are of a node's stream, ``numbers/`` and its name, and of no downtime's: a range outlives a
downtime, and what is left of it is used in the next one.
"""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from downtimekit.models.strict import PATIENT_DATA, Instant, Key, Name, Strict


class NumberKind(StrEnum):
    """What is numbered."""

    FORM = "form"
    MRN = "mrn"
    ENCOUNTER = "encounter"
    ACCESSION = "accession"


class NumberState(StrEnum):
    """What became of a number that was taken: taken = used + reconciled + returned + voided + missing + still out.

    USED: given to a patient, an encounter or an exam. RECONCILED: that has its real number since. RETURNED: of a form.
    """

    OUT = "out"
    USED = "used"
    RECONCILED = "reconciled"
    RETURNED = "returned"
    VOIDED = "voided"
    MISSING = "missing"


class NumberRange(Strict):
    """Numbers that one node may give out, and no other.

    A number is printed as prefix, digits and a check character (ISO/IEC 7064, MOD 37-2). With nine digits and hyphens
    it has at most the 16 characters that DICOM allows an accession number (PS3.5, 6.2, SH).

    Attributes:
        id: of the range; node: who holds it.
        prefix: one to four capital letters that no real number of this kind begins with.
        first, last: of its numbers.
        digits: how many are printed; hyphens: whether the parts are set apart. Both are fixed for forms, whose page
            codes depend on them.
        expires_at: from when on it gives no number; None where it does not end.
    """

    id: Key
    kind: NumberKind
    node: Key
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,4}$")]
    first: Annotated[int, Field(ge=1)]
    last: Annotated[int, Field(ge=1)]
    digits: Annotated[int, Field(ge=4, le=9)] = 6
    hyphens: bool = True
    granted_at: Instant
    expires_at: Instant | None = None

    @model_validator(mode="after")
    def _can_be_printed(self) -> NumberRange:
        faults = []
        if not self.first <= self.last < 10**self.digits:
            faults.append(f"the last number must not lie before the first, and has {self.digits} digits at most")
        if self.kind is NumberKind.FORM and (self.digits, self.hyphens) != (6, True):
            faults.append("numbers of forms have six digits and hyphens")
        if self.expires_at is not None and self.expires_at <= self.granted_at:
            faults.append("it ends before it begins")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def size(self) -> int:
        """How many numbers it has, with those few that are left out for their check character."""
        return self.last - self.first + 1


def _is_regular(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error:
        raise ValueError("is no regular expression") from None
    return pattern


class RealNumbers(Strict):
    """What the real numbers of a kind look like.

    Attributes:
        pattern: a regular expression that every one of them fits as a whole, such as ``[0-9]{8}``.
    """

    kind: NumberKind
    pattern: Annotated[str, StringConstraints(max_length=200), AfterValidator(_is_regular)]


class NumberTerms(Strict):
    """When somebody is told that numbers run out, and what real numbers look like.

    Attributes:
        alarm_at_percent: how much of what a node holds is used up when it is told.
        alarm_before: how long before a range ends it is told.
        real: what real numbers look like; a range whose numbers would look so is not granted. Of a kind that is not
            named here, nothing is compared.
    """

    alarm_at_percent: Annotated[float, Field(gt=0, le=100)] = 90
    alarm_before: Annotated[timedelta, Field(ge=timedelta(0))] = timedelta(days=30)
    real: tuple[RealNumbers, ...] = ()


class NumbersGranted(Strict):
    """A node may give out a range of numbers from now on."""

    kind: Literal["numbers_granted"] = "numbers_granted"
    range: NumberRange


class NumbersTaken(Strict):
    """A node took numbers of a range, before anything was printed with them.

    Attributes:
        first, last: of them; what lies between has been taken too, but for numbers without a check character.
        purpose: what for, such as the id of a downtime.
        holder: which installation took them; another one after a restore from a copy.
        mark: stands for this taking and all before it in the range; two installations never make the same one.
    """

    kind: Literal["numbers_taken"] = "numbers_taken"
    range: Key
    first: Annotated[int, Field(ge=1)]
    last: Annotated[int, Field(ge=1)]
    purpose: Key
    holder: Key
    mark: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class NumberAccounted(Strict):
    """Somebody said what became of a number.

    Attributes:
        number: as it is printed; that of a patient is as much about a patient as a real one.
        became: the real number, where it is reconciled.
        reason: why it was voided, or how it went missing.
    """

    kind: Literal["number_accounted"] = "number_accounted"
    number: Annotated[Key, PATIENT_DATA]
    state: Literal[NumberState.USED, NumberState.RECONCILED, NumberState.VOIDED, NumberState.MISSING]
    became: Annotated[Key, PATIENT_DATA] | None = None
    reason: Annotated[Name, PATIENT_DATA] | None = None

    @model_validator(mode="after")
    def _says_what_its_state_needs(self) -> NumberAccounted:
        is_reconciled = self.state is NumberState.RECONCILED
        if is_reconciled != (self.became is not None):
            raise ValueError("a number that is reconciled names the real one, and no other does")
        if self.state in (NumberState.VOIDED, NumberState.MISSING) and self.reason is None:
            raise ValueError("a number that is voided or missing needs a reason")
        return self


NumberFact = NumbersGranted | NumbersTaken | NumberAccounted
"""What stands in the stream of a node."""
