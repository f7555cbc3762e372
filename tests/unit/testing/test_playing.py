"""An outage that is played from a script is lived through as a real one: time, people, channels, deaths."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.errors import Reason
from downtimekit.models.downtime import Scheduled
from downtimekit.models.facts import Observed, PromiseMissed, Signalled
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind, Role
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.playbooks.guards import GUARDS, Guard
from downtimekit.runtime import Outage
from downtimekit.testing import (
    FailingJournal,
    Fuse,
    Played,
    Troubles,
    assert_nothing_lost,
    at,
    play,
    script_from,
    script_of,
    staff,
)
from downtimekit.testing.trouble import dies
from tests.ward import NURSE, a_form

MORNING: Mapping[str, Any] = {"at": "2026-03-02 09:00", "interfaces": ["adt-in"]}
CALLED = at("+5", signal="help_desk_contacted", details={"ticket": "INC-4711"})
NAMED = at("+10", signal="target_identified", details={"target": "customer_ris"})


def played(*steps: Mapping[str, object], **declare: Any) -> Played:
    """Play an outage on a Monday morning."""
    return play(script_of(*steps, **{**MORNING, **declare}))


def failure(*steps: Mapping[str, object], **declare: Any) -> str:
    """Return what is said of an outage that goes otherwise than expected."""
    with pytest.raises(AssertionError) as caught:
        played(*steps, **declare)
    return str(caught.value)


def test_people_act_at_their_times_and_in_their_roles() -> None:
    outage = played(CALLED, at("+10", by="it_lead", signal="target_identified", details={"target": "customer_ris"}))
    heard = [
        (f"{entry.at:%H:%M}", entry.by, entry.fact.signal)
        for entry in outage.journal.read(outage.outage.id)
        if isinstance(entry.fact, Signalled)
    ]

    assert heard == [
        ("09:05", staff(Role.CHARGE_NURSE), "help_desk_contacted"),
        ("09:15", staff(Role.IT_LEAD), "target_identified"),
    ]
    assert [(step.number, f"{step.at:%H:%M}", bool(step.entries)) for step in outage.steps] == [
        (0, "09:05", True),
        (1, "09:15", True),
    ]
    assert "Mon 09:15  What is down was identified" in outage.timeline


def test_a_promise_that_nobody_keeps_is_missed_at_once_where_somebody_tends_the_outage() -> None:
    outage = played(CALLED, NAMED, at("+120", expect={"missed": "next_update", "told": {"update_overdue": []}}))
    (missed,) = [e for e in outage.journal.read(outage.outage.id) if isinstance(e.fact, PromiseMissed)]

    assert missed.at == datetime(2026, 3, 2, 9, 45, 1, tzinfo=UTC)


def test_an_outage_that_nobody_tends_waits_until_somebody_looks() -> None:
    outage = played(
        CALLED,
        NAMED,
        at("+120", expect={"due": "next_update", "ever_missed": 0, "owed": ["paper_started", "target_known"]}),
        at("+0", tick=True, expect={"ever_missed": 1, "owed": "update_overdue"}),
        at("+0", deliver=True, expect={"not_owed": "update_overdue", "told": {"update_overdue": "charge_nurse"}}),
        tended=False,
    )

    assert len(outage.messages()) > 0


def test_a_task_is_done_and_an_observation_heard() -> None:
    outage = played(
        at("+0", expect={"open": ["contact_help_desk", "work_on_paper"], "allowed": "help_desk_contacted"}),
        at("+480", expect={"open": "restock_paper"}),
        at("+5", task="restock_paper", remark="from the east ward", expect={"not_open": "restock_paper"}),
        at("+5", observe=[{"check": "internet", "answer": "down", "site": "west"}], by="it_lead"),
    )
    (seen,) = [e.fact.observation for e in outage.journal.read("outage-1") if isinstance(e.fact, Observed)]

    assert (seen.check, seen.by, seen.at) == ("internet", staff(Role.IT_LEAD), outage.clock.now())


@pytest.mark.parametrize(
    ("way", "state"),
    [
        ("works", ReceiptState.ACCEPTED),
        ("rejected", ReceiptState.QUEUED),
        ("unreachable", ReceiptState.QUEUED),
        ("unknown", ReceiptState.QUEUED),
        ("lost", ReceiptState.QUEUED),
        ("slow", ReceiptState.ACCEPTED),
        ("dies_before", ReceiptState.ACCEPTED),
        ("dies_after", ReceiptState.ACCEPTED),
    ],
)
def test_a_channel_behaves_as_the_script_says(way: str, state: ReceiptState) -> None:
    outage = played(
        at("+1", channel={"kind": "email", "way": way}),
        at("+4", signal="help_desk_contacted", details={"ticket": "INC-4711"}),
        at("+5", signal="target_identified", details={"target": "vendor_offline"}),
        at("+0", expect={"receipts": {"target_known": {"charge_nurse": state}}}),
    )
    keys = [message.key for message in outage.messages() if message.key.endswith("target_known/charge_nurse")]

    assert len(set(keys)) == (0 if way in {"rejected", "unreachable", "lost"} else 1)
    assert outage.deaths == way.startswith("dies")
    assert (outage.clock.now() > datetime(2026, 3, 2, 9, 10, 5, tzinfo=UTC)) is (way == "slow")
    assert_nothing_lost(outage.outage)


@pytest.mark.parametrize(
    ("about", "fails"), [("target_known", ("target_known", "nurse")), ("radiologist", ("update", "radiologist"))]
)
def test_a_channel_can_fail_one_notice_or_one_person(about: str, fails: tuple[str, str]) -> None:
    outage = played(
        CALLED,
        at("+0", channel={"kind": "email", "way": "unreachable", "about": about}),
        NAMED,
        at("+5", signal="update_given", details={"news": "Nothing new."}),
        at("+0", expect={"receipts": {fails[0]: {fails[1]: "queued"}, "update": {"nurse": "accepted"}}}),
    )

    assert outage.deaths == 0


def test_a_process_can_die_of_one_message() -> None:
    outage = played(
        CALLED, at("+0", channel={"kind": "email", "way": "dies_after", "about": "radiologist"}), NAMED, NAMED
    )
    keys = [message.key for message in outage.messages()]
    twice = {key for key in keys if keys.count(key) > 1}

    assert outage.deaths == 1
    assert any(key.endswith("/target_known/radiologist") for key in twice)


def test_after_a_death_between_mails_and_their_receipts_they_go_out_again_under_the_same_keys() -> None:
    quiet = played(CALLED, NAMED)
    killed = played(CALLED, at("+9", channel={"kind": "email", "way": "dies_after"}), NAMED | {"at": "+1"})
    twice = [message.key for message in killed.messages()]

    assert len(twice) > len(quiet.messages())
    assert set(twice) == {message.key for message in quiet.messages()}


def test_somebody_answers_the_phone() -> None:
    played(
        at("+0", channel={"kind": "email", "way": "rejected"}),
        CALLED,
        NAMED | {"expect": {"receipts": {"target_known": {"radiologist": "queued"}}}},
        at(
            "+5",
            acknowledge={"notice": "target_known", "contact": "radiologist"},
            expect={"told": {"target_known": "radiologist"}},
        ),
    )


def test_a_notice_that_was_never_owed_cannot_be_acknowledged() -> None:
    played(at("+1", acknowledge={"notice": "update", "contact": "nurse"}, refused="notice_unknown"))


def test_a_killed_process_finds_everything_again() -> None:
    outage = played(CALLED, at("+1", kill=True), NAMED, at("+1", kill=True, expect={"phase": "down"}))

    assert outage.deaths == 2
    assert_nothing_lost(outage.outage)


def test_a_clock_that_is_put_right_changes_no_order() -> None:
    outage = played(
        CALLED,
        NAMED,
        at("+0", step_clock=-60),
        at("+31", expect={"due": "next_update", "ever_missed": 0}),
        at("+0", step_clock=120, expect={"ever_missed": 1}),
    )

    assert outage.clock.now() == datetime(2026, 3, 2, 10, 46, tzinfo=UTC)
    assert_nothing_lost(outage.outage)


def test_a_script_in_python_can_hand_out_sheets() -> None:
    seen: list[Outage] = []

    async def void(outage: Outage) -> None:
        await anyio.sleep(60)
        outage.void("W-1", reason="spoiled", by=NURSE)

    outage = played(
        at("+5", do=lambda outage: outage.issue([a_form("W-1")], by=NURSE)),
        at("+5", do=lambda outage: outage.issue([a_form("W-1")], by=NURSE), refused="serial_used"),
        at("+5", do=void),
        at("+5", do=seen.append),
    )

    assert [len(step.entries) for step in outage.steps] == [1, 0, 1, 0]
    assert seen == [outage.outage]
    assert outage.clock.now() == datetime(2026, 3, 2, 9, 20, tzinfo=UTC)


def test_one_site_of_two_comes_back() -> None:
    outage = played(
        CALLED,
        NAMED,
        at("+30", signal="service_restored", sites="east", expect={"tracks": {"east/ris": "validating"}}),
        at("+0", expect={"phase": "down", "tracks": {"west/ris": "down"}}),
        sites=["east", "west"],
    )

    assert outage.standing.tracks["east", "ris"].phase == "validating"


def test_what_happened_earlier_is_told_by_the_clock_on_the_wall() -> None:
    outage = played(
        at("+30", signal="help_desk_contacted", details={"ticket": "1"}, happened_at="2026-03-02 09:10"),
        zone="Europe/Berlin",
    )
    (heard,) = [e.fact for e in outage.journal.read("outage-1") if isinstance(e.fact, Signalled)]

    assert heard.happened_at == datetime(2026, 3, 2, 8, 10, tzinfo=UTC)


def test_planned_work_is_declared_before_it_begins() -> None:
    event = {
        "kind": "scheduled",
        "window": {"zone": "UTC", "starts": "2026-03-02T22:00", "ends": "2026-03-02T23:00"},
        "announced_at": "2026-02-01T09:00+00:00",
    }
    outage = played(at("22:30"), playbook="scheduled", event=event)

    assert isinstance(outage.standing.downtime.event, Scheduled)
    assert outage.standing.downtime.began_at == datetime(2026, 3, 2, 22, tzinfo=UTC)


def test_a_drill_sends_nothing() -> None:
    outage = played(CALLED, NAMED, drill=True)

    assert [outage.messages(kind) for kind in ChannelKind] == [()] * len(ChannelKind)
    assert {receipt.state for receipt in outage.standing.receipts.values()} == {ReceiptState.SUPPRESSED}


def test_contacts_of_ones_own_are_told_instead() -> None:
    nurse = {
        "id": "nurse",
        "name": "Carla Chen",
        "roles": ["charge_nurse"],
        "channels": [{"kind": "sms", "address": "+1 202 555 0100"}],
    }
    outage = play(script_from({"declare": MORNING, "contacts": [nurse]}))

    assert [message.address for message in outage.messages(ChannelKind.SMS)] == ["+12025550100"]


def test_a_playbook_and_rules_of_ones_own_are_played() -> None:
    moves = tuple(
        move.model_copy(update={"guards": ("never",)}) if move.signal == "help_desk_contacted" else move
        for move in UNSCHEDULED.moves
    )
    ours = UNSCHEDULED.model_copy(update={"name": "ours", "moves": moves})
    guards = {**GUARDS, "never": Guard(lambda situation, about: iter([Reason("never", "not today")]))}
    script = script_of(CALLED | {"refused": "never"}, playbooks=[ours], playbook="ours", **MORNING)

    assert play(script, playbooks=[ours], guards=guards).standing.phase == "declared"


def test_a_real_journal_can_be_played_on(tmp_path: Path) -> None:
    with SqliteJournal(tmp_path / "downtime.db") as journal:
        outage = play(script_of(CALLED, NAMED, **MORNING), journal=journal)
        assert_nothing_lost(outage.outage)

        assert journal.streams() == ("outage-1",)


@pytest.mark.parametrize("moment", range(12))
def test_a_process_that_dies_around_any_commit_does_each_step_once(moment: int) -> None:
    quiet = played(CALLED, NAMED)
    journal = FailingJournal(fuse=Fuse(moment))
    outage = play(script_of(CALLED, NAMED, **MORNING), journal=journal)

    assert outage.deaths == 1
    assert [e.fact for e in outage.journal.read("outage-1")] == [e.fact for e in quiet.journal.read("outage-1")]
    assert_nothing_lost(outage.outage)


def test_a_process_that_dies_whenever_it_starts_is_given_up() -> None:
    with pytest.raises(AssertionError, match="died 16 times"):
        play(script_of(**MORNING), journal=FailingJournal(troubles=Troubles(always=dies(done=False))))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"expect": {"phase": "down"}}, "the downtime was to stand at 'down', and stands at 'declared'"),
        ({"expect": {"tracks": {"west/ris": "down"}}}, "west/ris was to stand at 'down', and stands at 'declared'"),
        ({"expect": {"open": "tell_staff"}}, "task 'tell_staff' was to be open, and is not; open: contact_help_desk,"),
        ({"expect": {"not_open": "work_on_paper"}}, "task 'work_on_paper' was not to be open, and is"),
        ({"expect": {"allowed": "closed"}}, "signal 'closed' was to be allowed, and is not; allowed: help_desk"),
        ({"expect": {"not_allowed": "stood_down"}}, "signal 'stood_down' was not to be allowed, and is"),
        ({"expect": {"due": "next_update"}}, "deadline 'next_update' was to be set, and is not; set: paper_stock,"),
        ({"expect": {"missed": "paper_stock"}}, "deadline 'paper_stock' was to be missed, and is not; missed: none"),
        ({"expect": {"ever_missed": 2}}, "promises were to be missed 2 times in all, and were 0 times"),
        ({"expect": {"owed": "paper_started"}}, "notice 'paper_started' was to be owed, and is not; owed: none"),
        ({"expect": {"told": {"update": "nurse"}}}, "contact 'nurse' was to be told of 'update', and is not"),
        ({"expect": {"told": {"update": []}}}, "somebody was to be told of 'update', and nobody was"),
        (
            {"expect": {"receipts": {"paper_started": {"nurse": "failed"}}}},
            "'paper_started' to nurse was to be 'failed', and is 'accepted'",
        ),
        ({"signal": "staff_told"}, "it was refused:\n      out_of_order: the downtime stands at 'declared'"),
        (
            {"signal": "staff_told", "refused": "never"},
            "it was to be refused because of 'never', and was refused for other reasons:\n      out_of_order",
        ),
        (
            {"signal": "help_desk_contacted", "details": {"ticket": "1"}, "refused": "never"},
            "it was to be refused because of 'never', and was accepted",
        ),
    ],
)
def test_what_is_not_as_expected_is_told_with_what_is(step: Mapping[str, object], words: str) -> None:
    said = failure({"at": "+1", **step}, title="The WAN is cut")

    assert said.startswith("The WAN is cut: not as expected after steps[0] (")
    assert "2026-03-02 09:01 UTC" in said
    assert f"\n  - {words}" in said
    assert "what happened last:\n    Mon 09:00  Unscheduled downtime declared: ris at west" in said


def test_a_notice_that_was_to_be_told_already_is_missed() -> None:
    said = failure(at("+1", expect={"not_owed": "paper_started"}), tended=False)

    assert "notice 'paper_started' was not to be owed, and is" in said


def test_everything_that_is_wrong_after_a_step_is_told_at_once() -> None:
    said = failure(at("+1", signal="staff_told", expect={"phase": "down", "missed": "paper_stock"}))

    assert said.count("\n  - ") == 3


def test_a_week_is_played_in_the_time_that_its_steps_take() -> None:
    outage = played(*(at("+1440") for _ in range(7)))

    assert outage.clock.now() - datetime(2026, 3, 2, 9, tzinfo=UTC) == timedelta(days=7)
    assert_nothing_lost(outage.outage)
