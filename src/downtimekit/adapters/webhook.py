"""Notices as signed JSON to a server of anybody's, by the Standard Webhooks scheme.

Source: Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md): the three
headers, the text that is signed, ``whsec_`` secrets of 24 to 64 bytes, several signatures while a secret is changed,
and a payload of ``type``, ``timestamp`` and ``data``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, ClassVar

from attrs import field, frozen
from pydantic import ConfigDict, Field, SecretStr, field_validator

from downtimekit.adapters._channel_settings import ChannelSettings, permits
from downtimekit.adapters._http import Call, ChannelUrl, Line, judged
from downtimekit.adapters._letter import one_line, sendable
from downtimekit.models.dependency import Dependency
from downtimekit.models.notice import Notice, NoticeEvent, ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.models.strict import Key
from downtimekit.ports.clock import Clock
from downtimekit.ports.notifier import Capabilities, Message, Sent

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_PREFIX = "whsec_"
_SECRET_BYTES = range(24, 65)


def _signing_key(secret: SecretStr) -> bytes:
    """Return the bytes of a secret; empty where it is none."""
    text = secret.get_secret_value()
    try:
        decoded = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return decoded if text.startswith(_PREFIX) and len(decoded) in _SECRET_BYTES else b""


class WebhookSettings(ChannelSettings):
    """Where the JSON goes, and how it is signed.

    Attributes:
        secrets: as ``whsec_`` and base64 of 24 to 64 random bytes; while one is changed, the new and the old one.
        kind: of the addresses that the server takes and passes on; None where it is a board, and gets none.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"url": "https://desk.example.org/notices", "secrets": ["whsec_" + "ZXhh" * 8]}]
        }
    )

    name: Key = "webhook"
    url: ChannelUrl
    secrets: Annotated[tuple[SecretStr, ...], Field(min_length=1, max_length=8)]
    kind: ChannelKind | None = None
    needs: frozenset[Dependency] = frozenset({Dependency.CUSTOMER_INTERNET})

    @field_validator("secrets")
    @classmethod
    def _can_sign(cls, secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if wrong := [place for place, secret in enumerate(secrets, start=1) if not _signing_key(secret)]:
            which = ", ".join(map(str, wrong))
            raise ValueError(f"entry {which} is not whsec_ followed by 24 to 64 bytes in base64")
        return secrets


@frozen
class Webhook:
    """Posts each message to a server, which knows by ``webhook-id`` what it was sent before.

    What the server answers beside its status is not read: by the scheme, 2xx says that it took the message.

    Attributes:
        settings: where it goes, and how it is signed.
        line: over which it calls.
        clock: tells the time of each attempt, which is signed too, against replay; this machine's where none is given.

    Raises:
        InvalidInput: the line does not permit the URL.
    """

    Settings: ClassVar[type[WebhookSettings]] = WebhookSettings

    settings: WebhookSettings
    line: Line = field(factory=Line, validator=permits, kw_only=True)
    clock: Clock | None = field(default=None, kw_only=True, repr=False)

    @property
    def capabilities(self) -> Capabilities:
        """What it is and can do; it takes as many messages at the same time as its line has connections."""
        settings, connections = self.settings, self.line.settings.connections
        return Capabilities(settings.name, settings.kind, needs=settings.needs, idempotent=True, at_once=connections)

    async def send(self, message: Message) -> Sent:
        """Post one message.

        Raises:
            Rejected: the server refused it, or points elsewhere; or the address is not of the kind.
            Unreachable: there is no connection, or the server asks to come back later.
            OutcomeUnknown: it was posted, and the server did not say what became of it.
        """
        letter = sendable(message, kind=self.settings.kind)
        body = _payload(letter)
        headers = {"Content-Type": "application/json", **self._signed(_id_of(letter.key), body)}
        answer = judged(
            await self.line.call(Call("POST", self.settings.url.get_secret_value(), headers=headers, content=body))
        )
        return Sent(ReceiptState.ACCEPTED, f"the server answered {answer.status}")

    def _signed(self, key: str, body: bytes) -> dict[str, str]:
        now = self.clock.now() if self.clock else datetime.now(UTC)
        timestamp = str(int(now.timestamp()))
        text = b".".join([key.encode(), timestamp.encode(), body])
        made = [hmac.digest(_signing_key(secret), text, "sha256") for secret in self.settings.secrets]
        return {
            "webhook-id": key,
            "webhook-timestamp": timestamp,
            "webhook-signature": " ".join(f"v1,{base64.b64encode(signature).decode()}" for signature in made),
        }


def _id_of(key: str) -> str:
    # The three parts that are signed stand between full stops: with one in the first, two texts could be one.
    return key if "." not in key else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def _payload(letter: Message) -> bytes:
    notice, answering = letter.notice, letter.answering
    event = notice.event if notice else NoticeEvent.OTHER
    at = notice.at if notice else None
    document = {
        "type": f"downtime.{event}",
        "timestamp": at and at.isoformat(),
        "data": {
            "key": letter.key,
            "thread": one_line(letter.thread),
            "drill": letter.drill,
            "name": letter.name,
            "address": letter.address,
            "level": letter.level,
            "language": letter.language,
            "subject": letter.subject,
            "body": letter.body,
            "short": letter.short,
            "answering": answering and {"link": answering.link, "code": answering.code},
        },
    }
    # The notice, which is the same in thousands of messages, goes in as text that was written once.
    return f'{_JSON(document)[:-2]},"notice":{_fields(notice)}}}}}'.encode()


@lru_cache(maxsize=32)
def _fields(notice: Notice | None) -> str:
    return _JSON(notice and notice.model_dump(mode="json", include={"id", "topic", "sites", "audience", "facts"}))
