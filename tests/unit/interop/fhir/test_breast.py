"""A breast report as FHIR: a small one in all its pieces, and what a reader may and may not make of one."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import Written, breast
from downtimekit.interop.fhir.filed import About, Filed
from downtimekit.models.breast import BreastReport
from tests.breast import READ_AT, a_final_report, a_finding, a_report
from tests.fhir_pieces import HOME, codes, components, observations, resources
from tests.fhir_roads import SYSTEMS

ABOUT = About(mrn="T-1001", accession="A-1", key="k-1", occurred_at=READ_AT, performed_by="Tomo Tamura")
LESION = a_finding(side="left", clock=10, size_mm=7, assessment="4B", associated=["skin_retraction"])


def written(report: BreastReport) -> Written:
    return breast.to_fhir(Filed[BreastReport](content=report, about=ABOUT), systems=SYSTEMS)


def report_of(bundle: Written) -> dict[str, Any]:
    (report,) = resources(bundle, "DiagnosticReport")
    return report


def read(found: object) -> BreastReport:
    return breast.from_fhir(found, systems=SYSTEMS).model.content


def test_the_report_holds_who_and_when_and_how_far() -> None:
    report = report_of(written(a_final_report(LESION, assessment="4B", impression="Biopsy is advised.")))
    assert report.pop("result")
    assert report == {
        "resourceType": "DiagnosticReport",
        "identifier": [{"system": f"{HOME}/key", "value": "k-1"}],
        "basedOn": [
            {
                "type": "ServiceRequest",
                "identifier": {
                    "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "ACSN"}]},
                    "system": f"{HOME}/accession",
                    "value": "A-1",
                },
            }
        ],
        "status": "final",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "RAD"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "10193-1"}], "text": "mammography"},
        "subject": {
            "identifier": {
                "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]},
                "system": f"{HOME}/mrn",
                "value": "T-1001",
            }
        },
        "effectiveDateTime": "2026-03-03T15:00:00+00:00",
        "issued": "2026-03-03T15:00:00+00:00",
        "performer": [{"display": "Tomo Tamura"}],
        "resultsInterpreter": [{"display": "Rosa Reyes, MD"}],
        "conclusion": "Biopsy is advised.",
        "conclusionCode": [
            {"coding": [{"system": "urn:downtimekit:breast-assessment", "code": "4B"}], "text": "Suspicious"}
        ],
    }


def test_a_lesion_of_the_left_breast_at_ten_o_clock_has_the_codes_of_snomed_ct() -> None:
    (finding,) = observations(written(a_final_report(LESION, assessment="4B")), "urn:downtimekit:breast|finding")
    assert codes(finding["bodySite"]) == ["sct|80248007"]
    said = components(finding)
    assert codes(said["clock"]) == ["sct|129781005"]
    assert codes(said["associated"]) == ["sct|129796009"]
    assert said["size_mm"] == {"value": 7, "unit": "mm", "system": "http://unitsofmeasure.org", "code": "mm"}
    assert said["number"] == 1


@pytest.mark.parametrize(
    ("density", "code"),
    [("a", "sct|129716005"), ("b", "sct|129717001"), ("c", "sct|129718006"), ("d", "sct|129719003")],
)
def test_a_density_is_a_code_of_dicom_cid_6000(density: str, code: str) -> None:
    bundle = written(a_final_report(density=density))
    (observation,) = observations(bundle, "sct|129715009")
    assert codes(observation["valueCodeableConcept"]) == [code]
    assert read(bundle.resource).density == density


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("1", ["sct|397140005"]),
        ("2", ["sct|397141009"]),
        ("3", ["sct|397143007"]),
        ("4", ["sct|397144001"]),
        ("5", ["sct|397145000"]),
        ("4A", ["urn:downtimekit:breast-assessment|4A"]),
        ("4B", ["urn:downtimekit:breast-assessment|4B"]),
        ("4C", ["urn:downtimekit:breast-assessment|4C"]),
        # SNOMED CT has one code for both forms of category 0, so that ours must stand before it.
        ("0_priors", ["urn:downtimekit:breast-assessment|0_priors", "sct|397138000"]),
    ],
)
def test_a_category_is_written_and_read_by_its_code(category: str, expected: list[str]) -> None:
    bundle = written(a_report(LESION, assessment=category))
    assert codes(report_of(bundle)["conclusionCode"][0]) == expected
    assert read(bundle.resource).assessment == category


def test_words_do_not_make_a_4b_a_4c() -> None:
    bundle = copy.deepcopy(written(a_report(assessment="4B")).resource)
    report: Any = resources(bundle, "DiagnosticReport")[0]
    report["conclusionCode"][0]["text"] = "4C"
    report["conclusionCode"][0]["coding"][0]["display"] = "High suspicion for malignancy"
    assert read(bundle).assessment == "4B"


def test_the_one_code_for_both_forms_of_category_0_is_refused_by_itself() -> None:
    bundle = copy.deepcopy(written(a_report(assessment="0_priors")).resource)
    for concept in (
        resources(bundle, "DiagnosticReport")[0]["conclusionCode"][0],
        resources(bundle, "Observation")[0]["valueCodeableConcept"],
    ):
        concept["coding"] = [{"system": "http://snomed.info/sct", "code": "397138000"}]
    with pytest.raises(InvalidInput) as caught:
        read(bundle)
    assert [str(fault) for fault in caught.value.faults] == [
        "Bundle.entry[0].resource.conclusionCode[0]: can be read in more than one way",
        "Bundle.entry[1].resource.valueCodeableConcept: can be read in more than one way",
    ]


def test_a_category_of_a_lesion_does_not_become_one_of_the_report() -> None:
    bundle = written(a_report(LESION))
    assert "conclusionCode" not in report_of(bundle)
    found = read(bundle.resource)
    assert found.assessment is None
    assert [finding.assessment for finding in found.findings] == ["4B"]


def test_a_category_that_is_told_in_two_ways_is_refused() -> None:
    bundle = copy.deepcopy(written(a_report(assessment="2")).resource)
    report: Any = resources(bundle, "DiagnosticReport")[0]
    report["conclusionCode"] = [{"coding": [{"system": "http://snomed.info/sct", "code": "397145000"}]}]
    with pytest.raises(InvalidInput, match="says something else than another element that means the same"):
        read(bundle)


@pytest.mark.parametrize(
    ("status", "expected", "is_told"),
    [
        ("preliminary", "preliminary", False),
        ("final", "final", False),
        ("amended", "final", True),
        ("corrected", "final", True),
        ("appended", "final", True),
    ],
)
def test_an_amended_report_is_final_and_that_it_was_amended_is_told(status: str, expected: str, is_told: bool) -> None:
    bundle = copy.deepcopy(written(a_final_report()).resource)
    report: Any = resources(bundle, "DiagnosticReport")[0]
    report["status"] = status
    found = breast.from_fhir(bundle, systems=SYSTEMS)
    assert found.model.content.status == expected
    assert ("Bundle.entry[0].resource.status" in found.losses) == is_told


@pytest.mark.parametrize("status", ["registered", "cancelled", "entered-in-error", "unknown", "finalized", None, 7])
def test_a_report_that_is_none_yet_or_no_longer_is_refused(status: object) -> None:
    bundle = copy.deepcopy(written(a_final_report()).resource)
    report: Any = resources(bundle, "DiagnosticReport")[0]
    report["status"] = status
    with pytest.raises(InvalidInput, match=r"resource\.status: "):
        read(bundle)


def test_findings_of_another_patient_are_refused() -> None:
    bundle = copy.deepcopy(written(a_report(LESION)).resource)
    (observation,) = resources(bundle, "Observation")
    observation["subject"] = {"reference": "Patient/other"}
    with pytest.raises(InvalidInput, match=r"entry\[1\]\.resource\.subject: is not that of the DiagnosticReport"):
        read(bundle)


def test_a_report_may_contain_its_observations() -> None:
    bundle = written(a_report(LESION))
    (report,), (observation,) = resources(bundle, "DiagnosticReport"), resources(bundle, "Observation")
    whole = {**report, "contained": [{**observation, "id": "o1"}], "result": [{"reference": "#o1"}]}
    assert read(whole) == read(bundle.resource)


def test_the_same_report_gets_the_same_urls_again() -> None:
    once, again = written(a_report(LESION)), written(a_report(LESION))
    assert once.resource == again.resource


def test_how_a_mass_looks_in_each_view_stands_in_the_finding() -> None:
    views = [{"view": "LCC", "shape": ["oval"], "margin": ["spiculated"]}, {"view": "LMLO", "shape": ["oval"]}]
    bundle = written(a_report(a_finding(side="left", appearances=views)))
    (finding,) = observations(bundle, "urn:downtimekit:breast|finding")
    assert finding["hasMember"] == [{"reference": "#look-1"}, {"reference": "#look-2"}]
    first, second = finding["contained"]
    assert (components(first)["view"], components(second)["view"]) == ("LCC", "LMLO")
    assert codes(components(first)["margin"]) == ["sct|129742005"]
    assert read(bundle.resource) == a_report(a_finding(side="left", appearances=views))


@pytest.mark.parametrize(
    ("comparison", "words"), [("none", "none"), ("2024-03-01, 2025-03-02", "2024-03-01, 2025-03-02")]
)
def test_earlier_exams_are_named_by_their_dates(comparison: str, words: str) -> None:
    report = a_report(comparison=comparison)
    bundle = written(report)
    (exam,) = observations(bundle, "urn:downtimekit:breast|exam")
    assert components(exam)["comparison"] == words
    assert read(bundle.resource) == report


def test_earlier_exams_in_words_have_no_place_and_are_told() -> None:
    bundle = copy.deepcopy(written(a_report(comparison="none")).resource)
    resources(bundle, "Observation")[0]["component"][0]["valueString"] = "the one from Troy"
    found = breast.from_fhir(bundle, systems=SYSTEMS)
    assert found.model.content.comparison is None
    assert found.losses == ("Bundle.entry[1].resource.component[0].valueString",)


def test_a_report_that_is_nested_without_end_is_refused() -> None:
    deep: Any = {}
    for _ in range(5_000):
        deep = {"extension": [deep]}
    other: Any = {}
    for _ in range(5_000):
        other = {"extension": [other]}
    bundle: Any = copy.deepcopy(written(a_report(LESION)).resource)
    for entry, subject in zip(bundle["entry"], (deep, other), strict=True):
        entry["resource"]["subject"] = subject
    with pytest.raises(InvalidInput, match="is not that of the DiagnosticReport"):
        read(bundle)
