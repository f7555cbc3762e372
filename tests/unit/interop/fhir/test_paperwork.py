"""Orders, exams, scans and amendments as FHIR: what was done is not asked for again, and nothing is replaced."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import paperwork
from downtimekit.interop.fhir.filed import About, Filed
from downtimekit.models.amending import WrittenAmendment
from downtimekit.models.paperwork import PaperOrder, PaperRegistration, PerformedExam, Scan
from tests.fhir_oracles import faults
from tests.fhir_pieces import HOME, codes
from tests.fhir_roads import SYSTEMS

ABOUT = About(mrn="T-1001", accession="A-1", key="k-1")


def order(**said: object) -> Any:  # noqa: ANN401
    content = PaperOrder.model_validate({"what": "Diagnostic mammogram", "sides": ["left"], **said})
    return paperwork.order_to_fhir(Filed[PaperOrder](content=content, about=ABOUT), systems=SYSTEMS).resource


def exam(**said: object) -> Any:  # noqa: ANN401
    content = PerformedExam.model_validate({"what": "Diagnostic mammogram", **said})
    return paperwork.exam_to_fhir(Filed[PerformedExam](content=content, about=ABOUT), systems=SYSTEMS).resource


def amendment(**said: object) -> Any:  # noqa: ANN401
    content = WrittenAmendment.model_validate({"text": "See left breast.", "amends": "DiagnosticReport/12", **said})
    filed = Filed[WrittenAmendment](content=content, about=ABOUT)
    return paperwork.amendment_to_fhir(filed, systems=SYSTEMS).resource


@pytest.mark.parametrize(("carried_out", "status"), [(True, "completed"), (False, "active"), (None, "unknown")])
def test_an_order_that_was_carried_out_is_not_one_to_carry_out(carried_out: bool | None, status: str) -> None:
    resource = order(carried_out=carried_out)
    assert faults(resource) == []
    assert resource["status"] == status
    assert paperwork.order_from_fhir(resource, systems=SYSTEMS).model.content.carried_out is carried_out


@pytest.mark.parametrize("status", ["draft", "on-hold", "revoked", "entered-in-error"])
def test_an_order_that_does_not_stand_is_refused(status: str) -> None:
    with pytest.raises(InvalidInput, match=r"ServiceRequest\.status: "):
        paperwork.order_from_fhir(order() | {"status": status}, systems=SYSTEMS)


@pytest.mark.parametrize("intent", ["original-order", "reflex-order", "filler-order", "instance-order"])
def test_an_order_of_any_kind_is_an_order_and_its_kind_is_told_as_a_loss(intent: str) -> None:
    found = paperwork.order_from_fhir(order() | {"intent": intent}, systems=SYSTEMS)
    assert found.model.content.what == "Diagnostic mammogram"
    assert found.losses == ("ServiceRequest.intent",)


def test_an_order_has_its_side_and_the_number_of_the_exam() -> None:
    resource = order()
    assert [codes(site) for site in resource["bodySite"]] == [["sct|80248007"]]
    assert [(one["system"], one["value"]) for one in resource["identifier"]] == [
        (f"{HOME}/key", "k-1"),
        (f"{HOME}/accession", "A-1"),
    ]


def test_an_exam_keeps_the_number_that_stood_for_it_and_the_study_of_the_machine() -> None:
    resource = exam(downtime_accession="D-7", study="1.2.840.113619.2.1")
    assert faults(resource) == []
    assert [(one["system"], one["value"]) for one in resource["identifier"]][2:] == [
        (f"{HOME}/downtime-accession", "D-7"),
        ("urn:dicom:uid", "urn:oid:1.2.840.113619.2.1"),
    ]


def test_an_exam_that_was_broken_off_says_why() -> None:
    resource = exam(outcome="discontinued", discontinued_because="The patient felt faint.")
    assert (resource["status"], resource["statusReason"]) == ("stopped", {"text": "The patient felt faint."})


@pytest.mark.parametrize("kind", ["addendum", "correction", "retraction"])
def test_an_amendment_is_appended_and_replaces_nothing(kind: str) -> None:
    resource = amendment(kind=kind, reason="The wrong side.")
    assert faults(resource) == []
    (relation,) = resource["relatesTo"]
    assert relation["code"] == "appends"
    assert relation["target"]["identifier"]["value"] == "DiagnosticReport/12"
    attachment = resource["content"][0]["attachment"]
    assert b64decode(attachment["data"]).decode() == "See left breast."
    assert paperwork.amendment_from_fhir(resource, systems=SYSTEMS).model.content.kind == kind


@pytest.mark.parametrize("status", ["superseded", "entered-in-error"])
def test_an_amendment_that_was_withdrawn_is_refused(status: str) -> None:
    with pytest.raises(InvalidInput, match=r"DocumentReference\.status: "):
        paperwork.amendment_from_fhir(amendment() | {"status": status}, systems=SYSTEMS)


@pytest.mark.parametrize(
    ("file", "element"), [("https://scans.example.org/1.pdf", "url"), ("shelf 4, folder 12.pdf", "title")]
)
def test_a_scan_is_found_by_its_address_or_by_its_name(file: str, element: str) -> None:
    content = Scan.model_validate({"title": "Consent", "file": file, "sha256": "0" * 64, "missing_pages": [2]})
    filed = Filed[Scan](content=content, about=ABOUT)
    written = paperwork.scan_to_fhir(filed, systems=SYSTEMS)
    attachment: Any = written.resource["content"]
    assert attachment[0]["attachment"][element] == file
    assert paperwork.scan_from_fhir(written.resource, systems=SYSTEMS).model == filed


def test_the_answers_to_another_form_are_no_registration() -> None:
    filed = Filed[PaperRegistration](content=PaperRegistration(remarks="Came by ambulance."), about=ABOUT)
    resource: Any = paperwork.registration_to_fhir(filed, systems=SYSTEMS).resource
    assert paperwork.registration_from_fhir(resource, systems=SYSTEMS).model == filed
    resource["item"] = [{"linkId": "glasgow-coma-scale", "answer": [{"valueInteger": 15}]}]
    with pytest.raises(InvalidInput, match=r"QuestionnaireResponse\.item: answers nothing of what is asked here"):
        paperwork.registration_from_fhir(resource, systems=SYSTEMS)
