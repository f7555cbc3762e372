"""A program that is killed while it enters records over MLLP, again and again: the RIS has each record once."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.integration.mllp_listeners import closing, keeping
from tests.integration.mllp_sender import entries
from tests.mllp_ris import Ris

pytestmark = pytest.mark.integration
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("listen", [keeping, closing])
def test_a_program_that_is_killed_again_and_again_enters_each_record_once(
    listen: Callable[[Ris], AbstractContextManager[int]], tmp_path: Path
) -> None:
    ris, chance, kills = Ris(), random.Random(7), 0
    with listen(ris) as port:
        call = [sys.executable, "-m", "tests.integration.mllp_sender", str(port), str(tmp_path / "sent.db")]
        while True:
            with subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
                assert program.stdout
                for _ in range(chance.randint(1, 12)):
                    program.stdout.readline()
                if kills < 6:
                    kills += 1
                    time.sleep(chance.uniform(0, 0.02))  # so that it dies in the middle of something
                    program.kill()
                    continue
                program.communicate()
            break

    assert program.returncode == 0
    assert [record.key for record in ris.chart.records] == [entry.key for entry in entries()]
    assert len(ris.received) == len(entries())
    assert ris.contradictions == []
