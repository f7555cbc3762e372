"""Mail servers on loopback: one that is as strict as a hospital's, and ones that fall over where they are told."""

from __future__ import annotations

import logging
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
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
    peers: set[object] = Factory(set)

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
        self.peers.add(session.peer)
        self.mails.append(mail)
        return f"250 OK, queued for {envelope.rcpt_tos}"


def as_read(mail: EmailMessage) -> str:
    """Return a mail as a person reads it, with its headers."""
    headers = [f"{name}: {value}" for name, value in mail.items()]
    return "\n".join([*headers, "", *(str(part.get_content()) for part in mail.walk() if not part.is_multipart())])


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
    logging.getLogger("mail.log").disabled = True  # aiosmtpd writes down everything that it hears
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


@define
class Turn:
    """What a client said, over which connection, and how many texts had come over that.

    `hello` is its arrival, and ``.`` the end of a text.
    """

    connection: int
    mails: int
    word: str
    line: str = ""


Script = Callable[[Turn], str | None]
"""What a server answers: None hangs up, "" waits; an answer that ends with ``!`` is the last, and then it hangs up."""


@define
class Sink:
    """A mail server that answers as it is told, and remembers."""

    settings: SmtpSettings
    connections: int = 0
    texts: list[bytes] = Factory(list)
    words: list[str] = Factory(list)

    @property
    def keys(self) -> list[str]:
        """The keys of the mails whose text came whole, in the order of the alphabet."""
        return sorted(str(BytesParser().parsebytes(text)["X-Downtimekit-Key"]) for text in self.texts)


@contextmanager
def sink(script: Script) -> Iterator[Sink]:
    """Run a server that answers by a script; what the script leaves to it, it takes."""

    class Conversation(socketserver.StreamRequestHandler):
        disable_nagle_algorithm = True

        def handle(self) -> None:
            with suppress(ConnectionError):
                self.converse()

        def converse(self) -> None:
            running.connections += 1
            turn = Turn(running.connections, 0, "hello")
            while turn.word:
                running.words.append(turn.word)
                answer = script(turn)
                if answer is None or not self.say(answer):
                    return
                if answer.startswith("354"):
                    turn.word = self.read_text()
                    turn.mails += 1
                else:
                    turn.line = self.rfile.readline().decode()
                    turn.word = turn.line.partition(" ")[0].strip()

        def say(self, answer: str) -> bool:
            """Answer, and tell whether the conversation goes on."""
            with suppress(OSError):
                self.wfile.write(f"{answer.rstrip('!')}\r\n".encode() if answer else b"")
            return not answer.endswith("!")

        def read_text(self) -> str:
            lines: list[bytes] = []
            for line in self.rfile:
                if line == b".\r\n":
                    running.texts.append(b"".join(lines))
                    return "."
                lines.append(line.removeprefix(b"."))
            return ""

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        port = server.server_address[1]
        running = Sink(SmtpSettings(host="127.0.0.1", port=port, sender=SENDER, security=Security.PLAIN))
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield running
        finally:
            server.shutdown()


def usual(word: str, *, pipelining: bool = False) -> str:
    """Return what a server answers to a word if nothing is wrong."""
    ehlo = "250-hi\r\n250 PIPELINING" if pipelining else "250 hi"
    return {"hello": "220 hi", "EHLO": ehlo, "DATA": "354 go on", "QUIT": "221 bye"}.get(word, "250 OK")


@contextmanager
def scripted_server(script: Mapping[str, str | None]) -> Iterator[SmtpSettings]:
    """Run a server that answers by the first word of a line, and yield the settings to reach it."""
    with sink(lambda turn: script.get(turn.word, usual(turn.word))) as running:
        yield running.settings


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
