"""The downtimes that somebody may still answer for, and what was sent in them to whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from attrs import define, field, frozen

from downtimekit.errors import UnknownName
from downtimekit.models.facts import TellingBegun
from downtimekit.models.notice import ReceiptState
from downtimekit.runtime.desk import Desk
from downtimekit.runtime.outage import Outage


@frozen
class Sent:
    """What went to a contact, or a board, as one message."""

    outage: Outage
    notices: tuple[str, ...]
    contact: str


@define
class Kept:
    """One downtime, and the messages of several notices that went out in it; what was read is not read again."""

    outage: Outage
    _read: int = 0
    _together: list[TellingBegun] = field(factory=list)

    def sent_to(self, contact: str) -> Iterator[Sent]:
        """Yield what went to a contact, or is on its way, a notice at a time."""
        standing = self.outage.standing
        for notice in standing.notices:
            if (notice, contact) in standing.receipts or (notice, contact) in standing.begun:
                yield Sent(self.outage, (notice,), contact)

    def together(self) -> Sequence[TellingBegun]:
        """Return the tries with messages of several notices."""
        for entry in self.outage.journal.read(self.outage.id, after=self._read):
            if isinstance(entry.fact, TellingBegun) and len(entry.fact.notices) > 1:
                self._together.append(entry.fact)
            self._read = max(self._read, entry.version)
        return tuple(self._together)

    def together_to(self, contact: str) -> Iterator[Sent]:
        """Yield the messages of several notices that went to a contact, each once."""
        several = dict.fromkeys(begun.notices for begun in self.together() if begun.contact == contact)
        return (Sent(self.outage, notices, contact) for notices in several)


@define
class RecentDowntimes:
    """The downtimes that run, and those that ended not long ago; each is read once, and then only what is new.

    Attributes:
        late_for: how long after its end somebody may still answer for a downtime.
    """

    desk: Desk
    late_for: timedelta
    _open: dict[str, Kept] = field(factory=dict, init=False, repr=False)
    _past: set[str] = field(factory=set, init=False, repr=False)

    def all(self) -> tuple[Kept, ...]:
        """Return them, the newest first."""
        for stream in self.desk.journal.streams():
            if stream not in self._past and stream not in self._open:
                self._meet(stream)
        for kept in tuple(self._open.values()):
            self._leave_if_past(kept.outage)
        return tuple(reversed(tuple(self._open.values())))

    def named(self, id: str) -> Outage | None:
        """Return a downtime, however old; None where there is none."""
        kept = self._open.get(id) or self._meet(id)
        if kept is None:
            return None
        self._leave_if_past(kept.outage)
        return kept.outage

    def _meet(self, id: str) -> Kept | None:
        try:
            kept = self._open[id] = Kept(self.desk.outage(id))
        except UnknownName:
            return None
        return kept

    def _leave_if_past(self, outage: Outage) -> None:
        standing = outage.standing
        if standing.is_over:
            ended = max(step.at for step in standing.entered.values())
            if ended + self.late_for < self.desk.clock.now():
                self._past.add(outage.id)
                self._open.pop(outage.id, None)


def is_acknowledged(sent: Sent) -> bool:
    """Say whether the contact has said that they have all of a message."""
    receipts = sent.outage.standing.receipts
    told = [receipts.get((notice, sent.contact)) for notice in sent.notices]
    return all(one is not None and one.state is ReceiptState.ACKNOWLEDGED for one in told)
