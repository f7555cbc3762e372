"""The form of signed links and of reply codes; see `answers`."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC, datetime

from attrs import frozen
from pydantic import SecretStr

from downtimekit.errors import Fault, InvalidInput

CODE_ALPHABET = "BCDFGHJKMNPQRSTVWXZ23456789"
"""What codes are made of: no 0, O, 1, I or L, which look alike, and no vowels, so that none is a word."""

VERSION = "1"
SIGNATURE = 22
"""How many characters 128 bits take in base64."""

BETWEEN = "\n"
"""What stands between ids; none holds one."""

_STAMP = 5
"""Bytes of the end, in seconds since 1970."""


@frozen
class Asked:
    """What a link asks: whether a contact has the notices of one message.

    Attributes:
        downtime: its id; notices, contact: theirs, or a board's name.
        expires: until when the link counts; whole seconds.
    """

    downtime: str
    notices: tuple[str, ...]
    contact: str
    expires: datetime


def derived(purpose: str, secrets: Iterable[SecretStr]) -> tuple[bytes, ...]:
    """Return a key for each secret that is good for one purpose only."""
    words = f"downtimekit {purpose} {VERSION}".encode()
    return tuple(hmac.digest(secret.get_secret_value().encode(), words, "sha256") for secret in secrets)


def signature(key: bytes, body: str) -> str:
    """Return what stands for the first 128 bits of HMAC-SHA256 over a text, and over how it is written."""
    digest = hmac.digest(key, (VERSION + body).encode(), "sha256")
    return urlsafe_b64encode(digest[:16])[:SIGNATURE].decode()


def written(asked: Asked) -> str:
    """Return what a link asks, in letters, digits, ``-`` and ``_``.

    Raises:
        InvalidInput: an id has a line break.
    """
    # A notice's id begins with its downtime's, which need not be said twice; no id begins with a slash.
    start, own = len(asked.downtime), asked.downtime + "/"
    short = (notice[start:] if notice.startswith(own) else notice for notice in asked.notices)
    said = BETWEEN.join((asked.downtime, asked.contact, *short))
    if said.count(BETWEEN) != 1 + len(asked.notices):
        raise InvalidInput("link", [Fault("", "an id of the downtime, the notices or the contact has a line break")])
    stamp = int(asked.expires.timestamp()).to_bytes(_STAMP)
    return urlsafe_b64encode(stamp + said.encode()).rstrip(b"=").decode()


def read(body: str) -> Asked:
    """Return what was written; it was signed, so it is whole."""
    raw = urlsafe_b64decode(body + "=" * (-len(body) % 4))
    downtime, contact, *short = raw[_STAMP:].decode().split(BETWEEN)
    notices = tuple(downtime + notice if notice.startswith("/") else notice for notice in short)
    return Asked(downtime, notices, contact, datetime.fromtimestamp(int.from_bytes(raw[:_STAMP]), UTC))


def code(key: bytes, about: str, *, length: int) -> str:
    """Return characters of `CODE_ALPHABET` that stand for HMAC-SHA256 over a text."""
    number = int.from_bytes(hmac.digest(key, about.encode(), "sha256")[:8])
    letters = []
    for _ in range(length):
        number, place = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[place])
    return "".join(letters)
