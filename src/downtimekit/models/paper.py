"""Paper that was handed out: which sheet, for whom, and where it is now."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from downtimekit.models.patient import Mrn
from downtimekit.models.strict import Instant, Key, Strict


class SheetState(StrEnum):
    """Where a numbered sheet is: issued = returned + voided + missing + still out."""

    OUT = "out"
    RETURNED = "returned"
    VOIDED = "voided"
    MISSING = "missing"


class IssuedForm(Strict):
    """One numbered form that was printed, for a patient or blank.

    Attributes:
        form_digest: of the definition that it was printed from.
        accession, mrn: the exam and the patient; None on blank paper.
        site: where it is used.
        expires: from when on it must not be used any more.
        copy_number: how often it was printed; 1 for the original alone.
        keyed: whether what is written on it must come into the chart; a role card or a log is only filed.
        printed_for: the id under which it was printed and which its codes carry, as in an evening job or for stock;
            None where that is the id of the downtime itself.
    """

    serial: Key
    form: Key
    form_digest: str
    accession: Key | None = None
    mrn: Mrn | None = None
    site: Key | None = None
    expires: Instant | None = None
    copy_number: Annotated[int, Field(ge=1, le=99)] = 1
    keyed: bool = True
    printed_for: Key | None = None
