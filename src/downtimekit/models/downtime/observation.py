"""What somebody, or some check, found out about one thing: whether it answers, seen from which site, and when.

Observations are what a downtime's target is named from (`downtimekit.playbooks.naming`). They are about systems and
lines, never about a patient, and have no room for free text.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from downtimekit.models.people.staff import Staff
from downtimekit.models.strict import Instant, Key, Strict

_DAY_MS = 24 * 60 * 60 * 1000


class Answer(StrEnum):
    """What came of a look."""

    UP = "up"
    SLOW = "slow"
    """It answers, and so slowly that work suffers."""
    DOWN = "down"
    UNKNOWN = "unknown"
    """Somebody looked, and could not tell."""

    @property
    def is_bad(self) -> bool:
        """Whether something is wrong."""
        return self in {Answer.SLOW, Answer.DOWN}


class Observation(Strict):
    """One answer.

    Attributes:
        check: what was looked at, by the name that the table of checks has for it, such as ``internet``.
        site: from which site it was seen; a report by phone counts for the site where the caller sits.
        at: when it was seen, and not when it was reported.
        by: who saw it; probe: which automatic check did. One of them at least is there.
        latency_ms: how long the answer took, in milliseconds, where that was measured.
    """

    check: Key
    site: Key
    answer: Answer
    at: Instant
    by: Staff | None = None
    probe: Key | None = None
    latency_ms: Annotated[int | None, Field(ge=0, le=_DAY_MS)] = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        faults = list(self._faults())
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _faults(self) -> Iterator[str]:
        if self.by is None and self.probe is None:
            yield "says neither who saw it nor which check did"
        if self.latency_ms is not None and self.answer in {Answer.DOWN, Answer.UNKNOWN}:
            yield "says how long the answer took, but there was none"

    @property
    def source(self) -> str:
        """Whoever saw it, in a word: a person's name, or a check's."""
        return self.by.name if self.by else f"the check '{self.probe}'"
