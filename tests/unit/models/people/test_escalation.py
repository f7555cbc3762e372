"""Whom to ask next, and after how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from downtimekit.models.people import ChannelKind, Contact, Directory, OnCall, Role
from downtimekit.models.people.escalation import Answer, EscalationChain, EscalationLevel, Step, escalated

SMS, PHONE = ChannelKind.SMS, ChannelKind.PHONE
NIGHT = datetime(2026, 3, 3, 5, tzinfo=UTC)

HOUSTON = EscalationChain(
    id="houston",
    levels=(
        EscalationLevel(roles=(Role.IT_LEAD,), attempts=(SMS, PHONE, SMS, PHONE)),
        EscalationLevel(roles=(Role.IT_LEAD,), on_call_only=False),
        EscalationLevel(contacts=("manager",), wait_minutes=30),
    ),
    loops=2,
)
"""Text, call, text, call; 15 minutes; the next on call; the manager (Houston Methodist)."""


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_a_level_waits_a_quarter_of_an_hour_unless_it_says_otherwise() -> None:
    assert EscalationLevel(roles=(Role.IT_LEAD,)).wait == minutes(15)
    assert EscalationLevel(roles=(Role.IT_LEAD,)).acknowledgements == 1


@pytest.mark.parametrize(
    ("waited", "step"),
    [
        (0, (1, 1)),
        (14.9, (1, 1)),
        (15, (1, 2)),
        (30, (1, 3)),
        (59, (1, 3)),
        (60, (2, 1)),
        (119, (2, 3)),
        (120, None),
    ],
)
def test_the_chain_is_climbed_by_the_clock_and_begins_again_at_the_bottom(
    waited: float, step: tuple[int, int] | None
) -> None:
    found = HOUSTON.step_at(minutes(waited))

    assert (found and (found.loop, found.number)) == step


def test_every_step_follows_the_one_before() -> None:
    steps = list(HOUSTON.steps())

    assert [step.begins for step in steps] == [minutes(0), *(step.ends for step in steps[:-1])]
    assert steps[-1].ends == minutes(120)


PEOPLE = {1: ["ann", "bob", "cas"], 2: ["dot", "eve"]}
TWO_OF_THREE = EscalationChain(
    id="pair",
    levels=(
        EscalationLevel(roles=(Role.NURSE,), wait_minutes=10, acknowledgements=2),
        EscalationLevel(roles=(Role.SCRIBE,), wait_minutes=10),
    ),
)


def asked(step: Step) -> list[str]:
    return PEOPLE[step.number]


@pytest.mark.parametrize(
    ("waited", "acknowledged", "answer", "number", "after"),
    [
        (5, {}, Answer.WAITING, 1, None),
        (5, {"ann": 2}, Answer.WAITING, 1, None),
        (5, {"ann": 2, "cas": 4}, Answer.ANSWERED, 1, 4),
        (5, {"ann": 2, "cas": 7}, Answer.WAITING, 1, None),
        (5, {"ann": 2, "stranger": 3}, Answer.WAITING, 1, None),
        (5, {"ann": 2, "dot": 3}, Answer.WAITING, 1, None),
        (12, {}, Answer.WAITING, 2, None),
        (12, {"dot": 11}, Answer.ANSWERED, 2, 11),
        # one of two answered in time; the next level wants one, and has it as soon as it is asked
        (12, {"ann": 2}, Answer.ANSWERED, 2, 10),
        # late, but still an answer
        (12, {"bob": 11}, Answer.ANSWERED, 2, 11),
        (20, {}, Answer.EXHAUSTED, None, None),
        (90, {"stranger": 1}, Answer.EXHAUSTED, None, None),
        # what was answered stays answered, and by whom it was first
        (90, {"cas": 4, "ann": 2, "bob": 15}, Answer.ANSWERED, 1, 4),
    ],
)
def test_so_many_of_those_asked_must_answer_in_time_or_the_next_are_asked(
    waited: float, acknowledged: dict[str, float], answer: Answer, number: int | None, after: float | None
) -> None:
    said = {who: minutes(when) for who, when in acknowledged.items()}
    found = escalated(TWO_OF_THREE, waited=minutes(waited), acknowledged=said, asked=asked)

    assert found.answer is answer
    assert (found.step.number if found.step else None) == number
    assert found.answered_after == (None if after is None else minutes(after))


def test_the_answers_that_count_are_in_their_order() -> None:
    said = {"cas": minutes(4), "ann": minutes(2), "stranger": minutes(1)}

    found = escalated(TWO_OF_THREE, waited=minutes(5), acknowledged=said, asked=asked)

    assert found.acknowledged == ("ann", "cas")


def test_a_level_asks_those_on_call_for_the_site_and_named_people_at_any_time() -> None:
    def it(id: str, *sites: str, hours: str = "07:00-19:00") -> Contact:
        on_call = OnCall.model_validate(f"America/New_York; Mon-Sun {hours}")
        return Contact(id=id, name=id, roles=(Role.IT_LEAD,), sites=sites, on_call=on_call)

    directory = Directory(
        contacts=(it("day"), it("night", hours="19:00-07:00"), it("east", "east"), it("boss", "east"))
    )
    level = EscalationLevel(roles=(Role.IT_LEAD,), contacts=("boss", "gone"))

    assert [who.id for who in level.asks(directory, at=NIGHT, site="west")] == ["night", "boss"]
    everybody = level.model_copy(update={"on_call_only": False})
    assert [who.id for who in everybody.asks(directory, at=NIGHT, site="west")] == ["day", "night", "boss"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "asks nobody"),
        ({"contacts": ("a", "b", "a"), "acknowledgements": 3}, "more acknowledgements than it asks people"),
        ({"roles": ("nurse",), "wait_minutes": 0}, "greater than or equal to 1"),
        ({"roles": ("nurse",), "wait_minutes": 1441}, "less than or equal to 1440"),
        ({"roles": ("nurse",), "acknowledgements": 0}, "greater than or equal to 1"),
    ],
)
def test_a_level_that_cannot_be_answered_is_refused(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        EscalationLevel.model_validate(fields)


def test_a_chain_has_levels_and_is_climbed_at_least_once() -> None:
    with pytest.raises(ValidationError):
        EscalationChain(id="none", levels=())
    with pytest.raises(ValidationError):
        EscalationChain(id="none", levels=HOUSTON.levels, loops=0)
    assert EscalationChain.model_validate_json(HOUSTON.model_dump_json()) == HOUSTON
