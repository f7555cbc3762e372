"""What the journal holds: commits go in, entries come out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from struct import Struct

from attrs import field, frozen
from pydantic import TypeAdapter, ValidationError

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.facts import Fact
from downtimekit.models.people import Staff
from downtimekit.models.stored import FACTS, STAFF
from downtimekit.models.strict import ADAPTER, Key

_size = Struct(">Q").pack

GENESIS = "0" * 64
"""What the first entry of a stream chains to."""


def _tuple(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    return tuple(facts)


@frozen
class Entry:
    """One fact as the journal holds it.

    Attributes:
        version: counts from 1 within the stream, without gaps.
        at: when it was written, in UTC.
        command: the id of the command that wrote it; one command may write several entries.
        digest: SHA-256 over the entry and the digest before it, in hexadecimal.
    """

    stream: str
    version: int
    at: datetime
    by: Staff
    command: str
    fact: Fact
    digest: str


@frozen
class Commit:
    """One command's facts, to be written whole or not at all.

    Attributes:
        stream: a `Key`, and so never a patient's name.
        expected: the version of the stream that the decision was made on; 0 for a new stream.
        command: a `Key`; whoever repeats a command after a lost answer gives it again.
        at: any zone, but not without one.
        facts: at least one.

    Raises:
        InvalidInput: it could not be written to any journal.
    """

    stream: str
    expected: int
    command: str
    at: datetime
    by: Staff
    facts: Sequence[Fact] = field(converter=_tuple)

    def __attrs_post_init__(self) -> None:
        """Refuse what no journal takes."""
        faults = tuple(self._faults())
        if faults:
            raise InvalidInput("commit", faults)

    def _faults(self) -> Iterator[Fault]:
        for path, name in (("stream", self.stream), ("command", self.command)):
            if not _is_key(name):
                yield Fault(path, "is not a key: letters, digits and ._:/- only, at most 200")
        if self.at.utcoffset() is None:
            yield Fault("at", "needs a time zone or an offset from UTC")
        if not self.facts:
            yield Fault("facts", "needs at least one fact")


def fact_json(fact: Fact) -> str:
    """Write a fact in the one form that is stored and hashed."""
    return FACTS.write(fact)


def staff_json(staff: Staff) -> str:
    """Write who acted in the one form that is stored and hashed."""
    return STAFF.write(staff)


def link(previous: str, *, stream: str, version: int, at: str, by: str, command: str, fact: str) -> str:
    """Chain one entry to the one before it; every argument is text exactly as it is stored.

    The digest is SHA-256 over the seven, each in UTF-8 after its length in eight bytes.
    """
    # Written out, for whoever replays a million entries comes here as often.
    a, b, c, d = previous.encode(), stream.encode(), str(version).encode(), at.encode()
    e, f, g = by.encode(), command.encode(), fact.encode()
    first = (_size(len(a)), a, _size(len(b)), b, _size(len(c)), c, _size(len(d)), d)
    return hashlib.sha256(
        b"".join((*first, _size(len(e)), e, _size(len(f)), f, _size(len(g)), g)),
    ).hexdigest()


_KEY: TypeAdapter[str] = TypeAdapter(Key, config=ADAPTER)


def _is_key(name: str) -> bool:
    try:
        _KEY.validate_python(name)
    except ValidationError:
        return False
    return True
