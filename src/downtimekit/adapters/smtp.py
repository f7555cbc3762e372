"""Notices by mail, over a mail server that the clinic can still reach. Needs the extra ``smtp``, and asyncio."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache, partial
from operator import methodcaller
from weakref import WeakKeyDictionary

from attrs import Factory, field, frozen

from downtimekit.adapters._letter import sendable
from downtimekit.adapters._mail import CalendarPart, Draft, Words, drafted
from downtimekit.adapters._smtp_connecting import connect
from downtimekit.adapters._smtp_pool import Pool
from downtimekit.adapters._smtp_settings import Security, SmtpSettings
from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.ports.notifier import Capabilities, Message, Sent

__all__ = ["CalendarPart", "Security", "SmtpNotifier", "SmtpSettings"]

_DRAFTS = 32  # so many texts at a time are written once for all their readers


def _trust(settings: SmtpSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError:  # ssl.SSLError, too
        fault = Fault("ca_file", "cannot be read, or holds no certificate in PEM")
        raise InvalidInput("SMTP settings", [fault]) from None


def _drafting(notifier: SmtpNotifier) -> Callable[[Words], Draft]:
    return lru_cache(maxsize=_DRAFTS)(partial(drafted, sender=notifier.settings.sender))


@frozen
class SmtpNotifier:
    """Hands each message to a mail server, over connections that are kept for the next one.

    The server's certificate is always verified. The Message-ID and the header ``X-Downtimekit-Key`` follow from the
    message's key alone, so that a message that was sent again can be recognised. What is told of one downtime stands in
    one thread.

    Each event loop has connections of its own; they are closed by `rest`, and when the loop ends.

    Attributes:
        settings: where the mail server stands, and how to sign in there.
        name: what receipts call it.

    Raises:
        InvalidInput: the file of certificates cannot be used.
    """

    settings: SmtpSettings
    name: str = "smtp"
    _context: ssl.SSLContext = field(init=False, repr=False, eq=False)
    _draft: Callable[[Words], Draft] = field(
        init=False, repr=False, eq=False, default=Factory(_drafting, takes_self=True)
    )
    _pools: WeakKeyDictionary[asyncio.AbstractEventLoop, Pool] = field(
        init=False, repr=False, eq=False, factory=WeakKeyDictionary
    )

    @_context.default
    def _default_context(self) -> ssl.SSLContext:
        return _trust(self.settings)

    @property
    def capabilities(self) -> Capabilities:
        """It takes mail; a mail that is sent again has the same Message-ID, by which it is recognised."""
        return Capabilities(
            self.name,
            ChannelKind.EMAIL,
            needs=self.settings.needs,
            idempotent=True,
            rich=True,
            at_once=2 * self.settings.connections,  # while some wait for the server, others are written
        )

    async def send(self, message: Message) -> Sent:
        """Send one mail.

        Raises:
            Rejected: the server refused the sender, the recipient or the text for good, or the address is not one of
                email.
            Unreachable: there is no connection, it cannot be trusted, it broke before the text was sent, or the
                server refused the sign-in or asks to come back later.
            OutcomeUnknown: the text was sent, and the server did not say what became of it.
        """
        return await self._send(message)

    async def invite(self, message: Message, *, calendar: CalendarPart) -> Sent:
        """Send one mail with an iCalendar object, which mail programs offer to put into the reader's calendar.

        Raises:
            Rejected, Unreachable, OutcomeUnknown: as `send` does.
        """
        return await self._send(message, calendar)

    async def rest(self) -> None:
        """Close the connections that nobody uses now; the next mail opens new ones."""
        if pool := self._pools.get(asyncio.get_running_loop()):
            await pool.rest()

    async def _send(self, message: Message, calendar: CalendarPart | None = None) -> Sent:
        letter = sendable(message, kind=ChannelKind.EMAIL)
        draft = self._draft(Words(letter.subject, letter.body, letter.html, letter.thread, calendar))
        mail, identity = draft.to(letter, at=datetime.now(UTC))
        begin = methodcaller("begin", sender=self.settings.sender, recipient=letter.address)
        async with self._pool().lent(begin) as line:
            await line.finish(mail)
        return Sent(ReceiptState.ACCEPTED, f"Message-ID {identity}")

    def _pool(self) -> Pool:
        loop = asyncio.get_running_loop()
        if (pool := self._pools.get(loop)) is None:
            settings = self.settings
            opening = partial(connect, settings, context=self._context)
            pool = self._pools[loop] = Pool(settings.connections, settings.mails_per_connection, opening)
        return pool
