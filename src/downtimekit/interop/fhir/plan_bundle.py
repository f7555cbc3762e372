"""A back-fill plan (`models.plan.Plan`) as FHIR R4: the transaction that would be sent, and what it changes.

It holds patient data, as what is sent does; `plan` writes the work list, which holds none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from downtimekit.interop.fhir import chart
from downtimekit.interop.fhir.json_patch import Operation, difference
from downtimekit.interop.fhir.kinds import Json
from downtimekit.interop.fhir.resource import Resource, Written
from downtimekit.interop.fhir.shelf import bundle
from downtimekit.interop.fhir.systems import Systems
from downtimekit.models.chart import ChartEntry
from downtimekit.models.plan import Decision, Plan

# What is written anew with every write, and changes nothing that anybody reads.
_BESIDE = ("id", "identifier", "meta", "result")


@frozen
class Change:
    """What one entry of a plan changes in a record that the chart has already.

    Attributes:
        sheets: what a person finds the paper by.
        record: the record in the chart, such as ``DiagnosticReport/12``.
        operations: as a JSON Patch over the record's resources: the main one at ``/0``, its parts after it.
    """

    sheets: Sequence[str]
    record: str
    operations: Sequence[Operation] = field(repr=False)


def to_bundle(plan: Plan, *, systems: Systems, patients: Mapping[str, str] | None = None) -> Written:
    """Return what would be written, as one FHIR transaction.

    Args:
        plan: the plan; what waits for somebody is not in it.
        systems: the clinic's numbering systems.
        patients: the reference of each patient that is known, such as ``Patient/123``, by medical record number.

    Raises:
        InvalidInput: two different entries have the same key, or the id of one that is replaced is no FHIR id.
    """
    entries = plan.entries()
    if not entries:
        return Written(bundle("transaction", []))
    return chart.to_fhir(entries, systems=systems, patients=patients)


def changes(plan: Plan, *, systems: Systems) -> Sequence[Change]:
    """Return what would be changed in records that the chart has already, in the order of the plan.

    What the chart's record says beside our words is not known here and stays as it is.

    Args:
        plan: the plan, whose decisions say what each record said before.
        systems: the clinic's numbering systems.

    Raises:
        InvalidInput: the id of a record that is replaced is no FHIR id.
    """
    return tuple(_changes(plan, systems))


def _changes(plan: Plan, systems: Systems) -> Iterator[Change]:
    for decision in plan.decisions:
        entry = decision.entry
        if entry is not None and entry.updates is not None and decision.was is not None:
            before, after = _before(entry, decision), _resources(entry, systems)
            yield Change(decision.sheets, entry.updates, difference(_resources(before, systems), after))


def _before(entry: ChartEntry, decision: Decision) -> ChartEntry:
    """Return what would have written the record as it stands."""
    return entry.model_copy(update={"content": decision.was, "withdraws": False})


def _resources(entry: ChartEntry, systems: Systems) -> list[Json]:
    """Return the resources of a record, the main one first, without what is written anew with every write."""
    written: Any = chart.to_fhir([entry], systems=systems).resource["entry"]
    found: list[Resource] = [one["resource"] for one in written if one["resource"]["resourceType"] != "Provenance"]
    return [{key: value for key, value in one.items() if key not in _BESIDE} for one in found]
