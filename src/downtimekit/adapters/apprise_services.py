"""Notices over a service that apprise knows, of which there are more than a hundred. Needs the extra ``apprise``.

Source: apprise 2.2 (github.com/caronc/apprise): `Apprise.notify`, `AppriseResult` and ``timeout``.

What to know of it: it tells only whether all went well, and not whether anything went out. Its calls go over its own
clients, so the guard of `LineSettings.allow_private` does not hold for them; a URL is as good as whoever wrote it. When
its time is up it stops waiting, and what it began in a thread may still be carried. It and its clients write URLs into
their logs; while a message is sent from here, their loggers say nothing, for which filters are put on them that let
everything else through.
"""

from __future__ import annotations

import logging
import warnings
from contextvars import ContextVar
from functools import partial
from typing import Annotated, ClassVar, Self
from urllib.parse import quote

import anyio.to_thread
import apprise
from attrs import field, frozen
from pydantic import Field, SecretStr, model_validator

from downtimekit.adapters._letter import sendable
from downtimekit.adapters._wording import in_reply
from downtimekit.errors import Fault, InvalidInput, OutcomeUnknown, Rejected
from downtimekit.models.dependency import Dependency
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.models.strict import Key, Strict
from downtimekit.ports.notifier import Capabilities, Message, Sent

_PLACE = "{address}"
_ANYBODY = "15555550123"  # fits where an address, a number or a name is expected
_LOGGERS = ("apprise", "requests", "urllib3.connectionpool", "asyncio")
_sending: ContextVar[bool] = ContextVar("downtimekit_apprise_sending", default=False)


class _Hush(logging.Filter):
    """Keeps back what is logged while a message is sent from here."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let through what is not ours."""
        return not _sending.get()


_HUSH = _Hush()


class AppriseSettings(Strict):
    """A service, by its URL; how to write it says apprise's own guide.

    Attributes:
        name: what receipts call it.
        url: such as ``matrix://user:password@server/#room``; it holds credentials, and is never shown. Where people are
            told, ``{address}`` stands in it for the contact's address.
        kind: of the addresses that stand in the URL; None for a room, or whatever has none.
        needs: what must be up for the service to be reached.
        short: whether the short form of the words is sent.
        timeout: in seconds; when it is up, nobody knows whether the message went out.
    """

    name: Key = "apprise"
    url: SecretStr
    kind: ChannelKind | None = None
    needs: frozenset[Dependency] = frozenset({Dependency.CUSTOMER_INTERNET, Dependency.VENDOR_CLOUD})
    short: bool = False
    timeout: Annotated[float, Field(ge=0.1, le=600)] = 20.0

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if (_PLACE in self.url.get_secret_value()) != (self.kind is not None):
            raise ValueError(f"must have a kind of address if its URL has a place for one, {_PLACE}, and only then")
        return self


def _is_known(channel: AppriseServices, _: object, settings: AppriseSettings) -> None:
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_HUSH)
    token = _sending.set(True)
    try:
        # All services are loaded when the first is asked for; one imports a module that Python 3.13 does without.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            known = _services(settings, _ANYBODY) is not None
    finally:
        _sending.reset(token)
    if not known:
        raise InvalidInput("apprise settings", [Fault("url", "is not one that apprise knows")])


@frozen
class AppriseServices:
    """Sends each message to one service.

    A message that is sent again may arrive twice. Whoever stops waiting still waits until apprise has done.

    Attributes:
        settings: the service.

    Raises:
        InvalidInput: apprise does not know the URL.
    """

    Settings: ClassVar[type[AppriseSettings]] = AppriseSettings

    settings: AppriseSettings = field(validator=_is_known)

    @property
    def capabilities(self) -> Capabilities:
        """What it is and can do."""
        settings = self.settings
        return Capabilities(settings.name, settings.kind, needs=settings.needs, short=settings.short, at_once=8)

    async def send(self, message: Message) -> Sent:
        """Send one message.

        Raises:
            Rejected: the address is not of the kind, or apprise makes no use of it.
            OutcomeUnknown: apprise could not say that it was taken.
        """
        letter = sendable(message, kind=self.settings.kind)
        token = _sending.set(True)
        try:
            services = _services(self.settings, letter.address)
            if services is None:
                raise Rejected("apprise cannot tell whom the message is for")
            # Not `async_notify`: when somebody stops waiting, it loses whose cancellation that was.
            done = await anyio.to_thread.run_sync(partial(self._notify, services, letter))
        finally:
            _sending.reset(token)
        if not done:
            raise OutcomeUnknown("apprise could not say that the service took it")
        return Sent(ReceiptState.ACCEPTED)

    def _notify(self, services: apprise.Apprise, letter: Message) -> bool:
        short, reply = self.settings.short, in_reply(letter)
        return bool(
            services.notify(
                title="" if short else letter.subject,
                body=(f"{letter.short} {reply}" if short else f"{letter.body}\n\n{reply}").rstrip(),
                body_format=apprise.NotifyFormat.TEXT,
                timeout=self.settings.timeout,
            )
        )


def _services(settings: AppriseSettings, address: str) -> apprise.Apprise | None:
    """Return the service for an address; None where apprise does not understand it."""
    found = apprise.Apprise(asset=apprise.AppriseAsset(secure_logging=True))
    url = settings.url.get_secret_value().replace(_PLACE, quote(address, safe=""))
    return found if found.add(url) else None
