"""Ranges of numbers, and a desk that takes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from downtimekit.models.numbers import NumberKind, NumberRange, NumberTerms
from downtimekit.ports import Journal
from downtimekit.runtime.number_desk import NumberDesk
from downtimekit.testing import MemoryJournal, VirtualClock
from tests.ward import BEGAN, IT


def a_range(id: str = "forms", **changes: Any) -> NumberRange:
    """Return a hundred numbers for forms of the node west, with changes."""
    told: dict[str, Any] = {
        "id": id,
        "kind": NumberKind.FORM,
        "node": "west",
        "prefix": "W",
        "first": 1,
        "last": 100,
        "granted_at": BEGAN - timedelta(days=30),
    }
    return NumberRange.model_validate(told | changes)


MRNS = a_range("mrns", kind=NumberKind.MRN, prefix="DTM", digits=8, hyphens=False, last=50)


def a_desk(
    journal: Journal | None = None, *, ranges: tuple[NumberRange, ...] = (a_range(), MRNS), **changes: Any
) -> NumberDesk:
    """Return the desk of the node west, which holds some ranges."""
    told: dict[str, Any] = {"node": "west", "holder": "server-1", "clock": VirtualClock(BEGAN), "terms": NumberTerms()}
    desk = NumberDesk(journal=MemoryJournal() if journal is None else journal, **told | changes)
    for range_ in ranges:
        desk.grant(range_, by=IT)
    return desk
