"""The file drop: each entry becomes a file in a folder, and the other side's answer is waited for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio
from anyio import to_thread
from attrs import frozen

from downtimekit.adapters.file_target.drop import Answer, AnswerState, Drop
from downtimekit.errors import InvalidInput, OutcomeUnknown, Rejected
from downtimekit.models.chart import Chart, ChartEntry, Lookup
from downtimekit.models.stored import ENTRIES
from downtimekit.ports.target import ChartReader

T = TypeVar("T")
EntryWriter = Callable[[ChartEntry], bytes]
"""Makes the content of an entry's file: the same for the same entry.

Raises `InvalidInput` where the file cannot say what the entry does.
"""


def as_json(entry: ChartEntry) -> bytes:
    """Return an entry as a JSON document that says its schema first."""
    return ENTRIES.write(entry).encode()


@frozen
class FileTarget:
    """A `BackfillTarget` for a system that reads files from a folder, and has a chart that can be asked otherwise.

    An entry counts as written when the other side has accepted it. Until then its outcome is unknown: what lies in the
    folder is not put down twice, and is answered when the other side comes round to it.

    Attributes:
        drop: the folder.
        reader: where the chart is looked up.
        writer: what stands in the file: the entry as JSON, or a FHIR Bundle, or an HL7 message.
        patience: seconds to wait for the answer to an entry.
        pause: seconds between two looks into the folder.
    """

    drop: Drop
    reader: ChartReader
    writer: EntryWriter = as_json
    patience: float = 30.0
    pause: float = 0.2

    async def look_up(self, wanted: Lookup) -> Chart:
        """Return what the reader says."""
        return await self.reader.look_up(wanted)

    async def find(self, key: str) -> str | None:
        """Return the identifier of the record that a key made, or None where it made none.

        Raises:
            Unreachable: the folder is not there.
            OutcomeUnknown: the other side has not answered yet.
        """
        answer, lies_there = await to_thread.run_sync(self._asked, key)
        if answer is None or answer.state is AnswerState.OPEN:
            if answer or lies_there:
                raise OutcomeUnknown("the other side has not answered yet")
            return None
        return answer.id

    async def write(self, entry: ChartEntry) -> str:
        """Put one entry down, once, and return the identifier of the record that the other side made."""
        answer = await to_thread.run_sync(self._put_down, entry)
        with anyio.move_on_after(self.patience):
            while answer is None or answer.state is AnswerState.OPEN:
                await anyio.sleep(self.pause)
                answer = await to_thread.run_sync(self.drop.answer, self.drop.name_of(entry.key))
        if answer is None or answer.state is AnswerState.OPEN:
            raise OutcomeUnknown("the entry lies in the folder, and the other side has not answered yet")
        if answer.id is None:
            raise Rejected(f"the other side refuses the entry: {answer.reason or 'it does not say why'}")
        return answer.id

    def _put_down(self, entry: ChartEntry) -> Answer | None:
        """Put an entry down unless it was answered already, or is being worked on."""
        answer = self.drop.answer(self.drop.name_of(entry.key))
        if answer is None and not self.drop.lies_there(entry.key):
            self.drop.put(entry.key, self._content(entry))
        return answer

    def _content(self, entry: ChartEntry) -> bytes:
        try:
            return self.writer(entry)
        except InvalidInput as error:
            faults = error.faults
        raise Rejected(f"the file cannot say what stands in: {', '.join(fault.path for fault in faults)}")

    def _asked(self, key: str) -> tuple[Answer | None, bool]:
        # The file first: it is taken away after the answer has come.
        lies_there = self.drop.lies_there(key)
        return self.drop.answer(self.drop.name_of(key)), lies_there
