"""Whatever a script does to an outage, and however often the process dies of it: nothing is lost, and it ends alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from downtimekit.errors import InvalidInput
from downtimekit.models.facts import Fact, Signalled
from downtimekit.runtime import Outage
from downtimekit.testing import (
    FailingJournal,
    Fuse,
    OutageScript,
    Played,
    Way,
    assert_nothing_lost,
    at,
    play,
    script_from,
    script_of,
)
from tests.ward import INTERFACES, NURSE, ROAD, a_form

DECLARED: Mapping[str, Any] = {"at": "2026-11-01 00:30", "zone": "America/New_York", "interfaces": INTERFACES}
FURTHER: Sequence[tuple[str, Mapping[str, str]]] = (
    ("update_given", {"news": "Nothing new."}),
    ("service_lost", {"reason": "the line dropped"}),
    ("interface_failed", {"interface": "adt-in", "reason": "no answer"}),
    ("reconciled", {}),
    ("closed", {}),
    ("stood_down", {"reason": "a false alarm"}),
)
Steps = Sequence[dict[str, object]]


NUMBERS = count()


def tries(name: str, details: Mapping[str, str]) -> dict[str, object]:
    """Return a step that reports something, where it is allowed; and says again that it did, after a crash."""
    command = f"{name}/{next(NUMBERS)}"

    def report(outage: Outage) -> None:
        if name in outage.allowed() or outage.journal.receipt(outage.id, command):
            outage.signal(name, by=NURSE, command=command, **details)

    return at("+0", do=report)


def hands_out(serial: str) -> dict[str, object]:
    """Return a step that hands out a sheet, and voids one that is out already."""

    def issue(outage: Outage) -> None:
        if serial not in outage.standing.sheets:
            outage.issue([a_form(serial)], by=NURSE, command=f"issue/{serial}")
        elif outage.standing.sheets[serial] == "out":
            outage.void(serial, reason="spoiled", by=NURSE, command=f"void/{serial}")

    return at("+0", do=issue)


SIGNALS: st.SearchStrategy[dict[str, object]] = st.sampled_from([*ROAD, *FURTHER]).map(lambda said: tries(*said))
WORLD: st.SearchStrategy[dict[str, object]] = st.one_of(
    st.just(at("+0", kill=True)),
    st.just(at("+0", tick=True)),
    st.just(at("+0", deliver=True)),
    st.builds(lambda way: at("+0", channel={"kind": "email", "way": way}), st.sampled_from(Way)),
    st.builds(lambda minutes: at("+0", step_clock=minutes), st.sampled_from([-90, -1, 5, 90])),
    st.builds(lambda number: hands_out(f"W-{number}"), st.integers(1, 3)),
)
STEPS: st.SearchStrategy[Steps] = st.builds(
    lambda walked, steps, waits: [
        {**step, "at": f"+{wait}"}
        for step, wait in zip([*(tries(*said) for said in ROAD[:walked]), *steps], waits, strict=False)
    ],
    st.integers(0, len(ROAD)),
    st.lists(st.one_of(SIGNALS, WORLD), max_size=12),
    st.lists(st.sampled_from([0, 1, 29, 31, 200]), min_size=30, max_size=30),
)


def the_script(steps: Steps, *, tended: bool = True) -> OutageScript:
    """Return an outage in the night when the clocks are put back."""
    return script_from({"declare": DECLARED, "tended": tended, "steps": steps})


def decided(played: Played) -> list[Fact]:
    """Return what people decided, in order."""
    return [e.fact for e in played.journal.read(played.outage.id) if isinstance(e.fact, Signalled)]


@given(STEPS, st.booleans())
def test_nothing_is_ever_lost(steps: Steps, tended: bool) -> None:
    played = play(the_script(steps, tended=tended))

    assert len(played.steps) == len(steps)
    assert_nothing_lost(played.outage)


@pytest.mark.slow
@given(STEPS)
def test_the_same_script_is_played_the_same_way_twice(steps: Steps) -> None:
    first, second = (play(the_script(steps)) for _ in range(2))

    assert first.journal.read("outage-1")[0].digest == second.journal.read("outage-1")[0].digest
    assert first.timeline == second.timeline
    assert first.messages() == second.messages()


@pytest.mark.slow
@given(STEPS)
def test_no_mail_goes_out_twice_more_often_than_the_process_died(steps: Steps) -> None:
    played = play(the_script(steps))
    keys = [message.key for message in played.messages()]
    unsure = sum(step.step.channel is not None and step.step.channel.way is Way.UNKNOWN for step in played.steps)

    assert len(keys) - len(set(keys)) <= played.deaths + unsure


@pytest.mark.slow
@given(STEPS, st.integers(0, 40))
def test_a_power_cut_at_any_commit_changes_nothing_that_people_decided(steps: Steps, moment: int) -> None:
    still = [step for step in steps if "kill" not in step and "channel" not in step]
    quiet = play(the_script(still))
    cut = play(the_script(still), journal=FailingJournal(fuse=Fuse(moment)))

    assert decided(cut) == decided(quiet)
    assert cut.standing.sheets == quiet.standing.sheets
    assert_nothing_lost(cut.outage)


@given(st.lists(st.sampled_from(["+0", "+7", "+61", "00:45", "01:30", "02:15", "2026-11-01 00:50"]), max_size=6))
def test_a_script_that_is_taken_never_goes_back_in_time(times: list[str]) -> None:
    try:
        script = script_of(*(at(time, which="second") for time in times), **DECLARED)
    except InvalidInput:
        reject()
    instants = [step.at for step in play(script).steps]

    assert all(before <= after for before, after in pairwise(instants))
