"""Notices in a channel or chat of Microsoft Teams, by a workflow that takes a webhook.

Sources: learn.microsoft.com, "Create incoming webhooks with Workflows for Microsoft Teams" and the schema of Adaptive
Cards (adaptivecards.io): a message with one card as its attachment, which is answered with 202. The connectors of old
and their MessageCard are gone. A message may have about 28 KB; others measured 21 KB (gem msteams_hermes).

Text stands in a RichTextBlock, a line each, which shows it as it is; a TextBlock would take it for Markdown.

A workflow has no idempotency key. The message's own stands below it, so that one that comes twice can be recognised.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import ClassVar

from attrs import field, frozen
from pydantic import ConfigDict

from downtimekit.adapters._channel_settings import ChannelSettings, permits
from downtimekit.adapters._http import Answer, Call, Line, judged
from downtimekit.adapters._letter import sendable
from downtimekit.adapters._wording import asking, fitting
from downtimekit.errors import Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.models.strict import Key
from downtimekit.ports.notifier import Capabilities, Message, Sent

_LONGEST = 21_000
_CARD = "application/vnd.microsoft.card.adaptive"


class TeamsSettings(ChannelSettings):
    """The workflow's URL, which is the credential."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"url": "https://teams.example.org/workflows/example"}]})

    name: Key = "teams"


@frozen
class Teams:
    """Posts each message as a card, where the workflow says.

    Attributes:
        settings: the workflow.
        line: over which it calls.

    Raises:
        InvalidInput: the line does not permit the URL.
    """

    Settings: ClassVar[type[TeamsSettings]] = TeamsSettings

    settings: TeamsSettings
    line: Line = field(factory=Line, validator=permits, kw_only=True)

    @property
    def capabilities(self) -> Capabilities:
        """What it is and can do."""
        return Capabilities(self.settings.name, None, needs=self.settings.needs, idempotent=True)

    async def send(self, message: Message) -> Sent:
        """Post one message.

        Raises:
            Rejected: the workflow refused it, or is not there any more.
            Unreachable: there is no connection, or the workflow asks to come back later.
            OutcomeUnknown: it was handed over, and the workflow did not say what became of it.
        """
        letter = sendable(message, kind=None)
        body = fitting(letter.body, _LONGEST, size=lambda text: len(json.dumps(_shown(letter, body=text))))
        document = _shown(letter, body=body)
        _taken(judged(await self.line.call(Call.of_json("POST", self.settings.url.get_secret_value(), document))))
        return Sent(ReceiptState.ACCEPTED)


def _taken(answer: Answer) -> None:
    """Take 2xx for a yes only where the body does not say no."""
    if b"message delivery failed" in answer.content or "error" in answer.fields():
        raise Unreachable(f"the workflow answered {answer.status}, and that it could not post")


def _shown(letter: Message, *, body: str) -> dict[str, object]:
    answering, words = letter.answering, asking(letter.language)
    link = answering.link if answering else ""
    card: dict[str, object] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": letter.subject,
        "lang": letter.language,
        "body": list(_lines(letter, body=body)),
    }
    if link.startswith(("https://", "http://")):
        card["actions"] = [{"type": "Action.OpenUrl", "title": words.link, "url": link}]
    return {"type": "message", "attachments": [{"contentType": _CARD, "contentUrl": None, "content": card}]}


def _lines(letter: Message, *, body: str) -> Iterator[dict[str, object]]:
    yield _line(letter.subject, size="Large", weight="Bolder")
    for line in body.splitlines():
        yield _line(line or " ")
    if letter.answering and letter.answering.code:
        yield _line(asking(letter.language).reply.format(code=letter.answering.code))
    yield _line(f"Ref: {letter.key}", size="Small", isSubtle=True)


def _line(text: str, **looks: object) -> dict[str, object]:
    inline = {"type": "TextRun", "text": text, **looks}
    return {"type": "RichTextBlock", "inlines": [inline], "spacing": "None" if not looks else "Default"}
