"""What became of one notice to one contact so far: every try, in its order, and what they come to.

Folded from receipts and kept small: a notice may go to a hundred thousand people.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from sys import intern

from attrs import evolve, field, frozen

from downtimekit.models.notice import PassedOver, Receipt, ReceiptState, Suppression
from downtimekit.models.people.channels import ChannelKind

_WAITING = frozenset({ReceiptState.QUEUED, ReceiptState.FAILED, ReceiptState.UNKNOWN})
_NO_WAY = frozenset(
    {
        Suppression.SAME_FATE,
        Suppression.BROKEN,
        Suppression.NO_CHANNEL,
        Suppression.UNVERIFIED,
        Suppression.PATIENT_DATA,
    }
)
"""Nobody chose that they should not be told."""

_REACHED = (ReceiptState.ACKNOWLEDGED, ReceiptState.DELIVERED, ReceiptState.ACCEPTED)
"""It went out, the surest first."""

_UNDECIDED = (ReceiptState.UNKNOWN, ReceiptState.QUEUED)

_RANKS: Mapping[ReceiptState, int] = {
    ReceiptState.SUPPRESSED: 0,
    ReceiptState.EXPIRED: 0,
    ReceiptState.QUEUED: 1,
    ReceiptState.UNKNOWN: 2,
    ReceiptState.ACCEPTED: 3,
    ReceiptState.FAILED: 4,
    ReceiptState.DELIVERED: 5,
    ReceiptState.ACKNOWLEDGED: 6,
}


def outranks(new: ReceiptState, old: ReceiptState | None) -> bool:
    """Say whether news of a message takes the place of what was known of the same try.

    News may come in any order, and more than once: what is surer stands. An acknowledgement is never undone, nor is it
    that a message arrived; that one failed takes the place of that it was taken.

    Args:
        new: what is told now.
        old: what was known; None where nothing was.
    """
    return old is None or _RANKS[new] > _RANKS[old]


@frozen
class Try:
    """One try to tell somebody; its fields are those of its `Receipt`."""

    state: ReceiptState
    at: datetime
    channel: ChannelKind | None = None
    via: str = ""
    attempt: int = 1
    level: int = 0
    why: Suppression | None = None
    remark: str = field(default="", repr=False)
    passed: tuple[PassedOver, ...] = ()

    @classmethod
    def of(cls, receipt: Receipt) -> Try:
        """Return what a receipt says."""
        return cls(
            receipt.state,
            receipt.at,
            receipt.channel,
            intern(receipt.via),
            receipt.attempt,
            receipt.level,
            receipt.why,
            receipt.remark,
            receipt.passed,
        )


@frozen
class Told:
    """Every try to tell somebody of one notice, oldest first; of each the last that was heard."""

    tries: tuple[Try, ...]

    @property
    def last(self) -> Try:
        """The latest try."""
        return self.tries[-1]

    @property
    def state(self) -> ReceiptState:
        """What the tries come to: the surest of those that went out; else the last.

        That one failed does not undo that another may have gone out, or that somebody still has to call.
        """
        states = [one.state for one in self.tries]
        for reached in _REACHED:
            if reached in states:
                return reached
        if states[-1] is ReceiptState.FAILED:
            return next((open_ for open_ in _UNDECIDED if open_ in states), ReceiptState.FAILED)
        return states[-1]

    @property
    def acknowledged_at(self) -> datetime | None:
        """When they first said that they have it."""
        return next((one.at for one in self.tries if one.state is ReceiptState.ACKNOWLEDGED), None)

    @property
    def is_open(self) -> bool:
        """Whether it did not reach them, or perhaps not, though it should."""
        state = self.state
        return state in _WAITING or (state is ReceiptState.SUPPRESSED and self.last.why in _NO_WAY)

    def heard(self, receipt: Receipt) -> Told:
        """Return this with one more receipt: of a new try, or of what became of an earlier one.

        Of one try, what is surer stands, in whatever order it is heard. Two programs that told somebody at the same
        time, over different channels, made two tries.
        """
        new = Try.of(receipt)
        tries = list(self.tries)
        for place, one in enumerate(tries):
            if (one.attempt, one.via) == (new.attempt, new.via):
                if outranks(new.state, one.state):
                    tries[place] = evolve(new, passed=new.passed or one.passed)
                return Told(tuple(tries))
        return Told((*tries, new))


@frozen
class Begun:
    """A try that began, and of which nothing was heard; as in `TellingBegun`."""

    notices: tuple[str, ...]
    channel: ChannelKind | None
    via: str
    attempt: int
    level: int
    at: datetime
