"""What an apply tells: step by step while it runs, and in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeAlias

from attrs import field, frozen


class StepKind(StrEnum):
    """What happened to a record, or to the whole."""

    WRITTEN = "written"
    FOUND = "found"
    """The target held it already, by an earlier try."""
    REJECTED = "rejected"
    LEFT = "left"
    """It is still owed: the next run goes on with it."""
    WAITING = "waiting"
    """Nothing is sent for a while: the target asked for a pause, or has failed and is tried again."""


ANSWERED = frozenset({StepKind.WRITTEN, StepKind.FOUND, StepKind.REJECTED})
"""After these, nothing more is to be done about a record."""


@frozen
class Step:
    """One step of an apply.

    Attributes:
        done: how many records have an answer by now; of: how many there were when it began.
        key: of the record; empty where it is about all of them.
        words: why, where there is a reason; without patient data.
        seconds: how long nothing is sent.
    """

    kind: StepKind
    done: int
    of: int
    key: str = ""
    words: str = ""
    seconds: float = 0.0


Tell: TypeAlias = Callable[[Step], object]
"""Is told every step."""


@frozen
class Applied:
    """What an apply did.

    Attributes:
        written: records that this run wrote; found: those that the target held already, by an earlier try.
        rejected: records that the target refused, by key, with its reason.
        left: records that are still owed, by key, with the reason.
        stopped: why it stopped before its end; empty where it did not.
    """

    written: int = 0
    found: int = 0
    rejected: Mapping[str, str] = field(factory=dict)
    left: Mapping[str, str] = field(factory=dict)
    stopped: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether everything that was owed is in the chart."""
        return not (self.rejected or self.left or self.stopped)

    def __str__(self) -> str:
        """Return it in words, with how often each reason was given."""
        counts = {
            "written": self.written,
            "in the chart already": self.found,
            "refused": len(self.rejected),
            "left": len(self.left),
        }
        told = ", ".join(f"{count} {words}" for words, count in counts.items() if count) or "nothing was owed"
        lines = [told, *([f"  stopped: {self.stopped}"] if self.stopped else [])]
        for what, reasons in (("refused", self.rejected), ("left", self.left)):
            lines += [f"  {count} {what}: {reason}" for reason, count in Counter(reasons.values()).most_common()]
        return "\n".join(lines)
