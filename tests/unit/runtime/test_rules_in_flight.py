"""The rules change while downtimes run: who would be stuck is known before, and nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from downtimekit.errors import InvalidInput, Reason, Refused
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.playbooks import UNSCHEDULED, Playbook
from downtimekit.playbooks.guards import GUARDS, Guard, Situation
from downtimekit.playbooks.table import Deadline, Move, Task
from downtimekit.runtime import Desk
from downtimekit.testing import MemoryJournal, VirtualClock
from tests.unit.runtime.rounds import Round, wall
from tests.ward import IT, NURSE, codes

NINE = wall("2026-03-03 09:00")


def renamed(before: str, after: str, book: Playbook = UNSCHEDULED) -> Playbook:
    """Return the playbook with one phase called otherwise, everywhere."""
    text = book.table.replace(f'"{before}"', f'"{after}"')
    return Playbook.model_validate_json(text).model_copy(update={"version": 5})


def next_years(**changes: object) -> Playbook:
    """Return next year's playbook."""
    return UNSCHEDULED.model_copy(update={"version": 5, **changes})


def running(phase: str) -> Round:
    """Return a downtime that came to a phase."""
    day = Round.begun(UNSCHEDULED, at=NINE)
    for name, details in (("help_desk_contacted", {"ticket": "INC-1"}), ("target_identified", {"target": "power"})):
        if day.phase != phase:
            day.say(name, **details)
    assert day.phase == phase
    return day


def test_a_rehearsal_says_who_would_be_stuck_and_changes_nothing() -> None:
    day = running("identifying")
    day.desk.declare(UNSCHEDULED, id="round-2", by=NURSE, sites=["east"], services=["RIS"])
    over = day.desk.declare(UNSCHEDULED, id="round-3", by=NURSE, sites=["east"], services=["RIS"])
    over.signal("stood_down", reason="false alarm", by=NURSE)
    versions = [outage.standing.version for outage in day.desk.outages()]
    rehearsed = {found.downtime: found for found in day.desk.rehearse(renamed("identifying", "searching"))}

    assert codes(rehearsed["round-1"].stuck) == ["phase_gone"]
    assert "1 of its tracks stand at 'identifying'" in str(rehearsed["round-1"].stuck[0])
    assert rehearsed["round-2"].stuck == ()
    assert "round-3" not in rehearsed
    assert [outage.standing.version for outage in day.desk.outages()] == versions


def test_a_downtime_that_would_be_stuck_goes_on_when_it_is_said_what_its_phase_becomes() -> None:
    day, new = running("identifying"), renamed("identifying", "searching")
    with pytest.raises(Refused) as refused:
        day.outage.migrate(new, reason="new year", by=IT)
    assert codes(refused.value.reasons) == ["phase_gone"]
    day.outage.migrate(new, phases={"identifying": "searching"}, reason="new year", by=IT)

    assert (day.phase, day.outage.playbook.digest) == ("searching", new.digest)
    assert day.outage.standing.census["searching"] == 1
    day.say("target_identified", target="power")
    found = Desk(journal=day.outage.journal, clock=day.clock).outage("round-1")
    assert (found.standing, found.playbook) == (day.outage.standing, new)


def test_deadlines_that_the_new_rules_do_not_have_end_and_new_ones_begin() -> None:
    day = running("down")
    short = Deadline(name="call_back", label="Call the vendor back", minutes=15, starts=("down",), promise=True)
    others = tuple(deadline for deadline in UNSCHEDULED.deadlines if deadline.name != "paper_stock")
    tasks = tuple(task for task in UNSCHEDULED.tasks if task.name != "restock_paper")
    new = next_years(deadlines=(*others, short), tasks=tasks)
    day.at(wall("2026-03-03 09:20"))

    assert [found.lost for found in day.desk.rehearse(new)] == [("paper_stock",)]
    version = day.outage.standing.version
    day.outage.migrate(new, reason="call back sooner", by=IT)
    assert day.happened(version) == ["rules_changed", "promise_ended paper_stock", "promised call_back 03 09:35"]
    assert sorted(day.outage.due()) == ["call_back", "next_update", "root_cause_analysis/west"]


def test_a_task_that_the_new_rules_add_is_open_at_once() -> None:
    day = running("down")
    day.outage.migrate(
        next_years(tasks=(*UNSCHEDULED.tasks, Task(name="feed_cat", label="Feed the cat", phase="down"))),
        reason="the cat is hungry",
        by=IT,
    )

    assert "feed_cat" in day.tasks


@pytest.mark.parametrize("phase", ["backfilling", "validating"])
def test_no_service_is_released_or_taken_away_by_a_change_of_words(phase: str) -> None:
    with pytest.raises(Refused) as refused:
        running("down").outage.migrate(next_years(), phases={"down": phase}, reason="x", by=IT)

    assert codes(refused.value.reasons) == ["state_differs"]


def test_rules_that_are_the_same_unknown_or_faulty_are_not_changed_to() -> None:
    day = running("down")
    for new, phases, code in ((UNSCHEDULED, {}, "same_rules"), (next_years(), {"down": "gone"}, "phase_unknown")):
        with pytest.raises(Refused) as refused:
            day.outage.migrate(new, phases=phases, reason="x", by=IT)
        assert code in codes(refused.value.reasons)
    faulty = next_years(moves=(*UNSCHEDULED.moves, Move(signal="gone", sources=("down",))))
    for attempt in (lambda: day.outage.migrate(faulty, reason="x", by=IT), lambda: day.desk.rehearse(faulty)):
        with pytest.raises(InvalidInput):
            attempt()
    with pytest.raises(InvalidInput):
        day.outage.migrate(next_years(), reason="", by=IT)


def test_a_closed_downtime_stays_under_its_rules() -> None:
    day = running("identifying")
    day.say("stood_down", reason="false alarm")
    with pytest.raises(Refused) as refused:
        day.outage.migrate(next_years(), reason="x", by=IT)

    assert codes(refused.value.reasons) == ["closed"]


def test_what_was_said_under_old_rules_that_are_gone_is_put_right_by_an_update() -> None:
    day = running("down")
    entries = day.outage.signal("staff_told", by=NURSE)
    text = UNSCHEDULED.table.replace("staff_told", "everybody_told")
    day.outage.migrate(Playbook.model_validate_json(text).model_copy(update={"version": 5}), reason="x", by=IT)
    with pytest.raises(Refused) as refused:
        day.outage.correct(entries[0].version, happened_at=NINE, reason="x", by=IT)

    assert codes(refused.value.reasons) == ["rules_changed"]


def test_a_host_that_brings_a_rule_of_its_own_runs_by_it() -> None:
    def agreed(_situation: Situation, _about: str) -> Iterator[Reason]:
        yield Reason("not_agreed", "the pharmacist has not agreed", "ask the pharmacist")

    guards = {**GUARDS, "pharmacist_agrees": Guard(agreed)}
    moves = tuple(
        move.model_copy(update={"guards": (*move.guards, "pharmacist_agrees")}) if move.signal == "released" else move
        for move in UNSCHEDULED.moves
    )
    book = next_years(moves=moves)
    with pytest.raises(InvalidInput, match="which is not registered"):
        Desk(journal=MemoryJournal()).declare(book, id="x", by=NURSE, sites=["west"], services=["RIS"])
    desk = Desk(journal=MemoryJournal(), clock=VirtualClock(NINE), guards=guards)
    outage = desk.declare(book, id="x", by=NURSE, sites=["west"], services=["RIS"])
    for name, details in (("help_desk_contacted", {"ticket": "1"}), ("target_identified", {"target": "power"})):
        outage.signal(name, by=IT, **details)
    for name, details in (("staff_told", {}), ("vendor_support_contacted", {"ticket": "2"}), ("service_restored", {})):
        outage.signal(name, by=IT, **details)
    with pytest.raises(Refused) as refused:
        outage.signal("released", by=IT)

    assert codes(refused.value.reasons) == ["not_agreed"]
    assert outage.standing.tracks["west", "RIS"].state is TrackState.VALIDATING
