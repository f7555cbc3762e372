"""A ward has blank paper for at least eight hours, and knows why it is so much."""

from __future__ import annotations

from datetime import timedelta

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.forms import QUESTIONNAIRE, TECH_NOTES, Load, StockLine, StockRule, stock
from tests.printing import NINE, a_day, a_visit

EVERY_20_MINUTES = [a_visit(number, starts=NINE + timedelta(minutes=20 * number)) for number in range(36)]
"""Three an hour, from nine to nine."""


def line(rule: StockRule, load: Load, *, site: str = "west") -> StockLine:
    (found,) = stock(a_day(*EVERY_20_MINUTES, a_visit(99, site="east")), [rule], site=site, load=load)
    return found


@pytest.mark.parametrize(
    ("rule", "load", "sheets"),
    [
        (StockRule(QUESTIONNAIRE), Load(spoilt=0), 24),
        (StockRule(QUESTIONNAIRE), Load(), 27),
        (StockRule(QUESTIONNAIRE), Load(hours=4, spoilt=0), 12),
        (StockRule(QUESTIONNAIRE), Load(hours=24, spoilt=0), 36),
        (StockRule(QUESTIONNAIRE, per_visit=2), Load(spoilt=0), 48),
        (StockRule(QUESTIONNAIRE, per_visit=0.5), Load(spoilt=0), 12),
        (StockRule(QUESTIONNAIRE), Load(walk_ins_per_hour=0.75, spoilt=0), 30),
        (StockRule(QUESTIONNAIRE), Load(walk_ins_per_hour=0.75), 33),
        (StockRule(QUESTIONNAIRE), Load(walk_ins_per_hour=0.75, has_packets=True, spoilt=0), 6),
        (StockRule(QUESTIONNAIRE), Load(has_packets=True), 0),
        (StockRule(TECH_NOTES, per_visit=0, per_hour=2), Load(spoilt=0), 16),
        (StockRule(TECH_NOTES, par=40), Load(), 40),
        (StockRule(TECH_NOTES, par=20), Load(), 27),
    ],
)
def test_a_site_has_as_many_sheets_as_its_own_day_needs(rule: StockRule, load: Load, sheets: int) -> None:
    assert line(rule, load).sheets == sheets


def test_every_part_of_the_number_has_its_reason() -> None:
    found = line(StockRule(QUESTIONNAIRE, per_hour=0.5, par=60), Load(walk_ins_per_hour=2))

    assert found.reasons == (
        "24 visits in the busiest hours, from 09:00: 24",
        "2 walk-ins an hour for 8 hours: 16",
        "0.5 an hour for 8 hours: 4",
        "10 % more for what is spoilt: 49",
        "never fewer than 60",
    )
    assert str(found).startswith(f"{QUESTIONNAIRE.title}: 60 blank sheets (24 visits")


def test_the_busiest_hours_are_found_wherever_they_lie() -> None:
    rush = [a_visit(100 + number, starts=NINE + timedelta(hours=9, minutes=number)) for number in range(30)]
    (found,) = stock(a_day(*EVERY_20_MINUTES, *rush), [StockRule(TECH_NOTES)], site="west", load=Load(spoilt=0))

    assert found.sheets == 30 + 24
    assert "from 10:40" in found.reasons[0]


def test_a_site_without_visits_keeps_its_par_level() -> None:
    assert line(StockRule(TECH_NOTES, par=5), Load(), site="north").sheets == 5


def test_a_load_that_cannot_be_is_refused_with_every_fault() -> None:
    with pytest.raises(InvalidInput) as refused:
        line(StockRule(TECH_NOTES), Load(hours=0, walk_ins_per_hour=-1, spoilt=10))

    assert [fault.path for fault in refused.value.faults] == ["hours", "walk_ins_per_hour", "spoilt"]
