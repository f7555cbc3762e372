"""What it costs to import the library: every program that embeds it pays this at each start."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.contest import Effort, Side, contest
from benchmarks.figures import Bound, Figure, Measured, Wanted, rounds_of

FACE = "from downtimekit import *"
BARE = "import downtimekit"
PYDANTIC = "import pydantic; pydantic.BaseModel"
LEAST = """
import attrs
from pydantic import BaseModel
class Ward(BaseModel):
    model_config = {"defer_build": True}
    beds: int
"""
"""What anybody pays who has one model and attrs: the first field of all makes pydantic load the rest of itself."""

FACE_VS_PYDANTIC = Measured(
    "import", "face_vs_pydantic", "pydantic", "ms CPU", Wanted(Bound.AT_MOST, target=2.0, aim=1.4)
)

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
    bare, least = (contest(_side(other), _side(PYDANTIC), effort=effort) for other in (BARE, LEAST))
    missing = {"downtimekit.playbooks", "downtimekit.models.people"}.difference(_imported(FACE)[1])
    yield FACE_VS_PYDANTIC.costs(
        result,
        scale=1000,
        problems=f"not loaded: {', '.join(sorted(missing))}" if missing else "",
        note=f"all names of the face; 'import downtimekit' alone {bare.ratio:.2f}; one empty model and attrs "
        f"{least.ratio:.2f}; {rounds_of(result)}",
    )


def _side(statement: str) -> Side:
    return Side(statement, lambda: _imported(statement)[0])


def _imported(statement: str) -> tuple[float, list[str]]:
    """Run an import in a process of its own, and return its CPU seconds and what is loaded then."""
    command = [sys.executable, "-I", "-c", _TIMED.format(statement=statement)]
    spent, loaded = json.loads(subprocess.check_output(command))  # noqa: S603  (our own words)
    return spent, loaded
