"""What vendors call back to say, in their words, and what it means here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Annotated

from attrs import field, frozen
from pydantic import Field
from pydantic_core import from_json

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.notice import ReceiptState
from downtimekit.models.reading import Model, read
from downtimekit.models.strict import Instant, Strict
from downtimekit.notices.callbacks.schemes import SchemeName
from downtimekit.notices.inbound import Inbound, Reply


@frozen
class News:
    """What became of a message, by whoever carried it; one of `token`, `key` and `downtime` says of which.

    Attributes:
        event: what the vendor knows the news by, so that it counts once.
        token: as in a link; key: the message's.
        downtime: its id, where it is about everything that a board was told of it until `at`.
        at: when it happened, where that is said.
        remark: for the record.
    """

    event: str
    state: ReceiptState
    token: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    downtime: str = ""
    at: datetime | None = None
    remark: str = ""


# Twilio, "Message status values" and "Call status values". That it is on its way (queued, sent, ringing) is no news; a
# call that was completed was answered by somebody, or by a machine; "read" is said by some chats.
_ARRIVED = frozenset({"delivered", "read", "completed"})
_FAILED = frozenset({"undelivered", "failed", "canceled", "busy", "no-answer"})
_YES_DIGIT = "1"


def _twilio(call: Inbound) -> Iterator[News | Reply]:
    """Yield what became of a text message or a call, that a key was pressed, or the message that came in.

    Of which message it is, the address says that Twilio was given to call, by ``key``; by ``code`` for a key pressed.
    """
    said = call.said
    if said.get("Digits") == _YES_DIGIT:
        yield Reply(said.get("To", ""), call.query.get("code", ""), f"{said.get('CallSid', '')}/pressed")
    elif "Digits" in said:
        return
    elif "Body" in said and "MessageStatus" not in said:
        yield Reply(said.get("From", ""), said["Body"], said.get("MessageSid", ""))
    else:
        yield from _twilio_status(said, key=call.query.get("key", ""))


def _twilio_status(said: Mapping[str, str], *, key: str) -> Iterator[News]:
    status = said.get("MessageStatus") or said.get("CallStatus", "")
    machine = said.get("AnsweredBy", "").startswith(("machine", "fax"))
    if status in _FAILED or (status in _ARRIVED and not machine):
        state = ReceiptState.FAILED if status in _FAILED else ReceiptState.DELIVERED
        number = said.get("ErrorCode", "")
        error = f", error {number}" if re.fullmatch("[0-9]{1,9}", number) else ""
        thing = said.get("MessageSid") or said.get("CallSid", "")
        yield News(f"{thing}/{status}", state, key=key, remark=f"{status}{error}")


_WORD = 40


class _About(Strict, extra="ignore"):
    token: Annotated[str, Field(max_length=4096, repr=False)] = ""
    key: Annotated[str, Field(max_length=200, repr=False)] = ""


class _Event(Strict, extra="ignore"):
    type: str
    data: _About


_STANDARD = {
    "notice.acknowledged": ReceiptState.ACKNOWLEDGED,
    "notice.delivered": ReceiptState.DELIVERED,
    "notice.failed": ReceiptState.FAILED,
}


def _standard(call: Inbound) -> Iterator[News | Reply]:
    """Yield what ``{"type": "notice.delivered", "data": {"key": ...}}`` says; other types say nothing."""
    event = _json(_Event, call.body)
    if state := _STANDARD.get(event.type):
        if bool(event.data.token) == bool(event.data.key):
            raise InvalidInput("callback", [Fault("data", "needs a token, or a key and no token")])
        yield News(call.headers["webhook-id"], state, event.data.token, event.data.key)


class _Agent(Strict, extra="ignore"):
    type: str = ""
    summary: Annotated[str | None, Field(max_length=1000)] = None


class _Incident(Strict, extra="ignore"):
    incident_key: Annotated[str | None, Field(max_length=1000)] = None


class _IncidentEvent(Strict, extra="ignore"):
    id: Annotated[str, Field(min_length=1, max_length=200)]
    event_type: str
    occurred_at: Instant
    agent: _Agent | None = None
    data: _Incident | None = None


_PERSON = frozenset({"user", "user_reference"})


class _PagerDuty(Strict, extra="ignore"):
    event: _IncidentEvent


def _pagerduty(call: Inbound) -> Iterator[News | Reply]:
    """Yield that a person acknowledged an incident; its key is the downtime's id, as it was triggered with.

    An event that says so, as the channel itself sends one once the services answer again, is acknowledged by no user.
    """
    event = _json(_PagerDuty, call.body).event
    agent, key = event.agent, event.data.incident_key if event.data else None
    if event.event_type == "incident.acknowledged" and key and agent and agent.type in _PERSON:
        who = _shown(agent.summary or "")
        remark = f"acknowledged there by {who}" if who else "acknowledged there"
        yield News(event.id, ReceiptState.ACKNOWLEDGED, downtime=key, at=event.occurred_at, remark=remark)


class _Action(Strict, extra="ignore"):
    action_id: str = ""
    action_ts: str = ""
    value: Annotated[str, Field(max_length=4096, repr=False)] = ""


class _User(Strict, extra="ignore"):
    username: Annotated[str, Field(max_length=200)] = ""


class _Interaction(Strict, extra="ignore"):
    actions: tuple[_Action, ...] = ()
    user: _User = _User()


SLACK_ACTION = "acknowledge"
"""The ``action_id`` of a button that acknowledges; its value is the token."""


def _slack(call: Inbound) -> Iterator[News | Reply]:
    """Yield which button was pressed; a button that only leads to a link says nothing."""
    said = _json(_Interaction, call.said.get("payload", "").encode())
    who = _shown(said.user.username)
    remark = f"pressed there by {who}" if who else "pressed there"
    for action in said.actions:
        if action.action_id == SLACK_ACTION and action.value:
            event = action.action_ts or action.value
            yield News(event, ReceiptState.ACKNOWLEDGED, token=action.value, remark=remark)


READERS: Mapping[SchemeName, Callable[[Inbound], Iterator[News | Reply]]] = {
    SchemeName.STANDARD: _standard,
    SchemeName.TWILIO: _twilio,
    SchemeName.SLACK: _slack,
    SchemeName.PAGERDUTY: _pagerduty,
}
"""Reads what each vendor says, once it is known to be theirs."""


def _json(model: type[Model], body: bytes) -> Model:
    try:
        found = from_json(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InvalidInput("callback", [Fault("", "is not a set of fields in JSON")])
    return read(model, found, source="callback")


def _shown(text: str) -> str:
    """Return a vendor's word on one line, and not too long."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:_WORD]
