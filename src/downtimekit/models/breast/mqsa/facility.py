"""The facility that did the exam, as reports and letters must name it."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from downtimekit.models.people import Phone
from downtimekit.models.strict import Strict
from downtimekit.models.zones import Zone

_Line = Annotated[str, StringConstraints(max_length=200)]


class Facility(Strict):
    """A mammography facility; what is left out is found by `missing_content`, and not refused here.

    Attributes:
        street: needed in letters to patients, not in reports.
        state: two capitals, as the post writes it; zip_code: five digits, or nine with a hyphen.
        zone: where its calendar hangs: all dates of the law are counted in it.
    """

    name: _Line = ""
    street: _Line = ""
    city: _Line = ""
    state: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    zip_code: Annotated[str, StringConstraints(pattern=r"^(\d{5}(-\d{4})?)?$")] = ""
    telephone: Phone | None = None
    zone: Zone
