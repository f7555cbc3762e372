"""What is stored: the formats of the journal, and those of what a host keeps beside it.

Each writes the newest schema first and reads every schema; `versions` is how.
"""

from __future__ import annotations

from pydantic import TypeAdapter

from downtimekit.models.capture import Capture
from downtimekit.models.chart import ChartEntry
from downtimekit.models.facts import FACT, Fact
from downtimekit.models.people.staff import Staff
from downtimekit.models.plan import Plan
from downtimekit.models.versions.format import Format
from downtimekit.models.versions.from_1 import FROM_1

FACTS: Format[Fact] = Format(FACT, "fact", FROM_1)
"""A fact, as the journal holds it."""

STAFF: Format[Staff] = Format(TypeAdapter(Staff), "staff", FROM_1)
"""Who acted, as the journal holds it beside a fact."""

PLANS: Format[Plan] = Format(TypeAdapter(Plan), "plan", FROM_1)
"""A back-fill plan, for a host that keeps one until somebody agrees to it."""

CAPTURES: Format[Capture] = Format(TypeAdapter(Capture), "capture", FROM_1)
"""A capture, for a host that keeps one until it can be taken in."""

ENTRIES: Format[ChartEntry] = Format(TypeAdapter(ChartEntry), "entry", {})
"""A late entry, where it is handed to another program: as a file, or beside a message."""
