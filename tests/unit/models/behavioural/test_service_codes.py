"""The minutes between start and stop are compared with what the service code stands for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import evolve
from pydantic import TypeAdapter, ValidationError

from downtimekit.models.behavioural import DEFAULT_SERVICE_CODES, ServiceCode, ServiceCodePolicy, TimeBand
from downtimekit.models.behavioural.service_codes import service_concerns
from downtimekit.models.concern import Concern, Gravity
from tests.clinic import a_session

CODE: TypeAdapter[str] = TypeAdapter(ServiceCode)


def told(minutes: int | None, *codes: str, policy: ServiceCodePolicy = DEFAULT_SERVICE_CODES) -> Sequence[Concern]:
    """Return what is told about a session with service codes."""
    return list(service_concerns(a_session(minutes), codes, policy=policy))


def codes_of(concerns: Sequence[Concern]) -> list[str]:
    """Return the rules that found something."""
    return [concern.code for concern in concerns]


@pytest.mark.parametrize(
    ("code", "least", "most", "verified"),
    [
        ("90832", 16, 37, True),
        ("90834", 38, 52, True),
        ("90837", 53, None, True),
        ("90846", 26, None, True),
        ("90847", 26, None, True),
        ("90833", 16, 37, False),
        ("90836", 38, 52, False),
        ("90838", 53, None, False),
        ("90839", 30, 74, False),
    ],
)
def test_a_code_stands_for_its_first_and_last_minute_and_for_no_other(
    code: str, least: int, most: int | None, verified: bool
) -> None:
    outside = [minute for minute in (least - 1, most + 1 if most else None) if minute is not None]
    inside = [least, most or 8 * 60]
    band = DEFAULT_SERVICE_CODES.band(code)

    assert band is not None
    assert band.verified is verified
    assert [codes_of(told(minute, code)) for minute in inside] == [[], []]
    for minute in outside:
        (concern,) = told(minute, code)
        assert concern.path == "service_codes[0]"
        assert concern.code == ("too_short_for_therapy" if minute == 15 else "minutes_outside_band")
        if minute != 15:
            assert (concern.gravity is Gravity.FAULT) is verified


def test_a_clerk_reads_which_code_the_minutes_fit() -> None:
    (concern,) = told(40, "90837")

    assert concern.words == (
        "the minutes between start and stop do not fit the code, which stands for 53 minutes or more; "
        "by its minutes it would be 90834"
    )
    assert "American Psychological Association" in concern.source


def test_family_therapy_is_not_mistaken_for_the_therapy_of_one() -> None:
    (concern,) = told(20, "90847")

    assert "by its minutes" not in concern.words


def test_less_than_sixteen_minutes_is_not_psychotherapy_unless_the_clinic_says_otherwise() -> None:
    lenient = evolve(DEFAULT_SERVICE_CODES, least_therapy_minutes=0)

    assert codes_of(told(15, "90832")) == ["too_short_for_therapy"]
    assert codes_of(told(15, "90832", policy=lenient)) == ["minutes_outside_band"]


def test_a_code_without_a_band_says_nothing_about_minutes() -> None:
    assert told(5, "90853") == []
    assert told(5, "H0004") == []


def test_every_code_of_a_visit_is_compared() -> None:
    assert [concern.path for concern in told(60, "90837", "90832", "90834")] == ["service_codes[1]", "service_codes[2]"]


def test_a_clinic_brings_its_own_table() -> None:
    policy = ServiceCodePolicy(bands=(TimeBand("H0004", least=8, most=22, therapy=False, verified=True),))

    assert told(8, "H0004", policy=policy) == []
    assert told(8, "90837", policy=policy) == []
    assert "8 to 22 minutes" in told(23, "H0004", policy=policy)[0].words


def test_without_a_stop_nothing_is_compared_and_the_stop_is_missed() -> None:
    assert codes_of(told(None, "90834")) == ["stop_missing"]


def test_a_session_without_a_code_and_one_of_nine_hours_are_told() -> None:
    assert codes_of(told(9 * 60)) == ["session_too_long", "service_code_missing"]


@pytest.mark.parametrize(
    ("band", "words"),
    [
        (TimeBand("90834", least=1, most=2), "1 to 2 minutes"),
        (TimeBand("90834", least=1), "1 minutes or more"),
        (TimeBand("90834", most=2), "up to 2 minutes"),
        (TimeBand("90834"), "any time"),
    ],
)
def test_a_band_is_said_as_people_say_it(band: TimeBand, words: str) -> None:
    assert band.words == words


def test_a_code_is_five_characters() -> None:
    assert CODE.validate_python("h0004") == "H0004"
    for wrong in ("9083", "908345", "9O8 4", "90-34", ""):
        with pytest.raises(ValidationError):
            CODE.validate_python(wrong)
