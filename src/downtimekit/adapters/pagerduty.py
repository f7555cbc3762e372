"""Downtimes as alerts in PagerDuty: triggered, acknowledged and resolved under one key.

Sources: PagerDuty's reference of the Events API v2 (github.com/PagerDuty/api-schema, reference/events-v2, and
developer-docs, events-API-v2): fields and actions; 202 says that an event was accepted, and not that anybody was told;
429 and 5xx may be sent again. A summary holds 1,024 characters, a dedup_key 255. What is acknowledged tells nobody
again, even if it is triggered once more; what was resolved is a new alert when it is. A change event tells nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar

from attrs import field, frozen
from pydantic import ConfigDict, SecretStr, StringConstraints

from downtimekit.adapters._channel_settings import ChannelSettings, Token, permits
from downtimekit.adapters._http import Answer, Call, ChannelUrl, Line, judged
from downtimekit.adapters._letter import one_line, sendable
from downtimekit.adapters._wording import asking, cut
from downtimekit.errors import OutcomeUnknown, Rejected
from downtimekit.models.notice import Notice, NoticeEvent, NoticeFacts, ReceiptState
from downtimekit.models.ranked import Severity
from downtimekit.models.strict import Key, Name
from downtimekit.ports.notifier import Capabilities, Message, Sent

_LONGEST_SUMMARY = 1024
_LONGEST_KEY = 255
_LONGEST_BODY = 20_000
_UNRATED = "error"
_SEVERITIES: Mapping[Severity, str] = {
    Severity.LOW: "info",
    Severity.MODERATE: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "critical",
}
_OVER = frozenset({NoticeEvent.STOOD_DOWN, NoticeEvent.CLOSED})
_ANNOUNCED = frozenset({NoticeEvent.PLANNED, NoticeEvent.REMINDER})
_AS_PLANNED = _ANNOUNCED | {NoticeEvent.EXTENDED, NoticeEvent.STARTED, NoticeEvent.IDENTIFIED, NoticeEvent.UPDATE}


class Action(StrEnum):
    """What an event does to the alert of its downtime."""

    TRIGGER = "trigger"
    ACKNOWLEDGE = "acknowledge"
    """Somebody works on it: nobody else is told."""
    RESOLVE = "resolve"
    CHANGE = "change"
    """It is recorded beside the alerts, and tells nobody: planned work that goes as planned."""


class PagerDutySettings(ChannelSettings):
    """A service of PagerDuty that has an integration of the Events API v2.

    Attributes:
        routing_key: the integration's key.
        url: the Events API's root; for the European region ``https://events.eu.pagerduty.com/v2``.
        client: who raises the alerts, as PagerDuty shows it; client_url: the host's own page, which it links there.
        acknowledge_on: the events from which on nobody else need be told. An alert that was acknowledged tells nobody
            when the service is lost again before it was released; empty where it must.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"routing_key": "example"}]})

    name: Key = "pagerduty"
    routing_key: Token
    url: ChannelUrl = SecretStr("https://events.pagerduty.com/v2")
    client: Name = "downtimekit"
    client_url: Annotated[str, StringConstraints(pattern=r"^https://[!-~]{1,500}$")] | None = None
    acknowledge_on: frozenset[NoticeEvent] = frozenset({NoticeEvent.VALIDATING})


@frozen
class PagerDuty:
    """Keeps one alert for each downtime; whom PagerDuty tells of it, and how, is set up there.

    Attributes:
        settings: the service.
        line: over which it calls.

    Raises:
        InvalidInput: the line does not permit the URL.
    """

    Settings: ClassVar[type[PagerDutySettings]] = PagerDutySettings

    settings: PagerDutySettings
    line: Line = field(factory=Line, validator=permits, kw_only=True)

    @property
    def capabilities(self) -> Capabilities:
        """What it is and can do; one at a time, so that none is resolved before it was triggered."""
        return Capabilities(self.settings.name, None, needs=self.settings.needs, idempotent=True, at_once=1)

    async def send(self, message: Message) -> Sent:
        """Send one event.

        Raises:
            Rejected: PagerDuty refused it.
            Unreachable: there is no connection, or PagerDuty asks to come back later.
            OutcomeUnknown: it was handed over, and PagerDuty did not say what became of it.
        """
        letter = sendable(message, kind=None)
        action = action_of(letter.notice, acknowledge_on=self.settings.acknowledge_on)
        where = "change/enqueue" if action is Action.CHANGE else "enqueue"
        url = f"{self.settings.url.get_secret_value().rstrip('/')}/{where}"
        document = _event(letter, action, settings=self.settings)
        _agreed(judged(await self.line.call(Call.of_json("POST", url, document))))
        return Sent(ReceiptState.ACCEPTED, f"{action}; PagerDuty decides whom it tells")


def action_of(notice: Notice | None, *, acknowledge_on: frozenset[NoticeEvent]) -> Action:
    """Return what a notice does to the alert of its downtime; without a notice, it triggers one."""
    if notice is None:
        return Action.TRIGGER
    event, facts = notice.event, notice.facts
    if event in _OVER or (event is NoticeEvent.RELEASED and (facts is None or facts.is_all_over)):
        return Action.RESOLVE
    if event in acknowledge_on:
        return Action.ACKNOWLEDGE
    if event in _ANNOUNCED or (event in _AS_PLANNED and facts is not None and facts.scheduled):
        return Action.CHANGE
    return Action.TRIGGER


def _agreed(answer: Answer) -> None:
    """Take 202 for a yes only where the body says so, too."""
    status = answer.fields().get("status")
    if status is None:
        raise OutcomeUnknown(f"the server answered {answer.status}, and not as PagerDuty does")
    if status != "success":
        raise Rejected(f"the server answered {answer.status}, and that it did not take the event")


def _event(letter: Message, action: Action, *, settings: PagerDutySettings) -> dict[str, object]:
    links = []
    if letter.answering and letter.answering.link:
        links = [{"href": letter.answering.link, "text": asking(letter.language).link}]
    payload = _payload(letter, client=settings.client)
    event: dict[str, object] = {"routing_key": settings.routing_key.get_secret_value(), "links": links}
    if action is Action.CHANGE:
        kept = ("summary", "timestamp", "source", "custom_details")
        return {**event, "payload": {name: payload[name] for name in kept if name in payload}}
    client_url = {"client_url": settings.client_url} if settings.client_url else {}
    event |= {"event_action": action, "dedup_key": _dedup_key(letter), "client": settings.client, **client_url}
    return {**event, "payload": payload}


def _dedup_key(letter: Message) -> str:
    facts = letter.notice.facts if letter.notice else None
    key = one_line(letter.thread) or (facts.downtime if facts else letter.key)
    return key if len(key) <= _LONGEST_KEY else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def _payload(letter: Message, *, client: str) -> dict[str, object]:
    notice = letter.notice
    facts = notice.facts if notice else None
    details = {"key": letter.key, "body": cut(letter.body, _LONGEST_BODY)}
    payload: dict[str, object] = {
        "summary": cut(letter.subject, _LONGEST_SUMMARY),
        "source": client,
        "severity": _severity(facts, drill=letter.drill),
        "custom_details": details | (facts.model_dump(mode="json", exclude_none=True) if facts else {}),
    }
    return payload | (_about(notice) if notice else {})


def _about(notice: Notice) -> dict[str, object]:
    facts = notice.facts
    found = {
        "source": ", ".join(notice.sites),
        "timestamp": notice.at.isoformat() if notice.at else "",
        "class": notice.event,
        "group": facts.downtime if facts else "",
        "component": ", ".join(dict.fromkeys(part.service for part in facts.components)) if facts else "",
    }
    return {name: value for name, value in found.items() if value}


def _severity(facts: NoticeFacts | None, *, drill: bool) -> str:
    if drill:
        return "info"
    return _SEVERITIES[facts.severity] if facts and facts.severity else _UNRATED
