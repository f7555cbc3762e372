"""What a worker does: draw a few packets, with a press that it sets up once; it may be a process of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import lru_cache
from typing import TypeVar
from uuid import uuid4

from attrs import field, frozen

from downtimekit.errors import Rejected, Unreachable
from downtimekit.forms.packet import blanked
from downtimekit.models.forms import FormDefinition, Layout, Packet
from downtimekit.ports import Press, Renderer

Task = TypeVar("Task")
Answer = TypeVar("Answer")


@frozen
class Setup:
    """What a press is compiled from.

    Attributes:
        key: of the job, so that a process compiles once what it meets again.
    """

    renderer: Renderer = field(eq=False, repr=False)
    forms: tuple[FormDefinition, ...] = field(eq=False, repr=False)
    layout: Layout = field(eq=False, repr=False)
    key: str = field(factory=lambda: uuid4().hex, kw_only=True)

    def compiled(self) -> Press:
        """Return a press."""
        return self.renderer.compile(self.forms, layout=self.layout)


@frozen
class Work:
    """Packets for one worker, at one time."""

    setup: Setup
    packets: tuple[Packet, ...] = field(repr=False)


@frozen
class Drawn:
    """What became of a packet.

    Attributes:
        document: None where not even its blank form can be drawn.
        refusal: why the packet cannot be drawn, by its sheet; empty where it was drawn. Where it is not, the document
            holds the same sheets without what is known of the patient.
    """

    document: bytes | None = field(repr=False)
    refusal: str = ""


@lru_cache(maxsize=2)
def press_for(setup: Setup) -> Press:
    """Return the press of a job, compiled once in a process for as long as other jobs do not take its place."""
    return setup.compiled()


def drawn_there(work: Work) -> tuple[Drawn, ...]:
    """Draw packets in a worker."""
    return drawn(press_for(work.setup), work.packets)


def together_there(work: Work) -> bytes:
    """Draw packets as one document, in a worker."""
    return press_for(work.setup).render(work.packets)


def drawn(press: Press, packets: Sequence[Packet]) -> tuple[Drawn, ...]:
    """Draw packets, a document each; one that cannot be drawn does not keep the others from it."""
    try:
        return tuple(map(Drawn, press.files(packets)))
    except Rejected:
        return tuple(_drawn(press, packet) for packet in packets)


def _drawn(press: Press, packet: Packet) -> Drawn:
    try:
        return Drawn(_alone(press, packet))
    except Rejected as refusal:
        words = str(refusal)
    try:
        return Drawn(_alone(press, blanked(packet)), words)
    except Rejected:
        return Drawn(None, words)


def _alone(press: Press, packet: Packet) -> bytes:
    (document,) = press.files([packet])
    return document


def in_order(
    executor: Executor, function: Callable[[Task], Answer], tasks: Iterable[Task], *, ahead: int
) -> Iterator[Answer]:
    """Yield the answers of workers in the order of the tasks.

    Args:
        executor: whose workers do it.
        function: what is done with each; with processes, one that can be imported there.
        tasks: taken one by one, no further ahead than told.
        ahead: how many tasks are given out before the answer of the first was taken.

    Raises:
        Unreachable: a worker died.
    """
    waiting = deque[Future[Answer]]()
    try:
        for task in tasks:
            waiting.append(executor.submit(function, task))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenExecutor:
        raise Unreachable("a worker died; run the job again: what is finished is kept") from None
    finally:
        for future in waiting:
            future.cancel()


def parts_of(packets: Sequence[Packet], size: int) -> Iterator[tuple[Packet, ...]]:
    """Yield packets in parts of a size; the last one may be smaller."""
    for start in range(0, len(packets), size):
        yield tuple(packets[start : start + size])
