"""The path that a downtime took through its playbook: which signal led from where to where, when, and how many tracks.

It is folded from the facts of one journal stream alone, so that a picture can be drawn of what another process wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from attrs import Factory, define, frozen

from downtimekit.models import facts
from downtimekit.models.downtime import Downtime
from downtimekit.playbooks.track import TrackName

Walked = Iterable[tuple[datetime, facts.Fact]]
"""The facts of one downtime from the first on, in their order, each with when it was recorded."""

Way = tuple[str, str, str]
"""A signal, the phase before and the phase after it."""

_WEEK = 7
_TIGHT = "\u00a0"  # a space at which no line is broken


@frozen
class Passed:
    """A signal that led tracks along a way.

    Attributes:
        step: which of all signals it was, from 1 on.
        at: when it happened; tracks: how many it was about there.
    """

    step: int
    at: datetime
    tracks: int


@define
class Path:
    """The path of a downtime.

    Attributes:
        places: in which phase each track stands now.
        passed: when each way was gone; came: when a track last came to each phase.
        began: when the first thing happened.
    """

    downtime: Downtime | None = None
    began: datetime | None = None
    places: dict[TrackName, str] = Factory(dict)
    passed: dict[Way, list[Passed]] = Factory(dict)
    came: dict[str, datetime] = Factory(dict)
    steps: int = 0

    @property
    def here(self) -> Mapping[str, int]:
        """How many tracks stand in each phase."""
        return Counter(self.places.values())

    def tracks_in(self, phase: str) -> list[str]:
        """Return the tracks that stand in a phase now, as people read them."""
        return [f"{service} at {site}" for (site, service), place in self.places.items() if place == phase]

    def clock(self, at: datetime) -> str:
        """Return a moment as the clinic's wall clock shows it; with the day, where it is not the first one."""
        local = self._local(at)
        first = self._local(self.began or at)
        days = (local.date() - first.date()).days
        day = "" if days == 0 else f"{local:%a} " if 0 < days < _WEEK else f"{local:%d %b} "
        zone = "" if local.utcoffset() == first.utcoffset() else f"{local: %Z}"
        return f"{day}{local:%H:%M}{zone}".replace(" ", _TIGHT)

    def date(self) -> str:
        """Return the day on which it began, and the zone that its times are in."""
        return f"{self._local(self.began):%Y-%m-%d, %Z}" if self.began else ""

    def _local(self, at: datetime) -> datetime:
        return self.downtime.local(at) if self.downtime else at


def path_of(walked: Walked) -> Path:
    """Return the path that facts tell of."""
    path = Path()
    right: dict[int, datetime] = {}
    told = list(walked)
    for _, fact in told:
        if isinstance(fact, facts.SignalCorrected) and fact.happened_at:
            right[fact.version] = fact.happened_at
    for version, (at, fact) in enumerate(told, start=1):
        if isinstance(fact, facts.Declared):
            _declared(path, fact, at)
        elif isinstance(fact, facts.RulesChanged):
            _renamed(path, dict(fact.phases))
        elif isinstance(fact, facts.Signalled):
            _signalled(path, fact, right.get(version) or fact.happened_at or at)
    return path


def _declared(path: Path, fact: facts.Declared, at: datetime) -> None:
    downtime = fact.downtime
    path.downtime = downtime
    # Planned work is declared before it begins, and an outage after it began.
    path.began = min(at, downtime.began_at)
    path.places = {(site, service): fact.phase for site in downtime.sites for service in downtime.services}
    path.came = {fact.phase: path.began}


def _signalled(path: Path, fact: facts.Signalled, at: datetime) -> None:
    path.began = path.began or at
    path.steps += 1
    moves = list(_moves(path, fact))
    for (before, after), count in Counter((before, after) for _, before, after in moves).items():
        path.passed.setdefault((fact.signal, before, after), []).append(Passed(path.steps, at, count))
        if before != after:
            path.came[after] = at
    path.places |= {name: after for name, _, after in moves}


def _moves(path: Path, fact: facts.Signalled) -> Iterator[tuple[TrackName, str, str]]:
    if fact.tracks:
        yield from (((moved.site, moved.service), moved.before, moved.after) for moved in fact.tracks)
        return
    # A stream without its declaration does not say which tracks there are: they are taken as one.
    yield from ((name, fact.before, fact.after) for name in path.places or {("", ""): ""})


def _renamed(path: Path, became: Mapping[str, str]) -> None:
    path.places = {name: became.get(phase, phase) for name, phase in path.places.items()}
    path.came = {became.get(phase, phase): at for phase, at in path.came.items()}
    earlier = path.passed
    path.passed = {}
    for (signal, before, after), passed in earlier.items():
        way = signal, became.get(before, before), became.get(after, after)
        path.passed.setdefault(way, []).extend(passed)
