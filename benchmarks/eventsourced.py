"""The same commands, kept by the eventsourcing library in the way in which its own pages keep them.

A command gets its aggregate from the repository of an application, triggers an event for every fact and saves. The
library writes the events in one transaction, with its JSON transcoder, at the same `synchronous = FULL`. It keeps no
receipt, no agenda and no chain, so it does less than we do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import define, field

from benchmarks.journal_events import COMMAND, NOON, NURSE

AS_IT_COMES: Mapping[str, str] = MappingProxyType({})
"""Each command reads the downtime from its first event on."""
IN_MIND: Mapping[str, str] = MappingProxyType({"AGGREGATE_CACHE_MAXSIZE": "1000"})
"""What was read once is kept, and each command reads only what came since."""


@define
class Peer:
    """An application of theirs, with a file of its own.

    Attributes:
        length: of a downtime, in commands.
        settings: of the application; as it comes, without any.
    """

    path: Path
    length: int
    settings: Mapping[str, str] = AS_IT_COMES
    _application: Any = field(init=False)
    _downtimes: list[Any] = field(factory=list, init=False)
    _commands: int = field(default=0, init=False)

    @_application.default
    def _opened(self) -> Any:  # noqa: ANN401  (theirs, and perhaps not installed)
        environment = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(self.path)}
        return import_module("eventsourcing.application").Application(env=environment | dict(self.settings))

    def command(self) -> None:
        """Do the next command whole."""
        if self._commands % self.length == 0:
            self._downtimes.append(self._begun().id)
        downtime = self._application.repository.get(self._downtimes[-1])
        self._save(downtime)

    def saving(self) -> None:
        """Do the next command on a downtime that is in memory already, and that nobody else could have changed."""
        if self._commands % self.length == 0:
            self._downtimes.append(self._begun())
        self._save(self._downtimes[-1])

    def problems(self) -> str:
        """Return what is wrong with what was written; nothing where every event is there."""
        store = self._application.repository.event_store
        names = [getattr(downtime, "id", downtime) for downtime in self._downtimes]
        found = sum(sum(1 for _ in store.get(name)) - 1 for name in names)  # the first says that it began
        wanted = self._commands * len(COMMAND)
        return "" if found == wanted else f"eventsourcing holds {found} events of {wanted}"

    def _begun(self) -> Any:  # noqa: ANN401
        downtime = import_module("eventsourcing.domain").Aggregate()
        self._application.save(downtime)
        return downtime

    def _save(self, downtime: Any) -> None:  # noqa: ANN401
        event = _written()
        command = f"command-{self._commands}"
        for fact in COMMAND:
            said = fact.model_dump(mode="json")
            downtime.trigger_event(event, fact=said, by=NURSE.name, at=NOON.isoformat(), command=command)
        self._application.save(downtime)
        self._commands += 1


@cache
def _written() -> type:
    """Return the class of the peer's events; it knows each by its name, once."""
    event: type = import_module("eventsourcing.domain").Aggregate.Event
    return type("Written", (event,), {"__annotations__": {"fact": dict, "by": str, "at": str, "command": str}})
