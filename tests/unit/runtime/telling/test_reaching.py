"""Everybody is reached by a way that still works, never twice without need, and every silence has its reason."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput, OutcomeUnknown, PortError, Reason, Rejected, Unreachable
from downtimekit.models.capabilities import Capabilities
from downtimekit.models.dependency import Dependency
from downtimekit.models.downtime import Severity
from downtimekit.models.facts import NoticeCarried
from downtimekit.models.notice import NoticeEvent, ReceiptState, Suppression
from downtimekit.models.people import Directory, Role
from downtimekit.notices.policy import AfterUnknown, BoardRule, Limit, TellingPolicy, TellingRule
from downtimekit.notices.screening import Screen
from downtimekit.testing import RecordingNotifier
from tests.night import ASKED, EMAIL, PHONE, SMS, Line, Night, a_night, a_notice, person, says
from tests.ward import ADA, IT, NURSE, after

UNKNOWN, ACCEPTED, QUEUED = OutcomeUnknown("it hung up"), ReceiptState.ACCEPTED, ReceiptState.QUEUED
NO, CUT = Rejected("no such number"), Unreachable("no line")
NOOR = person("noor")
OMAR = person("omar")


@pytest.mark.parametrize(
    ("after_unknown", "sent", "states"),
    [
        (AfterUnknown.NEXT_CHANNEL, [("0:00", "sms"), ("0:00", "phone")], ["unknown", "queued"]),
        (AfterUnknown.AGAIN, [*[("0:00", "sms")] * 3, ("0:00", "phone")], [*["unknown"] * 3, "queued"]),
        (AfterUnknown.STOP, [("0:00", "sms")], ["unknown"]),
    ],
)
def test_what_may_have_gone_out_is_repeated_only_where_the_rule_says_so(
    after_unknown: AfterUnknown, sent: list[tuple[str, str]], states: list[str]
) -> None:
    night = a_night(sms=UNKNOWN, rule=TellingRule(tries=3, after_unknown=after_unknown))
    night.until(200)

    assert [(when, kind) for when, _, kind in night.asked()] == sent
    assert night.states("noor") == states


def test_what_may_have_gone_out_is_not_repeated_in_a_later_round_either() -> None:
    night = a_night(sms=UNKNOWN, phone=CUT, rule=TellingRule(tries=1, again_minutes=(1, 2, 5)))
    night.until(200)

    assert night.asked() == [
        ("0:00", "Noor", "sms"),
        ("0:00", "Noor", "phone"),
        ("1:00", "Noor", "phone"),
        ("3:00", "Noor", "phone"),
        ("8:00", "Noor", "phone"),
    ]
    assert night.told("noor").state is ReceiptState.UNKNOWN
    assert [over.remark for over in night.told("noor").tries[2].passed] == ["sms: may have gone out before"]


def test_a_channel_that_knows_keys_gets_what_may_have_gone_out_again_under_the_same_key() -> None:
    night = a_night(rule=TellingRule(tries=3), idempotent=frozenset({SMS}))
    night.lines[SMS].answers = says(UNKNOWN, CUT, ACCEPTED)
    night.deliver(ASKED)

    assert night.lines[SMS].keys == [f"{ASKED}/noor"] * 3
    assert night.states("noor") == ["accepted"]


@pytest.mark.parametrize(
    ("answers", "remark"),
    [
        ((UNKNOWN, CUT, CUT), "sms: may have gone out (tried 3 times): no line"),
        ((UNKNOWN, NO), "sms: may have gone out (tried 2 times): no such number"),
    ],
)
def test_a_try_that_failed_does_not_undo_that_the_one_before_may_have_gone_out(
    answers: tuple[PortError, ...], remark: str
) -> None:
    night = a_night(rule=TellingRule(tries=3), idempotent=frozenset({SMS}))
    night.lines[SMS].answers = says(*answers)
    night.deliver(ASKED)

    first = night.told("noor").tries[0]
    assert (first.state, first.remark) == (ReceiptState.UNKNOWN, remark)


def test_when_nothing_works_it_is_begun_anew_and_at_last_left() -> None:
    night = a_night(sms=CUT, phone=NO, rule=TellingRule(tries=1, again_minutes=(1, 5)))
    night.until(100)

    assert [when for when, _, _ in night.asked()] == ["0:00", "0:00", "1:00", "1:00", "6:00", "6:00"]
    assert night.told("noor").state is ReceiptState.FAILED
    assert ASKED in night.outage.standing.carried


def test_a_repeated_try_does_not_use_up_the_rounds_in_which_it_is_begun_anew() -> None:
    rule = TellingRule(tries=3, after_unknown=AfterUnknown.AGAIN, again_minutes=(1,))
    night = a_night(phone=NO, rule=rule)
    night.lines[SMS].answers = says(UNKNOWN, UNKNOWN, UNKNOWN, ACCEPTED)
    night.deliver(ASKED)
    night.until(100)

    assert [(when, kind) for when, _, kind in night.asked()] == [
        *[("0:00", "sms")] * 3,
        ("0:00", "phone"),
        ("1:00", "sms"),
    ]


def test_nobody_who_was_reached_is_begun_anew_with_because_the_next_channel_failed() -> None:
    night = a_night(phone=NO, rule=TellingRule(tries=1, answer_minutes=5))
    night.until(200)

    assert night.asked() == [("0:00", "Noor", "sms"), ("5:00", "Noor", "phone")]
    assert night.told("noor").state is ACCEPTED


def test_a_message_that_did_not_arrive_after_all_goes_out_over_the_next_channel_at_once() -> None:
    night = a_night()
    night.until(10)
    night.outage.hear(ReceiptState.FAILED, notice=ASKED, contact="noor", via="sms", by=NURSE)
    night.work()

    assert night.asked() == [("0:00", "Noor", "sms"), ("10:00", "Noor", "phone")]
    assert night.states("noor") == ["failed", "queued"]


def test_mail_that_is_lost_with_the_line_is_passed_over_and_the_receipt_says_so() -> None:
    internet = {EMAIL: frozenset({Dependency.MAIL_SERVER, Dependency.CUSTOMER_INTERNET})}
    noor = person("noor", channels=(EMAIL.at("noor@example.org"), PHONE.at("+12025550101")))
    night = Night((noor,), needs=internet)
    night.outage.signal("help_desk_contacted", ticket="INC-1", by=NURSE)
    night.outage.signal("target_identified", target="customer_wan", by=IT)
    night.owe()
    night.until(1)
    (one,) = night.told("noor").tries

    assert (one.state, one.via) == (ReceiptState.QUEUED, "phone")
    assert [(over.why, over.remark) for over in one.passed] == [
        (Suppression.SAME_FATE, "email: needs what is down (customer internet)")
    ]


def test_the_call_tree_takes_whomever_nothing_else_takes_also_without_a_number() -> None:
    noor = person("noor", channels=(EMAIL.at("noor@example.org"),))
    nobody = person("omar", channels=())
    night = Night((noor, nobody))
    night.lines[EMAIL].answers = says(CUT)
    tree = Line(Capabilities("call_tree", PHONE, local=True), night.clock, says(QUEUED))
    night.delivery = night.engine(last_resort=tree)
    night.owe()
    night.deliver(ASKED)

    assert sorted(tree.names) == ["Noor", "Omar"]
    assert [message.address for _, message in tree.taken] == [""] * len(tree.taken)
    assert night.states("noor") == ["failed", "queued"]
    assert night.states("omar") == ["queued"]


def test_a_shared_address_is_used_once_and_the_other_ones_receipt_says_whose_it_was() -> None:
    shared = (EMAIL.at("it@example.org"),)
    night = Night((person("noor", channels=shared), person("omar", channels=shared)))
    night.owe()
    night.until(1)

    assert night.asked() == [("0:00", "Noor", "email")]
    assert night.states("omar") == ["suppressed duplicate"]
    assert night.told("omar").last.remark == "'noor' was told at the same address"


def test_where_the_shared_address_failed_the_other_one_is_told_all_the_same() -> None:
    shared = EMAIL.at("it@example.org")
    noor, omar = person("noor", channels=(shared,)), person("omar", channels=(shared, PHONE.at("+12025550102")))
    night = Night((noor, omar))
    night.lines[EMAIL].answers = says(NO)
    night.owe()
    night.until(1)

    assert night.states("omar")[-1] == "queued"


def test_a_phone_that_several_share_rings_for_each_of_them() -> None:
    shared = (PHONE.at("+12025550102"),)
    night = Night((person("noor", channels=shared), person("omar", channels=shared)))
    night.owe()
    night.until(1)

    assert [name for _, name, _ in night.asked()] == ["Noor", "Omar"]


def test_only_the_address_that_was_used_is_taken() -> None:
    noor = person("noor", channels=(EMAIL.at("noor@example.org"), EMAIL.at("it@example.org")))
    omar = person("omar", channels=(EMAIL.at("it@example.org"),))
    night = a_night(noor, omar)
    night.deliver(ASKED)
    night.deliver(ASKED)

    assert night.lines[EMAIL].names == ["Noor", "Omar"]


def test_whoever_wakes_after_their_shared_address_was_used_is_not_told_there_again() -> None:
    shared = (EMAIL.at("it@example.org"),)
    noor = person("noor", channels=shared, quiet="UTC; Mon-Sun 13:00-14:00")
    night = Night((noor, person("omar", channels=shared)), severity=Severity.LOW)
    night.owe()
    night.until(30)

    assert night.lines[EMAIL].names == ["Omar"]
    assert night.states("noor") == ["suppressed quiet_hours", "suppressed duplicate"]


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        (TellingRule(tries=1), ["8:00"]),
        (TellingRule(tries=1, overrides_quiet_hours=True), ["0:00"]),
        (TellingRule(tries=1, expires_minutes=5), []),
    ],
)
def test_whoever_sleeps_is_told_when_they_wake_unless_the_rule_says_otherwise(
    rule: TellingRule, asked: list[str]
) -> None:
    night = Night((person("noor", quiet="UTC; Mon-Sun 13:00-14:00"),), rule=rule, severity=Severity.LOW)
    night.owe()
    night.until(60)

    assert [when for when, _, _ in night.asked()] == asked
    if not asked:
        assert night.states("noor") == ["suppressed quiet_hours", "expired"]


def test_a_second_try_waits_for_the_end_of_quiet_hours_too() -> None:
    noor = person("noor", quiet="UTC; Mon-Sun 13:53-14:30")
    night = Night((noor,), rule=TellingRule(tries=1, again_minutes=(5,)), severity=Severity.LOW)
    night.lines[SMS].answers, night.lines[PHONE].answers = says(CUT, ACCEPTED), says(NO)
    night.owe()
    night.until(60)

    assert [when for when, _, _ in night.asked()] == ["0:00", "0:00", "38:00"]


def test_a_grave_downtime_wakes_people() -> None:
    night = a_night(person("noor", quiet="UTC; Mon-Sun 13:00-14:00"))
    night.until(1)

    assert [when for when, _, _ in night.asked()] == ["0:00"]  # nobody has said how bad it is, so it may be


@pytest.mark.parametrize(
    ("channels", "rule", "state"),
    [
        ((SMS.at("+12025550101", opted_out=True),), TellingRule(), "suppressed opted_out"),
        ((SMS.at("+12025550101"),), TellingRule(verified_only=True, again_minutes=()), "suppressed unverified"),
        ((SMS.at("+12025550101", verified=True),), TellingRule(verified_only=True), "accepted"),
    ],
)
def test_nobody_is_told_where_they_do_not_want_to_be_or_nobody_knows_that_they_are(
    channels: tuple[object, ...], rule: TellingRule, state: str
) -> None:
    night = a_night(person("noor", channels=channels), rule=rule)  # type: ignore[arg-type]
    night.until(1)

    assert night.states("noor") == [state]


def test_the_verified_address_is_used_once_where_only_such_may_be() -> None:
    channels = (SMS.at("+12025550101"), SMS.at("+12025550102", verified=True), PHONE.at("+12025550103", verified=True))
    night = a_night(person("noor", channels=channels), sms=CUT, rule=TellingRule(tries=1, verified_only=True))
    night.until(1)

    assert [kind for _, _, kind in night.asked()] == ["sms", "phone"]


def test_what_names_a_patient_is_not_sent_and_everybody_counts_as_untold() -> None:
    night = Night((NOOR,))
    night.delivery = night.engine(screen=Screen.of([ADA]), last_resort=RecordingNotifier(PHONE, name="tree"))
    night.owe(a_notice(subject=f"Where is {ADA.given} {ADA.family}?"))
    night.until(200)

    assert night.asked() == []
    assert night.states("noor") == ["suppressed patient_data"]
    assert (ASKED, "noor") in set(night.outage.standing.not_reached())


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        (NoticeEvent.IDENTIFIED, NoticeEvent.RELEASED, False),
        (NoticeEvent.RELEASED, NoticeEvent.LOST_AGAIN, False),
        (NoticeEvent.OVERDUE, NoticeEvent.UPDATE, False),
        (NoticeEvent.IDENTIFIED, NoticeEvent.UPDATE, True),
        (NoticeEvent.OTHER, NoticeEvent.CLOSED, True),
    ],
)
def test_nobody_is_told_what_does_not_hold_any_more(first: NoticeEvent, then: NoticeEvent, *, told: bool) -> None:
    night = Night((NOOR,))
    night.owe(a_notice(event=first), a_notice("west-1/901/later", event=then, topic="later"))
    night.until(1)

    assert night.states("noor") == (["accepted"] if told else ["suppressed superseded"])
    assert night.states("noor", notice="west-1/901/later") == ["accepted"]


def test_a_call_that_still_stands_is_taken_back_when_a_later_notice_says_what_holds() -> None:
    night = a_night(sms=CUT)
    night.until(1)
    night.owe(a_notice("west-1/901/back", event=NoticeEvent.RELEASED, topic="back", at=after(1)))
    night.deliver()

    assert night.states("noor") == ["failed", "queued", "suppressed superseded"]


def test_of_a_drill_only_what_stays_in_the_house_goes_out() -> None:
    night = Night((NOOR,), drill=True)
    sheet = RecordingNotifier(capabilities=Capabilities("call_tree", PHONE, local=True), state=QUEUED)
    night.delivery = night.engine(notifiers=(night.lines[SMS],), last_resort=sheet)
    omar = person("omar", channels=())
    night.delivery.directory = Directory(contacts=(NOOR, omar))
    night.owe()
    night.until(1)

    assert night.lines[SMS].taken == []
    assert night.states("noor") == ["suppressed drill"]
    assert night.told("noor").last.remark == "drill: nothing is sent; it would have gone out over sms"


def test_a_board_is_told_what_concerns_everybody_and_a_rule_may_say_otherwise() -> None:
    night = Night((NOOR,))
    page, room = (Line(Capabilities(name, None, idempotent=True), night.clock) for name in ("page", "room"))
    policy = TellingPolicy(boards=(BoardRule(board="room", events=(NoticeEvent.OTHER,)),))
    night.delivery = night.engine(notifiers=(page, room), policy=policy)
    night.owe(a_notice(), a_notice("west-1/901/secret", event=NoticeEvent.OTHER, topic="secret"))
    night.until(1)

    assert [key for key in page.keys if "900" in key or "901" in key] == [f"{ASKED}/page"]
    assert room.keys == ["west-1/901/secret/room"]


def test_no_secret_and_no_address_stands_in_what_is_told_of_somebody() -> None:
    noor = person("noor", channels=(SMS.at("+12025550199"), EMAIL.at("noor@example.org")))
    night = a_night(noor, sms=CUT)
    night.until(1)
    story = str(night.delivery.explain(night.outage, "noor"))

    assert "+1202" not in story
    assert "example.org" not in story
    assert "over sms did not go out: sms: out of reach" in story
    assert "over email was taken" in story


def test_a_notice_that_is_for_nobody_is_said_to_be() -> None:
    night = a_night()
    night.owe(a_notice("west-1/902/lost", audience=(Role.PHARMACY_LEAD,)))
    told = night.clock.run(night.delivery.deliver, night.outage, by=NURSE, notices=["west-1/902/lost"])

    assert told.nobody == ("west-1/902/lost",)
    facts = [entry.fact for entry in night.journal.read(night.outage.id)]
    assert (
        NoticeCarried(notice="west-1/902/lost", remark="is for nobody: no contact has such a role at such a site")
        in facts
    )


@pytest.mark.parametrize(
    ("policy", "path"),
    [
        (TellingPolicy(limits=(Limit(of="twillio", per_second=1),)), "policy.limits[0]"),
        (TellingPolicy(boards=(BoardRule(board="pagerdooty"),)), "policy.boards[0]"),
    ],
)
def test_a_rule_about_a_channel_that_is_not_here_is_refused(policy: TellingPolicy, path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        a_night().engine(policy=policy)
    assert [fault.path for fault in refused.value.faults] == [path]


def test_a_notice_is_screened_once_in_a_call_however_often_it_is_planned() -> None:
    seen: list[str] = []

    class Noting(Screen):
        def faults(self, text: str) -> tuple[Reason, ...]:
            seen.append(text)
            return super().faults(text)

    night = a_night(sms=CUT)
    night.delivery.screen = Noting()
    night.deliver(ASKED)

    assert night.states("noor") == ["failed", "queued"]
    assert len(seen) == 1
