"""It takes several answers on end to turn how a thing stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from downtimekit.models.downtime.observation import Answer
from downtimekit.playbooks.naming import Steadiness
from downtimekit.playbooks.naming.steady import Judged, Settled, settled
from tests.observed import NOW

ANSWERS = {"+": Answer.UP, "~": Answer.SLOW, "-": Answer.DOWN}


@pytest.mark.parametrize(
    ("answers", "state", "against", "turns"),
    [
        ("", Answer.UNKNOWN, 0, 0),
        ("+", Answer.UP, 0, 0),  # the first good answer counts at once
        ("--", Answer.UNKNOWN, 2, 0),
        ("--+", Answer.UP, 0, 1),
        ("---", Answer.DOWN, 0, 0),
        ("+--", Answer.UP, 2, 1),
        ("+---", Answer.DOWN, 0, 1),
        ("+--+--", Answer.UP, 2, 3),
        ("+-+-+-+-", Answer.UP, 1, 7),
        ("---++", Answer.DOWN, 2, 1),
        ("---+++", Answer.UP, 0, 1),
        ("---++-++", Answer.DOWN, 2, 3),
        ("+~~~", Answer.SLOW, 0, 1),
        ("+~-~", Answer.SLOW, 0, 1),  # all three say at least that it is slow
        ("+-~-", Answer.SLOW, 0, 1),
        ("+~~~---", Answer.DOWN, 0, 1),
        ("+~~~--", Answer.SLOW, 2, 1),
        ("---~~~", Answer.SLOW, 0, 0),
        ("---+~+", Answer.SLOW, 0, 3),  # and here, that it is no worse than slow
    ],
)
def test_several_answers_on_end_turn_a_thing(answers: str, state: Answer, against: int, turns: int) -> None:
    judged = [Judged(NOW + timedelta(seconds=place), ANSWERS[sign], 1) for place, sign in enumerate(answers)]

    assert settled(judged, steady=Steadiness()) == Settled(state, against, turns)


@pytest.mark.parametrize(("minutes", "state"), [((0, 4.9), Answer.UP), ((0, 5), Answer.DOWN), ((0, 2, 4), Answer.DOWN)])
def test_or_bad_answers_on_end_that_lie_five_minutes_apart(minutes: tuple[float, ...], state: Answer) -> None:
    good = Judged(NOW - timedelta(minutes=10), Answer.UP, 1)
    bad = [Judged(NOW + timedelta(minutes=minute), Answer.DOWN, 1) for minute in minutes]

    assert settled([good, *bad], steady=Steadiness()).state is state


def test_one_answer_is_enough_where_a_clinic_says_so() -> None:
    steady = Steadiness(bad_answers=1, good_answers=1)
    states = [
        settled([Judged(NOW, Answer.DOWN, 1), *more], steady=steady).state
        for more in ([], [Judged(NOW + timedelta(seconds=1), Answer.UP, 1)])
    ]

    assert states == [Answer.DOWN, Answer.UP]
