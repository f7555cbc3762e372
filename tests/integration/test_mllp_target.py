"""Back-fill over MLLP into a RIS behind real listeners: the shipped contract, and every record once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import ClassVar

import pytest

from downtimekit.adapters.mllp_target import SqliteLedger
from downtimekit.errors import Unreachable
from downtimekit.interop.hl7v2 import Way
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import Chart, Lookup
from downtimekit.ports.target import BackfillTarget
from downtimekit.testing.contracts.target import (
    ADAEZE,
    BackfillTargetContract,
    Trial,
    note_of,
    withdrawal_of,
)
from tests.integration.mllp_listeners import closing, keeping
from tests.mllp_peer import nobody, target_at
from tests.mllp_ris import Ris

pytestmark = pytest.mark.integration
WITHOUT = frozenset(
    {
        RecordKind.ALLERGY,
        RecordKind.PRESCRIPTION,
        RecordKind.MEDICATION_CHANGE,
        RecordKind.MEDICATION_ADMINISTRATION,
    }
)


class _Gone:
    """A chart, and a ledger, that nobody can reach."""

    async def look_up(self, wanted: Lookup) -> Chart:
        raise Unreachable("the chart is out of reach")

    def find(self, key: str) -> None:
        raise Unreachable("the ledger is out of reach")


@pytest.fixture
def ris() -> Ris:
    return Ris()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    ledger = SqliteLedger(tmp_path / "sent.db")
    yield ledger
    ledger.close()


class _OverMllp(BackfillTargetContract):
    settings: ClassVar[dict[str, object]] = {}
    kinds = frozenset(RecordKind) - WITHOUT

    def listen(self, ris: Ris) -> AbstractContextManager[int]:
        return keeping(ris)

    @pytest.fixture
    def trial(self, ris: Ris, ledger: SqliteLedger) -> Iterator[Trial]:
        cut_off = target_at(nobody(), chart=_Gone(), ledger=_Gone())  # type: ignore[arg-type]
        with self.listen(ris) as port:

            def opened() -> BackfillTarget:
                return target_at(port, chart=ris, ledger=ledger, **self.settings)

            yield Trial(opened, cut_off=cut_off, kinds=self.kinds)
        assert ris.contradictions == []


class TestAListenerThatKeepsTheConnection(_OverMllp):
    pass


class TestAListenerThatClosesAfterEachMessage(_OverMllp):
    def listen(self, ris: Ris) -> AbstractContextManager[int]:
        return closing(ris)


class TestOlderOrdersAndAReceipt(_OverMllp):
    settings: ClassVar[dict[str, object]] = {
        "version": "2.3.1",
        "mode": "commit",
        "mrn_issuer": "WEST",
        "sending_facility": {"name": "WEST"},
    }


class TestDocumentsForEverythingElse(_OverMllp):
    settings: ClassVar[dict[str, object]] = {
        "ways": dict.fromkeys(set(RecordKind) - {RecordKind.REGISTRATION, RecordKind.REPORT}, Way.MDM)
    }
    kinds = frozenset(RecordKind)


@pytest.mark.parametrize("listen", [keeping, closing])
def test_a_note_that_is_withdrawn_is_cancelled_by_the_fields_that_every_system_reads(
    listen: Callable[[Ris], AbstractContextManager[int]], ris: Ris, ledger: SqliteLedger
) -> None:
    with listen(ris) as port:
        trial = Trial(lambda: target_at(port, chart=ris, ledger=ledger))
        note = trial.written(note_of(ADAEZE, key="west-1/note/1"))
        made = trial.write(withdrawal_of(note, key="west-1/withdrawn/1"))

        (record,) = trial.records()
    assert (made, record.withdrawn, record.content) == (note.id, True, note.content)
    assert [found.trigger for found in ris.received] == ["T02", "T11"]
