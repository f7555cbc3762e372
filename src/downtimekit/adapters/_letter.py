"""What every channel does to a message before it lets it out."""

from __future__ import annotations

import hashlib
import re

from attrs import evolve
from pydantic import ValidationError

from downtimekit.errors import Rejected
from downtimekit.models.people import ChannelKind
from downtimekit.ports.notifier import Message

_MARK = re.compile(r"[!-~]{1,76}")  # a header of this length is not folded
_DIALLED = frozenset({ChannelKind.PHONE, ChannelKind.SMS})
_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")  # E.164 as `Contact` writes it; to look at its plan again takes longer
_NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9.-]+")
# Unicode's Cc and Cs, but tab and line feed; and what shows a number in another order than it is typed (UAX #9).
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def sendable(message: Message, *, kind: ChannelKind | None) -> Message:
    """Return the message with a checked address, plain text, and a drill that says so.

    Its key fits into a header, its name, subject and short form are one line each, and only line breaks and tabs are
    left of the control characters in its body.

    Raises:
        Rejected: the address is not of this kind; or there is one, and a board has none.
    """
    address = _checked(message.address, kind)
    if address is None:
        raise Rejected(f"the contact's address is not one for {kind or 'a board, which has none'}")
    return evolve(
        message,
        key=_mark(message.key),
        name=one_line(message.name),
        address=address,
        subject=_marked(one_line(message.subject), message.drill),
        body=plain(message.body),
        short=_marked(one_line(message.short or message.subject), message.drill),
    )


def _marked(line: str, drill: bool) -> str:
    return f"DRILL: {line}" if drill and not line.startswith("DRILL") else line


def _checked(address: str, kind: ChannelKind | None) -> str | None:
    """Return an address as the models write it; None where it is not of the kind."""
    if kind is None:
        return None if address else ""
    if kind in _DIALLED and _NUMBER.fullmatch(address):
        return address
    try:
        return kind.at(address).address
    except ValidationError:
        return None


def file_stem(key: str) -> str:
    """Return a file name for a key: one that can be read, and that no other key has."""
    readable = _NOT_IN_A_FILE_NAME.sub("-", key)[:60].strip("-.")
    return f"{readable or 'notice'}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def one_line(text: str) -> str:
    """Return text without line breaks and control characters."""
    return " ".join(plain(text).split())


def plain(text: str) -> str:
    """Return text whose lines end in a line feed and which has no other control character than tabs."""
    return _CONTROL.sub("", "\n".join(text.splitlines()))


def _mark(key: str) -> str:
    if _MARK.fullmatch(key):
        return key
    return f"sha256:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"
