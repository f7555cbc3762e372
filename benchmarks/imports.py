"""What it costs to import the library: every program that embeds it pays this at each start."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.contest import Effort, Side, contest
from benchmarks.figures import Bound, Figure, Wanted, rounds_of

FACE = "from downtimekit import *"
BARE = "import downtimekit"
PYDANTIC = "import pydantic; pydantic.BaseModel"

_TIMED = """
import time
start = time.process_time()
{statement}
spent = time.process_time() - start
import json, sys
print(json.dumps([spent, sorted(sys.modules)]))
"""


def run(effort: Effort) -> Iterator[Figure]:
    """Measure the import of the face.

    The face loads its names when they are asked for, so all of them are: the figure is the dearest import there is.
    The start of the interpreter counts for neither side.
    """
    result = contest(_side(FACE), _side(PYDANTIC), effort=effort)
    bare = contest(_side(BARE), _side(PYDANTIC), effort=effort)
    loaded = set(_imported(FACE)[1])
    yield Figure(
        benchmark="import",
        figure="face_vs_pydantic",
        ours=result.ours * 1000,
        peer=result.peer * 1000,
        peer_name="pydantic",
        unit="ms CPU",
        ratio=result.ratio,
        wanted=Wanted(Bound.AT_MOST, target=2.0, aim=1.4),
        is_verified={"downtimekit.playbooks", "downtimekit.models.people"} <= loaded,
        note=f"all names of the face; 'import downtimekit' alone {bare.ratio:.2f}; {rounds_of(result)}",
    )


def _side(statement: str) -> Side:
    return Side(statement, lambda: _imported(statement)[0])


def _imported(statement: str) -> tuple[float, list[str]]:
    """Run an import in a process of its own, and return its CPU seconds and what is loaded then."""
    command = [sys.executable, "-I", "-c", _TIMED.format(statement=statement)]
    spent, loaded = json.loads(subprocess.check_output(command))  # noqa: S603  (our own words)
    return spent, loaded
