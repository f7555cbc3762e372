"""Diagnoses, as codes of ICD-10-CM and in the words of the clinician."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from downtimekit.models.behavioural.process_notes import NotePart
from downtimekit.models.strict import PATIENT_DATA, PatientText

# ICD-10-CM Official Guidelines for Coding and Reporting, section I.A.2: three to seven characters, a point after the
# third. The third may be a letter (C7A, M1A, Z3A).
_CODE = re.compile(r"([A-Z]\d[\dA-Z])(?:\.?([\dA-Z]{1,4}))?")


def _icd10cm(written: str) -> str:
    found = _CODE.fullmatch("".join(written.upper().split()))
    if found is None:
        raise ValueError("is not written like a code of ICD-10-CM: a letter, two characters, and up to four more")
    return ".".join(part for part in found.groups() if part)


Icd10Cm = Annotated[str, StringConstraints(max_length=12), AfterValidator(_icd10cm), PATIENT_DATA]
"""A code of ICD-10-CM, such as ``F33.1``; it is checked for its form only, and gets its point where it has none."""


class Diagnosis(NotePart):
    """One diagnosis: a code, and whatever words the clinician put beside it."""

    code: Icd10Cm
    words: PatientText = ""
