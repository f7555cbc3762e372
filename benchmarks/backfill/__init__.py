"""What it costs to get paper back into the chart, and whether it is the right chart."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.backfill import applying, lookups, matching
from benchmarks.contest import Effort
from benchmarks.figures import Figure


def run(effort: Effort) -> Iterator[Figure]:
    """Measure everything about back-filling."""
    yield from matching.run(effort)
    yield from lookups.run(effort)
    yield from applying.run(effort)
