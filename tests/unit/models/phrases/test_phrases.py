"""What is filled in, language by language: nothing is missing in one, and the clock is read as people say it."""

from __future__ import annotations

from datetime import datetime
from string import Formatter

import pytest
from attrs import asdict, fields

from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.targets import OutageTarget
from downtimekit.models.phrases import ENGLISH, PHRASES, SPANISH, Phrases, phrases_in

TABLES = pytest.mark.parametrize("table", PHRASES.values(), ids=lambda table: table.language)


def gaps(words: str) -> list[str]:
    """Return what is filled into words."""
    return sorted({name.partition(".")[0] for _, name, _, _ in Formatter().parse(words) if name is not None})


@TABLES
def test_every_target_and_every_tier_has_words(table: Phrases) -> None:
    assert set(table.targets) == set(OutageTarget)
    assert set(table.tiers) == set(table.briefly) == set(AccessTier)
    assert all(sentence.endswith(".") for sentence in [*table.tiers.values(), *table.briefly.values()])


@TABLES
def test_the_same_is_filled_into_each_phrase_of_every_language(table: Phrases) -> None:
    english, own = asdict(ENGLISH), asdict(table)
    for name in (field.name for field in fields(Phrases) if isinstance(english[field.name], str)):
        months = ["month"] if name == "day" and table.months else []
        assert gaps(own[name]) == sorted([*gaps(english[name]), *months]), name
        assert own[name]


def test_who_reads_a_language_of_a_country_gets_the_language_and_nobody_gets_nothing() -> None:
    assert phrases_in("es-MX") is phrases_in("es") is SPANISH
    assert phrases_in("fr") is phrases_in("en-GB") is ENGLISH


@pytest.mark.parametrize(
    ("table", "hour", "words"),
    [
        (ENGLISH, 8, "08:52"),
        (SPANISH, 8, "las 08:52"),
        (SPANISH, 1, "la 01:52"),
        (SPANISH, 13, "las 13:52"),
    ],
)
def test_a_time_of_today_is_told_without_the_day(table: Phrases, hour: int, words: str) -> None:
    shown = datetime(2026, 3, 3, hour, 52)  # noqa: DTZ001  (a clock on the wall)

    assert table.time(shown, today=shown).strip() == words
    assert table.time(shown, today=shown, in_sentence=False).strip() == f"{hour:02}:52"


def test_a_time_of_another_day_is_told_with_it() -> None:
    shown, today = datetime(2026, 3, 3, 8, 52), datetime(2026, 3, 4, 8, 52)  # noqa: DTZ001

    assert ENGLISH.time(shown, today=today).strip() == "2026-03-03 08:52"
    assert SPANISH.time(shown, today=today).strip() == "el 3 mar 2026 a las 08:52"
    assert SPANISH.time(shown, in_sentence=False).strip() == "3 mar 2026 08:52"


def test_a_target_that_a_clinic_named_itself_is_read_by_its_name() -> None:
    assert ENGLISH.target("label_printer") == "label printer"
    assert ENGLISH.target("customer_ris") == "our RIS"
    assert SPANISH.target("customer_ris") == "nuestro RIS"
    assert SPANISH.target("") == "aún no se sabe"
