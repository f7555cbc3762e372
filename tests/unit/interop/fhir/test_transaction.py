"""A transaction that comes back: the records that it was made of, and what does not belong to one."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import chart, transaction
from tests.breast import a_finding, a_report
from tests.fhir_entries import an_entry
from tests.fhir_roads import SYSTEMS

ENTRIES = (
    an_entry(),
    an_entry(
        key="k-2", kind="allergy", accession=None, content={"record": "allergy", "substance": "Latex"}, encounter="V-9"
    ),
    an_entry(key="k-3", content=a_report(a_finding(), a_finding(number=2)), updates="DiagnosticReport/12", expects=3),
)


def sent() -> Any:  # noqa: ANN401
    return copy.deepcopy(chart.to_fhir(ENTRIES, systems=SYSTEMS).resource)


def refusals(bundle: object) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        transaction.from_fhir(bundle, systems=SYSTEMS)
    return [str(fault) for fault in caught.value.faults]


def test_every_record_comes_back_with_its_two_clocks_and_the_version_that_it_replaces() -> None:
    read = transaction.from_fhir(sent(), systems=SYSTEMS)
    assert [one.model for one in read] == list(ENTRIES)
    assert [one.losses for one in read] == [(), (), ()]


def test_the_order_of_the_resources_does_not_matter() -> None:
    bundle = sent()
    bundle["entry"].reverse()
    assert [one.model for one in transaction.from_fhir(bundle, systems=SYSTEMS)] == list(reversed(ENTRIES))


def test_a_loss_is_told_where_it_stands_in_the_transaction() -> None:
    bundle = sent()
    bundle["entry"][1]["resource"]["method"] = {"text": "palpation"}
    assert transaction.from_fhir(bundle, systems=SYSTEMS)[0].losses == ("Bundle.entry[1].resource.method",)


def test_every_fault_of_every_record_is_told_where_it_stands() -> None:
    bundle = sent()
    bundle["entry"][0]["resource"]["status"] = "registered"
    bundle["entry"][3]["resource"]["verificationStatus"]["coding"][0]["code"] = "refuted"
    assert refusals(bundle) == [
        "Bundle.entry[0].resource.status: is not one of the codes that are understood here",
        "Bundle.entry[3].resource.verificationStatus: says something that is not understood here",
    ]


def test_a_resource_that_no_provenance_names_is_not_passed_over() -> None:
    bundle = sent()
    bundle["entry"].append({"resource": {"resourceType": "Flag", "id": "1"}})
    assert refusals(bundle) == ["Bundle.entry[9].resource: is part of no record: no Provenance names it"]


def test_a_provenance_of_something_that_is_not_here_is_refused() -> None:
    bundle = sent()
    del bundle["entry"][1]
    assert refusals(bundle) == ["Bundle.entry[1].resource.target: names something that is not here"]


def test_a_record_of_no_known_kind_is_refused() -> None:
    bundle = sent()
    del bundle["entry"][0]["resource"]["meta"]
    assert refusals(bundle) == ["Bundle.entry[0].resource.meta.tag: does not say of which kind the record is"]


@pytest.mark.parametrize("bundle", [{"resourceType": "Bundle"}, {"resourceType": "Bundle", "entry": []}])
def test_a_transaction_without_a_record_is_refused(bundle: object) -> None:
    assert refusals(bundle) == ["Bundle.entry: is missing: there is no record"]
