"""Numbers are taken once, whoever asks and whatever breaks, and every one of them is accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from downtimekit.errors import CommandReused, InvalidInput, JournalError
from downtimekit.forms import LIBRARY, SerialPool, check_serial, packets
from downtimekit.forms.numbers import AlarmKind, printed_all
from downtimekit.models.numbers import NumberKind, NumberState, NumberTerms, RealNumbers
from downtimekit.models.paper import IssuedForm
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.ports import Commit, Entry
from downtimekit.runtime import Desk
from downtimekit.runtime.number_desk import NumberDesk, find_clones
from downtimekit.testing import MemoryJournal, VirtualClock
from tests.numbered import MRNS, a_desk, a_range
from tests.paper import west
from tests.ward import BEGAN, CLERK, DOWNTIME, IT, NURSE

FORM, MRN = NumberKind.FORM, NumberKind.MRN


def take(desk: NumberDesk, count: int, *, kind: NumberKind = FORM, **how: Any) -> tuple[str, ...]:
    """Take numbers for the downtime of the ward."""
    return desk.take(kind, count, **{"purpose": DOWNTIME, "by": NURSE, **how}).numbers


class TornJournal(MemoryJournal):
    """Writes, and then the line breaks before the answer comes."""

    breaks = 0

    def append(self, commit: Commit) -> Sequence[Entry]:
        entries = super().append(commit)
        if self.breaks:
            self.breaks -= 1
            raise JournalError("the answer did not come")
        return entries


def test_numbers_go_on_where_they_were_left_also_after_a_restart() -> None:
    journal = MemoryJournal()

    taken = [*take(a_desk(journal), 3), *take(a_desk(journal), 4), *take(a_desk(journal), 5)]

    assert tuple(taken) == SerialPool("W", 1, 100).take(12)
    assert [check_serial(number) for number in taken] == taken


def test_a_repeated_command_gets_the_same_numbers_and_takes_no_more() -> None:
    desk = a_desk()
    first = take(desk, 3, command="print-1")
    between = take(desk, 2)

    assert take(desk, 3, command="print-1") == first
    assert not set(first) & set(between)
    assert desk.ledger(FORM).issued == 5


@pytest.mark.parametrize("other", [{"count": 4}, {"kind": MRN}, {"purpose": "west-2"}])
def test_a_command_that_asks_for_something_else_is_refused(other: dict[str, Any]) -> None:
    desk = a_desk()
    take(desk, 3, command="print-1")

    with pytest.raises(CommandReused):
        take(desk, **{"count": 3, "command": "print-1", **other})


def test_numbers_whose_taking_was_never_answered_are_issued_and_come_again_with_the_command() -> None:
    journal = TornJournal()
    desk = a_desk(journal)
    journal.breaks = 1

    with pytest.raises(JournalError):
        take(desk, 3, command="print-1")

    assert a_desk(journal).ledger(FORM).issued == 3
    assert take(a_desk(journal), 3, command="print-1") == SerialPool("W", 1, 100).take(3)
    assert take(a_desk(journal), 1) == SerialPool("W", 4, 100).take(1)


def test_many_who_take_at_once_never_get_the_same_number() -> None:
    journal, taken = MemoryJournal(), list[str]()
    a_desk(journal)

    def work() -> None:
        desk = a_desk(journal)
        for _ in range(4):
            taken.extend(take(desk, 2))

    threads = [Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == sorted(SerialPool("W", 1, 100).take(40))


def test_a_range_never_starts_again_and_says_how_many_are_left() -> None:
    desk = a_desk(ranges=(a_range(last=10),))
    take(desk, 7)

    with pytest.raises(InvalidInput, match="5 are wanted and 3 remain: have a new range granted"):
        take(desk, 5)
    take(desk, 3)
    with pytest.raises(InvalidInput, match="1 are wanted and 0 remain"):
        take(desk, 1)
    assert desk.ledger(FORM).issued == 10


def test_a_range_that_ended_gives_no_numbers() -> None:
    clock = VirtualClock(BEGAN)
    desk = a_desk(ranges=(a_range(expires_at=BEGAN + timedelta(hours=1)),), clock=clock)
    take(desk, 2)
    clock.advance(timedelta(hours=1))

    with pytest.raises(InvalidInput, match="0 remain; forms ended and gives none"):
        take(desk, 1)
    assert [alarm.kind for alarm in desk.alarms()] == [AlarmKind.USED_UP, AlarmKind.ENDED]


def test_the_range_that_ends_first_is_used_first_and_the_next_one_goes_on() -> None:
    ranges = (
        a_range("long", prefix="L", last=5),
        a_range("short", prefix="S", last=3, expires_at=BEGAN + timedelta(days=90)),
    )
    desk = a_desk(ranges=ranges)

    assert [number[0] for number in take(desk, 6)] == ["S", "S", "S", "L", "L", "L"]
    assert desk.ledger(FORM).issued == 6


@pytest.mark.parametrize("count", [0, -1])
def test_nobody_takes_nothing(count: int) -> None:
    with pytest.raises(InvalidInput):
        take(a_desk(), count)


@pytest.mark.parametrize(
    ("count", "at", "kinds"), [(89, 90, []), (90, 90, [AlarmKind.NEARLY_USED]), (50, 50, [AlarmKind.NEARLY_USED])]
)
def test_somebody_is_told_in_time_that_numbers_run_out(count: int, at: int, kinds: list[AlarmKind]) -> None:
    desk = a_desk(ranges=(a_range(),), terms=NumberTerms(alarm_at_percent=at))

    taken = desk.take(FORM, len(printed_all(a_range(), 1, count)), purpose=DOWNTIME, by=NURSE)

    assert [alarm.kind for alarm in taken.alarms] == kinds


def test_a_new_range_ends_the_alarm() -> None:
    desk = a_desk(ranges=(a_range(last=10),))
    take(desk, 10)
    assert [alarm.kind for alarm in desk.alarms()] == [AlarmKind.USED_UP]

    desk.grant(a_range("more", first=11), by=IT)

    assert desk.alarms() == ()


def test_somebody_is_told_before_a_range_ends() -> None:
    terms = NumberTerms(alarm_before=timedelta(days=7))
    soon, later = (a_range(expires_at=BEGAN + timedelta(days=7, seconds=more)) for more in (0, 1))

    (alarm,) = a_desk(ranges=(soon,), terms=terms).alarms()

    assert (alarm.kind, alarm.numbers) == (AlarmKind.ENDS_SOON, FORM)
    assert "forms ends at 2026-03-10 13:52 UTC" in alarm.words
    assert a_desk(ranges=(later,), terms=terms).alarms() == ()


def test_who_goes_on_elsewhere_is_told_to_see_to_the_other_machine() -> None:
    journal = MemoryJournal()
    take(a_desk(journal), 2)

    (alarm,) = a_desk(journal, holder="server-2").alarms()

    assert (alarm.kind, "used by server-1 last" in alarm.words) == (AlarmKind.MOVED, True)
    assert a_desk(journal).alarms() == ()


def test_a_range_is_granted_once_and_to_its_node_only() -> None:
    desk = a_desk()
    desk.grant(a_range(), by=IT)

    assert len(desk.book.ranges) == 2
    for wrong in (a_range("theirs", node="east", prefix="E"), a_range("more", first=50, last=200)):
        with pytest.raises(InvalidInput):
            desk.grant(wrong, by=IT)
    with pytest.raises(InvalidInput):
        NumberDesk("east", "server-9", desk.journal, desk.clock).grant(a_range("more", node="east"), by=IT)


def test_a_range_that_looks_real_is_not_granted() -> None:
    with pytest.raises(InvalidInput, match="look like real numbers"):
        a_desk(ranges=(MRNS,), terms=NumberTerms(real=(RealNumbers(kind=MRN, pattern=r"DTM.*"),)))


def test_the_ledger_follows_a_downtime_number_until_it_has_its_real_one() -> None:
    desk = a_desk()
    one, other, third, fourth = take(desk, 4, kind=MRN)

    desk.account(one.lower(), NumberState.USED, by=CLERK)
    desk.account(one, NumberState.RECONCILED, became="T-1001", by=CLERK)
    desk.account(other, NumberState.VOIDED, reason="not used", by=CLERK)
    desk.account(third, NumberState.USED, by=CLERK)

    ledger = desk.ledger(MRN)
    assert ledger.states == {
        one: NumberState.RECONCILED,
        other: NumberState.VOIDED,
        third: NumberState.USED,
        fourth: NumberState.OUT,
    }
    assert ledger.open == (third, fourth)
    assert ledger.words == "mrn: 4 issued = 1 out + 1 used + 1 reconciled + 1 voided"
    assert sum(map(ledger.count, NumberState)) == ledger.issued


def test_the_same_account_again_changes_nothing() -> None:
    desk = a_desk()
    (number,) = take(desk, 1, kind=MRN)
    for command in ("a", "a", None):
        desk.account(number, NumberState.USED, by=CLERK, command=command)

    assert len(desk.journal.read(desk.stream)) == 4


def test_a_command_that_comes_late_and_again_does_not_turn_back_what_came_after_it() -> None:
    desk = a_desk()
    (number,) = take(desk, 1, kind=MRN)
    desk.account(number, NumberState.USED, by=CLERK, command="used")
    desk.account(number, NumberState.RECONCILED, became="T-1001", by=CLERK)

    desk.account(number, NumberState.USED, by=CLERK, command="used")

    assert desk.ledger(MRN).states == {number: NumberState.RECONCILED}
    with pytest.raises(CommandReused):
        desk.account(number, NumberState.VOIDED, reason="a slip", by=CLERK, command="used")


@pytest.mark.parametrize(
    "told",
    [
        {"state": NumberState.RECONCILED},
        {"state": NumberState.VOIDED},
        {"state": NumberState.MISSING},
        {"state": NumberState.USED, "became": "T-1001"},
        {"state": NumberState.OUT},
        {"state": NumberState.RETURNED},
    ],
)
def test_an_account_says_what_its_state_needs(told: dict[str, Any]) -> None:
    desk = a_desk()
    (number,) = take(desk, 1, kind=MRN)

    with pytest.raises(InvalidInput):
        desk.account(number, by=CLERK, **told)


def test_what_is_over_for_a_number_is_not_changed() -> None:
    desk = a_desk()
    used, form = take(desk, 1, kind=MRN)[0], take(desk, 1)[0]
    desk.account(used, NumberState.RECONCILED, became="T-1001", by=CLERK)

    for number, told in (
        (used, {"state": NumberState.RECONCILED, "became": "T-1002"}),
        (used, {"state": NumberState.VOIDED, "reason": "a slip"}),
        (form, {"state": NumberState.USED}),
        (SerialPool("W", 90, 100).take(1)[0], {"state": NumberState.VOIDED, "reason": "not used"}),
    ):
        with pytest.raises(InvalidInput) as caught:
            desk.account(number, by=CLERK, **told)
        assert number not in str(caught.value)


def test_forms_are_where_their_downtime_has_them_and_one_that_was_never_printed_is_out() -> None:
    desk = a_desk()
    outage = Desk(desk.journal, desk.clock).declare(
        UNSCHEDULED, id=DOWNTIME, by=NURSE, sites=["west"], services=["ris"], zone="UTC"
    )
    numbers = take(desk, 4)
    outage.issue([IssuedForm(serial=number, form="notes", form_digest="a" * 64) for number in numbers[:3]], by=NURSE)
    outage.void(numbers[1], reason="spoiled", by=NURSE)
    outage.missing(numbers[2], reason="not in the box", by=NURSE)

    ledger = desk.ledger(FORM)

    assert [*ledger.states.values()] == [NumberState.OUT, NumberState.VOIDED, NumberState.MISSING, NumberState.OUT]
    with pytest.raises(InvalidInput, match="in the record of its downtime"):
        desk.account(numbers[0], NumberState.VOIDED, reason="not used", by=CLERK)
    desk.account(numbers[3], NumberState.VOIDED, reason="never printed", by=CLERK)
    assert desk.ledger(FORM).open == (numbers[0],)


def test_packets_are_made_of_numbers_that_were_taken() -> None:
    forms = tuple(LIBRARY.values())[:2]
    visits = west().expected()
    taken = a_desk().take(FORM, len(forms) * len(visits), purpose=DOWNTIME, by=NURSE)

    made = packets(west(), forms=forms, pool=taken, downtime=DOWNTIME)

    assert tuple(sheet.serial for packet in made for sheet in packet.sheets) == taken.numbers
    for after in (taken.numbers[-1], "W-000099-0"):
        with pytest.raises(InvalidInput):
            taken.take(1, after=after)
    assert taken.take(2, after=taken.numbers[0]) == taken.numbers[1:3]


def test_a_desk_of_downtimes_passes_over_a_node_and_its_record_can_be_verified() -> None:
    desk = a_desk()
    take(desk, 3)

    assert Desk(desk.journal, desk.clock).outages() == ()
    assert desk.journal.verify(desk.stream)


def test_two_installations_with_one_range_are_found_when_their_journals_meet() -> None:
    old, new = MemoryJournal(), MemoryJournal()
    first = a_desk(old)
    take(first, 5)
    new.load(old.lines(first.stream))
    take(first, 3, command="print-2")
    take(a_desk(new, holder="server-2"), 3, command="print-2")

    (clone,) = find_clones({"old": old, "new": new})

    assert clone.between == ("new (west)", "old (west)")
    assert clone.twice == SerialPool("W", 6, 100).take(3)
    assert [side[0].holder for side in clone.takings] == ["server-2", "server-1"]


def test_fewer_than_none_of_what_was_taken_cannot_be_taken() -> None:
    taken = a_desk().take(FORM, 5, purpose=DOWNTIME, by=NURSE)

    with pytest.raises(InvalidInput, match="count"):
        taken.take(-1)
    assert taken.take(0) == ()
