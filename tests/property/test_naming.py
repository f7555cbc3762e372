"""Naming a target, whatever people and checks say, in whatever order, however often it flaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from downtimekit.models.downtime.observation import Answer, Observation
from downtimekit.models.strict import Strict
from downtimekit.playbooks.naming import (
    DEFAULT,
    AsideKind,
    Fit,
    NamingTable,
    Proposal,
    Steadiness,
    faults_of_table,
    propose,
)
from downtimekit.playbooks.naming.steady import Judged, settled
from tests.observed import NOW, NURSE, probed
from tests.strategies import instances

CHECKS = [kind.check for kind in DEFAULT.kinds]
SITES = ["west", "east", "north"]
KNOWN = (Answer.UP, Answer.SLOW, Answer.DOWN)


MINUTES = st.integers(-5, 40)


def observations(minutes_ago: st.SearchStrategy[int] = MINUTES) -> st.SearchStrategy[Observation]:
    return st.builds(
        lambda ago, answer, took, **more: Observation(
            at=NOW - timedelta(minutes=ago), answer=answer, latency_ms=took if answer in KNOWN[:2] else None, **more
        ),
        minutes_ago,
        st.sampled_from(Answer),
        st.none() | st.integers(0, 60_000),
        check=st.sampled_from([*CHECKS, "coffee"]),
        site=st.sampled_from(SITES),
        by=st.none() | st.just(NURSE),
        probe=st.just("probe"),
    )


def what_matters(proposal: Proposal) -> tuple[Strict, ...]:
    return (*proposal.candidates, *proposal.asks)


@given(st.lists(observations(), max_size=30).flatmap(lambda seen: st.tuples(st.just(seen), st.permutations(seen))))
def test_the_order_in_which_people_report_makes_no_difference(
    seen: tuple[Sequence[Observation], Sequence[Observation]],
) -> None:
    told, shuffled = seen

    assert propose(told, now=NOW) == propose([*shuffled, *shuffled[:3]], now=NOW)


@given(st.lists(observations(), max_size=20), observations(st.integers(31, 10_000)))
def test_an_answer_that_is_too_old_changes_nothing_and_is_named(seen: list[Observation], old: Observation) -> None:
    before, after = propose(seen, now=NOW), propose([*seen, old], now=NOW)

    assert what_matters(after) == what_matters(before)
    named = {(aside.kind, aside.check) for aside in after.asides}
    assert {(AsideKind.STALE, old.check), (AsideKind.UNKNOWN_CHECK, old.check)} & named


@given(st.lists(instances(Observation), max_size=10), instances(NamingTable))
def test_no_table_and_no_observation_makes_it_stumble(seen: list[Observation], table: NamingTable) -> None:
    list(faults_of_table(table))
    proposal = propose(seen, now=NOW, table=table)

    assert Proposal.model_validate_json(proposal.model_dump_json()) == proposal
    assert proposal.explain()


@given(st.lists(observations(st.integers(0, 14)), max_size=30))
def test_a_candidate_always_rests_on_something_bad_and_says_what_it_lacks(seen: list[Observation]) -> None:
    proposal = propose(seen, now=NOW)

    fits = [found.fit is Fit.FITS for found in proposal.candidates]
    assert fits == sorted(fits, reverse=True)
    for found in proposal.candidates:
        assert set(found.sites) <= {one.site for one in seen}
        assert found.reasons
        assert found.asks or found.fit is Fit.FITS
        assert {ask.check for ask in found.asks} <= {ask.check for ask in proposal.asks}


@given(st.integers(1, 40), st.integers(1, 25), st.booleans())
def test_a_site_that_goes_back_and_forth_is_never_proposed(count: int, every_seconds: int, begins_down: bool) -> None:
    heard: list[Observation] = []
    for number in range(count):
        answer = Answer.DOWN if number % 2 != begins_down else Answer.UP
        heard.append(probed("ris", "west", answer, minutes_ago=-number * every_seconds / 60))

        assert propose(heard, now=heard[-1].at).candidates == ()


@given(st.lists(st.tuples(st.sampled_from(KNOWN), st.integers(0, 240)), max_size=60), instances(Steadiness))
def test_a_thing_turns_no_more_often_than_its_steadiness_allows(
    found: list[tuple[Answer, int]], steady: Steadiness
) -> None:
    at, answers, states = NOW, list[Judged](), [Answer.UNKNOWN]
    for answer, seconds in found:
        at += timedelta(seconds=seconds)
        answers.append(Judged(at, answer, 1))
        states.append(settled(answers, steady=steady).state)

    turned = [number for number in range(1, len(states)) if states[number] != states[number - 1]]
    for last, this in pairwise([0, *turned]):
        run = answers[last:this]
        better = len(run) >= steady.good_answers and not any(
            one.answer is states[last] for one in run[-steady.good_answers :]
        )
        worse = len(run) >= steady.bad_answers and all(one.answer.is_bad for one in run[-steady.bad_answers :])
        long = any(
            at - one.at >= timedelta(minutes=steady.bad_minutes) and all(bad.answer.is_bad for bad in run[place:])
            for at in [run[-1].at]
            for place, one in enumerate(run)
        )
        first_good = states[last] is Answer.UNKNOWN and states[this] is Answer.UP
        assert better or worse or long or first_good


@given(st.lists(st.sampled_from(KNOWN), max_size=40))
def test_what_is_proposed_changes_at_most_every_third_answer(found: list[Answer]) -> None:
    heard: list[Observation] = []
    proposed: list[tuple[Strict, ...]] = [()]
    for number, answer in enumerate(found):
        heard.append(probed("ris", "west", answer, minutes_ago=-number / 10))
        proposed.append(tuple(propose(heard, now=heard[-1].at).candidates))

    changes = sum(before != after for before, after in pairwise(proposed))
    assert changes <= len(found) / 3
