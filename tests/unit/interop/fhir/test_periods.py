"""From when to when somebody took a medicine: dates as people remember them, and a rule of FHIR that needs more."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.interop.fhir import medication
from downtimekit.interop.fhir.filed import About, Filed
from downtimekit.models.prescriptions.medication import MedicationItem
from tests.fhir_oracles import faults
from tests.fhir_roads import SYSTEMS


@pytest.mark.parametrize(
    ("started", "stopped", "period", "losses"),
    [
        ("2019", None, {"start": "2019"}, ()),
        (None, "2019-03", {"end": "2019-03"}, ()),
        ("2019-03-14", "2020", {"start": "2019-03-14", "end": "2020"}, ()),
        ("2019", "2019", {"start": "2019", "end": "2019"}, ()),
        # Which of the two is earlier has no answer: what both say is kept, and what one says more is told as lost.
        ("2019", "2019-03", {"start": "2019", "end": "2019"}, ("content.stopped",)),
        ("2019-03-14", "2019-03", {"start": "2019-03", "end": "2019-03"}, ("content.started",)),
        ("2020-01", "2019", {"start": "2020-01"}, ("content.stopped",)),
    ],
)
def test_a_period_is_written_as_far_as_it_is_one(
    started: str | None, stopped: str | None, period: dict[str, str], losses: tuple[str, ...]
) -> None:
    content = MedicationItem.model_validate({"drug": {"name": "Plantedol"}, "started": started, "stopped": stopped})
    filed = Filed[MedicationItem](content=content, about=About(mrn="T-1001"))
    written = medication.item_to_fhir(filed, systems=SYSTEMS)
    assert faults(written.resource) == []
    assert written.resource["effectivePeriod"] == period
    assert written.losses == losses
    read: Any = medication.item_from_fhir(written.resource, systems=SYSTEMS).model.content
    assert (read.started, read.stopped) == (period.get("start"), period.get("end"))
