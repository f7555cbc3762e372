"""The facility that did the exam, as reports and letters must name it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from downtimekit.models.people import Phone
from downtimekit.models.strict import Strict
from downtimekit.models.zones import Zone

_STATE = re.compile(r"^([A-Z]{2})?$")
_ZIP_CODE = re.compile(r"^([0-9]{5}(-[0-9]{4})?)?$")


def _state(written: str) -> str:
    if not _STATE.fullmatch(written):
        raise ValueError("is not the two capitals of a state, as the post writes them, such as IL")
    return written


def _zip_code(written: str) -> str:
    if not _ZIP_CODE.fullmatch(written):
        raise ValueError("is not a ZIP code: five digits, or nine with a hyphen, such as 62704")
    return written


_Line = Annotated[str, StringConstraints(max_length=200)]
_State = Annotated[str, AfterValidator(_state), Field(json_schema_extra={"pattern": _STATE.pattern})]
_ZipCode = Annotated[str, AfterValidator(_zip_code), Field(json_schema_extra={"pattern": _ZIP_CODE.pattern})]


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
    state: _State = ""
    zip_code: _ZipCode = ""
    telephone: Phone | None = None
    zone: Zone
