"""A decision of a back-fill plan as a Task: what a work list does with it, and no patient in it."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import plan
from downtimekit.models.plan import Decision
from tests.fhir_entries import an_entry
from tests.fhir_oracles import faults
from tests.fhir_pieces import codes
from tests.fhir_roads import SYSTEMS


def a_decision(**otherwise: object) -> Decision:
    said = {
        "captures": ["c-1", "c-2"],
        "sheets": ["W-0007", "W-0008"],
        "accession": "A-1",
        "kind": "report",
        "verdict": "review",
        "grade": "probable",
        "doubts": [{"code": "category_ambiguous", "fields": ["assessment", "findings"]}],
    }
    return Decision.model_validate(said | otherwise)


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        ("create", "ready"),
        ("update", "ready"),
        ("skip_duplicate", "completed"),
        ("review", "received"),
        ("held", "on-hold"),
    ],
)
def test_the_status_says_what_a_work_list_can_do_and_the_business_status_what_was_decided(
    verdict: str, status: str
) -> None:
    task = plan.to_fhir(a_decision(verdict=verdict), systems=SYSTEMS).resource
    assert faults(task) == []
    assert task["status"] == status
    assert codes(task["businessStatus"]) == [f"urn:downtimekit:verdict|{verdict}"]  # type: ignore[arg-type]
    assert plan.from_fhir(task, systems=SYSTEMS).model == a_decision(verdict=verdict)


def test_what_a_task_needs_to_be_worked_on_stands_in_its_inputs() -> None:
    task: Any = plan.to_fhir(a_decision(), systems=SYSTEMS).resource
    inputs = [
        (codes(one["type"])[0].rpartition("|")[2], next(v for k, v in one.items() if k.startswith("value")))
        for one in task["input"]
    ]
    doubt = {
        "coding": [{"system": "urn:downtimekit:review-code", "code": "category_ambiguous"}],
        "text": "assessment findings",
    }
    assert inputs == [
        ("capture", "c-1"),
        ("capture", "c-2"),
        ("sheet", "W-0007"),
        ("sheet", "W-0008"),
        ("doubt", doubt),
        ("accession", "A-1"),
        ("grade", "probable"),
        ("urgency", "ordinary"),
    ]


def test_who_works_on_it_until_when_and_after_what_stands_in_the_task() -> None:
    said = a_decision(
        notes=[{"code": "demographic_difference", "fields": ["address"]}],
        waits_for=["W-0003"],
        urgency="suspicious",
        due="2026-03-20",
        site="west",
        owner={"roles": ["records_clerk"], "unit": "ICU", "on_behalf_of": "Dr. Roe", "must_sign": True},
    )
    written = plan.to_fhir(said, systems=SYSTEMS)
    assert faults(written.resource) == []
    assert written.losses == ()
    assert (written.resource["priority"], written.resource["owner"]) == ("urgent", {"display": "ICU"})
    assert plan.from_fhir(written.resource, systems=SYSTEMS).model == said


def test_what_would_be_written_and_whose_it_is_are_not_in_the_task_and_that_is_told() -> None:
    candidates = [{"patient": {"mrn": "T-1001", "family": "Planted"}, "grade": "possible"}]
    compared = [{"path": "impression", "outcome": "conflict", "now": "Planted", "paper": "Planted words"}]
    said = a_decision(
        verdict="create",
        entry=an_entry(),
        mrn="T-1001",
        was=an_entry().content,
        fields=compared,
        candidates=candidates,
        never=["T-1002"],
    )
    written = plan.to_fhir(said, systems=SYSTEMS)
    assert {loss.partition("[")[0] for loss in written.losses} == {
        "mrn",
        "entry",
        "was",
        "fields",
        "candidates",
        "never",
    }
    assert not [word for word in ("T-1001", "T-1002", "Planted") if word in str(written.resource)]


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error", "", None, ["ready"]])
def test_a_task_that_does_not_stand_is_no_decision(status: object) -> None:
    task = plan.to_fhir(a_decision(), systems=SYSTEMS).resource
    with pytest.raises(InvalidInput, match=r"Task\.status: "):
        plan.from_fhir({**task, "status": status}, systems=SYSTEMS)
