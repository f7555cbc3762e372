"""What the contract of the notifiers sends, and how it looks for it where it must not be."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, quote_plus

from downtimekit.models.downtime import AccessTier
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.notice import Alike, Notice, NoticeEvent, NoticeFacts
from downtimekit.models.people import ChannelKind, Role
from downtimekit.models.ranked import Severity
from downtimekit.ports.notifier import Answering, Message

SUBJECT = "The RIS is down at west"
LINES = ("Go on with paper.", ".", "The next update comes at 10:30.")
"""The body; a line that is a dot ends a mail."""
SHORT = "RIS down at west. Paper. Next news 10:30."
PAGE = "<!DOCTYPE html><html><body><h1>The RIS is down</h1><p>Take the <b>planted red</b> folder.</p></body></html>"
ON_THE_PAGE = "planted red"
ANSWERING = Answering(link="https://answers.example.org/planted-answer-7f3a", code="QX47ZT")

ADDRESSES: Mapping[ChannelKind | None, str] = {
    ChannelKind.EMAIL: "planted.nurse@example.org",
    ChannelKind.PHONE: "+12025550123",
    ChannelKind.SMS: "+12025550123",
    ChannelKind.CHAT: "xmpp:planted.nurse@example.org",
    ChannelKind.PAGER: "+12025550123",
    None: "",
}
_NOT_NUMBERS = ["", "nurse", "2025550123x", "+12025550123\r\nplanted", "+12025550123,,9"]
NOT_ADDRESSES: Mapping[ChannelKind | None, Sequence[str]] = {
    ChannelKind.EMAIL: [
        "",
        "nurse",
        "nurse@example.org\r\nRCPT TO:<planted@example.net>",
        "nurse@example.org\nBcc: planted@example.net",
        "nurse@example.org>,<planted@example.net",
        "nurse@example.org, planted@example.net",
        "nurse@example.org\0",
    ],
    ChannelKind.PHONE: [*_NOT_NUMBERS, "2025550123"],
    ChannelKind.SMS: [*_NOT_NUMBERS, "2025550123"],
    ChannelKind.CHAT: ["", "nurse", "xmpp:", "xmpp:nurse@example.org\r\nplanted", "xmpp:nurse@example.org,planted"],
    ChannelKind.PAGER: _NOT_NUMBERS,
    None: ["planted@example.org"],
}

NOTICE = Notice(
    id="west-1/4/started",
    audience=(Role.CHARGE_NURSE,),
    sites=("west",),
    subject=SUBJECT,
    body="\n".join(LINES),
    short=SHORT,
    topic="update",
    event=NoticeEvent.STARTED,
    at=datetime(2026, 3, 3, 15, tzinfo=UTC),
    facts=NoticeFacts(
        downtime="west-1",
        target="customer_ris",
        severity=Severity.HIGH,
        since=datetime(2026, 3, 3, 14, 40, tzinfo=UTC),
        next_update=datetime(2026, 3, 3, 15, 30, tzinfo=UTC),
        call="the service desk",
        zone="America/New_York",
        stands=(Alike(services=("ris",), sites=("west",), state=TrackState.DOWN, tier=AccessTier.PAPER),),
    ),
)


def a_message(kind: ChannelKind | None, key: str) -> Message:
    """Return what the contract sends to a contact with such an address, or to a board."""
    return Message(
        key=key,
        name="Planted Nurse",
        address=ADDRESSES[kind],
        subject=SUBJECT,
        body=NOTICE.body,
        short=SHORT,
        thread="west-1",
        notice=NOTICE,
    )


def secrets_of(message: Message) -> Sequence[str]:
    """Return what of a message must be in no record and no error."""
    answering = message.answering or Answering()
    told = [message.name, message.subject, message.short, message.html, *message.body.splitlines()]
    return [text for text in (message.address, *told, answering.link, answering.code) if len(text) > 1]


def found_in(said: str, hidden: Iterable[str]) -> Sequence[str]:
    """Return what stands in a text, as it is or as a URL or JSON has it."""
    return [text for text in hidden if any(form in said for form in _forms(text))]


def _forms(text: str) -> set[str]:
    return {text, quote(text), quote(text, safe=""), quote_plus(text), json.dumps(text)[1:-1]}


def everything_said_by(error: BaseException) -> str:
    """Return all that a log would hold of an error."""
    return "".join([*traceback.format_exception(error), repr(error), str(vars(error))])


def everything_logged(records: Iterable[logging.LogRecord]) -> str:
    """Return all that any handler could make of log records."""
    said = []
    for record in records:
        said += [record.getMessage(), str(vars(record))]
        if record.exc_info and record.exc_info[1]:
            said.append(everything_said_by(record.exc_info[1]))
    return "\n".join(said)


def planted_lines(texts: Iterable[str]) -> Sequence[str]:
    """Return the lines that began with what a test hid in the middle of one."""
    lines = [line for text in texts for line in text.splitlines()]
    return [line for line in lines if line.lstrip(" []").startswith("Planted:") or line.startswith("[ ] Planted")]


def in_one_line(text: str) -> str:
    """Return a text as somebody reads it who does not see where lines are broken."""
    return " ".join(text.split())
