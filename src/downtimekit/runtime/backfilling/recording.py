"""Bring the answers of a target into the journal, several at a time."""

from __future__ import annotations

from collections.abc import Iterator

import anyio
from attrs import define, field

from downtimekit.errors import VersionConflict
from downtimekit.models.facts import Fact, RecordEntered, RecordRejected
from downtimekit.models.people import Staff
from downtimekit.playbooks import Standing
from downtimekit.runtime.outage import Outage

_CHUNK = 100
"""So many answers go into the journal together: what a crash keeps from it, the target is asked for."""

_AT_LEAST_EVERY = 0.25
"""Seconds: what a slow target answers is not kept back."""

_ROUNDS = 8
"""How often answers are brought to the journal while others are faster, each time as often as a command is."""


@define
class Outbox:
    """The answers that are not in the journal yet."""

    outage: Outage
    by: Staff
    _facts: list[RecordEntered | RecordRejected] = field(factory=list, init=False)
    _written_at: float = field(factory=anyio.current_time, init=False)

    def put(self, fact: RecordEntered | RecordRejected) -> None:
        """Take an answer."""
        self._facts.append(fact)

    def flush_in_time(self) -> None:
        """Write the answers where there are many, or the last time was long ago."""
        if len(self._facts) >= _CHUNK or anyio.current_time() - self._written_at > _AT_LEAST_EVERY:
            self.flush()

    def flush(self) -> None:
        """Write the answers; what somebody else has written meanwhile is not written again.

        Raises:
            JournalError: it cannot be written now; the answers are kept.
        """
        self._written_at = anyio.current_time()
        facts, self._facts = self._facts, []
        try:
            self._write(facts)
        except BaseException:
            self._facts = facts + self._facts
            raise

    def _write(self, facts: list[RecordEntered | RecordRejected]) -> None:
        for rounds_left in range(_ROUNDS if facts else 0, 0, -1):
            try:
                self.outage.commit(lambda standing, _: list(_news(facts, standing)), by=self.by)
            except VersionConflict:
                if rounds_left == 1:
                    raise
            else:
                return


def _news(facts: list[RecordEntered | RecordRejected], standing: Standing) -> Iterator[Fact]:
    """Yield what the journal does not know; an answer to an older plan counts, its refusal does not."""
    for fact in facts:
        is_known = fact.key in (standing.in_chart if isinstance(fact, RecordEntered) else standing.rejected)
        if not is_known and (isinstance(fact, RecordEntered) or fact.key in standing.owed):
            yield fact
