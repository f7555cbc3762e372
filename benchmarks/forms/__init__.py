"""What paper costs: drawing it, and reading it back."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.contest import Effort
from benchmarks.figures import Figure
from benchmarks.forms import packs, qr, scan, scripts


def run(effort: Effort) -> Iterator[Figure]:
    """Measure everything about forms."""
    yield from packs.run(effort)
    yield from scripts.run(effort)
    yield from qr.run(effort)
    yield from scan.run(effort)
