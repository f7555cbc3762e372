"""A playbook's table and the machine that walks it agree, and the table we ship leads everywhere and out again."""

from __future__ import annotations

from string import Template

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtimekit.playbooks import UNSCHEDULED, Playbook
from downtimekit.playbooks._walker import Walker
from downtimekit.playbooks.guards import GUARDS
from downtimekit.playbooks.table import Each, Move, Phase, Signal

NAMES = st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon"])
MOVES = st.builds(
    Move,
    signal=NAMES,
    sources=st.lists(NAMES, min_size=1, max_size=3, unique=True).map(tuple),
    target=NAMES | st.just(""),
)
PLAYBOOKS = st.builds(
    lambda moves: Playbook(
        name="drawn",
        version=1,
        title="Drawn",
        phases=tuple(Phase(name, name) for name in ("alpha", "beta", "gamma", "delta", "epsilon")),
        signals=tuple(Signal(name, name) for name in ("alpha", "beta", "gamma", "delta", "epsilon")),
        moves=tuple(moves),
    ),
    st.lists(MOVES, max_size=12),
)


def by_the_table(playbook: Playbook, signal: str, phase: str) -> str | None:
    """Return where the table says that a signal leads."""
    move = playbook.move(signal, phase=phase)
    return (move.target or phase) if move else None


@given(PLAYBOOKS, st.lists(NAMES | st.text(max_size=12), max_size=20), NAMES)
def test_random_signals_lead_exactly_where_the_table_says(playbook: Playbook, signals: list[str], phase: str) -> None:
    walker = Walker(playbook)
    for signal in signals:
        led = walker.walk(signal, phase=phase)
        assert led == by_the_table(playbook, signal, phase)
        assert (led is not None) == (signal in walker.triggers(phase=phase))
        phase = led or phase


@pytest.mark.parametrize("phase", [phase.name for phase in UNSCHEDULED.phases])
@pytest.mark.parametrize("signal", [*(signal.name for signal in UNSCHEDULED.signals), "to_closed", "trigger", ""])
def test_every_signal_leads_from_every_phase_where_the_table_says(signal: str, phase: str) -> None:
    assert Walker(UNSCHEDULED).walk(signal, phase=phase) == by_the_table(UNSCHEDULED, signal, phase)


def test_a_walk_leaves_nothing_behind() -> None:
    walker = Walker(UNSCHEDULED)

    assert [walker.walk("help_desk_contacted", phase="declared") for _ in range(3)] == ["identifying"] * 3


def steps() -> dict[str, set[str]]:
    """Return which phases each phase leads to."""
    return {
        phase.name: {move.target or phase.name for move in UNSCHEDULED.moves if phase.name in move.sources}
        for phase in UNSCHEDULED.phases
    }


def reached_from(phase: str) -> set[str]:
    """Return every phase that can be reached from one, itself included."""
    reached, new = set(), {phase}
    while new:
        reached |= new
        new = {target for source in new for target in steps()[source]} - reached
    return reached


def test_every_phase_can_be_reached_and_leads_to_the_end() -> None:
    names = {phase.name for phase in UNSCHEDULED.phases}
    final = {phase.name for phase in UNSCHEDULED.phases if phase.final}

    assert reached_from(UNSCHEDULED.first_phase) == names
    for name in names:
        assert reached_from(name) & final, name
        assert (name in final) == (steps()[name] == set()), name


def test_every_name_in_the_table_exists() -> None:
    phases = {phase.name for phase in UNSCHEDULED.phases}
    signals = {signal.name for signal in UNSCHEDULED.signals}
    notices = {notice.name for notice in UNSCHEDULED.notices}
    promises = {name for name, _ in UNSCHEDULED.promises}
    for move in UNSCHEDULED.moves:
        assert move.signal in signals
        assert {*move.sources, move.target or move.sources[0]} <= phases
        assert set(move.guards) <= GUARDS.keys()
        assert set(move.tells) <= notices
        assert {*move.promises, *move.ends} <= promises
    for task in UNSCHEDULED.tasks:
        assert task.phase in phases
        assert (task.done_by in signals) != (task.until in GUARDS)
    assert set(UNSCHEDULED.declared_tells) <= notices


def test_nothing_in_the_table_is_there_twice_or_for_nothing() -> None:
    pairs = [(move.signal, source) for move in UNSCHEDULED.moves for source in move.sources]
    told = {*UNSCHEDULED.declared_tells, *(name for move in UNSCHEDULED.moves for name in move.tells)}
    named = {*(name for move in UNSCHEDULED.moves for name in move.guards), *(task.until for task in UNSCHEDULED.tasks)}

    assert len(pairs) == len(set(pairs))
    for kind in (UNSCHEDULED.phases, UNSCHEDULED.signals, UNSCHEDULED.tasks, UNSCHEDULED.notices):
        names = [thing.name for thing in kind]
        assert len(names) == len(set(names))
    assert {signal for signal, _ in pairs} == {signal.name for signal in UNSCHEDULED.signals}
    assert told == {notice.name for notice in UNSCHEDULED.notices}
    assert named - {""} == GUARDS.keys()


def test_what_a_signal_is_about_is_one_of_its_details() -> None:
    for signal in UNSCHEDULED.signals:
        details = [detail.name for detail in signal.details]
        assert len(details) == len(set(details))
        assert signal.subject in {"", *details}
        assert signal.subject in {"", *Each}


def test_every_notice_is_addressed_and_says_only_what_can_be_filled_in() -> None:
    known = {"sites", "services", "since", "now", "next_update", "target", "call", "news"}
    for notice in UNSCHEDULED.notices:
        assert notice.audience
        for text in (notice.subject, notice.body):
            assert Template(text).is_valid()
            assert set(Template(text).get_identifiers()) <= known
