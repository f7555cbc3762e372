"""Codes for pages, and pages that came in with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from downtimekit.forms.codes import FoundPage, PageCode, Reception, Seal, downtime_tag
from downtimekit.models.forms import FormPlan, PagePlan, Paper
from downtimekit.models.paper import IssuedForm

DOWNTIME = "west-2026-03-03"
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
SEAL = Seal.of(b"of the ward and of nobody else..")
PLAN = FormPlan(form="notes", form_digest="a" * 64, language="en", paper=Paper.LETTER, pages=(PagePlan(), PagePlan()))
SERIAL, OTHER_SERIAL = "W-000017-V", "W-000004-4"


def a_code(**changes: Any) -> PageCode:
    """Return what stands on page 1 of 3 of a sheet, with changes."""
    told: dict[str, Any] = {
        "serial": SERIAL,
        "page": 1,
        "pages": 3,
        "copy_number": 1,
        "drill": False,
        "downtime": downtime_tag(DOWNTIME),
        "plan": PLAN.digest[:8],
        "expires": NOON + timedelta(hours=20),
    }
    return PageCode(**told | changes)


def came_in(where: str, *, seal: Seal = SEAL, position: int | None = None, **changes: Any) -> FoundPage:
    """Return a page that came in with a code, with changes to what the code says."""
    return FoundPage(where, seal.token(a_code(**changes)), position)


def issued_form(serial: str = SERIAL, **changes: Any) -> IssuedForm:
    """Return what was recorded when a sheet was issued."""
    told = {"serial": serial, "form": "notes", "form_digest": PLAN.form_digest, "accession": "A-1", "mrn": "M-1"}
    return IssuedForm.model_validate(told | changes)


def reception(**changes: Any) -> Reception:
    """Return what is known where the paper of two sheets is taken in again, with changes."""
    told: dict[str, Any] = {
        "downtime": DOWNTIME,
        "drill": False,
        "now": NOON,
        "opened": SEAL.open,
        "issued": {serial: issued_form(serial) for serial in (SERIAL, OTHER_SERIAL)},
        "plans": [PLAN],
    }
    return Reception(**told | changes)
