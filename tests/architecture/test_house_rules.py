"""Rules of the house that import-linter cannot tell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

import downtimekit
from tests.architecture.clocks import clock_readings
from tests.architecture.handlers import raised_beside_input

PACKAGE = Path(__file__).parents[2] / "src" / "downtimekit"
MAY_READ_A_CLOCK = {"runtime", "adapters"}
HEAVY = {"aiosmtplib", "fpdf", "httpx", "phonenumbers", "psycopg", "sqlite3", "transitions"}
PLUGINS = "importlib.metadata"
"""What pydantic loads to look for plugins in everything that is installed, as soon as the first model is built."""

RECORDS = ("facts", "capture", "plan", "breast", "behavioural", "prescriptions", "intake", "stored")
"""The rooms of the paper records: most of all models, and nothing that the face speaks of."""


def loaded_by(program: str) -> list[str]:
    """Return the modules that are loaded after a program ran in a process of its own."""
    # Where coverage measures subprocesses, it loads sqlite3 into them.
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    command = [sys.executable, "-I", "-c", f"{program}\nimport sys, json\nprint(json.dumps(list(sys.modules)))"]
    answer = subprocess.run(command, capture_output=True, check=True, env=unmeasured)
    return list(json.loads(answer.stdout))


def test_importing_the_library_loads_no_adapter_and_nothing_heavy() -> None:
    loaded = loaded_by("from downtimekit import *")

    assert [name for name in loaded if name.startswith("downtimekit.adapters")] == []
    assert HEAVY.intersection(loaded) == set()


def test_the_face_loads_no_model_of_a_record_and_builds_none_at_all() -> None:
    loaded = loaded_by("from downtimekit import *")
    rooms = {name.split(".")[2] for name in loaded if name.startswith("downtimekit.models.")}

    assert rooms.intersection(RECORDS) == set()
    assert PLUGINS not in loaded


def test_whoever_imports_one_room_does_not_pay_for_the_others() -> None:
    loaded = loaded_by("import downtimekit.errors")

    assert [name for name in loaded if name.startswith("downtimekit.")] == ["downtimekit.errors"]
    assert "pydantic" not in loaded


def test_every_name_of_the_face_can_be_had_and_no_other() -> None:
    names = {name: getattr(downtimekit, name) for name in downtimekit.__all__}

    assert set(names) <= set(dir(downtimekit))
    assert names == {name: found for name, found in vars(downtimekit).items() if name in names}
    with pytest.raises(AttributeError, match="no attribute 'Downtimes'"):
        _ = downtimekit.Downtimes  # type: ignore[attr-defined]


def test_time_is_an_argument_below_the_runtime() -> None:
    readings = [
        f"{file.relative_to(PACKAGE)}:{reading}"
        for file in sorted(PACKAGE.rglob("*.py"))
        if file.relative_to(PACKAGE).parts[0] not in MAY_READ_A_CLOCK
        for reading in clock_readings(file.read_text())
    ]

    assert readings == []


@pytest.mark.parametrize(
    ("source", "reading"),
    [
        ("import time\nnow = time.time()", "2: time.time"),
        ("import datetime as dt\nnow = dt.datetime.now(dt.UTC)", "2: datetime.datetime.now"),
        ("from datetime import date as day\nnow = day.today()", "2: datetime.date.today"),
        ("from time import monotonic as tick\nfield(factory=tick)", "2: time.monotonic"),
        (
            "def f():\n    from datetime import datetime\n    return datetime.utcnow()",
            "3: datetime.datetime.utcnow",
        ),
    ],
)
def test_a_clock_is_found_under_any_name(source: str, reading: str) -> None:
    assert clock_readings(source) == [reading]


def test_an_instant_that_is_handed_in_is_no_clock() -> None:
    assert clock_readings("from datetime import datetime\ndef due(now: datetime): return now.time()") == []


def test_no_error_is_raised_where_the_input_of_another_would_hang_on_to_it() -> None:
    raised = [
        f"{file.relative_to(PACKAGE)}:{place}"
        for file in sorted(PACKAGE.rglob("*.py"))
        for place in raised_beside_input(file.read_text())
    ]

    assert raised == []


@pytest.mark.parametrize(
    ("source", "places"),
    [
        ("try:\n    read()\nexcept ValidationError as error:\n    raise Wrong('x') from None", ["4: Wrong('x')"]),
        ("try:\n    read()\nexcept (OSError, ValidationError):\n    if x:\n        raise", ["5: raise"]),
        ("try:\n    read()\nexcept ValidationError:\n    faults = 1\nraise Wrong(faults)", []),
        ("try:\n    read()\nexcept OSError:\n    raise Wrong from None", []),
    ],
)
def test_such_a_place_is_found(source: str, places: list[str]) -> None:
    assert raised_beside_input(source) == places


def test_every_folder_is_a_package_so_that_no_module_escapes_the_floors() -> None:
    folders = {file.parent for file in PACKAGE.rglob("*.py")}

    assert [folder.name for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_no_module_imports_itself_round_a_circle_not_even_for_types() -> None:
    graph = grimp.build_graph("downtimekit", exclude_type_checking_imports=False, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}

    TopologicalSorter(imports).prepare()  # raises CycleError, which names the circle
