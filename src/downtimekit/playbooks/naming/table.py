"""What the table for naming a target is made of: kinds of checks, and rows that say what their answers point to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from downtimekit.models.downtime import OutageTarget
from downtimekit.models.downtime.observation import Answer, Observation
from downtimekit.models.strict import Key, Name, Strict

_DAY_MINUTES = 24 * 60
_DAY_MS = _DAY_MINUTES * 60 * 1000
Count = Annotated[int, Field(ge=1, le=100)]
Minutes = Annotated[int, Field(ge=1, le=_DAY_MINUTES)]
Milliseconds = Annotated[int, Field(ge=1, le=_DAY_MS)]

SEVERITY: Mapping[Answer, int] = {Answer.UP: 0, Answer.SLOW: 1, Answer.DOWN: 2}
"""How bad an answer is; one that nobody could give is not bad."""


class Steadiness(Strict):
    """How many answers it takes until one believes them, so that what flaps is not proposed and taken back in turns.

    No published procedure gives figures: all of these are our own, for a check that asks once a minute.

    Attributes:
        bad_answers: so many bad answers on end, and it counts as slow or down.
        bad_minutes: or bad answers on end, at least two, that lie so many minutes apart.
        good_answers: so many good answers on end, and it counts as up again. The first good answer ever counts at once.
        person_counts: as how many answers of a check a person's counts: who looked saw more than a check does.
        flaps: after so many turns between good and bad people are told that it flaps.
    """

    bad_answers: Count = 3
    bad_minutes: Minutes = 5
    good_answers: Count = 3
    person_counts: Count = 3
    flaps: Annotated[int, Field(ge=2, le=1000)] = 4


class CheckKind(Strict):
    """Something that can be looked at, and the words for it.

    Attributes:
        check: its name in observations.
        label: what it is called inside a sentence, such as ``the internet``.
        asks: the question for a person who looks; yes means up.
        up, slow, down: what is said of it then; the sites are put behind it.
        shared: whether it is one and the same from everywhere, such as a status page.
        max_age_minutes: an older answer does not count.
        slow_ms, down_ms: an answer that took so long, or longer, counts as slow, or as down; None where time does not
            matter. That very slow is the same as down is InterCare's rule; the figures are for each clinic to set.
    """

    check: Key
    label: Name
    asks: Name
    up: Name
    slow: Name
    down: Name
    shared: bool = False
    max_age_minutes: Minutes = 15
    slow_ms: Milliseconds | None = None
    down_ms: Milliseconds | None = None
    steady: Steadiness = Field(default_factory=Steadiness)

    @property
    def max_age(self) -> timedelta:
        """How old an answer may be."""
        return timedelta(minutes=self.max_age_minutes)

    def judged(self, observation: Observation) -> Answer:
        """Return what an answer counts as: the worse of what was said and what its time says."""
        took = observation.latency_ms
        if took is None:
            return observation.answer
        timed = Answer.UP
        if self.down_ms is not None and took >= self.down_ms:
            timed = Answer.DOWN
        elif self.slow_ms is not None and took >= self.slow_ms:
            timed = Answer.SLOW
        return max(observation.answer, timed, key=lambda answer: SEVERITY[answer])

    def says(self, answer: Answer) -> str:
        """Return the words for an answer that is known."""
        return {Answer.UP: self.up, Answer.SLOW: self.slow, Answer.DOWN: self.down}[answer]


class Where(StrEnum):
    """From where a condition looks."""

    HERE = "here"
    """From the site that the row is tried for."""
    ELSEWHERE = "elsewhere"
    """From the other sites, taken together."""


class Condition(Strict):
    """Which answers one thing must give; with ``unknown`` among them it also holds while nobody knows."""

    check: Key
    answers: tuple[Answer, ...]
    where: Where = Where.HERE


class Row(Strict):
    """What is probably down at a site where every condition holds.

    Attributes:
        rank: where several rows fit, the lower rank comes first.
        target: what is down; playbook: the name of the one that fits.
        because: why the answers point there, as a sentence for a nurse.
    """

    name: Key
    rank: Annotated[int, Field(ge=0, le=10_000)]
    target: OutageTarget
    playbook: Key
    because: Name
    when: tuple[Condition, ...]


class NamingTable(Strict):
    """The rules by which a target is proposed. `table_from` reads one, and checks it as a whole.

    Attributes:
        targets: what this table can name.
        ahead_seconds: how far a check's clock may be ahead of ours.
        elsewhere_up_percent: something works elsewhere where it does for at least so many of the other sites of which
            one knows; our own inference, so that one odd site does not hide an outage of eleven.
    """

    name: Key
    version: Annotated[int, Field(ge=1)]
    targets: tuple[OutageTarget, ...]
    kinds: tuple[CheckKind, ...]
    rows: tuple[Row, ...]
    ahead_seconds: Annotated[int, Field(ge=0, le=3600)] = 60
    elsewhere_up_percent: Annotated[int, Field(ge=1, le=100)] = 50

    @property
    def digest(self) -> str:
        """SHA-256 over the table, in hexadecimal: it says by which rules a proposal was made."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    def by_check(self) -> Mapping[str, CheckKind]:
        """Return the kinds by their names."""
        return {kind.check: kind for kind in self.kinds}

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Yield every condition with its path."""
        for number, row in enumerate(self.rows):
            for place, condition in enumerate(row.when):
                yield f"rows[{number}].when[{place}]", condition
