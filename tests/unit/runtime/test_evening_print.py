"""Each evening the next day's packets are printed, and somebody is told when they are not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import define, evolve, field

from downtimekit.errors import InvalidInput, JournalError, Rejected, UnknownName, Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind, Contact, Role, Weekday
from downtimekit.models.prints import PrintAlarm, PrintBegun, PrintEnded, PrintFailed
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.ports import Capabilities, Commit, Entry, Message, Sent
from downtimekit.runtime import Desk, run
from downtimekit.runtime.printing import PrintPromise, PrintWatch, print_status
from downtimekit.runtime.printing.recording import note
from downtimekit.testing import VirtualClock
from downtimekit.testing.memory_journal import MemoryJournal
from downtimekit.testing.shelves import MemoryShelf
from tests.evening import BY, EVENING, POOL, TOMORROW, VISITS, ZONE, House, made
from tests.printing import UNDRAWABLE, a_day, a_visit


def test_the_next_days_packets_are_printed_and_that_is_written_down() -> None:
    house = House()
    outcome = run(house.job.run)

    assert house.calendar.asked == [(TOMORROW, "west")]
    begun, ended = house.facts()
    assert isinstance(begun, PrintBegun)
    assert isinstance(ended, PrintEnded)
    assert (begun.packets, begun.sheets, begun.after, begun.last) == (3, 3, None, POOL.take(3)[-1])
    assert (ended.day, ended.as_of, ended.packets, ended.refused) == (TOMORROW, EVENING, 3, 0)
    assert outcome.record == ended
    assert outcome.printed is not None
    assert outcome.printed.digest == ended.digest
    assert len(house.shelves[outcome.drawer].names()) == 3 + 3


def test_what_is_printed_is_not_printed_again_unless_it_is_asked_for() -> None:
    house = House()
    first = run(house.job.run)
    second = run(house.job.run)
    house.clock.advance(timedelta(minutes=30))
    third = run(house.job.run, again=True)

    assert second == evolve(first, printed=None)
    assert len(house.calendar.asked) == 2
    assert sorted([third.drawer, first.drawer]) == [first.drawer, third.drawer]
    assert first.drawer.startswith("west-2026-03-03-20260303t003000z-")
    assert run(house.job.run).drawer == third.drawer
    begun = [fact for fact in house.facts() if isinstance(fact, PrintBegun)]
    assert [fact.after for fact in begun] == [None, POOL.take(3)[-1]]


def test_the_numbers_of_one_evening_are_never_used_on_the_next() -> None:
    house = House()
    for _ in range(3):
        run(house.job.run)
        house.clock.advance(timedelta(days=1))

    last = [fact.last for fact in house.facts() if isinstance(fact, PrintBegun)]
    assert last == [POOL.take(count)[-1] for count in (3, 6, 9)]


def test_a_day_on_which_nobody_comes_is_done() -> None:
    house = House()
    house.calendar.visits = []
    outcome = run(house.job.run)

    assert outcome.record is not None
    assert (outcome.record.packets, outcome.printed) == (0, None)
    assert house.shelves == {}


def test_the_lines_of_other_sites_are_left_out() -> None:
    house = House()
    house.calendar.visits = [*VISITS, a_visit(9, site="east")]
    outcome = run(house.job.run)

    assert outcome.record is not None
    assert outcome.record.packets == 3


def test_what_was_printed_in_the_evening_is_issued_in_the_downtime_of_the_morning() -> None:
    house = House()
    run(house.job.run)
    house.clock.advance(timedelta(hours=14))
    again = House(house.clock, house.journal, house.shelves)  # after a restart, and without the calendar
    desk = Desk(journal=again.journal, clock=again.clock)
    outage = desk.declare(UNSCHEDULED, id=f"west/{TOMORROW}", by=BY, sites=["west"], services=["RIS"])
    outage.issue(again.job.issued(TOMORROW), by=BY)

    forms = outage.standing.forms
    assert list(forms) == list(POOL.take(3))
    assert [form.accession for form in forms.values()] == [visit.accession for visit in VISITS]
    assert again.calendar.asked == []


def test_what_was_not_printed_cannot_be_issued() -> None:
    house = House()
    with pytest.raises(UnknownName, match="no print is called '2026-03-03'"):
        house.job.issued(TOMORROW)
    house.calendar.visits = []
    run(house.job.run)

    assert house.job.issued(TOMORROW) == ()


@pytest.mark.parametrize("content", [None, b"", b"[{}]", b'[{"serial": "Testwell, Ada"}]'])
def test_a_damaged_list_of_what_was_printed_is_not_believed(content: bytes | None) -> None:
    house = House()
    shelf = house.shelves[run(house.job.run).drawer]
    assert isinstance(shelf, MemoryShelf)
    del shelf.saved["issued.json"]
    if content is not None:
        shelf.saved["issued.json"] = content
    with pytest.raises(InvalidInput, match="is damaged, or is gone") as refused:
        house.job.issued(TOMORROW)

    assert "Testwell" not in str(refused.value)


# --- what goes wrong


@pytest.mark.parametrize(
    "error",
    [
        Unreachable("the calendar does not answer"),
        Rejected("no such site"),
        InvalidInput("calendar", []),
        KeyError("x"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_calendar_that_fails_is_written_down_and_asked_again(error: Exception) -> None:
    house = House()
    house.calendar.failing = [error]
    with pytest.raises(type(error)):
        run(house.job.run)
    (failed,) = house.facts()
    assert isinstance(failed, PrintFailed)
    assert failed.day == TOMORROW

    assert run(house.job.run).printed is not None


def test_an_error_that_nobody_foresaw_tells_nothing_of_a_patient() -> None:
    house = House()
    house.calendar.failing = [ValueError("Testwell, Ada")]
    with pytest.raises(ValueError, match="Testwell"):
        run(house.job.run)

    (failed,) = house.facts()
    assert isinstance(failed, PrintFailed)
    assert failed.reason == "ValueError: see the log of the program"


def test_a_schedule_of_another_day_is_not_printed() -> None:
    house = House()
    house.calendar.day = date(2026, 3, 2)
    with pytest.raises(InvalidInput, match="is 2026-03-02, and 2026-03-03 was asked for"):
        run(house.job.run)

    assert house.shelves == {}


def test_a_print_that_was_killed_goes_on_where_the_calendar_says_the_same() -> None:
    house = House(room=2)
    house.calendar.frozen_at = EVENING
    with pytest.raises(Unreachable):
        run(house.job.run)
    house.room = None
    house.clock.advance(timedelta(minutes=1))

    run(house.job.run)

    assert len(house.shelves) == 1
    assert [fact.last for fact in house.facts() if isinstance(fact, PrintBegun)] == [POOL.take(3)[-1]] * 2


def test_a_print_that_was_killed_takes_new_numbers_where_the_calendar_has_changed() -> None:
    house = House(room=2)
    with pytest.raises(Unreachable):
        run(house.job.run)
    house.room = None
    house.clock.advance(timedelta(minutes=1))

    run(house.job.run)

    assert len(house.shelves) == 2
    assert [fact.after for fact in house.facts() if isinstance(fact, PrintBegun)] == [None, POOL.take(3)[-1]]


def test_a_print_that_was_killed_takes_new_numbers_where_a_visit_has_changed_and_the_time_has_not() -> None:
    house = House(room=2)
    house.calendar.frozen_at = EVENING
    with pytest.raises(Unreachable):
        run(house.job.run)
    house.room = None
    house.calendar.visits = [*VISITS[1:], a_visit(7)]

    run(house.job.run)

    assert len(house.shelves) == 2
    assert [fact.after for fact in house.facts() if isinstance(fact, PrintBegun)] == [None, POOL.take(3)[-1]]


def test_of_two_hosts_at_once_one_prints_until_its_time_is_over() -> None:
    house = House()
    pile = made(a_day(*VISITS, as_of=EVENING), None)
    begun = PrintBegun(
        day=TOMORROW,
        as_of=EVENING,
        pile="of the other host",
        packets=len(pile),
        sheets=3,
        last=POOL.take(3)[-1],
        until=EVENING + timedelta(minutes=15),
    )
    note(house.journal, "west", begun, by=BY, clock=house.clock)
    waiting = run(house.job.run)
    assert (waiting.record, waiting.printed, house.calendar.asked) == (None, None, [])

    house.clock.advance(timedelta(minutes=16))
    taken_over = run(house.job.run)

    assert taken_over.record is not None
    assert house.facts()[1].after == POOL.take(3)[-1]  # type: ignore[attr-defined]


def test_packets_that_cannot_be_drawn_are_counted() -> None:
    house = House()
    house.calendar.visits = [*VISITS, a_visit(4, family=f"Frost{UNDRAWABLE}")]
    outcome = run(house.job.run)

    assert outcome.record is not None
    assert (outcome.record.packets, outcome.record.refused) == (4, 1)


def test_nothing_is_printed_that_cannot_be_written_down() -> None:
    class Full(MemoryJournal):
        def append(self, commit: Commit) -> Sequence[Entry]:
            raise JournalError("the disk is full")

    house = House(journal=Full())
    with pytest.raises(JournalError, match="full"):
        run(house.job.run)

    assert house.shelves == {}


def test_no_patient_is_in_the_journal() -> None:
    house = House()
    run(house.job.run)

    written = "".join(line.fact for line in house.journal.lines("prints/west"))
    assert not any(visit.patient.mrn in written or visit.accession in written for visit in VISITS)
    assert not any(str(visit.patient.family) in written for visit in VISITS)


def test_a_desk_takes_no_prints_for_a_downtime() -> None:
    house = House()
    run(house.job.run)

    assert Desk(journal=house.journal).outages() == ()


# --- what was promised


def status(house: House, at: datetime, **promise: object) -> tuple[str, ...]:
    said = PrintPromise(**promise)  # type: ignore[arg-type]
    return print_status(house.journal, site="west", zone=ZONE, promise=said, now=at).codes


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("at", "codes"),
    [
        ("2026-03-02 19:31", ("late",)),
        ("2026-03-02 20:00", ()),
        ("2026-03-03 08:00", ()),
        ("2026-03-03 19:59", ()),
        ("2026-03-03 20:00", ("late",)),
        ("2026-03-04 08:00", ("late",)),
    ],
)
def test_tomorrows_print_is_there_in_the_evening_and_all_day_long(at: str, codes: tuple[str, ...]) -> None:
    house = House()
    run(house.job.run)

    assert status(house, wall(at)) == codes


def test_where_nothing_was_ever_printed_that_is_an_alarm() -> None:
    told = print_status(MemoryJournal(), site="west", zone=ZONE, promise=PrintPromise(), now=EVENING)

    assert str(told) == ("ALARM: west: the print for 2026-03-02 is not there; there never was one (print it now)")


def test_a_print_of_old_data_is_an_alarm_though_it_was_printed_in_time() -> None:
    house = House()
    house.calendar.frozen_at = EVENING - timedelta(hours=20)
    run(house.job.run)

    assert status(house, wall("2026-03-02 20:00")) == ()
    assert status(house, wall("2026-03-03 08:00")) == ("old",)


def test_holes_and_failures_are_told() -> None:
    house = House()
    house.calendar.visits = [*VISITS, a_visit(4, family=f"Frost{UNDRAWABLE}")]
    run(house.job.run)
    assert status(house, wall("2026-03-02 20:00")) == ("partial",)

    house.clock.advance(timedelta(days=1))
    house.calendar.failing = [Unreachable("the calendar does not answer")]
    with pytest.raises(Unreachable):
        run(house.job.run)
    assert status(house, wall("2026-03-03 20:00")) == ("late", "failed")


@pytest.mark.parametrize(
    ("at", "codes"),
    [
        ("2026-03-06 20:30", ()),  # a Friday: nobody comes on Saturday
        ("2026-03-07 12:00", ()),
        ("2026-03-08 19:00", ()),  # the clocks were changed that night
        ("2026-03-08 20:00", ("late",)),  # Monday's print is due
    ],
)
def test_nothing_is_promised_for_days_on_which_nobody_comes(at: str, codes: tuple[str, ...]) -> None:
    house = House(clock=VirtualClock(datetime(2026, 3, 5, 19, 30, tzinfo=ZoneInfo(ZONE))))
    run(house.job.run)

    assert status(house, wall(at), closed_on={Weekday.SATURDAY, Weekday.SUNDAY}) == codes


@pytest.mark.parametrize(
    ("evening", "day"),
    [
        (datetime(2026, 3, 8, 3, 30, tzinfo=UTC), date(2026, 3, 8)),  # 22:30 on Saturday, the 7th
        (datetime(2026, 3, 9, 3, 30, tzinfo=UTC), date(2026, 3, 9)),  # 23:30 on Sunday: a day of 23 hours
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), date(2026, 11, 2)),  # the first 01:30 of the 1st
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), date(2026, 11, 2)),  # the second
    ],
)
def test_tomorrow_is_the_clinics_also_in_the_nights_when_the_clocks_change(evening: datetime, day: date) -> None:
    house = House(clock=VirtualClock(evening))
    outcome = run(house.job.run)

    assert outcome.day == day


def test_a_promise_by_a_time_that_the_clock_jumps_over_is_due_when_it_has_jumped() -> None:
    house = House()
    first = datetime(2026, 3, 8, 6, 59, tzinfo=UTC)  # 01:59; a minute later it is 03:00
    codes = [status(house, at, by=time(2, 30)) for at in (first, first + timedelta(minutes=1))]
    days = [
        print_status(house.journal, site="west", zone=ZONE, promise=PrintPromise(by=time(2, 30)), now=at).day
        for at in (first, first + timedelta(minutes=1))
    ]

    assert codes == [("late",), ("late",)]
    assert days == [date(2026, 3, 8), date(2026, 3, 9)]


# --- the alarm


@define
class Channel:
    """A plain channel that remembers, and fails as told."""

    name: str = "sms"
    kind: ChannelKind = ChannelKind.SMS
    state: ReceiptState = ReceiptState.ACCEPTED
    failing: list[Exception] = field(factory=list)
    sent: list[Message] = field(factory=list)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(self.name, self.kind)

    def send(self, message: Message) -> Sent:
        if self.failing:
            raise self.failing.pop(0)
        self.sent.append(message)
        return Sent(self.state)


def somebody(id_: str = "it-lead") -> Contact:
    ways = (ChannelKind.SMS.at("+1 202 555 0100"), ChannelKind.EMAIL.at("it@example.org"))
    return Contact(id=id_, name="Ines Itoh", roles=(Role.IT_LEAD,), channels=ways)


def watch(house: House, *channels: Channel, contacts: Sequence[Contact] = (somebody(),)) -> PrintWatch:
    return PrintWatch(
        site="west",
        zone=ZONE,
        journal=house.journal,
        by=BY,
        contacts=contacts,
        notifiers=channels,
        clock=house.clock,
    )


def test_nobody_is_told_while_all_is_well() -> None:
    house, sms = House(), Channel()
    run(house.job.run)
    house.clock.advance(timedelta(hours=1))

    assert run(watch(house, sms).watch).is_good
    assert sms.sent == []


def test_everybody_is_told_once_and_that_is_written_down() -> None:
    house, sms = House(), Channel()
    people = [somebody(), somebody("nurse")]
    for _ in range(3):
        run(watch(house, sms, contacts=people).watch)
        house.clock.advance(timedelta(minutes=10))

    assert [message.key for message in sms.sent] == [
        "print-alarm/west/2026-03-02/late/it-lead",
        "print-alarm/west/2026-03-02/late/nurse",
    ]
    assert "the print for 2026-03-02 is not there" in sms.sent[0].body
    assert [type(fact) for fact in house.facts()] == [PrintAlarm, PrintAlarm]


def test_another_day_or_another_problem_is_told_anew() -> None:
    house, sms = House(), Channel()
    run(watch(house, sms).watch)
    house.clock.advance(timedelta(hours=1))
    run(watch(house, sms).watch)
    house.calendar.failing = [Unreachable("the calendar does not answer")]
    with pytest.raises(Unreachable):
        run(house.job.run)
    run(watch(house, sms).watch)

    assert [message.subject for message in sms.sent] == [
        "Downtime packets of west: late",
        "Downtime packets of west: late",
        "Downtime packets of west: late, failed",
    ]


def test_whoever_cannot_be_reached_by_one_channel_is_reached_by_the_next() -> None:
    house = House()
    sms, mail = Channel(failing=[Unreachable("no signal")]), Channel("smtp", ChannelKind.EMAIL)
    run(watch(house, sms, mail).watch)

    assert (len(sms.sent), len(mail.sent)) == (0, 1)
    assert [fact.via for fact in house.facts() if isinstance(fact, PrintAlarm)] == ["smtp"]


def test_a_call_sheet_does_not_keep_the_mail_from_going_out() -> None:
    house = House()
    sheet, mail = Channel("call_sheet", state=ReceiptState.QUEUED), Channel("smtp", ChannelKind.EMAIL)
    run(watch(house, sheet, mail).watch)

    assert (len(sheet.sent), len(mail.sent)) == (1, 1)


def test_where_nobody_can_be_told_the_scheduler_hears_of_it_and_the_next_round_tells() -> None:
    house, sms = House(), Channel(failing=[Unreachable("no signal")])
    with pytest.raises(Unreachable, match="nobody could be told"):
        run(watch(house, sms).watch)

    run(watch(house, sms).watch)
    assert len(sms.sent) == 1


def test_a_probe_reads_a_line() -> None:
    house = House()
    probe = watch(house)
    assert str(probe.status()).startswith("ALARM: west: the print for 2026-03-02 is not there")
    run(house.job.run)
    house.clock.advance(timedelta(hours=1))
    assert str(probe.status()) == "OK: west: the print for 2026-03-03 is there"
