"""What every channel does to a message before it lets it out."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from attrs import evolve
from pydantic import ValidationError

from downtimekit.errors import Rejected
from downtimekit.models.people import ChannelKind
from downtimekit.ports.notifier import Message

_MARK = re.compile(r"[!-~]{1,76}")  # a header of this length is not folded
_NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9.-]+")


def sendable(message: Message, *, kind: ChannelKind) -> Message:
    """Return the message with a checked address, plain text, and a drill that says so.

    Its key fits into a header, its name and subject are one line each, and only line breaks and tabs are left
    of the control characters in its body.

    Raises:
        Rejected: the address is not of this kind.
    """
    address = _checked(message.address, kind)
    if address is None:
        raise Rejected(f"the contact's address is not one for {kind}")
    subject = one_line(message.subject)
    if message.drill and not subject.startswith("DRILL"):
        subject = f"DRILL: {subject}"
    name, body = one_line(message.name), plain(message.body)
    return evolve(message, key=_mark(message.key), name=name, address=address, subject=subject, body=body)


def _checked(address: str, kind: ChannelKind) -> str | None:
    """Return an address as the models write it; None where it is not of the kind."""
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
    lines = "\n".join(text.splitlines())
    return "".join(char for char in lines if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"})


def _mark(key: str) -> str:
    if _MARK.fullmatch(key):
        return key
    return f"sha256:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"
