"""The minutes between start and stop are compared with what the service code stands for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import evolve
from pydantic import TypeAdapter, ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.models.behavioural import (
    DEFAULT_SERVICE_CODES,
    ServiceCode,
    ServiceCodePolicy,
    TherapistNote,
    TimeBand,
)
from downtimekit.models.behavioural.service_codes import service_concerns
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.reading import read
from tests.clinic import a_session, said_of_session

CODE: TypeAdapter[str] = TypeAdapter(ServiceCode)


def told(minutes: int | None, *codes: str, policy: ServiceCodePolicy = DEFAULT_SERVICE_CODES) -> Sequence[Concern]:
    """Return what is told about a session with service codes."""
    return list(service_concerns(a_session(minutes), codes, policy=policy))


def codes_of(concerns: Sequence[Concern]) -> list[str]:
    """Return the rules that found something."""
    return [concern.code for concern in concerns]


def of_minutes(minutes: int, code: str) -> Sequence[Concern]:
    """Return what is told about the minutes of a code, whatever else should stand beside it."""
    return [concern for concern in told(minutes, code) if concern.code != "added_code_alone"]


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
    assert [codes_of(of_minutes(minute, code)) for minute in inside] == [[], []]
    for minute in outside:
        (concern,) = of_minutes(minute, code)
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


@pytest.mark.parametrize(
    ("codes", "paths"),
    [
        (("90833",), ["service_codes[0]"]),
        (("90834", "90833"), ["service_codes[1]"]),
        (("90833", "99214"), []),
        (("90840",), ["service_codes[0]"]),
        (("90839", "90840"), []),
    ],
)
def test_a_code_that_is_added_to_another_does_not_stand_alone(codes: tuple[str, ...], paths: list[str]) -> None:
    found = [concern for concern in told(30, *codes) if concern.code == "added_code_alone"]

    assert [concern.path for concern in found] == paths
    assert {concern.gravity for concern in found} <= {Gravity.WARNING}


def test_a_code_is_not_written_twice_for_one_session_unless_nothing_is_known_of_its_minutes() -> None:
    twice = told(45, "90834", "90834", "H0004", "H0004")

    assert [(concern.code, concern.path) for concern in twice] == [("service_code_twice", "service_codes[1]")]


def test_minutes_of_psychotherapy_beside_an_evaluation_are_written_by_themselves() -> None:
    apart = list(service_concerns(a_session(50, therapy_minutes=20), ("99213", "90833"), policy=DEFAULT_SERVICE_CODES))

    assert codes_of(told(20, "99213", "90833")) == ["therapy_minutes_missing"]
    assert apart == []
    assert codes_of(told(20, "99213")) == []


def test_what_is_no_code_is_refused_in_words_that_do_not_repeat_it() -> None:
    with pytest.raises(InvalidInput) as refused:
        read(TherapistNote, {"session": said_of_session(), "service_codes": ["Zzplanted"]}, source="note")

    assert str(refused.value).endswith(
        "service_codes[0]: is not a service code: five characters, such as 90834 or H0004"
    )
    assert "Zzplanted" not in str(refused.value)
