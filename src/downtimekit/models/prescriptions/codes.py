"""Drug, pharmacy and prescriber numbers: what form they have, and whether their check digit holds.

Only the form is checked. That a number exists, or is somebody's, no algorithm can tell.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from downtimekit.models.strict import PATIENT_DATA

# FDA assigns ten digits as 4-4-2, 5-3-2 or 5-4-1 (21 CFR 207.33); the HIPAA claims format is 5-4-2, made by putting
# a zero before the short part. Ten digits without hyphens can be read in three ways, so they are refused.
_NDC = re.compile(r"(\d{4}-\d{4}-\d{2}|\d{5}-\d{3}-\d{2}|\d{5}-\d{4}-\d|\d{5}-\d{4}-\d{2}|\d{11})")
_NAME_PART = re.compile(r"[^\W\d_]+")
_DEA = re.compile(r"([A-Z])([A-Z9])(\d{7})(-[A-Z0-9]{1,10})?")


def _ndc(code: str) -> str:
    if not _NDC.fullmatch(code):
        raise ValueError(
            "is not a National Drug Code: write it with hyphens, as 4-4-2, 5-3-2, 5-4-1 or 5-4-2 digits; "
            "ten digits without hyphens can be read in three ways"
        )
    if len(code) == 11 and "-" not in code:  # noqa: PLR2004
        return f"{code[:5]}-{code[5:9]}-{code[9:]}"
    labeler, product, package = code.split("-")
    return f"{labeler:0>5}-{product:0>4}-{package:0>2}"


Ndc = Annotated[str, StringConstraints(max_length=20), AfterValidator(_ndc), PATIENT_DATA]
"""A National Drug Code in any of its forms; it becomes the 5-4-2 digits of a claim, such as ``00002-7597-01``."""

RxCui = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,7}$"), PATIENT_DATA]
"""An RxNorm concept identifier (RXCUI): up to eight digits, without leading zeros."""

NcpdpId = Annotated[str, StringConstraints(pattern=r"^[0-9]{7}$")]
"""A pharmacy's NCPDP provider identifier: seven digits (formerly the NABP number)."""


def dea_number_fault(written: str) -> str | None:
    """Say in words what is wrong with a DEA registration number as it is written; None where nothing is.

    Two letters and seven digits; the last digit is the last digit of (1st + 3rd + 5th) + 2 x (2nd + 4th + 6th). A
    hospital's number may be followed by a hyphen and the internal code of one practitioner (21 CFR 1301.22(c)). The
    algorithm is public: see "DEA number" in Wikipedia. Letter case and spaces do not matter.
    """
    found = _dea_parts(written)
    if found is None:
        return "is not a DEA number: two letters, seven digits and, for a hospital's, a hyphen and an internal code"
    numbers = [int(digit) for digit in found[3]]
    if (sum(numbers[0:6:2]) + 2 * sum(numbers[1:6:2])) % 10 != numbers[6]:
        return "the check digit does not fit: a digit is wrong, or two are swapped"
    return None


def dea_letter_fits(written: str, *, name: str) -> bool:
    """Tell whether the second letter of a DEA number can be that of the practitioner's surname.

    The letter is that of the surname at registration, or 9 for a business (as above). A hospital's number, with an
    internal code after it, has the hospital's letter. What is no DEA number fits no name. Every part of a name counts,
    also behind a hyphen, and an accent does not: the letter of Smith-Ångström may be S or A.
    """
    found = _dea_parts(written)
    if found is None:
        return False
    bare = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return bool(found[4]) or found[2] == "9" or found[2] in {part[0].upper() for part in _NAME_PART.findall(bare)}


def _dea_parts(written: str) -> re.Match[str] | None:
    return _DEA.fullmatch("".join(written.upper().split()))
