"""Read back what was printed, and the schedule that comes with the examples."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from downtimekit.forms import LIBRARY, SerialPool, packets
from downtimekit.models.forms import Packet
from downtimekit.models.reading import read
from downtimekit.models.schedule import DaySchedule

SCHEDULE = Path(__file__).parents[1] / "examples" / "data" / "schedule.json"
POOL = SerialPool("W", 1, 200)
FORMS = tuple(LIBRARY.values())


def pages_of_pdf(document: bytes) -> Sequence[str]:
    """Return the words of each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(document)).pages]


def pages_of_text(document: bytes) -> Sequence[str]:
    """Return the words of each page."""
    return document.decode().split("\f")


def west() -> DaySchedule:
    """Return the example's schedule."""
    return read(DaySchedule, json.loads(SCHEDULE.read_text(encoding="utf-8")), source=SCHEDULE.name)


def packets_of_the_day(*, drill: bool = False) -> tuple[Packet, ...]:
    """Return a packet of all forms for each patient of the example."""
    return packets(west(), forms=FORMS, pool=POOL, downtime="west-2026-03-03", drill=drill)
