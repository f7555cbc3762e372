"""Notices as text messages and as calls, over Twilio or a service that speaks as it does.

Sources: twilio.com/docs, the Messages and Calls resources; what was answered with 429 was not processed (error 20429).

Nothing there has an idempotency key: what may have been sent is not sent again by itself.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from attrs import field, frozen
from pydantic import ConfigDict, SecretStr, StringConstraints

from downtimekit.adapters._channel_settings import ChannelSettings, Token, permits
from downtimekit.adapters._http import Answer, Call, ChannelUrl, Line, judged
from downtimekit.adapters._letter import plain, sendable
from downtimekit.adapters._twiml import as_text, as_twiml, with_parameters
from downtimekit.errors import OutcomeUnknown, Rejected
from downtimekit.models.notice import ENGLISH, ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.models.strict import Key
from downtimekit.ports.notifier import Capabilities, Message, Sent

# Twilio's own ids, and the UUIDs of services that speak as it does; what else is answered is not written down.
_ID = re.compile(r"(?:SM|MM|CA)[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_NOT_SENT = frozenset({"failed", "undelivered", "canceled", "busy", "no-answer"})
_CODES = range(10_000, 100_000)
_ACCOUNT = r"^[A-Za-z0-9-]{1,64}$"
_SENDER = r"^(\+[0-9]{4,15}|[0-9]{3,8}|MG[0-9A-Fa-f]{32}|[A-Za-z0-9 ]{1,11})$"


class TwilioSettings(ChannelSettings):
    """An account, and the number that messages come from.

    Attributes:
        account: its id, such as ``AC`` and 32 hexadecimal digits.
        token: its auth token, or the secret of `api_key`.
        api_key: the id of a key of its own, which can be taken back alone; signs in instead of the account.
        url: the API's root, for another region or a service that speaks as Twilio does.
        status_url: the host's own page, which the service tells what became of the message. It gets the message's key
            as the parameter ``key``; whether a request is the service's, its signature says.
    """

    account: Annotated[str, StringConstraints(pattern=_ACCOUNT)]
    token: Token
    api_key: Annotated[str, StringConstraints(pattern=_ACCOUNT)] | None = None
    url: ChannelUrl = SecretStr("https://api.twilio.com/2010-04-01")
    status_url: ChannelUrl | None = None


class TwilioSmsSettings(TwilioSettings):
    """How text messages are sent.

    Attributes:
        sender: the number in international form, a short code, a sender's name, or a messaging service (``MG``...).
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"account": "AC" + "0" * 32, "token": "example", "sender": "+12025550100"}]}
    )

    name: Key = "twilio-sms"
    sender: Annotated[str, StringConstraints(pattern=_SENDER)]


class TwilioVoiceSettings(TwilioSettings):
    """How calls are made.

    Attributes:
        sender: the number in international form that the call comes from.
        answer_url: the host's own page, which is told the key that was pressed, as ``Digits``, with the code of the
            message as the parameter ``code``. Without it, nobody is asked to press one.
        accents: how a language is spoken, by its BCP 47 tag; what is not listed is spoken as English.
        detects_machines: tells a voice mail from a person, at a price and after some seconds of silence, and waits for
            its tone. Without it, a call that a machine took counts as delivered; it never counts as answered.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"account": "AC" + "0" * 32, "token": "example", "sender": "+12025550100"}]}
    )

    name: Key = "twilio-voice"
    sender: Annotated[str, StringConstraints(pattern=r"^\+[0-9]{4,15}$")]
    answer_url: ChannelUrl | None = None
    accents: Mapping[str, str] = {ENGLISH: "en-US", "es": "es-MX"}
    detects_machines: bool = False


@frozen
class TwilioSms:
    """Sends the short form of each message as a text.

    Attributes:
        settings: the account, and whom texts come from.
        line: over which it calls.

    Raises:
        InvalidInput: the line does not permit the URL.
    """

    Settings: ClassVar[type[TwilioSmsSettings]] = TwilioSmsSettings

    settings: TwilioSmsSettings
    line: Line = field(factory=Line, validator=permits, kw_only=True)

    @property
    def capabilities(self) -> Capabilities:
        """What it is and can do."""
        settings = self.settings
        return Capabilities(settings.name, ChannelKind.SMS, needs=settings.needs, short=True, vendor="twilio")

    async def send(self, message: Message) -> Sent:
        """Send one text.

        Raises:
            Rejected: the service refused it, or the address is not one for texts.
            Unreachable: there is no connection, or the service asks to come back later.
            OutcomeUnknown: it was handed over, and the service did not say what became of it.
        """
        letter = sendable(message, kind=ChannelKind.SMS)
        sender = self.settings.sender
        form = {
            "To": letter.address,
            "MessagingServiceSid" if re.fullmatch("MG[0-9A-Fa-f]{32}", sender) else "From": sender,
            "Body": as_text(letter),
        }
        return await _posted(self.line, self.settings, "Messages", form=form, key=plain(message.key))


@frozen
class TwilioVoice:
    """Calls somebody, says each message twice, and asks them to press 1.

    A voice mail presses no key: who pressed one has heard it.

    Attributes:
        settings: the account, and whom calls come from.
        line: over which it calls the service.

    Raises:
        InvalidInput: the line does not permit the URL.
    """

    Settings: ClassVar[type[TwilioVoiceSettings]] = TwilioVoiceSettings

    settings: TwilioVoiceSettings
    line: Line = field(factory=Line, validator=permits, kw_only=True)

    @property
    def capabilities(self) -> Capabilities:
        """What it is and can do."""
        return Capabilities(self.settings.name, ChannelKind.PHONE, needs=self.settings.needs, vendor="twilio")

    async def send(self, message: Message) -> Sent:
        """Start one call.

        Raises:
            Rejected: the service refused it, or the address is not a phone number.
            Unreachable: there is no connection, or the service asks to come back later.
            OutcomeUnknown: it was handed over, and the service did not say what became of it.
        """
        letter = sendable(message, kind=ChannelKind.PHONE)
        settings = self.settings
        answer_url = settings.answer_url.get_secret_value() if settings.answer_url else ""
        said = as_twiml(letter, accents=settings.accents, answer_url=answer_url)
        form = {"To": letter.address, "From": settings.sender, "Twiml": said}
        if settings.detects_machines:
            form["MachineDetection"] = "DetectMessageEnd"
        return await _posted(self.line, settings, "Calls", form=form, key=plain(message.key))


async def _posted(line: Line, settings: TwilioSettings, resource: str, *, form: Mapping[str, str], key: str) -> Sent:
    called_back = {}
    if settings.status_url is not None:
        called_back["StatusCallback"] = with_parameters(settings.status_url.get_secret_value(), key=key)
    sign_in = f"{settings.api_key or settings.account}:{settings.token.get_secret_value()}"
    headers = {
        "Authorization": f"Basic {base64.b64encode(sign_in.encode()).decode()}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    url = f"{settings.url.get_secret_value().rstrip('/')}/Accounts/{settings.account}/{resource}.json"
    content = urlencode({**form, **called_back}).encode()
    return _sent(await line.call(Call("POST", url, headers=headers, content=content)))


def _sent(answer: Answer) -> Sent:
    found = answer.fields()
    try:
        judged(answer)
    except Rejected as error:
        raise Rejected(f"{error}{_code(found.get('code'))}") from None
    sid = found.get("sid")
    if not isinstance(sid, str):
        raise OutcomeUnknown(f"the server answered {answer.status}, and nothing by which the message is known")
    if found.get("status") in _NOT_SENT:
        raise Rejected(f"the server took it, and did not send it{_code(found.get('error_code'))}")
    return Sent(ReceiptState.ACCEPTED, sid if _ID.fullmatch(sid) else "")


def _code(found: object) -> str:
    """Return Twilio's number of an error, such as 21610 for somebody who wants no more texts; its words name people."""
    return f", code {found}" if isinstance(found, int) and found in _CODES else ""
