"""Whatever goes wrong in the evening, no number ever stands on two patients' paper, and the end is a whole print."""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import suppress
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.errors import DowntimekitError, Unreachable
from downtimekit.runtime import run
from downtimekit.testing.shelves import MemoryShelf
from tests.evening import House
from tests.printing import a_visit

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("full"), st.integers(0, 8)),
        st.tuples(st.just("unreachable"), st.just(0)),
        st.tuples(st.just("visits"), st.integers(0, 15)),
        st.tuples(st.just("wait"), st.sampled_from([0, 1, 20, 24 * 60])),
        st.tuples(st.just("again"), st.integers(0, 8)),
        st.tuples(st.just("frozen"), st.integers(0, 1)),
    ),
    max_size=12,
)


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_no_number_is_ever_on_the_paper_of_two(steps: list[tuple[str, int]]) -> None:
    house = House()
    for what, how in steps:
        house.room = None
        if what == "full":
            house.room = how
        elif what == "unreachable":
            house.calendar.failing.append(Unreachable("the calendar does not answer"))
        elif what == "visits":
            house.calendar.visits = [a_visit(number) for number in range(1, 5) if how >> (number - 1) & 1]
        elif what == "frozen":
            house.calendar.frozen_at = house.clock.now() if how else None
        elif what == "wait":
            house.clock.advance(timedelta(minutes=how))
        elif what == "again":
            house.room = how
        with suppress(DowntimekitError):
            run(house.job.run, again=what == "again")
    house.room = None
    house.calendar.failing.clear()
    house.clock.advance(timedelta(minutes=16))
    outcome = run(house.job.run)

    bearers = defaultdict(set)
    for shelf in house.shelves.values():
        assert isinstance(shelf, MemoryShelf)
        for name, content in shelf.saved.items():
            if name[0].isdecimal():
                for serial, bearer in re.findall(r"(W-\d{6}-\w) 1 (.*)", content.decode()):
                    bearers[serial].add(bearer)
    assert {serial: found for serial, found in bearers.items() if len(found) > 1} == {}
    assert outcome.record is not None
    assert outcome.record.refused == 0
