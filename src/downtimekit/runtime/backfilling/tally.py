"""What became of each entry of one run, counted as the answers come in."""

from __future__ import annotations

from attrs import define, field

from downtimekit.runtime.backfilling.sending import InChart, NoAnswer, NotWanted, Outcome, Refusal
from downtimekit.runtime.backfilling.steps import Applied, Step, StepKind


@define
class Tally:
    """The counts of a run.

    Attributes:
        of: how many entries there were when it began.
        answered: by key, whether the record is in the chart; the others have no answer yet.
        left: why an entry has no answer, by key.
        in_a_row: how many had none since the last answer.
        stopped: why the run is to stop; empty where it is not.
    """

    of: int = 0
    written: int = 0
    found: int = 0
    answered: dict[str, bool] = field(factory=dict)
    rejected: dict[str, str] = field(factory=dict)
    left: dict[str, str] = field(factory=dict)
    in_a_row: int = 0
    stopped: str = ""

    def count(self, key: str, outcome: Outcome) -> Step | None:
        """Count what became of an entry, and return the step that tells it; None where there is nothing to tell."""
        if isinstance(outcome, NotWanted):
            return None
        if isinstance(outcome, NoAnswer):
            self.left[key] = outcome.reason
            self.in_a_row += 1
            return self.step(StepKind.LEFT, key, outcome.reason)
        self.answered[key] = isinstance(outcome, InChart)
        self.in_a_row = 0
        if isinstance(outcome, Refusal):
            self.rejected[key] = outcome.reason
            return self.step(StepKind.REJECTED, key, outcome.reason)
        self.written += outcome.by_us
        self.found += not outcome.by_us
        return self.step(StepKind.WRITTEN if outcome.by_us else StepKind.FOUND, key)

    def step(self, kind: StepKind, key: str, words: str = "", *, seconds: float = 0.0) -> Step:
        """Return a step, with how far the run is."""
        return Step(kind, len(self.answered), self.of, key, words, seconds)

    def applied(self) -> Applied:
        """Return what the run did."""
        return Applied(self.written, self.found, self.rejected, self.left, self.stopped)
