"""Registrations, withdrawals and images of what is written to a chart, by independent validators."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.interop.fhir import chart, transaction
from downtimekit.interop.fhir.marking import IN_ERROR, is_undone, is_withdrawn, reinstated, undone, withdrawn
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import ChartEntry
from downtimekit.testing.contracts.target import CONTENTS, LATE, NGOZI, STUDY, registration_of
from tests.fhir_oracles import faults
from tests.fhir_roads import SYSTEMS

pytestmark = pytest.mark.slow
KINDS = pytest.mark.parametrize("kind", CONTENTS, ids=str)


def an_entry(kind: RecordKind, **otherwise: object) -> ChartEntry:
    said = {"key": "k-1", "kind": kind, "mrn": "T-1001", "accession": "A-1", "content": CONTENTS[kind], "late": LATE}
    return ChartEntry.model_validate(said | otherwise)


def resources(entry: ChartEntry) -> list[Any]:
    listed: Any = chart.to_fhir([entry], systems=SYSTEMS).resource["entry"]
    return [one["resource"] for one in listed]


@KINDS
@pytest.mark.parametrize(
    "otherwise",
    [{}, {"updates": "Thing/12", "expects": 3}, {"updates": "Thing/12", "expects": 3, "withdraws": True}],
    ids=("new", "changed", "withdrawn"),
)
def test_every_kind_of_record_is_fhir_to_others_and_comes_back(kind: RecordKind, otherwise: dict[str, Any]) -> None:
    if otherwise:
        made = resources(an_entry(kind))[0]["resourceType"]
        otherwise = otherwise | {"updates": f"{made}/12"}
    entry = an_entry(kind, **otherwise)
    written = chart.to_fhir([entry], systems=SYSTEMS)
    # One by one: within a Bundle, a judge does not say which resource it means.
    assert [faults(one) for one in resources(entry)] == [[]] * len(resources(entry))
    (found,) = transaction.from_fhir(written.resource, systems=SYSTEMS)
    lost = {loss.removeprefix("[0].") for loss in written.losses}

    assert lost <= {"accession"}
    assert found.model == (entry.model_copy(update={"accession": None}) if lost else entry)


@KINDS
def test_what_is_withdrawn_is_marked_and_read_as_it_was(kind: RecordKind) -> None:
    for resource in resources(an_entry(kind))[:-1]:
        marked = withdrawn(resource)
        assert faults(marked) == []
        assert is_withdrawn(marked)
        assert withdrawn(marked) == marked
        assert _codes(reinstated(marked)) == _codes(resource)


def _codes(resource: Any) -> list[object]:  # noqa: ANN401 - whatever JSON holds
    concept = resource.get("verificationStatus", {}).get("coding")
    return [resource.get("status"), concept, resource.get("clinicalStatus", {}).get("coding"), resource.get("meta")]


@pytest.mark.parametrize("kind", ["DiagnosticReport", "Composition", "Procedure", "AllergyIntolerance"])
def test_what_others_withdrew_is_read_as_something_that_counted(kind: str) -> None:
    concept = {"coding": [{"code": IN_ERROR}]}
    told = {"verificationStatus": concept} if kind == "AllergyIntolerance" else {"status": IN_ERROR}
    assert not is_withdrawn(reinstated({"resourceType": kind, **told}))


def test_what_never_counted_is_marked_as_that() -> None:
    opened, *others = resources(registration_of(NGOZI, key="k-1"))
    for resource in (opened, *others):
        assert is_undone(undone(resource))
        assert faults(undone(resource)) == []
    assert undone(opened)["active"] is False


def test_a_registration_opens_its_chart_and_is_about_it() -> None:
    written: Any = chart.to_fhir([registration_of(NGOZI, key="k-1")], systems=SYSTEMS).resource
    opened, told, provenance = written["entry"]

    assert faults(written) == []
    assert opened["request"]["ifNoneExist"] == f"identifier={SYSTEMS.mrn}|{NGOZI.mrn}"
    assert told["resource"]["subject"]["reference"] == opened["fullUrl"]
    assert {"reference": opened["fullUrl"]} in provenance["resource"]["target"]
    (found,) = transaction.from_fhir(written, systems=SYSTEMS)
    assert found.model == registration_of(NGOZI, key="k-1")


@pytest.mark.parametrize("kind", [RecordKind.ORDER, RecordKind.REPORT])
def test_the_order_and_the_report_say_to_which_images_they_belong(kind: RecordKind) -> None:
    number = {"system": "urn:dicom:uid", "value": f"urn:oid:{STUDY}"}
    main = resources(an_entry(kind, study=STUDY))[0]
    told = main["identifier"] if kind is RecordKind.ORDER else [one["identifier"] for one in main["imagingStudy"]]
    assert number in told


def test_what_comes_first_is_told_and_not_written() -> None:
    written = chart.to_fhir([an_entry(RecordKind.REPORT, needs=["k-0"])], systems=SYSTEMS)
    assert written.losses == ("[0].needs",)
