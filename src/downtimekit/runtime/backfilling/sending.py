"""Send one entry until there is an answer: look, write, look again; never blindly twice, and not for ever."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Awaitable, Callable
from random import Random
from typing import TypeAlias, TypeVar

import anyio
from attrs import define, field, frozen

from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.models.chart import ChartEntry
from downtimekit.models.strict import KEY_PATTERN
from downtimekit.ports import BackfillTarget
from downtimekit.runtime.backfilling.patience import Manner

_log = logging.getLogger("downtimekit.backfill")
_LONGEST_REASON = 200

Answer = TypeVar("Answer")


@frozen
class InChart:
    """The target holds the record; `by_us` where this run has sent it."""

    chart_id: str
    by_us: bool


@frozen
class Refusal:
    """The target refused the record for good."""

    reason: str


@frozen
class NoAnswer:
    """Nobody knows, or nothing got through: it is still owed."""

    reason: str


@frozen
class NotWanted:
    """It was not sent, or no longer: the gate closed, a newer plan leaves it out, or another worker has it."""


Outcome: TypeAlias = InChart | Refusal | NoAnswer | NotWanted


class _TwoRecords(OutcomeUnknown):
    """The target names two records for one key: trying again makes nothing better."""


@define
class _Letter:
    """One entry on its way.

    Attributes:
        sent: it was sent at least once; in_doubt: of one of those times nobody knows whether it arrived.
        failed: how often it failed; paused: how many of those times the target asked for a pause.
    """

    entry: ChartEntry
    began: float
    sent: bool = False
    in_doubt: bool = False
    failed: int = 0
    paused: int = 0


@define
class Sender:
    """Sends entries to one target; what it asks for in one lane, such as a pause, holds for all of them.

    Attributes:
        is_wanted: says whether an entry may still be sent; asked before every call to the target.
        waits: is told for how many seconds nothing is sent, and why.
        dice: the random part of a wait.
    """

    target: BackfillTarget
    manner: Manner
    is_wanted: Callable[[ChartEntry], bool]
    waits: Callable[[ChartEntry, float, str], object]
    dice: Random = field(repr=False)
    _free_at: float = field(default=float("-inf"), init=False)

    async def send(self, entry: ChartEntry) -> Outcome:
        """Send an entry, again and again where that is worth it, and return what became of it."""
        letter = _Letter(entry, anyio.current_time())
        while True:
            await self._free()
            if not self.is_wanted(entry):
                return NotWanted()
            try:
                return await self._once(letter)
            except Rejected as error:
                return Refusal(_words(error) or "no reason given")
            except PortError as error:
                wait = self._wait(letter, error)
                if wait is None:
                    return NoAnswer(_no_answer(letter, error))
                self.waits(entry, wait, _no_answer(letter, error))
                await anyio.sleep(wait)

    async def _free(self) -> None:
        """Wait until the pause is over that the target asked for; it may ask for more meanwhile."""
        while anyio.current_time() < self._free_at:  # noqa: ASYNC110  (no event ends it, only time)
            await anyio.sleep_until(self._free_at)

    def _wait(self, letter: _Letter, error: PortError) -> float | None:
        """Return how long to wait before the next try; None where there is none."""
        patience, now, asked = self.manner.patience, anyio.current_time(), _pause(error)
        letter.in_doubt = letter.in_doubt or (letter.sent and not isinstance(error, Unreachable))
        letter.failed += 1
        letter.paused += asked > 0
        if asked > 0:
            self._free_at = max(self._free_at, now + asked)
        if isinstance(error, _TwoRecords) or letter.failed - letter.paused >= patience.tries:
            return None
        wait = max(asked, patience.wait(letter.failed, dice=self.dice))
        return wait if now + wait <= letter.began + patience.total_seconds else None

    async def _once(self, letter: _Letter) -> InChart | NotWanted:
        key = letter.entry.key
        held = await self._find(key)
        if held is not None:
            return InChart(held, by_us=letter.sent)
        if not self.is_wanted(letter.entry):  # to look may have taken long
            return NotWanted()
        letter.sent = True
        try:
            answer = _known(await self._answer(self.target.write(letter.entry)))
        except Rejected:
            # An earlier try may have arrived, and taken the place that this one was refused for.
            held = await self._find(key) if letter.in_doubt else None
            if held is None:
                raise
            return InChart(held, by_us=True)
        return InChart(await self._read_back(key, answer) if self.manner.read_back else answer, by_us=True)

    async def _read_back(self, key: str, answer: str) -> str:
        held = await self._find(key)
        if held is None:
            raise OutcomeUnknown("it said that it has the record, and when asked it has none")
        if held != answer:
            raise _TwoRecords("it names two records for one write: look at the chart")
        return held

    async def _find(self, key: str) -> str | None:
        try:
            held = await self._answer(self.target.find(key))
        except Rejected as error:  # only a write is refused for good
            raise OutcomeUnknown("it does not say whether it has the record") from error
        return None if held is None else _known(held)

    async def _answer(self, question: Awaitable[Answer]) -> Answer:
        """Wait for an answer; a target that breaks the promises of its port has given none."""
        try:
            with anyio.move_on_after(self.manner.patience.answer_seconds):
                return await question
        except PortError:
            raise
        except anyio.get_cancelled_exc_class() as error:
            if anyio.current_effective_deadline() == -math.inf:
                raise
            raise _fault(error) from error  # nobody stopped us: it comes from within the target
        except Exception as error:
            raise _fault(error) from error
        raise OutcomeUnknown("it did not answer in time")


def _fault(error: BaseException) -> OutcomeUnknown:
    """Return what an error comes to that is none of the port's; what it says may be about a patient."""
    _log.error("a back-fill target broke its promise: %s", type(error).__name__)
    return OutcomeUnknown(f"it has a fault ({type(error).__name__})")


def _known(identifier: object) -> str:
    if isinstance(identifier, str) and re.fullmatch(KEY_PATTERN, identifier):
        return identifier
    raise OutcomeUnknown("what it answered is no identifier")


def _pause(error: PortError) -> float:
    """Return for how many seconds a target asks to be left alone; 0 where it does not."""
    asked = error.retry_after if isinstance(error, Unreachable) else None
    return asked if asked is not None and asked > 0 else 0.0


def _no_answer(letter: _Letter, error: PortError) -> str:
    words, pause = _words(error), _pause(error)
    told = "the system is out of reach" if isinstance(error, Unreachable) else "nobody knows whether it arrived"
    told = f"the system asks to wait {pause:.0f} seconds" if pause else told
    often = f", after {letter.failed} tries" if letter.failed > 1 else ""
    return f"{told}{often}{words and f': {words}'}"[:_LONGEST_REASON]


def _words(error: PortError) -> str:
    """Return what a target says, on one line that a fact can hold."""
    said = str(error).encode(errors="replace").decode()
    return " ".join("".join(char if char.isprintable() else " " for char in said).split())[:_LONGEST_REASON]
