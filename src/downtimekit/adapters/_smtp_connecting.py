"""How a connection to a mail server is opened, encrypted and signed in."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import aiosmtplib
import anyio
import anyio.lowlevel

from downtimekit.adapters._smtp_answers import Answers, refusal
from downtimekit.adapters._smtp_line import NOT_AS_FAR, Line
from downtimekit.adapters._smtp_pool import NoMoreConnections
from downtimekit.adapters._smtp_settings import Security, SmtpSettings
from downtimekit.errors import Rejected, Unreachable

_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLError, "the encryption failed"),
    (TimeoutError, "there was no answer in time"),
    (socket.gaierror, "nobody knows its name"),
    (aiosmtplib.SMTPServerDisconnected, "the connection broke"),
    (OSError, "there is no connection"),
    (aiosmtplib.SMTPException, "it offers no encryption, or no way to sign in that is known here"),
)
_FULL = 421


async def connect(settings: SmtpSettings, *, context: ssl.SSLContext) -> Line:
    """Open a connection over which mails can go.

    Args:
        settings: where the server stands, and how to sign in there.
        context: which certificates are trusted.

    Raises:
        NoMoreConnections: the server hung up at once, and said so.
        Unreachable: there is no connection, it cannot be trusted, or the server refused it or the sign-in.
        Rejected: the sign-in cannot be said to a mail server.
    """
    client = _client(settings, context)
    try:
        await _greet(client, settings)
        return _taken_over(client, timeout=settings.timeout)
    except BaseException:
        await _drop(client)
        raise


def _taken_over(client: aiosmtplib.SMTP, *, timeout: float) -> Line:
    """Take the connection from aiosmtplib, which asks the server for one step at a time."""
    transport, answers = client.transport, Answers()
    if not isinstance(transport, asyncio.Transport):
        raise Unreachable(f"{NOT_AS_FAR} the connection: the connection broke")
    transport.set_protocol(answers)
    return Line(transport, answers, client.supports_extension("pipelining"), timeout)


async def _greet(client: aiosmtplib.SMTP, settings: SmtpSettings) -> None:
    with _nothing_out("the connection"):
        try:
            await client.connect()
        except aiosmtplib.SMTPConnectResponseError as error:
            if error.code == _FULL:
                raise NoMoreConnections(*refusal(error.code, "the connection").args) from None
            raise
        await _introduce(client)
    if settings.username is not None and settings.password is not None:
        with _nothing_out("the sign-in"):
            await client.login(settings.username, settings.password.get_secret_value())


async def _introduce(client: aiosmtplib.SMTP) -> None:
    if client.is_ehlo_or_helo_needed:
        try:
            await client.ehlo()
        except aiosmtplib.SMTPHeloError:
            await client.helo()


async def _drop(client: aiosmtplib.SMTP) -> None:
    line = client.transport
    client.close()
    if isinstance(line, asyncio.WriteTransport):
        line.abort()  # TLS would wait for the other side, longer than the event loop may live
    with anyio.CancelScope(shield=True):
        await anyio.lowlevel.checkpoint()


def _client(settings: SmtpSettings, context: ssl.SSLContext) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(
        hostname=settings.host,
        port=settings.port,  # None is 465, 587 or 25
        # By default aiosmtplib asks the name service for this, which may be down, too.
        local_hostname=settings.sender.rpartition("@")[2],
        timeout=settings.timeout,
        use_tls=settings.security == Security.TLS,
        start_tls=settings.security not in {Security.TLS, Security.PLAIN},
        tls_context=context,
    )


@contextmanager
def _nothing_out(what: str) -> Iterator[None]:
    """Turn whatever goes wrong into an error of the port."""
    try:
        yield
    except aiosmtplib.SMTPResponseException as error:
        # A no before any mail is no answer to that mail. Were it one, the next contact's would sign in anew, with the
        # same wrong password, until the account is locked; a server that is out of reach is left alone for a while.
        raise Unreachable(*refusal(error.code, what).args) from None  # what the server wrote may hold the user name
    except (aiosmtplib.SMTPException, OSError) as error:
        raise Unreachable(f"{NOT_AS_FAR} {what}: {_cause(error)}") from error
    except ValueError:  # after OSError, as a certificate that is not trusted is both
        raise Rejected(f"{what} cannot be named to the mail server") from None  # it may hold the user name


def _cause(error: BaseException) -> str:
    chain = (error, error.__cause__)
    for cause in chain:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted: {cause.verify_message}"
    return next(words for kind, words in _CAUSES if any(isinstance(cause, kind) for cause in chain))
