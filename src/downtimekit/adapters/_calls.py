"""Calls that people are to make, and what came of them: a folder in which nothing is lost and nothing stands twice."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Annotated
from zoneinfo import ZoneInfo

import anyio
from anyio import to_thread
from anyio.lowlevel import RunVar
from attrs import define, field, frozen
from pydantic import Field, ValidationError

from downtimekit.adapters._disk import write_whole
from downtimekit.adapters._letter import file_stem
from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.called import CallOutcome, CallResult
from downtimekit.models.notice import ENGLISH
from downtimekit.models.strict import Strict
from downtimekit.models.zones import Zone
from downtimekit.ports.notifier import Message

AT_ONCE = 256
"""So many calls come onto the sheets together: to draw them takes longer than to keep a call."""


class Call(Strict):
    """One call to make.

    Attributes:
        key: of the message, as in `Message.key`.
        name: whom to call; number: in E.164, empty where somebody must walk.
        subject, body: what to say, in a language.
        level: of the escalation, from 1; 0 where they are of the audience.
        zone: of the clock by which staff are told; None where nobody said.
    """

    key: str
    name: Annotated[str, Field(repr=False)]
    number: Annotated[str, Field(repr=False)] = ""
    subject: str
    body: str
    language: str = ENGLISH
    level: int = 0
    drill: bool = False
    zone: Zone | None = None

    @classmethod
    def of(cls, letter: Message, *, key: str) -> Call:
        """Return the call for a message that `sendable` has looked at, under its own key."""
        facts = letter.notice.facts if letter.notice else None
        return cls(
            key=key,
            name=letter.name,
            number=letter.address,
            subject=letter.subject,
            body=letter.body,
            language=letter.language,
            level=letter.level,
            drill=letter.drill,
            zone=facts.zone if facts else None,
        )

    def on_the_wall(self, at: datetime) -> datetime:
        """Return an instant as the clock shows it by which staff are told."""
        return at.astimezone(ZoneInfo(self.zone) if self.zone else UTC)


@frozen
class Listed:
    """A call, and what came of it so far, oldest first."""

    call: Call
    results: tuple[CallResult, ...] = ()

    @property
    def is_reached(self) -> bool:
        """Whether the person was spoken to, so that nobody need call again."""
        return any(result.outcome is CallOutcome.REACHED for result in self.results)


@frozen
class Calls:
    """What stands in a folder.

    Attributes:
        listed: the calls, oldest first.
        broken: the files that cannot be read, each with what is wrong.
    """

    listed: tuple[Listed, ...]
    broken: tuple[Fault, ...] = ()


@define(eq=False)
class CallFolder:
    """Keeps calls and results as files, each written whole, and has the sheets drawn anew when one is added.

    A call is a file that is named by its message's key; a result is one that is named by what it says. Processes may
    share the folder.

    Attributes:
        folder: where ``calls`` and ``results`` are; they are made when they are not there.
        draw: writes the sheets.
    """

    folder: Path
    draw: Callable[[Calls], None]
    _known: dict[Path, Call | CallResult] = field(factory=dict, init=False, repr=False)
    _turn: Lock = field(factory=Lock, init=False, repr=False)
    _gate: RunVar[anyio.Lock] = field(factory=lambda: RunVar("calls"), init=False, repr=False)  # one an event loop
    _asks: Iterator[int] = field(factory=count, init=False, repr=False)
    _drawn: int = field(default=-1, init=False, repr=False)

    async def put(self, call: Call) -> None:
        """Keep a call, and have it on the sheets.

        Raises:
            OSError: the folder cannot be written to.
        """
        path = self._path(call.key)
        if not path.exists():
            await to_thread.run_sync(write_whole, path, _written(call))
        ask = next(self._asks)
        # Whoever waits here finds that somebody drew for all of them, and no thread waits.
        async with self._gate.get(None) or self._new_gate():
            if ask > self._drawn:
                await to_thread.run_sync(self._redraw)

    def record(self, result: CallResult) -> None:
        """Keep a result, and have it on the sheets; the same result counts once.

        Raises:
            InvalidInput: no call has its key.
            OSError: the folder cannot be written to.
        """
        if not self._path(result.key).exists():
            raise InvalidInput("call result", [Fault("key", "is that of no call in this folder")])
        content = _written(result)
        digest = hashlib.sha256(content).hexdigest()[:16]
        write_whole(self.folder / "results" / f"{digest}.json", content)
        self._redraw()

    def read(self) -> Calls:
        """Return what stands in the folder.

        Raises:
            OSError: the folder cannot be read.
        """
        return self._read(self._files())

    def results(self) -> tuple[CallResult, ...]:
        """Return what came of the calls, oldest first.

        Raises:
            InvalidInput: files cannot be read; with each of them.
            OSError: the folder cannot be read.
        """
        calls = self.read()
        if calls.broken:
            raise InvalidInput("calls", calls.broken)
        found = (result for listed in calls.listed for result in listed.results)
        return tuple(sorted(found, key=lambda result: result.at))

    def _path(self, key: str) -> Path:
        return self.folder / "calls" / f"{file_stem(key)}.json"

    def _new_gate(self) -> anyio.Lock:
        gate = anyio.Lock()
        self._gate.set(gate)
        return gate

    def _redraw(self) -> None:
        with self._turn:
            start = next(self._asks)
            files: Sequence[Path] = ()
            # Whoever draws last looks for files once more, so that the sheets end up with those of every process.
            while files != (files := self._files()):
                self.draw(self._read(files))
            self._drawn = start

    def _files(self) -> Sequence[Path]:
        """Return the calls, oldest first, and the results."""
        calls = sorted(self.folder.glob("calls/*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name))
        return [*calls, *sorted(self.folder.glob("results/*.json"))]

    def _read(self, files: Sequence[Path]) -> Calls:
        calls: list[Call] = []
        results: defaultdict[str, list[CallResult]] = defaultdict(list)
        broken: list[Fault] = []
        for path in files:
            entry = self._entry(path)
            if isinstance(entry, Call):
                calls.append(entry)
            elif isinstance(entry, CallResult):
                results[entry.key].append(entry)
            else:
                broken.append(Fault(f"{path.parent.name}/{path.name}", "is not as it was written, and is left out"))
        for of_call in results.values():
            of_call.sort(key=lambda result: result.at)
        return Calls(tuple(Listed(call, tuple(results[call.key])) for call in calls), tuple(broken))

    def _entry(self, path: Path) -> Call | CallResult | None:
        if path not in self._known:
            kind = Call if path.parent.name == "calls" else CallResult
            try:
                self._known[path] = kind.model_validate_json(path.read_bytes())
            except ValidationError:
                return None
        return self._known[path]


def _written(entry: Strict) -> bytes:
    return entry.model_dump_json(indent=1).encode()
