"""Notices in Slack: to a person or a room through a bot, or to a room by its incoming webhook.

Sources: docs.slack.dev, the method chat.postMessage and incoming webhooks; a failure is answered as 200 with ``ok``
false.

Slack has no idempotency key. The message's own stands below it, so that one that comes twice can be recognised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Annotated, ClassVar

from attrs import field, frozen
from pydantic import ConfigDict, SecretStr, StringConstraints

from downtimekit.adapters._channel_settings import ChannelSettings, Token, permits
from downtimekit.adapters._http import Answer, Call, ChannelUrl, Line, judged
from downtimekit.adapters._letter import sendable
from downtimekit.adapters._slack_blocks import shown
from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.models.strict import Key
from downtimekit.ports.notifier import Capabilities, Message, Sent

_ADDRESS = re.compile(r"slack:([UWDCG][A-Z0-9]{1,20})")
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,8}")
_ERROR = re.compile(r"[a-z][a-z_]{0,59}")
# "It's possible some aspect of the operation succeeded", says the reference of these.
_NOBODY_KNOWS = frozenset({"fatal_error", "internal_error"})
_LATER = frozenset({"ratelimited", "rate_limited", "request_timeout", "service_unavailable", "team_added_to_org"})
_NO_THREAD = frozenset({"thread_not_found", "cannot_reply_to_message"})


class SlackSettings(ChannelSettings):
    """A bot of a workspace; its scopes need ``chat:write``.

    Attributes:
        token: of the bot, such as ``xoxb-...``.
        room: the id of a channel, such as ``C024BE91L``, of which the bot is a member; the channel is then a board, and
            what is told of one downtime stands there in one thread. None where people are told.
        buttons: whether the bot's app sends clicks to the host's endpoint ("Interactivity"); who is asked to answer
            then has a button, and needs no page.
        url: the Web API's root.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "xoxb-example", "room": "C024BE91L"}]})

    name: Key = "slack"
    token: Token
    buttons: bool = False
    room: Annotated[str, StringConstraints(pattern=r"^[CG][A-Z0-9]{1,20}$")] | None = None
    url: ChannelUrl = SecretStr("https://slack.com/api")


class SlackRoomSettings(ChannelSettings):
    """A room that has an incoming webhook, whose URL is the credential."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"url": "https://hooks.slack.com/services/T0/B0/example"}]}
    )

    name: Key = "slack-room"
    url: ChannelUrl


@frozen
class Slack:
    """Posts through a bot, to chat addresses such as ``slack:U024BE7LH``, or to one room.

    Attributes:
        settings: the bot, and the room.
        line: over which it calls.
        threads: remembers under which message the others of a thread stand. Hand in a mapping that outlives the process
            where a restart must not begin a second thread.

    Raises:
        InvalidInput: the line does not permit the URL.
    """

    Settings: ClassVar[type[SlackSettings]] = SlackSettings

    settings: SlackSettings
    line: Line = field(factory=Line, validator=permits, kw_only=True)
    threads: MutableMapping[str, str] = field(factory=dict, kw_only=True, repr=False, eq=False)

    @property
    def capabilities(self) -> Capabilities:
        """What it is and can do."""
        settings = self.settings
        kind, at_once = (None, 1) if settings.room else (ChannelKind.CHAT, 32)  # two at once would begin two threads
        return Capabilities(settings.name, kind, needs=settings.needs, idempotent=True, at_once=at_once, vendor="slack")

    async def send(self, message: Message) -> Sent:
        """Post one message.

        Raises:
            Rejected: Slack refused it, or the address is not one of Slack.
            Unreachable: there is no connection, or Slack asks to come back later.
            OutcomeUnknown: it was handed over, and Slack did not say what became of it.
        """
        letter = sendable(message, kind=self.capabilities.kind)
        channel = self.settings.room or _member(letter.address)
        thread = f"{channel}/{letter.thread}" if letter.thread else ""
        parent = self.threads.get(thread, "")
        document = {"channel": channel, **shown(letter, buttons=self.settings.buttons)}
        answer = judged(await self._posted(document | ({"thread_ts": parent} if parent else {})))
        if parent and answer.fields().get("error") in _NO_THREAD:
            self.threads.pop(thread, None)
            raise Unreachable("the thread in Slack was deleted; the next attempt begins a new one")
        _agreed(answer)
        ts = answer.fields().get("ts")
        if not isinstance(ts, str) or not _TS.fullmatch(ts):
            return Sent(ReceiptState.ACCEPTED)
        if thread:
            self.threads.setdefault(thread, ts)
        return Sent(ReceiptState.ACCEPTED, f"ts {ts}")

    async def _posted(self, document: Mapping[str, object]) -> Answer:
        headers = {
            "Authorization": f"Bearer {self.settings.token.get_secret_value()}",
            "Content-Type": "application/json; charset=utf-8",
        }
        url = f"{self.settings.url.get_secret_value().rstrip('/')}/chat.postMessage"
        return await self.line.call(Call.of_json("POST", url, document, headers=headers))


@frozen
class SlackRoom:
    """Posts to the room of an incoming webhook; such a webhook knows no threads.

    Attributes:
        settings: the webhook.
        line: over which it calls.

    Raises:
        InvalidInput: the line does not permit the URL.
    """

    Settings: ClassVar[type[SlackRoomSettings]] = SlackRoomSettings

    settings: SlackRoomSettings
    line: Line = field(factory=Line, validator=permits, kw_only=True)

    @property
    def capabilities(self) -> Capabilities:
        """What it is and can do."""
        settings = self.settings
        return Capabilities(settings.name, None, needs=settings.needs, idempotent=True, vendor="slack")

    async def send(self, message: Message) -> Sent:
        """Post one message.

        Raises:
            Rejected: Slack refused it.
            Unreachable: there is no connection, or Slack asks to come back later.
            OutcomeUnknown: it was handed over, and Slack did not say what became of it.
        """
        document = shown(sendable(message, kind=None))
        answer = judged(await self.line.call(Call.of_json("POST", self.settings.url.get_secret_value(), document)))
        if answer.content.strip() != b"ok":
            _agreed(answer)
        return Sent(ReceiptState.ACCEPTED)


def _member(address: str) -> str:
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise Rejected("the contact's address is not one of Slack, such as slack:U024BE7LH")
    return match[1]


def _agreed(answer: Answer) -> None:
    """Take 200 for a yes only where the body says so, too."""
    found = answer.fields()
    if found.get("ok") is True:
        return
    if found.get("ok") is not False:
        raise OutcomeUnknown(f"the server answered {answer.status}, and not as Slack does")
    error = found.get("error")
    raise _refusal(error if isinstance(error, str) and _ERROR.fullmatch(error) else "without a reason", answer)


def _refusal(error: str, answer: Answer) -> PortError:
    if error in _NOBODY_KNOWS:
        return OutcomeUnknown(f"Slack leaves open what it did: {error}")
    if error in _LATER:
        return Unreachable(f"Slack asks to come back later: {error}", retry_after=answer.retry_after())
    return Rejected(f"Slack refused it: {error}")
