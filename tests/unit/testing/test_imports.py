"""What the tools for tests cost those who import them."""

from __future__ import annotations

import json
import subprocess
import sys
from types import ModuleType

import pytest

from downtimekit import testing


def test_the_clock_and_the_memory_journal_load_no_test_framework_and_no_database() -> None:
    program = "import sys, json, downtimekit.testing; print(json.dumps(list(sys.modules)))"
    answer = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True)

    assert {"pytest", "hypothesis", "sqlite3"}.isdisjoint(json.loads(answer.stdout))


def test_every_name_can_be_had_and_no_other() -> None:
    names = {name: getattr(testing, name) for name in testing.__all__}

    assert set(names) <= set(dir(testing))
    assert [name for name, found in names.items() if isinstance(found, ModuleType)] == []
    with pytest.raises(AttributeError, match="no attribute 'recording_pager'"):
        _ = testing.recording_pager  # type: ignore[attr-defined]


def test_whoever_only_has_it_installed_loads_none_of_it() -> None:
    program = "import sys, json, downtimekit.testing.plugin; print(json.dumps(list(sys.modules)))"
    answer = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True)
    loaded = set(json.loads(answer.stdout))

    assert {name for name in loaded if name.startswith("downtimekit")} == {
        "downtimekit",
        "downtimekit.testing",
        "downtimekit.testing.plugin",
    }
    assert {"pydantic", "zoneinfo", "anyio"}.isdisjoint(loaded)
