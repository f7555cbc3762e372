"""Every target of ours keeps the promises of the port."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_ris import SampleRis

from downtimekit.testing.contracts.target import ORDERS, PATIENTS, BackfillTargetContract, Trial
from downtimekit.testing.memory_target import MemoryTarget
from downtimekit.testing.targets import FailingTarget, RecordingTarget
from downtimekit.testing.trouble import Troubles, unknown, unreachable


class TestMemoryTarget(BackfillTargetContract):
    @pytest.fixture
    def trial(self) -> Trial:
        target = MemoryTarget(PATIENTS, ORDERS)
        return Trial(lambda: target)


class TestSampleRis(BackfillTargetContract):
    @pytest.fixture
    def trial(self, tmp_path: Path) -> Trial:
        SampleRis(tmp_path / "ris.db").register(PATIENTS, ORDERS)
        cut_off = SampleRis(tmp_path / "gone.db")
        (tmp_path / "gone.db").unlink()
        (tmp_path / "gone.db").mkdir()
        return Trial(lambda: SampleRis(tmp_path / "ris.db"), cut_off)


class TestMemoryTargetBehindOthers(BackfillTargetContract):
    @pytest.fixture
    def trial(self) -> Trial:
        target = FailingTarget(RecordingTarget(MemoryTarget(PATIENTS, ORDERS)))
        cut_off = FailingTarget(target, Troubles(always=unknown(done=False)), looking=Troubles(always=unreachable()))
        return Trial(lambda: target, cut_off)
