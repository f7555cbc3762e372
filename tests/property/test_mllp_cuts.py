"""Whatever is cut, at whatever byte: in the end the RIS has each record once."""

from __future__ import annotations

import asyncio

import anyio
import pytest
from attrs import define, field
from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.adapters.mllp_target import MemoryLedger, MllpTarget
from downtimekit.adapters.mllp_target.blocks import Blocks, framed
from downtimekit.errors import OutcomeUnknown, Unreachable
from downtimekit.models.chart import Chart, ChartEntry, Lookup
from downtimekit.testing.contracts.target import ADAEZE, ANSWERS, CHIKA, NOTES, entry_of, note_of
from tests.mllp_peer import target_at
from tests.mllp_ris import Ris

ENTRIES = (
    entry_of(ANSWERS, key="west-1/questionnaire/1"),
    entry_of(NOTES, key="west-1/tech_notes/1"),
    note_of(ADAEZE, key="west-1/note/1"),
    note_of(CHIKA, key="west-1/note/2"),
)
LONGEST = 6_000
"""More bytes than a message or an answer of these has."""


@define
class Cut:
    """Where one connection ends: after so many bytes to the RIS, or from it."""

    up: int = 1_000_000
    down: int = 1_000_000
    abrupt: bool = False


@define
class Scissors:
    """A line to a RIS that is cut; when there are no cuts left, it holds.

    Attributes:
        cuts: one for each connection.
        closes: whether the RIS closes the connection after each answer.
    """

    ris: Ris
    cuts: list[Cut]
    closes: bool
    tasks: set[asyncio.Task[None]] = field(factory=set)

    def begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.tasks.add(asyncio.create_task(self.converse(reader, writer)))

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        cut, blocks = self.cuts.pop(0) if self.cuts else Cut(), Blocks(1_000_000)
        try:
            while cut.up > 0 and cut.down > 0 and (piece := await reader.read(4096)):
                blocks.feed(piece[: cut.up])
                cut.up -= len(piece)
                while (message := blocks.next()) is not None and cut.down > 0:
                    answer = framed(self.ris.take(message))
                    writer.write(answer[: cut.down])
                    cut.down -= len(answer)
                    if self.closes:
                        cut.down = 0
        except ConnectionError:
            pass
        finally:
            if cut.abrupt:
                writer.transport.abort()
            writer.close()


class _Blind:
    """A chart beside the interface that shows patients and exams, and records only days later."""

    def __init__(self, ris: Ris) -> None:
        self.ris = ris

    async def look_up(self, wanted: Lookup) -> Chart:
        chart = await self.ris.look_up(wanted)
        return chart.model_copy(update={"records": ()})


async def enter(target: MllpTarget, entry: ChartEntry, again: int) -> None:
    """Enter one record, as often as it takes."""
    for _ in range(again):
        try:
            await target.write(entry)
        except (OutcomeUnknown, Unreachable):
            continue
        return
    raise AssertionError("it never got through")


async def backfill(ris: Ris, cuts: list[Cut], *, closes: bool, blind: bool, forgets: bool) -> None:
    """Enter everything twice, over a line that is cut."""
    line = Scissors(ris, list(cuts), closes)
    server = await asyncio.start_server(line.begin, "127.0.0.1", 0)
    port, ledger = server.sockets[0].getsockname()[1], MemoryLedger()
    try:
        for _ in range(2):
            chart = _Blind(ris) if blind else ris
            ledger = MemoryLedger() if forgets else ledger
            target = target_at(port, chart=chart, ledger=ledger)
            async with anyio.create_task_group() as group:
                for entry in ENTRIES:
                    group.start_soon(enter, target, entry, len(cuts) + 2)
            await target.rest()
    finally:
        server.close()
        await asyncio.gather(*line.tasks, return_exceptions=True)


CUTS = st.builds(Cut, up=st.integers(1, LONGEST), abrupt=st.booleans()) | st.builds(
    Cut, down=st.integers(1, LONGEST), abrupt=st.booleans()
)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(
    cuts=st.lists(CUTS, max_size=6),
    closes=st.booleans(),
    blind=st.booleans(),
    forgets=st.booleans(),
)
def test_each_record_is_in_the_ris_once(cuts: list[Cut], closes: bool, blind: bool, forgets: bool) -> None:
    ris = Ris()
    anyio.run(lambda: backfill(ris, cuts, closes=closes, blind=blind, forgets=forgets))

    assert sorted(record.key for record in ris.chart.records) == sorted(entry.key for entry in ENTRIES)
    assert len(ris.received) == len(ENTRIES)
    assert ris.contradictions == []


@pytest.mark.slow
@pytest.mark.parametrize("direction", ["up", "down"])
def test_any_byte_of_a_message_or_of_its_answer_may_be_the_last(direction: str) -> None:
    entry = ENTRIES[0]

    async def cut_at(byte: int) -> int:
        ris = Ris()
        line = Scissors(ris, [Cut(up=byte) if direction == "up" else Cut(down=byte)], closes=False)
        server = await asyncio.start_server(line.begin, "127.0.0.1", 0)
        target = target_at(server.sockets[0].getsockname()[1], chart=_Blind(ris))
        try:
            await enter(target, entry, 2)
        finally:
            await target.rest()
            server.close()
            await asyncio.gather(*line.tasks, return_exceptions=True)
        assert [record.key for record in ris.chart.records] == [entry.key]
        return ris.repeated

    async def everywhere() -> list[int]:
        return [await cut_at(byte) for byte in (range(1, 2600, 5) if direction == "up" else range(1, 130))]

    repeated = anyio.run(everywhere)
    assert (sum(repeated) > 0) is (direction == "down")  # what arrived whole was known when it came again
