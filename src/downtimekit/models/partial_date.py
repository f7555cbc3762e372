"""Dates as people remember them: a year, a month, or a day."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from downtimekit.models.strict import PATIENT_DATA

_SHAPE = re.compile(r"^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$")
_WORDS = "is not a date as far as it is known: write YYYY, YYYY-MM or YYYY-MM-DD"


def _partial(written: str) -> str:
    found = _SHAPE.fullmatch(written)
    if found is None:
        raise ValueError(_WORDS)
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        raise ValueError(_WORDS) from None
    return written


PartialDate = Annotated[
    str, AfterValidator(_partial), Field(json_schema_extra={"pattern": _SHAPE.pattern}), PATIENT_DATA
]
"""A year, a month or a day, such as ``2019``, ``2019-03`` or ``2019-03-14`` (the FHIR R4 *date*)."""


def earliest(when: str) -> date:
    """Return the first day that a partial date can mean."""
    return date.fromisoformat(when + "-01-01"[len(when) - 4 :])
