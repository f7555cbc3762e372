"""What our models cost where most of the work is: reading clinical records, and writing them for a chart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.bare import bare
from benchmarks.contest import Effort, contest, differences, repeated
from benchmarks.figures import Bound, Figure, Wanted, rounds_of
from downtimekit.models.capture import Capture

RECORD = Path(__file__).with_name("samples") / "capture.json"


def run(effort: Effort) -> Iterator[Figure]:
    """Measure both."""
    yield parse_vs_pydantic(effort)


def parse_vs_pydantic(effort: Effort) -> Figure:
    """Read a capture with a final mammography report, beside bare pydantic models of the same fields."""
    text, plain = RECORD.read_bytes(), bare(Capture)
    ours = repeated("downtimekit", lambda: Capture.model_validate_json(text), effort=effort)
    peer = repeated("pydantic", lambda: plain.model_validate_json(text), effort=effort)
    read = [model.model_validate_json(text).model_dump(mode="json") for model in (Capture, plain)]
    result = contest(ours, peer, effort=effort)
    return Figure(
        benchmark="models",
        figure="parse_vs_pydantic",
        ours=1 / result.ours,
        peer=1 / result.peer,
        peer_name="bare pydantic models",
        unit="records/s CPU",
        ratio=1 / result.ratio,
        wanted=Wanted(Bound.AT_LEAST, target=0.7, aim=0.95),
        is_verified=not differences(read[:1], read[1:]),
        note=f"{len(text)} bytes; {rounds_of(result)} (of the costs)",
    )
