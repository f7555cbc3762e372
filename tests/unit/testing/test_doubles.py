"""What stands in for the world in tests remembers what it was given, and fails exactly as it was told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from downtimekit.errors import JournalError, OutcomeUnknown, Rejected, Unreachable, VersionConflict
from downtimekit.models.chart import Lookup
from downtimekit.models.facts import HoldPlaced
from downtimekit.models.forms import Layout
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.ports import Capabilities, Commit, Message, Notifier, Sent
from downtimekit.ports.agenda import Work
from downtimekit.testing import (
    FailingJournal,
    FailingNotifier,
    FailingRenderer,
    FailingTarget,
    Fuse,
    MemoryJournal,
    MemoryTarget,
    NullNotifier,
    NullRenderer,
    NullTarget,
    PowerCut,
    RecordingJournal,
    RecordingNotifier,
    RecordingRenderer,
    RecordingTarget,
    Trouble,
    Troubles,
    VirtualClock,
    Way,
)
from downtimekit.testing.contracts.renderer import FORM, packet_of
from downtimekit.testing.contracts.target import ORDERS, PATIENTS, entry_of
from downtimekit.testing.trouble import dies, out_of_order, rejected, slow, unknown, unreachable
from tests.ward import BEGAN, NURSE, after, an_outage

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def a_message(key: str = "west-1/2/update/nurse", *, address: str = "nurse@clinic.example") -> Message:
    return Message(key, "Planted Nurse", address, "The RIS is down", "Work on paper.")


def a_commit(command: str = "hold-1", *, expected: int = 0) -> Commit:
    return Commit("west-1", expected, command, NOON, NURSE, [HoldPlaced(hold=command, reason="a lawsuit")])


def send(notifier: Notifier, message: Message) -> Sent:
    return anyio.run(notifier.send, message)


def test_a_recording_channel_shows_what_it_took_and_what_would_arrive() -> None:
    notifier = RecordingNotifier(state=ReceiptState.QUEUED)
    for key in ("a", "b", "a"):
        assert send(notifier, a_message(key)) == Sent(ReceiptState.QUEUED)

    assert [message.key for message in notifier.messages] == ["a", "b", "a"]
    assert [message.key for message in notifier.carried] == ["a", "b"]
    assert notifier.to("Planted Nurse") == notifier.to("nurse@clinic.example") == notifier.carried
    assert notifier.to("somebody else") == ()


@pytest.mark.parametrize("notifier", [RecordingNotifier(), NullNotifier(), FailingNotifier(NullNotifier())])
def test_no_channel_for_tests_takes_what_a_real_one_refuses(notifier: Notifier) -> None:
    assert notifier.capabilities == Capabilities("email", ChannelKind.EMAIL, idempotent=True)
    assert send(notifier, a_message()).state is ReceiptState.ACCEPTED
    with pytest.raises(Rejected):
        send(notifier, a_message(address="+12025550100"))


def test_channels_for_tests_stand_side_by_side_under_names_of_their_own() -> None:
    room = Capabilities("room", None, local=True)
    for double in (RecordingNotifier, NullNotifier):
        notifiers = [double(kind) for kind in (*ChannelKind, None)]
        notifiers += [double(name="second"), double(ChannelKind.SMS, capabilities=room)]

        told = [(each.capabilities.name, each.capabilities.kind) for each in notifiers]
        assert told == [
            *((kind.value, kind) for kind in ChannelKind),
            ("board", None),
            ("second", "email"),
            ("room", None),
        ]
        assert [(each.name, each.kind) for each in notifiers] == told
        assert FailingNotifier(notifiers[-1]).capabilities is notifiers[-1].capabilities is room


def test_a_board_for_tests_has_no_address() -> None:
    board = RecordingNotifier(None)
    send(board, a_message(address=""))
    with pytest.raises(Rejected):
        send(board, a_message())

    assert [message.address for message in board.carried] == [""]


@pytest.mark.parametrize(
    ("trouble", "error", "taken"),
    [
        (rejected(), Rejected, 0),
        (unreachable(), Unreachable, 0),
        (unknown(), OutcomeUnknown, 1),
        (unknown(done=False), OutcomeUnknown, 0),
        (dies(), PowerCut, 1),
        (dies(done=False), PowerCut, 0),
    ],
)
def test_a_channel_fails_as_told_and_takes_the_message_or_not(
    trouble: Trouble, error: type[BaseException], taken: int
) -> None:
    inner = RecordingNotifier()
    notifier = FailingNotifier(inner, Troubles(always=trouble))
    for again in (1, 2):
        with pytest.raises(error):
            send(notifier, a_message())
        assert len(inner.messages) == again * taken


def test_trouble_befalls_the_call_that_it_is_meant_for() -> None:
    troubles = Troubles(
        calls={2: rejected("second")},
        once={"once@clinic.example": unreachable("once")},
        about={"never@clinic.example": rejected("never")},
        always=None,
    )
    notifier = FailingNotifier(troubles=troubles)
    answers = []
    for address in ("a", "a", "once", "once", "never", "never", "a"):
        try:
            send(notifier, a_message(address=f"{address}@clinic.example"))
        except (Rejected, Unreachable) as error:
            answers.append(str(error))
        else:
            answers.append("")

    assert answers == ["", "second", "once", "", "never", "never", ""]
    assert troubles.asked == 7


def test_a_slow_channel_takes_time_on_the_clock_that_runs_the_program() -> None:
    clock, inner = VirtualClock(NOON), RecordingNotifier()
    clock.run(FailingNotifier(inner, Troubles(calls={1: slow(timedelta(minutes=7))})).send, a_message())

    assert clock.now() == NOON + timedelta(minutes=7)
    assert len(inner.messages) == 1


@pytest.mark.parametrize("way", Way)
def test_every_way_that_a_script_can_name_is_one_trouble_or_none(way: Way) -> None:
    trouble = way.trouble

    assert (trouble is None) is (way is Way.WORKS)
    if trouble is not None:
        assert trouble.done is (way in {Way.UNKNOWN, Way.SLOW, Way.DIES_AFTER})


def test_the_power_goes_at_every_moment_once() -> None:
    for moment, (asked, taken) in enumerate([(0, 0), (1, 1)]):
        inner = RecordingNotifier()
        notifier = FailingNotifier(inner, fuse=Fuse(moment))
        with pytest.raises(PowerCut):
            send(notifier, a_message())
        assert (notifier.troubles.asked, len(inner.messages)) == (asked, taken)


def test_no_error_that_is_raised_again_remembers_the_time_before() -> None:
    notifier = FailingNotifier(troubles=Troubles(always=unreachable()))
    errors = []
    for _ in range(2):
        with pytest.raises(Unreachable) as caught:
            send(notifier, a_message())
        errors.append(caught.value)

    assert errors[0] is not errors[1]
    assert str(errors[0]) == str(errors[1])


def test_a_renderer_remembers_fails_and_draws_nothing() -> None:
    inner = RecordingRenderer()
    packet = packet_of(1)
    serial = packet.sheets[0].serial
    renderer = FailingRenderer(inner, Troubles(calls={3: unknown()}, once={serial: rejected("no ink")}))
    press = renderer.compile([FORM], layout=Layout())
    with pytest.raises(Rejected, match="no ink"):
        press.render([packet])

    assert inner.packets == []
    assert (press.render([packet_of(2)]), renderer.suffix) == (b"", NullRenderer().suffix)
    with pytest.raises(OutcomeUnknown):
        list(press.files([packet]))
    assert inner.packets == [packet_of(2), packet]
    assert list(press.files([packet, packet_of(2)])) == [b"", b""]
    assert inner.packets == [packet_of(2), packet, packet, packet_of(2)]
    assert [plan.form_digest for plan in press.plans] == [FORM.digest]
    assert inner.forms == [FORM]
    assert "Sampleton" not in repr(inner) + repr(press)


@pytest.mark.parametrize(
    ("trouble", "error", "written"),
    [(rejected(), Rejected, 0), (unreachable(), Unreachable, 0), (unknown(), OutcomeUnknown, 1)],
)
def test_a_target_fails_as_told_and_writes_or_not(trouble: Trouble, error: type[Exception], written: int) -> None:
    chart = MemoryTarget(PATIENTS, ORDERS)
    sent = RecordingTarget(FailingTarget(chart, Troubles(about={"MG-0001": trouble})))
    with pytest.raises(error):
        anyio.run(sent.write, entry_of())

    assert sent.sent == [entry_of()]
    assert len(chart.records) == written
    assert (anyio.run(sent.find, entry_of().key) is not None) is bool(written)
    assert sent.asked == [entry_of().key]


def test_a_target_that_cannot_be_asked_says_so() -> None:
    target = RecordingTarget(FailingTarget(MemoryTarget(), looking=Troubles(always=unreachable())))
    for ask in (lambda: anyio.run(target.look_up, Lookup()), lambda: anyio.run(target.find, "key")):
        with pytest.raises(Unreachable):
            ask()

    assert (target.looked_up, target.asked) == ([Lookup()], ["key"])


def test_a_target_that_forgets_takes_everything_and_knows_nothing() -> None:
    target = NullTarget()

    assert anyio.run(target.write, entry_of()) == anyio.run(target.write, entry_of())
    assert anyio.run(target.find, entry_of().key) is None
    assert anyio.run(target.look_up, Lookup()).patients == ()


@pytest.mark.parametrize(("done", "held"), [(False, 0), (True, 1)])
def test_a_journal_fails_before_its_commit_or_after(done: bool, held: int) -> None:
    inner = RecordingJournal(MemoryJournal())
    journal = FailingJournal(inner, Troubles(once={"hold_placed": out_of_order(done=done)}))
    with pytest.raises(JournalError, match="the disk is full"):
        journal.append(a_commit())

    assert len(journal.read("west-1")) == len(inner.acknowledged) == held
    (entry,) = journal.append(a_commit())
    assert entry.version == 1


def test_a_journal_that_cannot_be_read_says_so() -> None:
    journal = FailingJournal(reading=Troubles(once={"west-1": out_of_order("it is locked")}))
    with pytest.raises(JournalError, match="it is locked"):
        journal.read("west-1")

    assert journal.read("west-1") == ()


@pytest.mark.parametrize(("done", "waits"), [(False, 0), (True, 2)])
def test_work_that_nobody_could_take_on_is_free_at_once_or_when_its_time_is_over(done: bool, waits: int) -> None:
    journal = FailingJournal(claiming=Troubles(calls={1: out_of_order(done=done)}))
    an_outage("declared", journal=journal)
    lease = timedelta(minutes=2)
    with pytest.raises(JournalError):
        journal.claim("first", now=BEGAN, lease=lease, works=[Work.NOTICE])

    found = [journal.claim(f"next-{m}", now=after(m), lease=lease, works=[Work.NOTICE]) for m in range(3)]
    assert [bool(claims) for claims in found].index(True) == waits


def test_a_journal_remembers_only_what_it_acknowledged() -> None:
    journal = RecordingJournal()
    journal.append(a_commit())
    with pytest.raises(VersionConflict):
        journal.append(a_commit("hold-2"))
    journal.append(a_commit("hold-2", expected=1))

    assert [entries[0].command for entries in journal.acknowledged] == ["hold-1", "hold-2"]


@pytest.mark.parametrize("cut", [0, 1])
def test_the_power_goes_before_a_commit_or_before_its_acknowledgement(cut: int) -> None:
    journal = FailingJournal(fuse=Fuse(cut))
    with pytest.raises(PowerCut):
        journal.append(a_commit())

    assert len(journal.read("west-1")) == cut


FAILURES: list[Callable[[], Trouble]] = [rejected, unreachable, unknown, slow, dies, out_of_order]


@pytest.mark.parametrize("failure", FAILURES)
def test_what_fails_on_purpose_says_so(failure: Callable[[], Trouble]) -> None:
    error = failure().error

    assert error is None or isinstance(error, PowerCut) or "on purpose" in str(error)
