"""What was sent, and what became of it: an HL7 v2 interface cannot be asked."""

from __future__ import annotations

from enum import StrEnum
from threading import Lock
from typing import Protocol

import attrs
from attrs import field, frozen


class State(StrEnum):
    """How far a message is."""

    SENT = "sent"
    """It may have reached the other side."""
    TAKEN = "taken"
    """The other side has answered that it took it."""
    REFUSED = "refused"
    """The other side has refused it for good."""


@frozen
class Sending:
    """A message that may be on its way, or was answered.

    Attributes:
        key: the idempotency key of the entry.
        control_id: what stands in MSH-10.
        message: its bytes, which go out the same whenever they are sent again; empty once it was answered.
        accession: the exam that the record belongs to, by which the chart can be asked for it.
        state: how far it is.
        record: the identifier of the record that it made; empty where it made none.
        attempt: how often it was sent, or nearly.
    """

    key: str
    control_id: str
    message: bytes = field(repr=False)
    accession: str | None = None
    state: State = State.SENT
    record: str = ""
    attempt: int = 1


class Ledger(Protocol):
    """Remembers messages, for every process that sends to one system.

    Promises:
        - what `begin` and `end` were told is there after a crash, before they return.
        - of two that begin to send for one key, the second one is given the message of the first.
        - what was taken stays taken.
        - the bytes of a message are patient data: they are held only until it is answered.

    Raises (from every method):
        Unreachable: it cannot be read or written; nothing was noted.
    """

    def find(self, key: str) -> Sending | None:
        """Return what is known of a key; None where nothing was sent for it."""
        ...

    def begin(self, sending: Sending) -> Sending:
        """Note that a message goes out now, and return what is to be sent, or was taken already.

        Where one is under way for the key, it is that one, with its attempts counted; one that was refused is begun
        anew.
        """
        ...

    def end(self, sending: Sending, state: State, *, record: str = "") -> None:
        """Note the answer to a message."""
        ...

    def forget(self, sending: Sending) -> None:
        """Note that nothing reached the other side; what others have noted of the key in the meantime stays."""
        ...


class MemoryLedger:
    """A ledger that is gone with its process: fit for tests, and where the chart shows each record's key at once."""

    def __init__(self) -> None:
        self._sendings: dict[str, Sending] = {}
        self._lock = Lock()

    def find(self, key: str) -> Sending | None:
        """Return what is known of a key."""
        with self._lock:
            return self._sendings.get(key)

    def begin(self, sending: Sending) -> Sending:
        """Note that a message goes out now."""
        with self._lock:
            kept = self._sendings.get(sending.key)
            if kept is None or kept.state is State.REFUSED:
                kept = sending
            elif kept.state is State.SENT:
                kept = attrs.evolve(kept, attempt=kept.attempt + 1)
            self._sendings[sending.key] = kept
            return kept

    def end(self, sending: Sending, state: State, *, record: str = "") -> None:
        """Note the answer to a message."""
        with self._lock:
            kept = self._sendings.get(sending.key)
            if kept is None or kept.state is not State.TAKEN:
                answered = attrs.evolve(sending, message=b"", state=state, record=record)
                self._sendings[sending.key] = answered

    def forget(self, sending: Sending) -> None:
        """Note that nothing reached the other side."""
        with self._lock:
            if self._sendings.get(sending.key) == sending:
                del self._sendings[sending.key]
