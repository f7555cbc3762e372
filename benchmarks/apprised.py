"""The same messages over apprise: an `Apprise` with a URL for each contact, and one call of ``notify``.

Only so does everybody have a result of their own, as with us. It keeps none of them beyond the call, and does not know
who was told before. The URLs are read before time is taken, as our contacts are.
"""

from __future__ import annotations

import gc
import warnings
from functools import cache
from importlib import import_module
from time import perf_counter
from typing import Any

from attrs import define, field

from benchmarks.contest import Side
from benchmarks.sinks import FarEnd, Tally
from benchmarks.telling import Clock
from downtimekit.models.notice import NoticeText

_NO_CHANNEL = "nochannel"


@cache
def no_channel() -> str:
    """Teach apprise a service that does nothing, and return its URL, with a place for a contact."""
    with warnings.catch_warnings(action="ignore"):  # it imports what Python will drop
        base: Any = import_module("apprise.plugins.base").NotifyBase
        known = import_module("apprise.manager_plugins").NotificationManager()
        known.load_modules()

    class NoChannel(base):  # type: ignore[misc]
        service_name = protocol = _NO_CHANNEL
        request_rate_per_sec = 0
        templates = ("{schema}://{host}",)

        def send(self, **_: object) -> bool:
            return True

        def url(self, **_: object) -> str:
            return f"{_NO_CHANNEL}://{self.host}"

    known[_NO_CHANNEL] = NoChannel
    return f"{_NO_CHANNEL}://nurse-{{}}"


@define
class Apprised:
    """Tells everybody the same, again and again.

    Attributes:
        url: of a contact, with a place for their number.
        words: what they are told.
        far_end: counts what arrives; None where nothing leaves.
        clock: what is counted: CPU or wall time.
    """

    url: str
    contacts: int
    words: NoticeText
    far_end: FarEnd | None = None
    clock: Clock = perf_counter
    problems: set[str] = field(factory=set)

    @property
    def side(self) -> Side:
        """What tells everybody once."""
        return Side("apprise", self._told, self.contacts)

    @property
    def reading(self) -> Side:
        """The same, and the URLs are read with it: for a host that has its contacts elsewhere."""
        return Side("apprise", lambda: self._told(reading=True), self.contacts)

    @property
    def tagged(self) -> Side:
        """What tells one after the other, each found by a tag of theirs, as where each is told something else."""
        return Side("apprise", self._told_one_by_one, self.contacts)

    def _told_one_by_one(self) -> float:
        ready = self._read()
        gc.collect()
        start = self.clock()
        results = [
            result
            for number in range(self.contacts)
            for result in ready.notify(title=self.words.subject, body=self.words.body, tag=f"nurse-{number}")
        ]
        spent = self.clock() - start
        if [bool(result) for result in results] != [True] * self.contacts:
            self.problems.add("apprise did not tell everybody")
        return spent

    def _read(self) -> Any:  # noqa: ANN401
        with warnings.catch_warnings(action="ignore"):
            made = import_module("apprise").Apprise()
            added = [made.add(self.url.format(number), tag=f"nurse-{number}") for number in range(self.contacts)]
        if not all(added):
            self.problems.add("apprise refuses a URL")
        return made

    def _told(self, *, reading: bool = False) -> float:
        # Read anew in any case: between two mails over one URL apprise waits for 5.5 seconds.
        ready = None if reading else self._read()
        gc.collect()
        start = self.clock()
        results = (ready or self._read()).notify(title=self.words.subject, body=self.words.body)
        spent = self.clock() - start
        if [bool(result) for result in results] != [True] * self.contacts:
            self.problems.add("apprise did not tell everybody")
        if self.far_end is not None and self.far_end.tally() != Tally(self.contacts, self.contacts):
            self.problems.add("not everybody got one message of apprise's")
        return spent
