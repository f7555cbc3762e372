"""One channel in the engine's hands: paced, tried again where that is worth it, and left alone when it is broken."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import anyio
from attrs import field, frozen

from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.models.capabilities import Capabilities
from downtimekit.models.notice import ReceiptState, Suppression
from downtimekit.notices.policy import TellingRule
from downtimekit.ports.notifier import Message, Notifier, Sent
from downtimekit.runtime.telling.pacing import Breaker, Pace

_log = logging.getLogger("downtimekit.telling")

_TAKEN: Mapping[object, ReceiptState] = {
    state: state for state in (ReceiptState.QUEUED, ReceiptState.ACCEPTED, ReceiptState.DELIVERED)
}
"""What a channel may say of a message that it took."""

_LONGEST_REMARK = 500


@frozen
class Outcome:
    """What became of one try."""

    state: ReceiptState
    remark: str = ""
    why: Suppression | None = None


@frozen
class Lane:
    """One channel.

    Attributes:
        longest: how long a message may take, in seconds; a channel within the house is waited for.
        now: tells the time to the breaker.
    """

    notifier: Notifier
    capabilities: Capabilities
    breaker: Breaker
    paces: tuple[Pace, ...]
    longest: float
    now: Callable[[], datetime] = field(repr=False)

    async def carry(self, message: Message, rule: TellingRule, *, doubtful: bool = False) -> Outcome:
        """Send a message, and return what became of it; of a drill nothing leaves the house.

        Args:
            message: what to send.
            rule: says how often to try.
            doubtful: it may have gone out before under the same key.
        """
        name = self.capabilities.name
        if message.drill and not self.capabilities.local:
            why = Suppression.DRILL
            return Outcome(ReceiptState.SUPPRESSED, f"drill: nothing is sent; it would have gone out over {name}", why)
        errors: list[PortError] = [OutcomeUnknown()] if doubtful else []
        if self.breaker.is_open(self.now()):
            return Outcome(_state(errors), f"{name}: failed too often and is left alone for a while")
        try:
            return await self._tried(message, rule, errors)
        except PortError:
            said = _harmless(str(errors[-1]), message)
            return _outcome(errors, name, said=said, tries=len(errors) - doubtful)
        except Exception as error:
            return self._faulty(error)
        except anyio.get_cancelled_exc_class() as error:
            if anyio.current_effective_deadline() == -math.inf:
                raise
            return self._faulty(error)  # nobody stopped us: it comes from within the channel

    def _faulty(self, error: BaseException) -> Outcome:
        """Return what becomes of a message when its channel breaks the promises of the port."""
        name = self.capabilities.name
        self.breaker.heard(worked=False, now=self.now())
        _log.error("channel %s broke its promise: %s", name, type(error).__name__)
        return Outcome(ReceiptState.UNKNOWN, f"{name}: may have gone out (the channel has a fault)")

    async def _tried(self, message: Message, rule: TellingRule, errors: list[PortError]) -> Outcome:
        try:
            return await self._once(message, errors)
        except PortError as error:
            if rule.tries == 1 or not self._is_worth_it(error):
                raise
        return await self._again(message, rule, errors)

    async def _once(self, message: Message, errors: list[PortError]) -> Outcome:
        for pace in self.paces:
            await pace.wait()
        try:
            sent = await self._in_time(message)
        except PortError as error:
            errors.append(error)
            # Who says no is there.
            self.breaker.heard(worked=isinstance(error, Rejected), now=self.now())
            raise
        outcome = Outcome(_TAKEN[sent.state], _harmless(str(sent.remark or ""), message))
        self.breaker.heard(worked=True, now=self.now())
        return outcome

    async def _in_time(self, message: Message) -> Sent:
        # On a virtual clock, time would fly while a thread writes a file.
        with anyio.move_on_after(None if self.capabilities.local else self.longest):
            return await self.notifier.send(message)
        raise OutcomeUnknown("it did not answer in time")

    def _is_worth_it(self, error: BaseException) -> bool:
        if self.breaker.is_open(self.now()):
            return False
        doubtful = isinstance(error, OutcomeUnknown) and self.capabilities.idempotent
        return isinstance(error, Unreachable) or doubtful

    async def _again(self, message: Message, rule: TellingRule, errors: list[PortError]) -> Outcome:
        """Try again after a failed try, waiting longer each time."""
        from tenacity import (  # noqa: PLC0415  (20 ms: paid when a channel fails, not by everyone who imports)
            AsyncRetrying,
            retry_if_exception,
            stop_after_attempt,
            wait_exponential,
            wait_random,
        )

        backoff = wait_exponential(multiplier=rule.wait_seconds) + wait_random(0, rule.wait_seconds)

        def pause(seconds: float) -> float:
            asked_for = getattr(errors[-1], "retry_after", None) or 0.0
            return min(max(seconds, asked_for), rule.longest_wait_seconds)

        retrying = AsyncRetrying(
            stop=stop_after_attempt(rule.tries - 1),
            wait=lambda state: pause(backoff(state)),
            retry=retry_if_exception(self._is_worth_it),
            sleep=anyio.sleep,
            reraise=True,
        )
        await anyio.sleep(pause(rule.wait_seconds))
        outcome: Outcome = await retrying(self._once, message, errors)
        return outcome


def _harmless(words: str, message: Message) -> str:
    """Return what a channel says, on one line; nothing where it repeats the address or the link to answer by."""
    said = words[:_LONGEST_REMARK].encode(errors="replace").decode()
    private = [message.address.removeprefix("+"), message.answering.link if message.answering else ""]
    if any(text and text.casefold() in said.casefold() for text in private):
        return ""
    return " ".join("".join(char if char.isprintable() else " " for char in said).split())


def _state(errors: Sequence[PortError]) -> ReceiptState:
    """Return what failed tries come to: that one did not go out does not undo that another may have."""
    is_sure = all(isinstance(error, Rejected | Unreachable) for error in errors)
    return ReceiptState.FAILED if is_sure else ReceiptState.UNKNOWN


def _outcome(errors: Sequence[PortError], name: str, *, said: str, tries: int) -> Outcome:
    state = _state(errors)
    words = "refused" if isinstance(errors[-1], Rejected) else "out of reach"
    if state is ReceiptState.UNKNOWN:
        words = "may have gone out"
    often = f" (tried {tries} times)" if tries > 1 else ""
    return Outcome(state, f"{name}: {words}{often}{said and f': {said}'}")
