"""A print job is killed at any moment and run again: nothing half-written, nothing double, nothing missing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor
from pathlib import Path

import pytest
from pydantic import SecretBytes

from downtimekit.adapters.encrypted_shelf import EncryptedShelf, ShelfLock
from downtimekit.ports import Shelf
from downtimekit.runtime.printing import PrintJob
from downtimekit.testing.shelves import MemoryShelf
from tests.printing import WordsRenderer, a_pile

pytestmark = [pytest.mark.integration, pytest.mark.slow]

LOCK = ShelfLock(key=SecretBytes(bytes(range(32))))
PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.integration.test_print_job_kills import job, shelf_at
from concurrent.futures import ThreadPoolExecutor
saving = ThreadPoolExecutor(int(sys.argv[2])) if sys.argv[2] != "0" else None
job(shelf_at(Path(sys.argv[1])), saving).run(progress=lambda step: print(step.done, flush=True))
print("finished", flush=True)
"""


def shelf_at(folder: Path) -> Shelf:
    return EncryptedShelf.open(folder, LOCK)


def job(shelf: Shelf, saving: Executor | None = None) -> PrintJob:
    return PrintJob(a_pile(120), WordsRenderer(), shelf, chunk=3, saving=saving)


@pytest.mark.parametrize("threads", [0, 3])
def test_a_job_that_is_killed_again_and_again_ends_with_the_same_pile(tmp_path: Path, threads: int) -> None:
    shelf_at(tmp_path)  # the key's salt is there before anybody is killed
    whole = MemoryShelf()
    job(whole).run()
    chance = random.Random(6)
    kills = 0
    for _ in range(12):
        program = [
            sys.executable,
            "-c",
            PROGRAM.format(root=str(Path(__file__).parents[2])),
            str(tmp_path),
            str(threads),
        ]
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as run:
            assert run.stdout is not None
            run.stdout.readline()  # it has looked at what is there
            time.sleep(chance.uniform(0, 0.02))
            if run.poll() is None:
                os.kill(run.pid, signal.SIGKILL)
                kills += 1
            rest = run.stdout.read()
        if "finished" in rest:
            break

    shelf = shelf_at(tmp_path)
    job(shelf).run()
    assert {name: shelf.read(name) for name in shelf.names()} == whole.saved
    assert kills > 0
