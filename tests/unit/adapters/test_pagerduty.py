"""A downtime is one alert in PagerDuty, from the first word of it to the last."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from attrs import evolve
from pydantic import SecretStr

from downtimekit.adapters._http import Line
from downtimekit.adapters.pagerduty import Action, PagerDuty, PagerDutySettings, action_of
from downtimekit.errors import OutcomeUnknown, PortError, Rejected
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.notice import Notice, NoticeEvent
from downtimekit.models.ranked import Severity
from downtimekit.ports.notifier import Answering
from tests.channel_sinks import PATH, ChannelCases, FarEnd, a_line, send
from tests.http_servers import Request, answering, serving

KEY = "planted0routing0key0of0thirty2ch"
YES = b'{"status": "success", "message": "Event processed", "dedup_key": "west-1"}'
VALIDATING = frozenset({NoticeEvent.VALIDATING})


def pagerduty(url: str, line: Line, **more: object) -> PagerDuty:
    told = {"routing_key": SecretStr(KEY), "url": SecretStr(url), **more}
    return PagerDuty(PagerDutySettings.model_validate(told), line=line)


def read(request: Request) -> str:
    payload = json.loads(request.content)["payload"]
    details = payload["custom_details"]
    return "\n".join([payload["summary"], details["body"], f"key {details['key']}"])


BOARD = FarEnd(pagerduty, (202, YES), read, [KEY])


class TestPagerDuty(ChannelCases):
    @pytest.fixture
    def far(self) -> FarEnd:
        return BOARD


def a_notice(event: NoticeEvent, *, states: Sequence[TrackState] = (), **facts: object) -> Notice:
    notice = BOARD.message().notice
    assert notice is not None
    assert notice.facts is not None
    (one,) = notice.facts.stands
    more = {"stands": tuple(one.model_copy(update={"state": state}) for state in states)} if states else {}
    return notice.model_copy(update={"event": event, "facts": notice.facts.model_copy(update={**facts, **more})})


def sent(*, more: Mapping[str, object] | None = None, **changed: Any) -> tuple[str, dict[str, object]]:
    """Return where PagerDuty is called with the message, or one that was changed, and with what."""
    with serving(answering(202, YES)) as server:
        send(pagerduty(server.url(PATH), a_line(), **(more or {})), evolve(BOARD.message(), **changed))
    (request,) = server.requests
    document = json.loads(request.content)
    assert isinstance(document, dict)
    return request.line, document


def test_what_may_have_been_sent_can_be_sent_again_for_its_key_is_seen() -> None:
    told = pagerduty("https://pagerduty.example", a_line()).capabilities

    assert (told.name, told.kind, told.idempotent, told.at_once) == ("pagerduty", None, True, 1)


DOWN, BACK = TrackState.DOWN, TrackState.RELEASED
STORY: list[tuple[NoticeEvent, Sequence[TrackState], bool, Action]] = [
    (NoticeEvent.PLANNED, [], True, Action.CHANGE),
    (NoticeEvent.REMINDER, [], True, Action.CHANGE),
    (NoticeEvent.STARTED, [DOWN], True, Action.CHANGE),
    (NoticeEvent.UPDATE, [DOWN], True, Action.CHANGE),
    (NoticeEvent.EXTENDED, [DOWN], True, Action.CHANGE),
    (NoticeEvent.OVERDUE, [DOWN], True, Action.TRIGGER),
    (NoticeEvent.LOST_AGAIN, [DOWN], True, Action.TRIGGER),
    (NoticeEvent.STARTED, [DOWN], False, Action.TRIGGER),
    (NoticeEvent.IDENTIFIED, [DOWN], False, Action.TRIGGER),
    (NoticeEvent.UPDATE, [DOWN], False, Action.TRIGGER),
    (NoticeEvent.OVERDUE, [DOWN], False, Action.TRIGGER),
    (NoticeEvent.EXTENDED, [DOWN], False, Action.TRIGGER),
    (NoticeEvent.OTHER, [DOWN], False, Action.TRIGGER),
    (NoticeEvent.VALIDATING, [TrackState.VALIDATING], False, Action.ACKNOWLEDGE),
    (NoticeEvent.LOST_AGAIN, [DOWN], False, Action.TRIGGER),
    (NoticeEvent.RELEASED, [BACK, DOWN], False, Action.TRIGGER),
    (NoticeEvent.RELEASED, [BACK, BACK], False, Action.RESOLVE),
    (NoticeEvent.RELEASED, [BACK], True, Action.RESOLVE),
    (NoticeEvent.STOOD_DOWN, [DOWN], False, Action.RESOLVE),
    (NoticeEvent.CLOSED, [BACK], False, Action.RESOLVE),
]


@pytest.mark.parametrize(("event", "states", "scheduled", "action"), STORY)
def test_planned_work_wakes_nobody_and_an_outage_does_until_it_is_over(
    event: NoticeEvent, states: Sequence[TrackState], scheduled: bool, action: Action
) -> None:
    notice = a_notice(event, states=states, scheduled=scheduled)

    assert action_of(notice, acknowledge_on=VALIDATING) is action


def test_every_event_does_something_to_the_alert() -> None:
    assert {event for event, *_ in STORY} == set(NoticeEvent)


@pytest.mark.parametrize(
    ("notice", "action"),
    [
        (None, Action.TRIGGER),
        (a_notice(NoticeEvent.STARTED).model_copy(update={"facts": None}), Action.TRIGGER),
        (a_notice(NoticeEvent.RELEASED).model_copy(update={"facts": None}), Action.RESOLVE),
    ],
)
def test_a_record_of_before_facts_were_kept_is_understood(notice: Notice | None, action: Action) -> None:
    assert action_of(notice, acknowledge_on=VALIDATING) is action


def test_a_host_says_from_when_on_nobody_else_need_be_told() -> None:
    notice = a_notice(NoticeEvent.VALIDATING, states=[TrackState.VALIDATING])

    assert action_of(notice, acknowledge_on=frozenset()) is Action.TRIGGER


@pytest.mark.parametrize("event", [NoticeEvent.STARTED, NoticeEvent.VALIDATING, NoticeEvent.CLOSED])
def test_one_key_carries_the_alert_from_trigger_to_resolve(event: NoticeEvent) -> None:
    line, document = sent(notice=a_notice(event), key=f"west-1/{event}/x")

    assert line == f"POST {PATH}/enqueue"
    assert document["dedup_key"] == "west-1"
    assert document["routing_key"] == KEY
    assert document["event_action"] == action_of(a_notice(event), acknowledge_on=VALIDATING)


@pytest.mark.parametrize(
    ("thread", "notice", "key"),
    [
        ("east-2", None, "east-2"),
        ("", a_notice(NoticeEvent.STARTED), "west-1"),
        ("", None, "west-1/update-1/charge-nurse"),
    ],
)
def test_without_a_thread_the_downtime_or_the_message_is_the_key(thread: str, notice: Notice | None, key: str) -> None:
    assert sent(thread=thread, notice=notice)[1]["dedup_key"] == key


def test_a_key_is_never_longer_than_pagerduty_takes_and_never_that_of_another_downtime() -> None:
    keys = {str(sent(thread="w" * 300 + end)[1]["dedup_key"]) for end in "ab"}

    assert len(keys) == 2
    assert max(map(len, keys)) <= 255


def test_who_is_called_reads_what_is_down_since_when_and_whom_to_call() -> None:
    _, document = sent(more={"client": "West Clinic", "client_url": "https://desk.example.org/"})
    payload = document["payload"]
    assert isinstance(payload, dict)

    assert (document["client"], document["client_url"], document["links"]) == (
        "West Clinic",
        "https://desk.example.org/",
        [],
    )
    assert {name: payload[name] for name in ("summary", "source", "class", "group", "component", "timestamp")} == {
        "summary": "The RIS is down at west",
        "source": "west",
        "class": "started",
        "group": "west-1",
        "component": "ris",
        "timestamp": "2026-03-03T15:00:00+00:00",
    }
    details = payload["custom_details"]
    assert (details["since"], details["call"]) == ("2026-03-03T14:40:00Z", "the service desk")
    assert details["stands"] == [{"services": ["ris"], "sites": ["west"], "state": "down", "tier": "paper"}]


@pytest.mark.parametrize(
    ("severity", "drill", "shown"),
    [
        (Severity.CRITICAL, False, "critical"),
        (Severity.HIGH, False, "error"),
        (Severity.MODERATE, False, "warning"),
        (Severity.LOW, False, "info"),
        (None, False, "error"),
        (Severity.CRITICAL, True, "info"),
    ],
)
def test_how_bad_it_is_decides_how_loud_it_is(severity: Severity | None, drill: bool, shown: str) -> None:
    _, document = sent(notice=a_notice(NoticeEvent.STARTED, severity=severity), drill=drill)

    assert isinstance(document["payload"], dict)
    assert document["payload"]["severity"] == shown


def test_who_is_asked_to_answer_finds_the_link() -> None:
    _, document = sent(answering=Answering(link="https://desk.example.org/a?t=1"))

    assert document["links"] == [{"href": "https://desk.example.org/a?t=1", "text": "Confirm that you have read this"}]


def test_planned_work_is_recorded_as_a_change_which_has_no_alert() -> None:
    line, document = sent(notice=a_notice(NoticeEvent.PLANNED, scheduled=True))

    assert line == f"POST {PATH}/change/enqueue"
    assert set(document) == {"routing_key", "links", "payload"}
    assert isinstance(document["payload"], dict)
    assert set(document["payload"]) == {"summary", "timestamp", "source", "custom_details"}


def test_a_long_notice_is_cut_to_what_pagerduty_takes() -> None:
    _, document = sent(subject="S" * 3000, body="x" * 600_000)

    assert isinstance(document["payload"], dict)
    assert len(document["payload"]["summary"]) <= 1024
    assert len(json.dumps(document)) < 100_000


ANSWERS: list[tuple[int, bytes, type[PortError], str]] = [
    (202, b'{"status": "invalid event", "message": "planted"}', Rejected, "and that it did not take the event"),
    (400, b'{"status": "invalid event", "errors": ["planted"]}', Rejected, "it refused the request"),
    (202, b'{"message": "planted"}', OutcomeUnknown, "and not as PagerDuty does"),
    (200, b"<html>planted: please sign in</html>", OutcomeUnknown, "and not as PagerDuty does"),
    (202, b"", OutcomeUnknown, "and not as PagerDuty does"),
]


@pytest.mark.parametrize(("status", "content", "error", "words"), ANSWERS)
def test_202_is_a_yes_only_where_pagerduty_says_so(
    status: int, content: bytes, error: type[PortError], words: str
) -> None:
    with serving(answering(status, content)) as server, pytest.raises(PortError) as caught:
        send(pagerduty(server.url(PATH), a_line()), BOARD.message())

    assert type(caught.value) is error
    assert str(caught.value).endswith(words)


def test_a_yes_says_no_more_than_that_pagerduty_took_it() -> None:
    with serving(answering(202, YES)) as server:
        sent_ = send(pagerduty(server.url(PATH), a_line()), BOARD.message())

    assert (sent_.state, sent_.remark) == ("accepted", "trigger; PagerDuty decides whom it tells")
