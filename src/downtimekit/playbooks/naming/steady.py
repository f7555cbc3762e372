"""How one thing stands at one site, from all answers about it: it takes several on end to turn it (hysteresis)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from attrs import frozen

from downtimekit.models.downtime.observation import Answer
from downtimekit.playbooks.naming.table import SEVERITY, Steadiness


@frozen
class Judged:
    """One answer that counts: when it was given, what it is taken as, and how many answers it is worth."""

    at: datetime
    answer: Answer
    worth: int


@frozen
class Settled:
    """How one thing stands.

    Attributes:
        state: what it counts as; unknown until enough answers say the same.
        against: how many answers on end, up to the last one, say otherwise.
        turns: how often the answers went over from good to bad or back.
    """

    state: Answer = Answer.UNKNOWN
    against: int = 0
    turns: int = 0


def settled(answers: Sequence[Judged], *, steady: Steadiness) -> Settled:
    """Return how a thing stands after answers in the order of their time; none of them is unknown."""
    state, run = Answer.UNKNOWN, list[Judged]()
    for answer in answers:
        side = _side(answer.answer, state)
        if not run or _side(run[0].answer, state) != side:
            run = []
        if side:
            run.append(answer)
        if run and _turns(run, side=side, state=state, steady=steady):
            state, run = _nearest(run, state), []
    bad = [answer.answer.is_bad for answer in answers]
    turns = sum(before != after for before, after in pairwise(bad))
    return Settled(state, sum(answer.worth for answer in run), turns)


def _side(answer: Answer, state: Answer) -> int:
    """Return whether an answer is worse (1) or better (-1) than how a thing stands, or says the same (0)."""
    if state is Answer.UNKNOWN:
        return 1 if answer.is_bad else -1
    return (SEVERITY[answer] > SEVERITY[state]) - (SEVERITY[answer] < SEVERITY[state])


def _turns(run: Sequence[Judged], *, side: int, state: Answer, steady: Steadiness) -> bool:
    worth = sum(answer.worth for answer in run)
    if side < 0:
        return state is Answer.UNKNOWN or worth >= steady.good_answers
    apart = run[-1].at - run[0].at
    return worth >= steady.bad_answers or apart >= timedelta(minutes=steady.bad_minutes)


def _nearest(run: Iterable[Judged], state: Answer) -> Answer:
    """Return that answer of a run which is least far from how the thing stood: all of them say at least that."""
    from_here = SEVERITY.get(state, 0)
    return min((answer.answer for answer in run), key=lambda answer: abs(SEVERITY[answer] - from_here))
