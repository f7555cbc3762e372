"""Paper that was handed out: which sheet, for whom, and where it is now."""

from __future__ import annotations

from enum import StrEnum

from downtimekit.models.patient import Mrn
from downtimekit.models.strict import Key, Strict


class SheetState(StrEnum):
    """Where a numbered sheet is: issued = returned + voided + missing + still out."""

    OUT = "out"
    RETURNED = "returned"
    VOIDED = "voided"
    MISSING = "missing"


class IssuedForm(Strict):
    """One numbered form that was printed for a patient."""

    serial: Key
    form: Key
    form_digest: str
    accession: Key
    mrn: Mrn
