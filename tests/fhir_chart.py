"""The chart of the target's contract, as FHIR resources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from downtimekit.adapters.fhir_target import FhirTarget, FhirTargetSettings, Line, LineSettings, Numbering
from downtimekit.interop.fhir import Systems, patient
from downtimekit.interop.fhir.chart_orders import order_to_fhir
from downtimekit.models.chart import ChartOrder
from downtimekit.models.patient import Patient

HOME = "https://clinic.example.org"
SYSTEMS = Systems(HOME)
LOCAL = LineSettings(allow_private=("127.0.0.0/8",), allow_plain=True)


def target_at(base: str, *, timeout: float = 30, **settings: Any) -> FhirTarget:
    """Return a target on a server of this machine."""
    told = FhirTargetSettings.model_validate({"url": base, "numbering": Numbering(home=HOME), **settings})
    return FhirTarget(told, line=Line(LOCAL.model_copy(update={"timeout": timeout})))


def put_chart(
    post: Callable[[Mapping[str, Any]], Mapping[str, Any]], patients: Sequence[Patient], orders: Sequence[ChartOrder]
) -> None:
    """Put patients and what was ordered for them on a server."""
    ids = {one.mrn: post(patient.to_fhir(one, systems=SYSTEMS).resource)["id"] for one in patients}
    for order in orders:
        post(order_to_fhir(order, systems=SYSTEMS, subject=f"Patient/{ids[order.mrn]}"))
