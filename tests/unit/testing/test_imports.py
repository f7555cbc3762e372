"""What the tools for tests cost those who import them."""

from __future__ import annotations

import json
import subprocess
import sys


def test_the_clock_and_the_memory_journal_load_no_test_framework_and_no_database() -> None:
    program = "import sys, json, downtimekit.testing; print(json.dumps(list(sys.modules)))"
    answer = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True)

    assert {"pytest", "hypothesis", "sqlite3"}.isdisjoint(json.loads(answer.stdout))
