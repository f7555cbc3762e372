"""Mail servers on loopback: one that is as strict as a hospital's, and ones that fall over where they are told."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from attrs import Factory, define

from downtimekit.adapters.smtp import Security, SmtpSettings

USER, PASSWORD = "ward-user", "planted-Passw0rd:/@%"
SENDER = "downtime@hospital.example.org"
REFUSED = "refused.nurse@example.org"
BUSY = "busy.nurse@example.org"


@define
class Mailbox:
    """Keeps the mails that a server took; an aiosmtpd handler."""

    mails: list[EmailMessage] = Factory(list)
    raw: list[bytes] = Factory(list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == REFUSED:
            return f"550 5.1.1 <{address}> is not known here"
        if address == BUSY:
            return f"451 4.7.1 <{address}> come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content
        assert content is not None
        mail = BytesParser(policy=default).parsebytes(content)
        assert isinstance(mail, EmailMessage)
        mail["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.raw.append(content)
        self.mails.append(mail)
        return f"250 OK, queued for {envelope.rcpt_tos}"


def as_read(mail: EmailMessage) -> str:
    """Return a mail as a person reads it, with its headers."""
    headers = [f"{name}: {value}" for name, value in mail.items()]
    return "\n".join([*headers, "", str(mail.get_content())])


def signed_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: object) -> AuthResult:
    assert isinstance(login, LoginPassword)
    known = (login.login, login.password) == (USER.encode(), PASSWORD.encode())
    # With handled=True a refusal sends no answer, and the client waits for ever.
    return AuthResult(success=known, handled=False)


@contextmanager
def strict_server(certificate: trustme.LeafCert, *, implicit_tls: bool = False) -> Iterator[tuple[int, Mailbox]]:
    """Run a server that talks only over TLS; yield its port and its mailbox.

    With STARTTLS it takes mails only from those who sign in. Over TLS from the start, aiosmtpd offers no sign-in.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    mailbox, port = Mailbox(), free_port()
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port,
        ssl_context=context if implicit_tls else None,
        tls_context=None if implicit_tls else context,
        require_starttls=not implicit_tls,
        authenticator=signed_in,
        auth_required=not implicit_tls,
    )
    controller.start()
    try:
        yield port, mailbox
    finally:
        controller.stop()


@contextmanager
def scripted_server(script: Mapping[str, str | None]) -> Iterator[SmtpSettings]:
    """Run a server that answers by the first word of a line, and yield the settings to reach it.

    `hello` is what it says first, ``.`` is the end of the text. Where the script says None it hangs up, and where
    it says "" it waits.
    """
    answers = {"hello": "220 hi", "EHLO": "250 hi", "DATA": "354 go on", **script}

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            word = "hello"
            while word and (answer := answers.get(word, "250 OK")) is not None:
                self.wfile.write(f"{answer}\r\n".encode() if answer else b"")
                if answer and answer.startswith("354"):
                    word = next(("." for line in self.rfile if line == b".\r\n"), "")
                else:
                    word = self.rfile.readline().decode().partition(" ")[0].strip()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield SmtpSettings(host="127.0.0.1", port=server.server_address[1], sender=SENDER, security=Security.PLAIN)
        finally:
            server.shutdown()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
