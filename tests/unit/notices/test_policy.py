"""The rules by which people are told are data, and the first that fits holds."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from downtimekit.models.notice import Notice, NoticeEvent, NoticeFacts
from downtimekit.models.people import Role
from downtimekit.notices.policy import DEFAULT, UNANSWERED, BoardRule, TellingPolicy, TellingRule
from tests.night import a_notice
from tests.ward import BEGAN, after

LOUD = TellingRule(events=(NoticeEvent.STARTED,), overrides_quiet_hours=True)
NEWS = TellingRule(topics=("update",), gather_seconds=30)
BOTH = TellingRule(topics=("update",), events=(NoticeEvent.STARTED,))


@pytest.mark.parametrize(
    ("rules", "notice", "found"),
    [
        ((LOUD, NEWS), a_notice(event=NoticeEvent.STARTED, topic="update"), LOUD),
        ((NEWS, LOUD), a_notice(event=NoticeEvent.STARTED, topic="update"), NEWS),
        ((BOTH,), a_notice(event=NoticeEvent.STARTED, topic="other"), TellingRule()),
        ((BOTH,), a_notice(event=NoticeEvent.STARTED, topic="update"), BOTH),
        ((), a_notice(), TellingRule()),
    ],
)
def test_the_first_rule_that_fits_holds(rules: tuple[TellingRule, ...], notice: Notice, found: TellingRule) -> None:
    assert TellingPolicy(rules=rules).rule(notice) == found


def test_by_default_only_a_missed_promise_is_escalated() -> None:
    escalations = {event: DEFAULT.rule(a_notice(event=event)).escalation for event in NoticeEvent}

    assert {event for event, chain in escalations.items() if chain} == {NoticeEvent.OVERDUE}
    assert [step.begins for step in UNANSWERED.steps()] == [timedelta(minutes=minutes) for minutes in (0, 15, 30)]


def a_reminder(since: datetime) -> Notice:
    """Return a reminder of planned work that begins at an instant."""
    facts = NoticeFacts(downtime="west-1", since=since, call="1234", zone="UTC")
    return a_notice(event=NoticeEvent.REMINDER).model_copy(update={"facts": facts})


@pytest.mark.parametrize(
    ("rule", "notice", "expires"),
    [
        (TellingRule(), a_notice(), None),
        (TellingRule(expires_minutes=5), a_notice(), after(5)),
        (TellingRule(expires_minutes=5), a_notice(at=None), None),
        (TellingRule(), a_reminder(after(60)), after(60)),
        (TellingRule(expires_minutes=90), a_reminder(after(60)), after(60)),
        (TellingRule(expires_minutes=30), a_reminder(after(60)), after(30)),
    ],
)
def test_when_a_notice_is_worth_nothing_any_more(rule: TellingRule, notice: Notice, expires: datetime | None) -> None:
    assert rule.expires_at(notice) == expires
    assert notice.at in {BEGAN, None}


@pytest.mark.parametrize(
    ("rules", "event", "wants"),
    [
        ((), NoticeEvent.STARTED, True),
        ((), NoticeEvent.OVERDUE, False),
        ((), NoticeEvent.OTHER, False),
        ((BoardRule(board="room"),), NoticeEvent.OVERDUE, False),
        ((BoardRule(board="page", events=(NoticeEvent.OVERDUE,)),), NoticeEvent.OVERDUE, True),
        ((BoardRule(board="page", events=(NoticeEvent.OVERDUE,)),), NoticeEvent.STARTED, False),
        ((BoardRule(board="page", roles=(Role.RADIOLOGIST,)),), NoticeEvent.STARTED, False),
        ((BoardRule(board="page", roles=(Role.IT_LEAD,)),), NoticeEvent.STARTED, True),
    ],
)
def test_what_a_board_is_told(rules: tuple[BoardRule, ...], event: NoticeEvent, *, wants: bool) -> None:
    assert TellingPolicy(boards=rules).tells("page", a_notice(event=event)) is wants


@pytest.mark.parametrize(
    "said",
    [
        {"rules": [{"tries": 0}]},
        {"rules": [{"again_minutes": [0]}]},
        {"rules": [{"gather_seconds": -1}]},
        {"rules": [{"wait_seconds": 0}]},
        {"limits": [{"of": "sms", "per_second": 0}]},
        {"broken_after": 0},
        {"rules": [{"event": ["started"]}]},
    ],
)
def test_what_could_never_end_or_never_begin_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TellingPolicy.model_validate(said)


def test_a_policy_is_read_back_as_it_was_written() -> None:
    assert TellingPolicy.model_validate_json(DEFAULT.model_dump_json()) == DEFAULT
