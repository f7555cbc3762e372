"""What a clerk is told of a document that cannot be read: everything, in words, and nothing of what stood there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field

from downtimekit.errors import InvalidInput
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.reading import read
from downtimekit.models.strict import Strict


class Sheet(Strict):
    """A sheet with a field of each kind."""

    sites: Annotated[tuple[int, ...], Field(min_length=1, max_length=2)] = (1,)
    witnesses: Annotated[tuple[str, ...], Field(min_length=2, max_length=3)] = ("a", "b")
    words: Annotated[frozenset[str], Field(max_length=1)] = frozenset()
    note: str = ""
    count: int = 0
    dose: float = 0
    amount: Decimal = Decimal(0)
    day: date = date(2026, 3, 3)
    at: datetime = datetime(2026, 3, 3, tzinfo=UTC)
    hour: time = time()
    agreed: bool = False
    folder: Path = Path()
    inner: dict[str, str] = Field(default_factory=dict)
    rest: list[str] = Field(default_factory=list)


def told(**said: object) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read(Sheet, said, source="sheet")
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("field", "said", "words"),
    [
        ("sites", [], "is empty: at least 1 entry is needed"),
        ("sites", [1, 2, 3], "may have at most 2 entries"),
        ("sites", "planted", "is not a list"),
        ("witnesses", ["planted"], "needs at least 2 entries"),
        ("words", ["planted", "other"], "may have at most 1 entry"),
        ("words", "planted", "is not a list"),
        ("rest", "planted", "is not a list"),
        ("note", 5, "is not text"),
        ("count", "planted", "is not a whole number"),
        ("count", None, "is not a whole number"),
        ("dose", "planted", "is not a number"),
        ("dose", None, "is not a number"),
        ("amount", "planted", "is not a number"),
        ("amount", "NaN", "is not a number"),
        ("amount", [], "is not a number"),
        ("day", "3/3/2026", "is not a date (write YYYY-MM-DD)"),
        ("day", None, "is not a date (write YYYY-MM-DD)"),
        ("day", "2026-03-03T09:15", "is not a date alone (write YYYY-MM-DD)"),
        ("at", None, "is not a date and time (write YYYY-MM-DDTHH:MM+HH:MM)"),
        ("hour", "half past", "is not a time of day (write HH:MM)"),
        ("hour", None, "is not a time of day (write HH:MM)"),
        ("agreed", None, "is neither yes nor no"),
        ("folder", 5, "is not the path of a file or folder"),
        ("inner", "planted", "is not a set of fields"),
    ],
)
def test_a_clerk_is_told_in_words_what_is_wrong_with_a_field(field: str, said: object, words: str) -> None:
    assert told(**{field: said}) == [f"{field}: {words}"]


def test_a_list_whose_entries_are_wrong_is_not_called_empty_as_well() -> None:
    assert told(sites=["planted"]) == ["sites[0]: is not a whole number"]
    assert told(sites=[], witnesses=[5, "b"]) == [
        "sites: is empty: at least 1 entry is needed",
        "witnesses[0]: is not text",
    ]


@pytest.mark.parametrize("written", [20260303, "20260304", "202603030915", "20260303091500", 0])
def test_a_day_in_digits_is_not_taken_for_seconds_since_1970(written: object) -> None:
    late = {"occurred_at": written, "performed_by": "Nia", "recorded_at": "2026-03-04T09:00Z", "entered_by": "Ari"}

    with pytest.raises(InvalidInput, match=r"late: 1 fault\n  - occurred_at: must lie in the years 1980 to 2199"):
        read(LateEntry, late, source="late")
