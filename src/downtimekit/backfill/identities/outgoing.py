"""What goes out names the number that counts now, and none that is retired."""

from __future__ import annotations

from functools import singledispatch
from typing import TypeVar, cast

from downtimekit.backfill.identities.value import Identities
from downtimekit.models.chart import ChartEntry
from downtimekit.models.orders import Orders
from downtimekit.models.patient import IdentifierKind, Patient
from downtimekit.models.results import Results

_OF_RECORDS = (IdentifierKind.MRN, IdentifierKind.DOWNTIME_MRN)

Outgoing = TypeVar("Outgoing", ChartEntry, Orders, Results, Patient)


def under_current_number(value: Outgoing, identities: Identities) -> Outgoing:
    """Return what goes out as it is now; what names no retired number is returned as it is.

    The key of a chart entry stays: what was written under it before is not written again.

    Args:
        value: a chart entry, orders or results, or a patient.
        identities: what became of the numbers.
    """
    return cast("Outgoing", _current(value, identities))


@singledispatch
def _current(value: object, identities: Identities) -> object:
    raise NotImplementedError(type(value).__name__)


@_current.register
def _(value: Patient, identities: Identities) -> Patient:
    now = identities.resolve(value.mrn)
    numbers = tuple(
        number
        for number in value.identifiers
        if not (number.kind in _OF_RECORDS and identities.is_retired(number.value))
    )
    into = None if value.merged_into is None else identities.resolve(value.merged_into)
    changed = {"mrn": now, "identifiers": numbers, "merged_into": None if into == now else into}
    is_current = all(getattr(value, name) == new for name, new in changed.items())
    return value if is_current else value.model_copy(update=changed)


@_current.register
def _(value: ChartEntry, identities: Identities) -> ChartEntry:
    patient = under_current_number(value.patient, identities) if value.patient else None
    now = identities.resolve(value.mrn)
    if now == value.mrn and patient == value.patient:
        return value
    return value.model_copy(update={"mrn": now, "patient": patient})


@_current.register(Orders)
@_current.register(Results)
def _(value: Orders | Results, identities: Identities) -> Orders | Results:
    patient = under_current_number(value.patient, identities)
    return value if patient == value.patient else value.model_copy(update={"patient": patient})
