"""Which observations count, how each thing stands at each site by them, and what is odd about them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import starmap

from attrs import frozen

from downtimekit.models.downtime.observation import Answer, Observation
from downtimekit.playbooks.naming.looked import Looked
from downtimekit.playbooks.naming.proposal import Aside, AsideKind
from downtimekit.playbooks.naming.table import SEVERITY, CheckKind, Condition, NamingTable, Where

_Place = tuple[str, str]
"""A check and a site; the site is '' where the answer is the same from everywhere."""


@frozen
class Evidence:
    """How everything stands.

    Attributes:
        sites: from which anything is known or was looked at, in order.
        states: by check and site; what is not there is not known.
        counts: of each check, at how many sites it stands how.
    """

    kinds: Mapping[str, CheckKind]
    sites: tuple[str, ...]
    states: Mapping[_Place, Answer]
    counts: Mapping[str, Counter[Answer]]
    elsewhere_up_percent: int
    asides: tuple[Aside, ...]

    def state(self, condition: Condition, *, site: str) -> Answer:
        """Return how what a condition asks for stands, seen from a site."""
        shared = self.is_shared(condition.check)
        here = self.states.get((condition.check, "" if shared else site), Answer.UNKNOWN)
        if shared or condition.where is Where.HERE:
            return here
        others = Counter(self.counts.get(condition.check, Counter()))
        others[here] -= here is not Answer.UNKNOWN
        return self._together(others)

    def is_shared(self, check: str) -> bool:
        """Say whether a thing is one and the same from everywhere."""
        return check in self.kinds and self.kinds[check].shared

    def others(self, check: str, *, site: str) -> Iterator[tuple[str, Answer]]:
        """Yield the other sites of which one knows how a thing stands there."""
        for other in self.sites:
            if other != site and (check, other) in self.states:
                yield other, self.states[check, other]

    def _together(self, others: Mapping[Answer, int]) -> Answer:
        up, slow, down = (others.get(answer, 0) for answer in SEVERITY)
        known = up + slow + down
        if not known:
            return Answer.UNKNOWN
        if up * 100 >= known * self.elsewhere_up_percent:
            return Answer.UP
        return Answer.DOWN if down >= slow else Answer.SLOW


def weighed(observations: Iterable[Observation], *, now: datetime, table: NamingTable) -> Evidence:
    """Return how everything stands; the order of the observations and repeated ones make no difference."""
    kinds = table.by_check()
    # An observation that is there twice was handed over twice: it is no second look.
    unique = sorted(set(observations), key=_order)
    ahead = timedelta(seconds=table.ahead_seconds)
    looks = [
        Looked.at(site, kind=kinds[check], found=found, now=now, ahead=ahead)
        for (check, site), found in sorted(_by_place(unique, kinds).items())
    ]
    states = {
        (look.kind.check, look.site): look.stands.state for look in looks if look.stands.state is not Answer.UNKNOWN
    }
    strangers = sorted({(one.check, one.site) for one in unique if one.check not in kinds})
    return Evidence(
        kinds=kinds,
        sites=tuple(sorted({one.site for look in looks for one in look.fresh})),
        states=states,
        counts=_counts(states),
        elsewhere_up_percent=table.elsewhere_up_percent,
        asides=(*(aside for look in looks for aside in look.asides()), *starmap(_stranger, strangers)),
    )


def _order(one: Observation) -> tuple[datetime, str, str, str, int, str]:
    """Return by what observations are ordered: the time, and then whatever makes the order the same every time."""
    return one.at, one.check, one.site, one.answer, one.latency_ms or 0, one.source


def _by_place(found: Iterable[Observation], kinds: Mapping[str, CheckKind]) -> Mapping[_Place, list[Observation]]:
    places: dict[_Place, list[Observation]] = defaultdict(list)
    for one in found:
        kind = kinds.get(one.check)
        if kind:
            places[one.check, "" if kind.shared else one.site].append(one)
    return places


def _counts(states: Mapping[_Place, Answer]) -> Mapping[str, Counter[Answer]]:
    counts: dict[str, Counter[Answer]] = defaultdict(Counter)
    for (check, _), state in states.items():
        counts[check][state] += 1
    return counts


def _stranger(check: str, site: str) -> Aside:
    words = f"{check}, at {site}: the table does not know this check; not counted"
    return Aside(kind=AsideKind.UNKNOWN_CHECK, check=check, site=site, words=words)
