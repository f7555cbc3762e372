"""A message as a mail: what is the same for everybody is written once, and what is one contact's is put in place."""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import chain
from typing import Literal

from attrs import frozen

from downtimekit.adapters._letter import one_line, plain
from downtimekit.adapters._wording import asking
from downtimekit.notices.letters import answer_html
from downtimekit.ports.notifier import Answering, Message

_ONE_LINE = 60  # characters of a name that stands with its header in one line
_ESCAPED = str.maketrans({"\\": r"\\", '"': r"\""})
_PLAIN, _HTML = (
    f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n".encode()
    for kind in ("plain", "html")
)


@frozen
class CalendarPart:
    """An iCalendar object that goes with a mail, as an invitation does (RFC 6047, 2.4).

    Attributes:
        method: the object's own METHOD, which the mail must repeat.
        content: the object, a VCALENDAR.
    """

    method: Literal["PUBLISH", "REQUEST", "CANCEL"]
    content: str


@frozen
class Words:
    """What a mail says to everybody who gets it."""

    subject: str
    body: str
    html: str = ""
    thread: str = ""
    calendar: CalendarPart | None = None


@frozen
class Draft:
    """A mail that lacks only what is one contact's; see `drafted`.

    Attributes:
        domain: of the sender, to which its Message-ID belongs.
        pieces: the headers and the text; between them stands how to answer, in plain and, where there are three, in
            HTML.
    """

    domain: str
    pieces: tuple[bytes, ...]

    def to(self, letter: Message, *, at: datetime) -> tuple[bytes, str]:
        """Return the mail to one contact, in lines that end with CRLF, and its Message-ID.

        Two with one key have one Message-ID, so that a mail program can tell that they are the same.

        Args:
            letter: a message that `sendable` has looked at: no name, address or key in it can begin a header.
            at: when it is sent.
        """
        identity = message_id(letter.key, self.domain)
        first, *more = self.pieces
        head = (
            f"To: {_to(letter)}\r\n"
            f"Date: {format_datetime(at)}\r\n"
            f"Message-ID: {identity}\r\n"
            f"X-Downtimekit-Key: {letter.key}\r\n"
        )
        if letter.answering is None:
            return b"".join([head.encode("ascii"), first, *more]), identity
        answers = map(_quoted, _answers(letter.answering, letter.language))
        return b"".join([head.encode("ascii"), first, *chain(*zip(answers, more, strict=False))]), identity


def drafted(words: Words, *, sender: str) -> Draft:
    """Write what is the same in every mail with these words.

    Args:
        words: what it says; its subject is one line.
        sender: the address that it comes from.
    """
    domain = sender.rpartition("@")[2]
    head = _head(words, sender)
    text = _PLAIN + _quoted(words.body)
    if not (words.html or words.calendar):
        return Draft(domain, (head + text, b""))
    # A text that is encoded holds no "=_" (RFC 2045, 6.7), so it cannot hold the boundary.
    boundary = f"=_{hashlib.sha256(repr(words).encode('utf-8', 'replace')).hexdigest()[:32]}"
    part = f"\r\n--{boundary}\r\n".encode()
    pieces = [head + f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n'.encode() + part + text]
    last = b""
    if words.html:
        page, end = _divided(plain(words.html))
        pieces.append(part + _HTML + _quoted(page))
        last = _quoted(end)
    if words.calendar:
        last += part + _calendar(words.calendar)
    return Draft(domain, (*pieces, last + f"\r\n--{boundary}--\r\n".encode()))


def _head(words: Words, sender: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(addr_spec=sender)
    mail["Subject"] = words.subject
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office note comes back
    if words.thread:
        # Nobody got the mail that begins the thread; mail programs put together what answers the same one.
        root = message_id(f"thread {words.thread}", sender.rpartition("@")[2])
        mail["In-Reply-To"] = mail["References"] = root
    mail["MIME-Version"] = "1.0"
    return mail.as_bytes().removesuffix(b"\r\n")


def _calendar(part: CalendarPart) -> bytes:
    head = (
        f"Content-Type: text/calendar; method={part.method}; charset=utf-8; component=VEVENT\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + base64.encodebytes(part.content.encode()).replace(b"\n", b"\r\n")


def _divided(page: str) -> tuple[str, str]:
    """Return a page in two halves: how to answer goes between them, to the end of what a reader sees."""
    ends = [at for at in map(page.lower().rfind, ("</main", "</body")) if at >= 0]
    return (page[: ends[0]], page[ends[0] :]) if ends else (page, "")


def _answers(answering: Answering, language: str) -> tuple[str, str]:
    """Return how to answer, in plain and in HTML."""
    words, link, code = asking(language), one_line(answering.link), one_line(answering.code)
    lines = [""]
    if link:
        lines.append(f"{words.link}: {link}")
    if code:
        lines.append(words.reply.format(code=code))
    # Whatever it is, it must not be a script that the mail program runs; the plain text shows it as it is.
    page = link if link.startswith(("https://", "http://")) else ""
    return "\n".join(lines), answer_html(language, link=page, code=code)


def message_id(key: str, domain: str) -> str:
    """Return what a mail is known by: the same for the same key, whenever it is sent."""
    return f"<{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@{domain}>"


def _to(letter: Message) -> str:
    name = letter.name
    if name.isascii() and len(name) <= _ONE_LINE and "=?" not in name:
        return f'"{name.translate(_ESCAPED)}" <{letter.address}>' if name else letter.address
    encoded = Header(name, "utf-8", header_name="To").encode(linesep="\r\n")
    return f"{encoded}\r\n <{letter.address}>"


def _quoted(text: str) -> bytes:
    """Return text as quoted-printable, in whole lines; nothing where there is no text."""
    if not text:
        return b""
    lines = "\r\n".join([*text.split("\n"), ""])
    return binascii.b2a_qp(lines.encode(), istext=True)
