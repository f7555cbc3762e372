"""What to do next about one notice and one person, from what was heard so far."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from downtimekit.models.capabilities import Capabilities
from downtimekit.models.notice import PassedOver, Receipt, ReceiptState, Suppression
from downtimekit.models.told import Begun, Told, Try, outranks
from downtimekit.notices.asking import Asked
from downtimekit.notices.planning import Case, Doing, Send, Settle, Wait, next_step
from downtimekit.notices.policy import AfterUnknown, TellingRule
from downtimekit.notices.ways import House
from tests.night import ASKED, EMAIL, PHONE, SMS, a_notice, person
from tests.ward import BEGAN, after

HOUSE = House({SMS: [Capabilities("sms", SMS)], PHONE: [Capabilities("phone", PHONE, idempotent=True)]})
NOOR = Asked(person("noor"))
S = ReceiptState


def a_try(state: ReceiptState, via: str = "sms", *, number: int = 1, level: int = 0, **more: object) -> Try:
    """Return a try at the beginning."""
    kind = {"sms": SMS, "phone": PHONE}.get(via)
    return Try(state, BEGAN, kind, via, number, level, **more)  # type: ignore[arg-type]


def told(*tries: tuple[ReceiptState, str]) -> Told:
    """Return tries, one after the other."""
    return Told(tuple(a_try(state, via, number=number) for number, (state, via) in enumerate(tries, 1)))


def step(before: Told | None = None, *, minute: float = 0, **more: Any) -> Doing:
    """Return what to do next, so many minutes after the beginning."""
    asked, begun = more.pop("asked", NOOR), more.pop("begun", None)
    said: dict[str, Any] = {"notice": a_notice(), "rule": TellingRule(), "now": after(minute), "house": HOUSE} | more
    return next_step(asked, before, begun, Case(**said))


def short(doing: Doing) -> object:
    """Return what to do in a few words."""
    match doing:
        case Send():
            return f"{doing.attempt} {doing.way.name}"
        case Settle():
            return f"{doing.attempt} {doing.state}" + (f" {doing.why}" if doing.why else "")
        case Wait():
            return (doing.until - BEGAN) / timedelta(minutes=1)
    return None


ANSWERS = {"rule": TellingRule(answer_minutes=5)}


@pytest.mark.parametrize(
    ("before", "minute", "case", "expected"),
    [
        (None, 0, {}, "1 sms"),
        (told((S.FAILED, "sms")), 0, {}, "2 phone"),
        (told((S.UNKNOWN, "sms")), 0, {}, "2 phone"),
        (told((S.ACCEPTED, "sms")), 90, {}, None),
        (told((S.QUEUED, "sms")), 90, {}, None),
        (told((S.DELIVERED, "sms")), 4, ANSWERS, 5),
        (told((S.DELIVERED, "sms")), 5, ANSWERS, "2 phone"),
        (told((S.DELIVERED, "sms")), 5, ANSWERS | {"answered": True}, None),
        (told((S.ACKNOWLEDGED, "sms")), 5, ANSWERS, None),
        (told((S.FAILED, "sms"), (S.FAILED, "phone")), 0, {}, 1),
        (told((S.FAILED, "sms"), (S.FAILED, "phone")), 1, {}, "3 sms"),
        (told((S.UNKNOWN, "sms"), (S.FAILED, "phone")), 1, {}, "3 phone"),
        (told((S.UNKNOWN, "sms"), (S.UNKNOWN, "phone")), 1, {}, None),
        (told((S.UNKNOWN, "sms")), 0, {"rule": TellingRule(after_unknown=AfterUnknown.AGAIN)}, "2 sms"),
        (told((S.UNKNOWN, "sms")), 0, {"rule": TellingRule(after_unknown=AfterUnknown.STOP)}, None),
        (None, 0, {"stop": Suppression.SUPERSEDED}, "1 suppressed superseded"),
        (told((S.QUEUED, "sms")), 0, {"stop": Suppression.SUPERSEDED}, "2 suppressed superseded"),
        (told((S.ACCEPTED, "sms")), 0, {"stop": Suppression.SUPERSEDED}, None),
        (None, 9, {"rule": TellingRule(expires_minutes=9)}, "1 expired"),
        (told((S.QUEUED, "sms")), 9, {"rule": TellingRule(expires_minutes=9)}, "2 expired"),
        (told((S.FAILED, "sms")), 9, {"rule": TellingRule(expires_minutes=9)}, None),
        (None, 0, {"gathers_until": after(2)}, 2),
        (None, 2, {"gathers_until": after(2)}, "1 sms"),
        (None, 0, {"house": House({})}, "1 failed"),
        (
            None,
            0,
            {"house": evolve(HOUSE, broken=frozenset({"sms", "phone"}))},
            "1 suppressed broken",
        ),
    ],
)
def test_what_is_done_next(before: Told | None, minute: float, case: dict[str, object], expected: object) -> None:
    assert short(step(before, minute=minute, **case)) == expected


@pytest.mark.parametrize(
    ("via", "case", "expected"),
    [
        ("phone", {}, "3 phone"),
        ("sms", {}, "3 unknown"),
        ("sms", {"rule": TellingRule(after_unknown=AfterUnknown.AGAIN)}, "3 sms"),
        ("phone", {"stop": Suppression.SUPERSEDED}, "3 unknown"),
        ("phone", {"rule": TellingRule(expires_minutes=1)}, "3 unknown"),
        ("gone", {}, "3 unknown"),
    ],
)
def test_a_try_that_a_crash_cut_short_is_repeated_only_where_that_does_no_harm(
    via: str, case: dict[str, object], expected: str
) -> None:
    kind = {"sms": SMS, "phone": PHONE}.get(via)
    begun = Begun((ASKED,), kind, via, 3, 0, BEGAN)

    assert short(step(told((S.FAILED, "sms")), begun=begun, minute=1, **case)) == expected


def test_what_was_tried_at_another_level_does_not_count_at_this_one() -> None:
    before = Told((a_try(S.FAILED, "sms", level=1), a_try(S.QUEUED, "phone", number=2, level=1)))

    assert short(step(before, asked=Asked(NOOR.contact, 2))) == "3 sms"


def test_an_address_belongs_to_who_was_told_there_at_the_same_level() -> None:
    shared = (SMS.at("+12025550101"),)
    noor, omar = person("noor", channels=shared), person("omar", channels=shared)
    before = [(Asked(omar), told((S.ACCEPTED, "sms")))]
    case = Case(a_notice(), TellingRule(), after(0), HOUSE, told_before=lambda: before)

    assert short(next_step(Asked(noor), None, None, case)) == "1 suppressed duplicate"
    assert short(next_step(Asked(noor, 1), None, None, case)) == "1 sms"
    assert short(next_step(Asked(omar), None, None, case)) == "1 sms"


def test_an_address_at_which_it_failed_belongs_to_nobody() -> None:
    shared = (SMS.at("+12025550101"),)
    before = [(Asked(person("omar", channels=shared)), told((S.FAILED, "sms")))]
    case = Case(a_notice(), TellingRule(), after(0), HOUSE, told_before=lambda: before)

    assert short(next_step(Asked(person("noor", channels=shared)), None, None, case)) == "1 sms"


@pytest.mark.parametrize(
    ("states", "comes_to", "is_open"),
    [
        ([S.FAILED], S.FAILED, True),
        ([S.UNKNOWN, S.FAILED], S.UNKNOWN, True),
        ([S.QUEUED, S.FAILED], S.QUEUED, True),
        ([S.QUEUED, S.UNKNOWN], S.UNKNOWN, True),
        ([S.QUEUED, S.SUPPRESSED], S.SUPPRESSED, False),
        ([S.ACCEPTED, S.FAILED], S.ACCEPTED, False),
        ([S.ACCEPTED, S.DELIVERED, S.UNKNOWN], S.DELIVERED, False),
        ([S.ACKNOWLEDGED, S.FAILED], S.ACKNOWLEDGED, False),
        ([S.EXPIRED], S.EXPIRED, False),
    ],
)
def test_what_tries_come_to(states: list[ReceiptState], comes_to: ReceiptState, *, is_open: bool) -> None:
    found = told(*((state, "sms") for state in states))

    assert (found.state, found.is_open) == (comes_to, is_open)


@pytest.mark.parametrize("why", list(Suppression))
def test_whoever_nobody_chose_not_to_tell_is_still_to_be_told(why: Suppression) -> None:
    chosen = {"quiet_hours", "duplicate", "superseded", "acknowledged", "opted_out", "drill"}
    assert Told((a_try(S.SUPPRESSED, "", why=why),)).is_open is (why not in chosen)


def receipt(state: ReceiptState, at: datetime = BEGAN, **more: object) -> Receipt:
    """Return a receipt of the first try."""
    said = {"notice": ASKED, "contact": "noor", "state": state, "at": at, "channel": SMS, "via": "sms"}
    return Receipt.model_validate(said | more)


@pytest.mark.parametrize(("first", "second"), [(one, two) for one in ReceiptState for two in ReceiptState])
def test_of_a_try_what_is_surer_stands_in_whatever_order_it_is_heard(first: ReceiptState, second: ReceiptState) -> None:
    found = Told((Try.of(receipt(first)),)).heard(receipt(second))

    assert [one.state for one in found.tries] == [second if outranks(second, first) else first]


def test_what_was_passed_over_is_kept_when_a_channel_says_more_of_a_try() -> None:
    over = PassedOver(kind=EMAIL, why=Suppression.SAME_FATE)
    found = Told((Try.of(receipt(S.ACCEPTED, passed=(over,))),)).heard(receipt(S.DELIVERED))

    assert (found.state, found.last.passed) == (S.DELIVERED, (over,))


def test_two_channels_at_the_same_time_are_two_tries() -> None:
    found = Told((Try.of(receipt(S.ACCEPTED)),)).heard(receipt(S.FAILED, via="phone", channel=PHONE))

    assert [one.state for one in found.tries] == [S.ACCEPTED, S.FAILED]
