"""What is still to be sent: in the plan's order, what it needs before it, and one thing at a time for each patient."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush

from attrs import define, field

from downtimekit.models.chart import ChartEntry


@define
class Backlog:
    """The entries that are owed, by their place in the plan; to take one costs the logarithm of how many there are."""

    _order: list[ChartEntry] = field(factory=list)
    _ready: list[int] = field(factory=list)
    """A heap of places: everything that they need is in the chart."""
    _behind: defaultdict[str, list[int]] = field(factory=lambda: defaultdict(list))
    """By patient, heaps of what is ready, and waits until what is on its way for that patient has arrived."""
    _missing: dict[int, set[str]] = field(factory=dict)
    """By place, the keys that it still needs."""
    _wanted: defaultdict[str, list[int]] = field(factory=lambda: defaultdict(list))
    """By key, the places that need it."""
    _busy: set[str] = field(factory=set)

    @classmethod
    def of(
        cls, entries: Iterable[ChartEntry], *, is_entered: Callable[[str], bool], busy: Iterable[str] = ()
    ) -> Backlog:
        """Return the backlog of what is owed.

        Args:
            entries: in the order in which they are to be sent, as far as what they need allows it.
            is_entered: says of a key whether its record is in the chart.
            busy: patients for whom something is on its way already.
        """
        backlog = cls(list(entries))
        backlog._busy.update(busy)
        for place, entry in enumerate(backlog._order):
            missing = {key for key in entry.needs if not is_entered(key)}
            if missing:
                backlog._missing[place] = missing
                for key in missing:
                    backlog._wanted[key].append(place)
            else:
                backlog._ready.append(place)
        heapify(backlog._ready)
        return backlog

    def take(self) -> ChartEntry | None:
        """Return the next entry that may be sent now, which is on its way then; None where none may."""
        while self._ready:
            place = heappop(self._ready)
            entry = self._order[place]
            if entry.mrn not in self._busy:
                self._busy.add(entry.mrn)
                return entry
            heappush(self._behind[entry.mrn], place)
        return None

    def arrived(self, entry: ChartEntry, *, is_entered: bool) -> None:
        """Take in that an entry is no longer on its way; unless it was entered, what needs it goes on waiting."""
        self._busy.discard(entry.mrn)
        behind = self._behind.get(entry.mrn)
        if behind:
            heappush(self._ready, heappop(behind))
        if is_entered:
            self.entered(entry.key)

    def entered(self, key: str) -> None:
        """Take in that a record is in the chart."""
        for place in self._wanted.pop(key, ()):
            missing = self._missing[place]
            missing.discard(key)
            if not missing:
                del self._missing[place]
                heappush(self._ready, place)

    def needed(self) -> tuple[str, ...]:
        """Return the keys that something waits for."""
        return tuple(self._wanted)

    def __len__(self) -> int:
        """Return how many entries there were."""
        return len(self._order)
