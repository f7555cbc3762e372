"""What is written to a chart: once for each key, about a patient who is found, over the version that was seen."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import chart
from downtimekit.models.chart import ChartEntry
from tests.breast import a_report
from tests.fhir_entries import KEYED_AT, LATE, an_entry
from tests.fhir_oracles import faults
from tests.fhir_pieces import HOME
from tests.fhir_roads import SYSTEMS


def entries_of(*entries: ChartEntry, **patients: str) -> list[Any]:
    written = chart.to_fhir(entries, systems=SYSTEMS, patients=patients)
    assert faults(written.resource) == []
    listed: Any = written.resource["entry"]
    return list(listed)


def test_every_resource_is_created_only_if_its_key_is_not_there_yet() -> None:
    requests = [entry["request"] for entry in entries_of(an_entry())]
    assert requests == [
        {
            "method": "POST",
            "url": "DiagnosticReport",
            "ifNoneExist": f"identifier={HOME}/key|k-1",
        },
        {"method": "POST", "url": "Observation", "ifNoneExist": f"identifier={HOME}/key|k-1/1"},
        {"method": "POST", "url": "Provenance", "ifNoneExist": f"_tag={HOME}/key|k-1"},
    ]


def test_the_resource_holds_the_key_that_it_is_looked_for_by() -> None:
    report, finding, provenance = [entry["resource"] for entry in entries_of(an_entry())]
    assert report["identifier"] == [{"system": f"{HOME}/key", "value": "k-1"}]
    assert report["meta"] == {"tag": [{"system": "urn:downtimekit:record-kind", "code": "report"}]}
    assert finding["identifier"] == [{"system": f"{HOME}/key", "value": "k-1/1"}]
    # R4 gives a Provenance no identifier, so that its key is a tag.
    assert provenance["meta"] == {"tag": [{"system": f"{HOME}/key", "code": "k-1"}]}


def test_the_provenance_is_of_all_resources_of_the_record() -> None:
    *written, provenance = entries_of(an_entry())
    assert [target["reference"] for target in provenance["resource"]["target"]] == [one["fullUrl"] for one in written]
    assert provenance["resource"]["occurredDateTime"] < provenance["resource"]["recorded"]


def test_a_patient_who_is_not_known_is_searched_for_by_number() -> None:
    report, finding, _ = [entry["resource"] for entry in entries_of(an_entry())]
    for resource in (report, finding):
        assert resource["subject"]["reference"] == f"Patient?identifier={HOME}/mrn|T-1001"
        assert resource["subject"]["identifier"]["value"] == "T-1001"


def test_a_patient_who_is_known_is_referred_to() -> None:
    report, finding, _ = [entry["resource"] for entry in entries_of(an_entry(), **{"T-1001": "Patient/77"})]
    assert {report["subject"]["reference"], finding["subject"]["reference"]} == {"Patient/77"}


@pytest.mark.parametrize(("system", "sent"), [("urn:a|b", "urn:a%7Cb"), ("urn:a&x=1", "urn:a%26x%3D1")])
def test_the_name_of_a_numbering_system_does_not_break_out_of_the_search(system: str, sent: str) -> None:
    written: Any = chart.to_fhir([an_entry()], systems=evolve(SYSTEMS, mrn=system)).resource
    assert written["entry"][0]["resource"]["subject"]["reference"] == f"Patient?identifier={sent}|T-1001"


def test_what_replaces_a_record_is_an_update_of_the_version_that_was_seen() -> None:
    report = entries_of(an_entry(updates="DiagnosticReport/12", expects=3))[0]
    assert report["request"] == {"method": "PUT", "url": "DiagnosticReport/12", "ifMatch": 'W/"3"'}
    assert report["resource"]["id"] == "12"


def test_the_same_record_twice_is_written_once_and_always_the_same() -> None:
    assert entries_of(an_entry(), an_entry()) == entries_of(an_entry())


def test_two_records_with_one_key_are_refused_by_their_place_and_nobody_is_named() -> None:
    other = an_entry(mrn="Plantagenet-1", content=a_report(impression="Planted words."))
    with pytest.raises(InvalidInput) as caught:
        chart.to_fhir([an_entry(), an_entry(key="k-2"), other], systems=SYSTEMS)
    assert [str(fault) for fault in caught.value.faults] == [
        "[2].key: is that of another record, which says something else"
    ]
    assert not [word for word in ("Planta", "k-1", "T-1001") if word in repr(caught.value)]


def test_a_record_that_is_replaced_has_the_id_of_a_resource() -> None:
    with pytest.raises(InvalidInput, match=r"\[0\]\.updates: is not the id of a FHIR resource"):
        chart.to_fhir([an_entry(updates="DiagnosticReport/12/_history/3", expects=1)], systems=SYSTEMS)


def test_a_loss_is_told_by_the_place_of_its_record() -> None:
    allergy = an_entry(key="k-2", kind="allergy", content={"record": "allergy", "none_known": True})
    written = chart.to_fhir([an_entry(), an_entry(), allergy], systems=SYSTEMS)
    assert written.losses == ("[2].accession",)


@pytest.mark.parametrize(("updates", "done"), [(None, ("create", "C")), ("DiagnosticReport/12", ("update", "U"))])
@pytest.mark.parametrize(("refused", "outcome"), [(False, "0"), (True, "4")])
def test_an_auditor_is_told_who_entered_which_record_and_of_no_patient(
    updates: str | None, done: tuple[str, str], refused: bool, outcome: str
) -> None:
    expects = 3 if updates else None
    event = chart.audit_event(an_entry(updates=updates, expects=expects), at=KEYED_AT, systems=SYSTEMS, refused=refused)
    assert faults(event) == []
    assert event["subtype"] == [{"system": "http://hl7.org/fhir/restful-interaction", "code": done[0]}]
    assert (event["action"], event["outcome"], event["recorded"]) == (done[1], outcome, "2026-03-03T20:00:00+00:00")
    assert event["agent"] == [
        {"who": {"display": LATE.entered_by}, "requestor": True},
        {"who": {"display": LATE.performed_by}, "requestor": False},
    ]
    assert event["entity"] == [{"what": {"identifier": {"system": f"{HOME}/key", "value": "k-1"}}}]
    assert "T-1001" not in str(event)
