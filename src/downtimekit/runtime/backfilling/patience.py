"""How entries are sent to a target: how many at once, how often each, and for how long."""

from __future__ import annotations

from random import Random
from typing import Annotated

from pydantic import Field

from downtimekit.models.strict import Strict

Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]


class Patience(Strict):
    """How long a target that fails is tried again. No source gives numbers: a site that knows its system sets its own.

    Attributes:
        tries: how often an entry is tried; a pause that the target asks for does not count as one.
        wait_seconds: how long to wait after the first try; it doubles with every further one, less a random part.
        longest_wait_seconds: what it never grows beyond.
        total_seconds: how long one entry is tried altogether, the waiting included; a target that asks for a longer
            pause is asked again by the next run.
        answer_seconds: how long one answer is waited for; None where the target itself sees to that.
        lost_after: so many entries in a row that had no answer, and the target counts as lost: the run stops.
    """

    tries: Annotated[int, Field(ge=1, le=100)] = 4
    wait_seconds: Seconds = 1.0
    longest_wait_seconds: Seconds = 60.0
    total_seconds: Seconds = 900.0
    answer_seconds: Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)] | None = None
    lost_after: Annotated[int, Field(ge=1, le=1000)] = 3

    def wait(self, tries: int, *, dice: Random) -> float:
        """Return how many seconds to wait after so many tries; random, so that lanes and workers do not fall in step.

        Args:
            tries: how many have failed, from 1.
            dice: where the random part comes from.
        """
        most = min(self.longest_wait_seconds, self.wait_seconds * 2.0 ** (tries - 1))
        return most * dice.uniform(0.5, 1.0)


class Manner(Strict):
    """How entries are sent to one target.

    Attributes:
        at_once: how many are on their way at the same time; of one patient never more than one.
        read_back: what was written is asked for once more before it counts, where a target's answers are not believed.
        patience: what happens when it fails.
    """

    at_once: Annotated[int, Field(ge=1, le=64)] = 1
    read_back: bool = False
    patience: Patience = Patience()


DEFAULT_MANNER = Manner()
