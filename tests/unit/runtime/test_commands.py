"""Commands to a downtime: done once, refused whole, and never lost to a race."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from downtimekit.errors import CommandReused, InvalidInput, Refused, UnknownName
from downtimekit.models.facts import CaptureRefused, CaptureTaken, PromiseMissed
from downtimekit.models.notice import ReceiptState
from downtimekit.models.paper import SheetState
from downtimekit.runtime import Backfill, Outage, run
from downtimekit.testing import MemoryJournal, VirtualClock
from tests.ward import (
    ADA,
    ANSWERS,
    BEGAN,
    CLERK,
    DOWNTIME,
    IT,
    NOTES,
    NURSE,
    a_capture,
    a_chart,
    a_form,
    after,
    an_outage,
    codes,
    enter,
    reopened,
)

OTHER_ANSWERS = ANSWERS.model_copy(update={"implants": True})

COMMANDS: dict[str, tuple[Callable[[Outage], object], Callable[[Outage], object]]] = {
    "signal": (
        lambda o: o.signal("service_lost", reason="first", by=IT, command="k"),
        lambda o: o.signal("service_lost", reason="second", by=IT, command="k"),
    ),
    "another signal": (
        lambda o: o.signal("service_lost", reason="first", by=IT, command="k"),
        lambda o: o.signal("reconciled", by=IT, command="k"),
    ),
    "issue": (
        lambda o: o.issue([a_form("W-8")], by=NURSE, command="k"),
        lambda o: o.issue([a_form("W-9")], by=NURSE, command="k"),
    ),
    "void": (
        lambda o: o.void("W-1", reason="spoiled", by=CLERK, command="k"),
        lambda o: o.void("W-2", reason="spoiled", by=CLERK, command="k"),
    ),
    "void and missing": (
        lambda o: o.void("W-1", reason="spoiled", by=CLERK, command="k"),
        lambda o: o.missing("W-1", reason="spoiled", by=CLERK, command="k"),
    ),
    "take in": (
        lambda o: o.take_in([a_capture("c8")], by=CLERK, command="k"),
        lambda o: o.take_in([a_capture("c8"), a_capture("c9")], by=CLERK, command="k"),
    ),
    "take in others": (
        lambda o: o.take_in([a_capture("c8")], by=CLERK, command="k"),
        lambda o: o.take_in([a_capture("c1")], by=CLERK, command="k"),
    ),
    "confirm": (
        lambda o: o.confirm_identity("c1", mrn="T-1001", reason="seen", by=CLERK, command="k"),
        lambda o: o.confirm_identity("c1", mrn="T-1002", reason="seen", by=CLERK, command="k"),
    ),
    "acknowledge": (
        lambda o: o.acknowledge("west-1/1/paper_started", contact="nurse", by=NURSE, command="k"),
        lambda o: o.acknowledge("west-1/1/paper_started", contact="clerk", by=NURSE, command="k"),
    ),
    "one kind and another": (
        lambda o: o.void("W-1", reason="spoiled", by=CLERK, command="k"),
        lambda o: o.acknowledge("west-1/1/paper_started", contact="nurse", by=NURSE, command="k"),
    ),
}


def a_busy_outage() -> Outage:
    """Return a downtime in back-fill with two sheets out and one capture."""
    outage = an_outage()
    outage.issue([a_form("W-1"), a_form("W-2")], by=NURSE)
    outage.take_in([a_capture("c1")], by=CLERK)
    return outage


@pytest.mark.parametrize("name", COMMANDS)
def test_the_same_command_sent_again_is_done_once_and_answers_the_same(name: str) -> None:
    outage, (first, _) = a_busy_outage(), COMMANDS[name]
    answer = first(outage)
    version = outage.standing.version

    assert first(outage) == answer == first(reopened(outage))
    assert outage.standing.version == version


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_comes_back_with_other_content_is_refused(name: str) -> None:
    outage, (first, second) = a_busy_outage(), COMMANDS[name]
    first(outage)
    version = outage.standing.version
    with pytest.raises(CommandReused):
        second(outage)

    assert outage.standing.version == version


def test_a_refused_command_may_be_sent_again_when_it_is_allowed() -> None:
    outage = an_outage("declared")
    with pytest.raises(Refused):
        outage.signal("target_identified", target="customer_wan", by=IT, command="k")
    outage.signal("help_desk_contacted", ticket="INC-1", by=NURSE)
    outage.signal("target_identified", target="customer_wan", by=IT, command="k")

    assert outage.standing.phase == "down"


def test_blanks_around_what_is_said_do_not_matter() -> None:
    outage = an_outage("declared")
    first = outage.signal("help_desk_contacted", ticket=" INC-1 ", by=NURSE, command="k")

    assert outage.signal("help_desk_contacted", ticket="INC-1", by=NURSE, command="k") == first
    assert outage.standing.detail("ticket") == "INC-1"


def test_a_refused_signal_writes_nothing() -> None:
    outage = an_outage("declared")
    version = outage.standing.version
    with pytest.raises(Refused):
        outage.close(by=NURSE)

    assert outage.standing.version == version


def test_a_number_is_issued_once() -> None:
    outage = an_outage("declared")
    outage.issue([a_form("W-1")], by=NURSE)
    with pytest.raises(Refused) as refused:
        outage.issue([a_form("W-2"), a_form("W-1"), a_form("W-3"), a_form("W-3")], by=NURSE)

    assert codes(refused.value.reasons) == ["serial_used"]
    assert "W-1, W-3" in str(refused.value)
    assert list(outage.standing.sheets) == ["W-1"]


def test_where_nothing_is_printed_nothing_is_recorded() -> None:
    outage = an_outage("declared")

    assert outage.issue([], by=NURSE) == ()


@pytest.mark.parametrize("serial", ["W-1", "W-9"], ids=["returned", "never issued"])
def test_only_a_sheet_that_is_out_can_be_voided_or_missing(serial: str) -> None:
    outage = an_outage()
    outage.issue([a_form("W-1")], by=NURSE)
    outage.take_in([a_capture(serial="W-1")], by=CLERK)
    for account in (outage.void, outage.missing):
        with pytest.raises(Refused) as refused:
            account(serial, reason="lost", by=CLERK)
        assert codes(refused.value.reasons) == ["sheet_not_out"]


def test_a_sheet_is_not_accounted_for_without_a_reason() -> None:
    outage = an_outage()
    outage.issue([a_form("W-1")], by=NURSE)
    with pytest.raises(InvalidInput) as invalid:
        outage.void("W-1", reason=" ", by=CLERK)

    assert [fault.path for fault in invalid.value.faults] == ["reason"]
    assert outage.standing.sheets["W-1"] is SheetState.OUT


def test_what_was_taken_in_before_is_not_taken_in_again() -> None:
    outage = an_outage()
    refusal = CaptureRefused(capture="c2", faults=("content: is missing",))
    outage.take_in([a_capture("c1")], refused=[refusal], by=CLERK)
    later = [a_capture("c1", keyed=300), a_capture("c3"), a_capture("c3")]
    entries = outage.take_in(later, refused=[refusal, CaptureRefused(capture="c1", faults=("x",))], by=CLERK)

    assert [entry.fact for entry in entries] == [CaptureTaken(capture=a_capture("c3"))]
    assert outage.take_in([a_capture("c1")], refused=[refusal], by=CLERK) == ()


@pytest.mark.parametrize("together", [True, False])
def test_a_keying_that_says_something_else_under_a_known_id_is_never_dropped(together: bool) -> None:
    outage = an_outage()
    pile = [a_capture("c1", serial="W-1"), a_capture("c1", serial="W-1", content=OTHER_ANSWERS)]
    if not together:
        outage.take_in([pile.pop(0)], by=CLERK)
    with pytest.raises(Refused) as refused:
        outage.take_in([*pile, a_capture("c2")], by=CLERK)

    assert codes(refused.value.reasons) == ["capture_changed"]
    assert "c2" not in outage.standing.captures


def test_a_person_decides_only_on_sheets_that_came_back() -> None:
    outage = an_outage()
    with pytest.raises(Refused) as refused:
        outage.confirm_identity("c1", mrn=ADA.mrn, reason="seen", by=CLERK)

    assert codes(refused.value.reasons) == ["capture_unknown"]


def test_a_decision_on_a_person_names_a_number_and_a_reason() -> None:
    outage = a_busy_outage()
    with pytest.raises(InvalidInput) as invalid:
        outage.confirm_identity("c1", mrn="Ada Testwell", reason="", by=CLERK)

    assert [fault.path for fault in invalid.value.faults] == ["mrn", "reason"]
    assert "Ada" not in str(invalid.value)


def test_a_sheet_that_was_dealt_with_by_hand_no_longer_waits() -> None:
    outage = an_outage()
    begun_before = a_capture("c1", minute=-30)
    outage.take_in([begun_before], by=CLERK)
    with pytest.raises(Refused) as waiting:
        outage.signal("reconciled", by=CLERK)
    outage.settle_by_hand("c1", reason="entered as an addendum by the front desk", by=CLERK)
    plan = run(Backfill(outage, a_chart()).plan)
    outage.signal("reconciled", by=CLERK)

    assert codes(waiting.value.reasons) == ["captures_waiting"]
    assert plan.decisions == ()
    assert reopened(outage).standing.by_hand == {"c1": "entered as an addendum by the front desk"}


def test_only_a_sheet_that_waits_can_be_dealt_with_by_hand() -> None:
    outage = an_outage()
    outage.take_in([a_capture("c1")], by=CLERK)
    enter(outage, a_chart())
    for capture in ("c1", "never-seen"):
        with pytest.raises(Refused) as refused:
            outage.settle_by_hand(capture, reason="by hand", by=CLERK)
        assert codes(refused.value.reasons) == ["capture_not_open"]


def test_a_notice_that_was_told_across_the_desk_is_acknowledged() -> None:
    outage = an_outage("declared")
    (notice,) = outage.standing.notices
    outage.acknowledge(notice, contact="front-desk", remark="told in person", by=NURSE)
    receipt = outage.standing.receipts[notice, "front-desk"].last

    assert (receipt.state, receipt.channel, receipt.remark) == (ReceiptState.ACKNOWLEDGED, None, "told in person")


def test_a_notice_that_was_never_owed_cannot_be_acknowledged() -> None:
    with pytest.raises(Refused) as refused:
        an_outage("declared").acknowledge("west-1/9/update", contact="front-desk", by=NURSE)

    assert codes(refused.value.reasons) == ["notice_unknown"]


def test_a_closed_downtime_stays_in_balance() -> None:
    outage = an_outage("declared")
    outage.signal("stood_down", reason="false alarm", by=NURSE)
    version = outage.standing.version
    late_comers: list[Callable[[], object]] = [
        lambda: outage.issue([a_form("W-1")], by=NURSE),
        lambda: outage.void("W-1", reason="lost", by=CLERK),
        lambda: outage.take_in([a_capture()], by=CLERK),
        lambda: outage.confirm_identity("c1", mrn=ADA.mrn, reason="seen", by=CLERK),
        lambda: outage.settle_by_hand("c1", reason="by hand", by=CLERK),
    ]
    for late in late_comers:
        with pytest.raises(Refused) as refused:
            late()
        assert codes(refused.value.reasons)[0] == "closed"
        assert refused.value.allowed == ()

    assert outage.standing.version == version


def test_a_promise_is_missed_once_whoever_looks_at_the_clock() -> None:
    clock = VirtualClock(BEGAN)
    outage = an_outage("down", clock=clock)
    assert outage.tick(by=IT) == ()
    clock.advance_to(after(31))
    ticks = [outage.tick(by=IT), reopened(outage).tick(by=IT)]

    assert [[entry.fact.kind for entry in entries] for entries in ticks] == [["promise_missed", "notice_owed"], []]
    assert ticks[0][0].fact == PromiseMissed(promise="next_update", due=after(30))
    assert outage.due()["next_update"].missed


def test_what_is_asked_of_a_person_and_allowed_to_them_follows_the_journal() -> None:
    outage = an_outage("declared")
    other = reopened(outage)
    other.signal("help_desk_contacted", ticket="INC-1", by=NURSE)

    assert [task.name for task in outage.open_tasks()] == ["work_on_paper", "identify_target"]
    assert "target_identified" in outage.allowed()
    assert list(outage.due()) == ["paper_stock", "root_cause_analysis/west"]


def test_a_standing_does_not_change_under_its_reader() -> None:
    outage = an_outage()
    outage.take_in([a_capture("c1")], by=CLERK)
    before = outage.standing
    for capture in before.captures.values():
        outage.take_in([a_capture(f"{capture.id}-{number}", content=NOTES) for number in range(3)], by=CLERK)
        assert len(outage.standing.captures) == 4

    assert list(before.captures) == ["c1"]


def test_a_downtime_that_nobody_declared_has_no_standing() -> None:
    declared = an_outage("declared")
    unknown = Outage("east-1", declared.playbook, declared.journal, declared.clock)
    with pytest.raises(UnknownName) as error:
        _ = unknown.standing

    assert error.value.known == (DOWNTIME,)


def test_a_fact_that_needs_no_decision_is_written_once() -> None:
    outage = an_outage(journal=MemoryJournal())
    fact = CaptureTaken(capture=a_capture())

    assert outage.record(fact, by=CLERK, command="k") == outage.record(fact, by=CLERK, command="k")
    assert list(outage.standing.captures) == ["c1"]
