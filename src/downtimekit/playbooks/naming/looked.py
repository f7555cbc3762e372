"""Everything that was observed of one thing at one site: what of it counts, and what is odd about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from downtimekit.models.downtime.observation import Answer, Observation
from downtimekit.playbooks.naming.proposal import Aside, AsideKind, listed
from downtimekit.playbooks.naming.steady import Judged, Settled, settled
from downtimekit.playbooks.naming.table import SEVERITY, CheckKind

_MINUTE = timedelta(minutes=1)


@frozen
class Looked:
    """What was observed of one thing.

    Attributes:
        site: '' where the thing is the same from everywhere.
        stale, fresh, ahead: what is too old, what counts, and what is from the future; the earliest first.
        judged: what the answers that count are taken as, without those that nobody could give.
        stands: how the thing stands by them.
    """

    kind: CheckKind
    site: str
    now: datetime
    stale: tuple[Observation, ...]
    fresh: tuple[Observation, ...]
    ahead: tuple[Observation, ...]
    judged: tuple[Judged, ...]
    stands: Settled

    @classmethod
    def at(cls, site: str, *, kind: CheckKind, found: Sequence[Observation], now: datetime, ahead: timedelta) -> Looked:
        """Return what of some observations counts, and how the thing stands by it.

        Args:
            site: where; '' where the thing is the same from everywhere.
            kind: what.
            found: the observations, the earliest first.
            now: the time for which this is asked.
            ahead: how far another clock may be ahead.
        """
        fresh = tuple(one for one in found if -ahead <= now - one.at <= kind.max_age)
        judged = (
            Judged(one.at, answer, kind.steady.person_counts if one.by else 1)
            for one in fresh
            if (answer := kind.judged(one)) is not Answer.UNKNOWN
        )
        ordered = tuple(sorted(judged, key=lambda answer: (answer.at, SEVERITY[answer.answer], answer.worth)))
        return cls(
            kind=kind,
            site=site,
            now=now,
            stale=tuple(one for one in found if now - one.at > kind.max_age),
            fresh=fresh,
            ahead=tuple(one for one in found if now - one.at < -ahead),
            judged=ordered,
            stands=settled(ordered, steady=kind.steady),
        )

    def asides(self) -> Iterator[Aside]:
        """Yield what a person should know about these observations."""
        first = (*self.fresh, *self.stale, *self.ahead)[0]
        for kind, words in self._odd():
            yield Aside(kind=kind, check=self.kind.check, site=self.site or first.site, words=f"{self._place}: {words}")

    @property
    def _place(self) -> str:
        label = self.kind.label[:1].upper() + self.kind.label[1:]
        return f"{label} at {self.site}" if self.site else label

    def _odd(self) -> Iterator[tuple[AsideKind, str]]:
        if self.stale:
            again = "" if self.fresh else "; look again"
            words = f"{_answers(len(self.stale))} from more than {self.kind.max_age_minutes} minutes ago, not counted"
            yield AsideKind.STALE, f"{words}{again}"
        if self.ahead:
            yield AsideKind.AHEAD, f"{_answers(len(self.ahead))} from the future, not counted; a clock is wrong"
        good, bad = self._last_words()
        if good and bad:
            words = f"{listed(good)} found it working, {listed(bad)} did not; find out who is right"
            yield AsideKind.CONTRADICTORY, words
        if self.stands.against:
            yield AsideKind.NOT_YET, self._not_yet()
        if self.stands.turns >= self.kind.steady.flaps:
            words = f"goes back and forth: {self.stands.turns} turns in {self.kind.max_age_minutes} minutes"
            yield AsideKind.FLAPPING, words

    def _last_words(self) -> tuple[list[str], list[str]]:
        """Return who last found the thing working, and who did not, each with how long ago."""
        last: dict[str, datetime] = {one.source: one.at for one in self.fresh if one.answer is not Answer.UNKNOWN}
        said: tuple[list[str], list[str]] = ([], [])
        for one in self.fresh:
            if one.answer is not Answer.UNKNOWN and one.at == last[one.source]:
                said[self.kind.judged(one).is_bad].append(f"{one.source} ({_ago(self.now - one.at)})")
        return sorted(set(said[0])), sorted(set(said[1]))

    def _not_yet(self) -> str:
        steady, state = self.kind.steady, self.stands.state
        last = self.judged[-1].answer
        if SEVERITY[last] > SEVERITY.get(state, 0):
            enough = f"{steady.bad_answers} bad answers on end, or bad answers for {steady.bad_minutes} minutes"
            return f"not taken as {last} yet, which needs {enough}; look again"
        return f"better, but still taken as {state}, until {steady.good_answers} good answers on end; look again"


def _answers(count: int) -> str:
    return f"{count} answer{'s' if count != 1 else ''}"


def _ago(age: timedelta) -> str:
    minutes = max(age, timedelta()) // _MINUTE
    return "just now" if not minutes else f"{minutes} minute{'s' if minutes != 1 else ''} ago"
