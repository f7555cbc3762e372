"""Who may be meant by what a sheet says: candidates, how well each fits, and what speaks against each.

A score adds up evidence; a veto is a fact that no evidence outweighs, such as a twin, or a number that belongs to
somebody else. A candidate is shown to a person with both.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from downtimekit.models.patient import Mrn, Patient
from downtimekit.models.strict import Confidential, Key, Strict


class MatchGrade(StrEnum):
    """How sure it is whose the sheet is (FHIR match-grade, and none)."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    CERTAINLY_NOT = "certainly-not"
    NONE = "none"


class Agreement(StrEnum):
    """How what the sheet says about one field compares with the chart."""

    SAME = "same"
    CLOSE = "close"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


Bits = Annotated[float, Field(allow_inf_nan=False)]
"""The logarithm to base 2 of how much likelier something is in two records of one person than in records of two."""


class Evidence(Strict):
    """What one field says for or against a candidate.

    Attributes:
        field: such as ``family`` or ``birth_date``.
        weight: in bits: how much likelier it is to see this in two records of one person than in records of two; below
            zero it speaks against. It is 0 for what one side leaves out.
        because: what was found, such as ``sounds alike``; never what stands there.
    """

    field: Key
    agreement: Agreement
    weight: Bits = 0.0
    because: Annotated[str, Field(max_length=200)] = ""


class Veto(StrEnum):
    """What forbids to take a candidate without a person, however well it fits."""

    IDENTIFIER_CONTRADICTS = "identifier_contradicts"
    ANOTHER_FITS_AS_WELL = "another_fits_as_well"
    TWIN_OR_SIBLING = "twin_or_sibling"
    NAMESAKE = "namesake"
    PLACEHOLDER_NAME = "placeholder_name"
    DECEASED_BEFORE = "deceased_before"
    CHART_RETIRED = "chart_retired"
    CHART_UNIDENTIFIED = "chart_unidentified"
    EXAM_OF_ANOTHER = "exam_of_another"
    TOO_LITTLE_WRITTEN = "too_little_written"

    @property
    def words(self) -> str:
        """A sentence that a clerk understands."""
        return _VETOES[self]


_VETOES = {
    Veto.IDENTIFIER_CONTRADICTS: "a number on the sheet is another patient's, or the name under the number differs",
    Veto.ANOTHER_FITS_AS_WELL: "another patient fits about as well",
    Veto.TWIN_OR_SIBLING: "it may be a twin, a brother or a sister: only the given name tells them apart",
    Veto.NAMESAKE: "it may be a parent, a child or a namesake: only the birth date, or a junior, tells them apart",
    Veto.PLACEHOLDER_NAME: "the name stands for somebody whose name was not known",
    Veto.DECEASED_BEFORE: "the patient died before the date on the sheet",
    Veto.CHART_RETIRED: "the chart was merged into another one",
    Veto.CHART_UNIDENTIFIED: "nobody knows yet whose chart it is",
    Veto.EXAM_OF_ANOTHER: "the exam on the sheet is another patient's",
    Veto.TOO_LITTLE_WRITTEN: "too little is written to tell people apart",
}


class Candidate(Confidential):
    """A patient who may be meant.

    Attributes:
        patient: as the chart or the index knows them.
        grade: how well they fit, vetoes included.
        weight: the sum of the evidence, in bits; None where numbers alone decided.
        probability: that it is this patient, from 0 to 1, by the matcher; None where it gives none.
        evidence: field by field, what adds up to the weight.
    """

    patient: Patient
    grade: MatchGrade
    weight: Bits | None = None
    probability: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    evidence: tuple[Evidence, ...] = ()
    vetoes: tuple[Veto, ...] = ()

    @property
    def mrn(self) -> Mrn:
        """The patient's number."""
        return self.patient.mrn

    def explain(self) -> str:
        """Return why the candidate has its grade, a line each; fields and weights, and nothing that stands in them."""
        total = "" if self.weight is None else f" at {self.weight:+.1f} bits"
        lines = [f"{self.grade.value}{total}"]
        lines += [
            f"  {one.field}: {one.agreement.value} {one.weight:+.1f}" + (f" ({one.because})" if one.because else "")
            for one in self.evidence
        ]
        lines += [f"  against it: {veto.words}" for veto in self.vetoes]
        return "\n".join(lines)
