"""Dates as far as they are remembered, and dates in print."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from pydantic import TypeAdapter, ValidationError

from downtimekit.models.partial_date import PartialDate, earliest
from downtimekit.models.printed_dates import day_words, moment_words

WHEN: TypeAdapter[str] = TypeAdapter(PartialDate)


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("2019", date(2019, 1, 1)),
        ("2019-03", date(2019, 3, 1)),
        ("2019-03-14", date(2019, 3, 14)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_a_date_is_kept_as_far_as_it_is_known(written: str, first: date) -> None:
    assert WHEN.validate_python(written) == written
    assert earliest(written) == first


@pytest.mark.parametrize(
    "written",
    [
        "",
        "19",
        "2019-3",
        "2019-13",
        "2019-02-30",
        "03/14/2019",
        "2019-03-14T10:00",
        "0000",
        "spring",
        "\u0662\u0660\u0661\u0669",
        "2019\n",
    ],
)
def test_what_is_no_date_is_refused_with_the_way_to_write_one(written: str) -> None:
    with pytest.raises(ValidationError, match=r"write YYYY, YYYY-MM or YYYY-MM-DD"):
        WHEN.validate_python(written)


def test_a_printed_day_has_its_month_in_letters() -> None:
    assert day_words(date(1961, 7, 4)) == "04 Jul 1961"


@pytest.mark.parametrize(
    ("minutes", "offset"), [(-300, "UTC-05:00"), (330, "UTC+05:30"), (0, "UTC+00:00"), (-210, "UTC-03:30")]
)
def test_a_printed_moment_says_how_far_from_utc_it_is(minutes: int, offset: str) -> None:
    moment = datetime(2026, 3, 3, 9, 30, tzinfo=timezone(timedelta(minutes=minutes)))

    assert moment_words(moment) == f"03 Mar 2026 09:30 ({offset})"
