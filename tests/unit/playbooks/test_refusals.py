"""A signal that is not accepted is answered with everything that stands against it, and with what is allowed."""

from __future__ import annotations

import pytest

from downtimekit.models.capture import RecordKind
from downtimekit.models.facts import CaptureRefused, RecordRejected
from downtimekit.models.notice import ReceiptState
from tests.ward import ANSWERS, NOTES, Course, a_capture, codes


def test_release_is_refused_while_an_interface_is_not_validated() -> None:
    course = Course.at("validating")
    course.signal("interface_validated", interface="adt-in")
    refused = course.refusal("released")

    assert codes(refused.reasons) == ["interface_not_validated"]
    assert "oru-out" in str(refused)
    assert refused.phase == "validating"
    assert "interface_validated" in refused.allowed
    assert "released" not in refused.allowed


def test_release_is_refused_with_every_reason_at_once() -> None:
    course = Course.at("identifying")
    course.signal("target_identified", target="customer_wan")
    course.signal("service_restored")

    assert codes(course.refusal("released").reasons) == [
        "interface_not_validated",
        "interface_not_validated",
        "staff_told_not_reported",
        "vendor_support_contacted_not_reported",
    ]


def test_a_signal_out_of_order_says_where_it_belongs_and_what_else_stands_against_it() -> None:
    refused = Course.begun().refusal("released")

    assert codes(refused.reasons) == [
        "out_of_order",
        "interface_not_validated",
        "interface_not_validated",
        "staff_told_not_reported",
        "vendor_support_contacted_not_reported",
    ]
    assert "'released' belongs to 'validating' (Up again, not released" in str(refused.reasons[0])
    assert refused.allowed == ("help_desk_contacted", "stood_down")


def test_an_interface_that_failed_after_its_validation_must_be_validated_again() -> None:
    course = Course.at("validating")
    for interface in ("adt-in", "oru-out"):
        course.signal("interface_validated", interface=interface)
    course.signal("interface_failed", interface="adt-in", reason="a test message was lost")

    assert [reason.remedy for reason in course.refusal("released").reasons] == [
        "validate it, and report 'interface_validated' for 'adt-in'"
    ]
    course.signal("interface_validated", interface="adt-in")
    course.signal("released")


def test_interfaces_are_validated_in_their_order() -> None:
    refused = Course.at("validating").refusal("interface_validated", interface="oru-out")

    assert codes(refused.reasons) == ["interface_out_of_order"]
    assert "validate 'adt-in'" in str(refused)


@pytest.mark.parametrize("signal", ["interface_validated", "interface_failed"])
def test_an_interface_that_was_not_declared_is_not_known(signal: str) -> None:
    more = {"reason": "no answer"} if signal == "interface_failed" else {}
    refused = Course.at("validating").refusal(signal, interface="hl7-in", **more)

    assert codes(refused.reasons) == ["interface_unknown"]
    assert "adt-in, oru-out" in str(refused)


def test_a_loss_makes_every_interface_invalid_and_people_must_be_told_again() -> None:
    course = Course.at("released")
    course.signal("service_lost", reason="the line dropped")
    again = [
        "interface_not_validated",
        "interface_not_validated",
        "staff_told_not_reported",
        "vendor_support_contacted_not_reported",
    ]

    assert codes(course.refusal("released").reasons) == ["out_of_order", *again]
    course.signal("service_restored")
    assert codes(course.refusal("released").reasons) == again


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({}, ["detail_missing"]),
        ({"ticket": "  "}, ["detail_missing"]),
        ({"ticket": "INC-1", "phone": "1"}, ["detail_unexpected"]),
        ({"phone": "1"}, ["detail_missing", "detail_unexpected"]),
    ],
)
def test_a_signal_must_say_what_belongs_to_it_and_no_more(details: dict[str, str], expected: list[str]) -> None:
    assert codes(Course.begun().refusal("help_desk_contacted", **details).reasons) == expected


@pytest.mark.parametrize("target", ["the printer", "CUSTOMER_WAN", " customer_wan "])
def test_a_target_is_one_of_those_that_are_known(target: str) -> None:
    refused = Course.at("identifying").refusal("target_identified", target=target)

    assert codes(refused.reasons) == ["detail_unknown"]
    assert "customer_wan" in refused.reasons[0].remedy


def test_faulty_details_are_told_together_with_the_wrong_moment() -> None:
    refused = Course.begun().refusal("target_identified", target="the printer")

    assert codes(refused.reasons) == ["detail_unknown", "out_of_order"]


def test_an_unknown_signal_is_refused_with_those_that_are_known() -> None:
    refused = Course.begun().refusal("relaesed")

    assert codes(refused.reasons) == ["unknown_signal"]
    assert "released" in str(refused)


def test_paper_must_balance_before_a_downtime_is_reconciled_or_stood_down() -> None:
    course = Course.at("backfilling")
    course.issue("W-1", "W-2")
    course.take_in(a_capture(serial="W-1"))
    early = Course.begun()
    early.issue("W-1", "W-2")

    assert "1 of 2 numbered sheets are neither returned nor voided: W-2" in str(course.refusal("reconciled"))
    assert codes(early.refusal("stood_down", reason="false alarm").reasons) == ["paper_out"]


def test_many_sheets_are_named_in_part_and_counted_in_full() -> None:
    course = Course.at("backfilling")
    course.issue(*(f"W-{number}" for number in range(1, 10)))

    assert "9 of 9 numbered sheets are neither returned nor voided: W-1, W-2, W-3, W-4, W-5 and 4 more" in str(
        course.refusal("reconciled")
    )


def test_a_false_alarm_with_a_sheet_that_came_back_goes_on_to_back_fill() -> None:
    typed, faulty = Course.begun(), Course.begun()
    typed.take_in(a_capture())
    faulty.issue("W-1")
    faulty.happen(CaptureRefused(capture="c1", serial="W-1", faults=("content: is missing",)))

    for course in (typed, faulty):
        assert codes(course.refusal("stood_down", reason="false alarm").reasons) == ["captured"]


def test_nothing_is_reconciled_while_a_sheet_is_not_in_the_chart() -> None:
    course = Course.at("backfilling")
    course.take_in(a_capture("c1", content=ANSWERS), a_capture("c2", content=NOTES, serial="W-7"))
    course.happen(
        CaptureRefused(capture="c3", record=RecordKind.REPORT, faults=("content: is missing",)),
        RecordRejected(key="west-1/report/1", reason="no such exam"),
    )
    refused = course.refusal("reconciled")

    assert codes(refused.reasons) == ["captures_waiting", "captures_refused", "writes_rejected"]
    assert "2 typed sheets are not in the chart: c1, W-7" in str(refused)
    assert "1 sheet is typed in with faults: c3" in str(refused)


@pytest.mark.parametrize("state", [ReceiptState.QUEUED, ReceiptState.FAILED, ReceiptState.UNKNOWN])
def test_nothing_is_closed_while_somebody_may_not_have_been_told(state: ReceiptState) -> None:
    course = Course.at("backfilling")
    course.signal("reconciled")
    course.tell(state)

    assert codes(course.refusal("closed").reasons) == ["notices_open"]
    assert "charge-nurse" in str(course.refusal("closed"))


def test_nothing_is_closed_while_a_notice_was_told_to_nobody() -> None:
    course = Course.at("backfilling")
    course.signal("reconciled")
    refused = course.refusal("closed")

    assert codes(refused.reasons) == ["notices_untold"]
    assert "3 notices are told to nobody" in str(refused)


@pytest.mark.parametrize("state", [ReceiptState.ACCEPTED, ReceiptState.ACKNOWLEDGED, ReceiptState.SUPPRESSED])
def test_a_downtime_is_closed_when_everybody_was_told(state: ReceiptState) -> None:
    course = Course.at("backfilling")
    course.signal("reconciled")
    course.tell(state)
    course.signal("closed")

    assert course.standing.phase == "closed"
