"""With which earlier exams an exam was compared."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from downtimekit.models.strict import PATIENT_DATA, Confidential

_BETWEEN = re.compile(r"[,;\s]+")


class Comparison(Confidential):
    """The dates of the earlier exams; none at all says that there was nothing to compare with.

    The report says which exams it was compared with, or that it was not compared; where it says neither, the report
    has no comparison. On paper it is written ``none``, or the dates with commas between them.
    """

    dates: Annotated[tuple[Annotated[date, PATIENT_DATA], ...], Field(max_length=20)] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_paper(cls, found: object) -> object:
        if not isinstance(found, str):
            return found
        words = found.strip().casefold()
        if words == "none":
            return {}
        try:
            return {"dates": [date.fromisoformat(word) for word in _BETWEEN.split(words)]}
        except ValueError:
            raise ValueError("write 'none', or dates as YYYY-MM-DD with commas between them") from None
