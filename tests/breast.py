"""Breast reports that nobody wrote, and the public data that stand beside a checkout."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from downtimekit.models.breast import BreastReport, Finding
from downtimekit.models.concern import Concern

DATA = Path(__file__).parents[2] / "shared" / "data"
READ_AT = datetime(2026, 3, 3, 15, tzinfo=UTC)
PLANTED = "Zzplanted"


def stored(*parts: str) -> Path:
    """Return a file of the public data, or skip where they are not beside the checkout."""
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs {'/'.join(parts)} beside the checkout")
    return path


@cache
def code_list(number: int) -> dict[str, str]:
    """Return a DICOM context group: the meanings by code."""
    groups = json.loads(stored("dicom-breast-cids", "breast_cids.json").read_text("utf-8"))
    return {entry["code"]: entry["meaning"] for entry in groups[str(number)]["codes"]}


def a_finding(**said: object) -> Finding:
    """Return a mass in the right breast, unless something else is said; a view without a modality is a mammogram's."""
    views = said.pop("appearances", ())
    assert isinstance(views, Iterable)
    looks = [{"modality": "mammography", **view} if isinstance(view, dict) else view for view in views]
    return Finding.model_validate({"number": 1, "side": "right", "kind": "mass", "appearances": looks, **said})


def a_report(*findings: Finding, **said: object) -> BreastReport:
    """Return a preliminary report."""
    return BreastReport.model_validate({"findings": findings, **said})


def a_final_report(*findings: Finding, **said: object) -> BreastReport:
    """Return a final report without concerns, unless something else is said."""
    signed = {
        "status": "final",
        "density": "b",
        "assessment": "1",
        "recommendations": ["routine_screening"],
        "interpreted_by": "Rosa Reyes, MD",
        "interpreted_at": READ_AT,
    }
    return a_report(*findings, **(signed | said))


def codes(concerns: Iterable[Concern]) -> list[str]:
    """Return the codes of concerns, in their order."""
    return [concern.code for concern in concerns]
