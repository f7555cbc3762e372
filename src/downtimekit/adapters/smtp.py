"""Notices by mail, over a mail server that the clinic can still reach. Needs the extra ``smtp``, and asyncio."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from typing import ClassVar

import aiosmtplib
import anyio
import anyio.lowlevel
from attrs import field, frozen

from downtimekit.adapters._letter import sendable
from downtimekit.adapters._mail import as_mail
from downtimekit.adapters._smtp_settings import Security, SmtpSettings
from downtimekit.errors import Fault, InvalidInput, OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.ports.notifier import Message, Sent

__all__ = ["Security", "SmtpNotifier", "SmtpSettings"]

_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLError, "the encryption failed"),
    (TimeoutError, "there was no answer in time"),
    (socket.gaierror, "nobody knows its name"),
    (aiosmtplib.SMTPServerDisconnected, "the connection broke"),
    (OSError, "there is no connection"),
    (aiosmtplib.SMTPException, "it offers no encryption, or no way to sign in that is known here"),
)
_START_INPUT = 354
_TAKEN, _REFUSALS, _FOR_GOOD = 2, (4, 5), 5  # the first digit of an answer (RFC 5321, 4.2.1)
_UNTOLD = "the mail server has the text, and did not say whether it took it"
_FAREWELL = 2.0  # seconds; the message was taken, and nobody waits for a mail server's goodbye


def _trust(settings: SmtpSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError:  # ssl.SSLError, too
        fault = Fault("ca_file", "cannot be read, or holds no certificate in PEM")
        raise InvalidInput("SMTP settings", [fault]) from None


@frozen
class SmtpNotifier:
    """Hands each message to a mail server, over a connection of its own.

    The server's certificate is always verified. The Message-ID and the header ``X-Downtimekit-Key`` follow from the
    message's key alone, so that a message that was sent again can be recognised.

    Attributes:
        settings: where the mail server stands, and how to sign in there.

    Raises:
        InvalidInput: the file of certificates cannot be used.
    """

    kind: ClassVar[ChannelKind] = ChannelKind.EMAIL

    settings: SmtpSettings
    _context: ssl.SSLContext = field(init=False, repr=False, eq=False)

    @_context.default
    def _default_context(self) -> ssl.SSLContext:
        return _trust(self.settings)

    async def send(self, message: Message) -> Sent:
        """Send one mail.

        Raises:
            Rejected: the server refused the sign-in, the sender, the recipient or the text for good, or the
                address is not one of email.
            Unreachable: there is no connection, it cannot be trusted, it broke before the text was sent, or the
                server asks to come back later.
            OutcomeUnknown: the text was sent, and the server did not say what became of it.
        """
        letter = sendable(message, kind=self.kind)
        mail = as_mail(letter, sender=self.settings.sender, at=datetime.now(UTC))
        async with self._conversation() as client:
            await self._approach(client, recipient=letter.address)
            await self._hand_over(client, mail.as_bytes())
            with anyio.move_on_after(_FAREWELL, shield=True), suppress(aiosmtplib.SMTPException, OSError):
                await client.quit()
        return Sent(ReceiptState.ACCEPTED, f"Message-ID {mail['Message-ID']}")

    @asynccontextmanager
    async def _conversation(self) -> AsyncIterator[aiosmtplib.SMTP]:
        client = self._client()
        with _nothing_out("the connection"):
            await client.connect()
        line = client.transport
        try:
            yield client
        finally:
            client.close()
            if isinstance(line, asyncio.WriteTransport):
                line.abort()  # TLS would wait for the other side, longer than the event loop may live
            with anyio.CancelScope(shield=True):
                await anyio.lowlevel.checkpoint()

    def _client(self) -> aiosmtplib.SMTP:
        settings = self.settings
        return aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,  # None is 465, 587 or 25
            # By default aiosmtplib asks the name service for this, which may be down, too.
            local_hostname=settings.sender.rpartition("@")[2],
            timeout=settings.timeout,
            use_tls=settings.security == Security.TLS,
            start_tls=settings.security not in {Security.TLS, Security.PLAIN},
            tls_context=self._context,
        )

    async def _approach(self, client: aiosmtplib.SMTP, *, recipient: str) -> None:
        """Say everything that comes before the text."""
        settings = self.settings
        if settings.username is not None and settings.password is not None:
            with _nothing_out("the sign-in"):
                await client.login(settings.username, settings.password.get_secret_value())
        with _nothing_out("the sender"):
            await client.mail(settings.sender)
        with _nothing_out("the recipient"):
            await client.rcpt(recipient)
        with _nothing_out("the text"):
            start = await client.execute_command(b"DATA")
            if start.code != _START_INPUT:
                raise aiosmtplib.SMTPDataError(start.code, "")

    async def _hand_over(self, client: aiosmtplib.SMTP, text: bytes) -> None:
        """Send the text, and read what became of it.

        `aiosmtplib.SMTP.data` does not tell whether it broke before the text was sent or after.
        """
        with _nothing_out("the text"):
            if client.protocol is None:
                raise aiosmtplib.SMTPServerDisconnected("")
            protocol = client.protocol
            protocol.write(_in_transit(text))
        try:
            answer = await protocol.read_response(timeout=self.settings.timeout)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise OutcomeUnknown(f"{_UNTOLD}: {_cause(error)}") from error
        if answer.code // 100 in _REFUSALS:
            raise _refusal(answer.code, "the text")
        if answer.code // 100 != _TAKEN:
            raise OutcomeUnknown(f"{_UNTOLD}: its answer makes no sense ({answer.code})")


@contextmanager
def _nothing_out(what: str) -> Iterator[None]:
    """Turn whatever goes wrong before the text is sent into an error of the port."""
    try:
        yield
    except aiosmtplib.SMTPResponseException as error:
        raise _refusal(error.code, what) from None  # what the server wrote may hold the address
    except (aiosmtplib.SMTPException, OSError) as error:
        raise Unreachable(f"the mail server did not get as far as {what}: {_cause(error)}") from error
    except ValueError:  # after OSError, as a certificate that is not trusted is both
        raise Rejected(f"{what} cannot be named to the mail server") from None  # it may hold the address


def _refusal(code: int, what: str) -> PortError:
    kind = Rejected if code // 100 == _FOR_GOOD else Unreachable
    return kind(f"the mail server refused {what} ({code})")


def _cause(error: BaseException) -> str:
    chain = (error, error.__cause__)
    for cause in chain:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted: {cause.verify_message}"
    return next(words for kind, words in _CAUSES if any(isinstance(cause, kind) for cause in chain))


def _in_transit(text: bytes) -> bytes:
    """Return a text with CRLF after each line, its leading dots doubled, and the end mark (RFC 5321, 4.5.2)."""
    lines = b"\r\n".join(text.splitlines())
    return re.sub(rb"(?m)^\.", b"..", lines) + b"\r\n.\r\n"
