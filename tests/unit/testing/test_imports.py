"""What the tools for tests cost those who import them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from types import ModuleType

import pytest

from downtimekit import testing


def loaded_by(program: str) -> set[str]:
    """Return the modules that are loaded after a program ran in a process of its own."""
    # Where coverage measures subprocesses, it loads sqlite3 into them.
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    command = [sys.executable, "-I", "-c", f"{program}\nimport sys, json\nprint(json.dumps(list(sys.modules)))"]
    return set(json.loads(subprocess.run(command, capture_output=True, check=True, env=unmeasured).stdout))


def test_nothing_of_it_needs_a_test_framework_a_database_or_an_extra() -> None:
    loaded = loaded_by("from downtimekit.testing import *")

    assert "downtimekit.testing.playing" in loaded
    assert {"pytest", "hypothesis", "sqlite3", "yaml", "fpdf", "aiosmtplib"}.isdisjoint(loaded)


def test_every_name_can_be_had_and_no_other() -> None:
    names = {name: getattr(testing, name) for name in testing.__all__}

    assert set(names) <= set(dir(testing))
    assert [name for name, found in names.items() if isinstance(found, ModuleType)] == []
    with pytest.raises(AttributeError, match="no attribute 'recording_pager'"):
        _ = testing.recording_pager  # type: ignore[attr-defined]


def test_whoever_only_has_it_installed_loads_none_of_it() -> None:
    loaded = loaded_by("import downtimekit.testing.plugin")

    assert {name for name in loaded if name.startswith("downtimekit")} == {
        "downtimekit",
        "downtimekit.testing",
        "downtimekit.testing.plugin",
    }
    assert {"pydantic", "zoneinfo", "anyio"}.isdisjoint(loaded)
