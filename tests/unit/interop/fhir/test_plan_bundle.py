"""A plan as the transaction that would be sent, and as what it changes in the chart."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtimekit.interop.fhir import plan_bundle
from downtimekit.interop.fhir.json_patch import difference
from downtimekit.models.capture import Content
from downtimekit.models.plan import Decision, Plan
from tests.breast import a_finding, a_report
from tests.fhir_entries import an_entry
from tests.fhir_oracles import faults
from tests.fhir_roads import SYSTEMS

Document: TypeAlias = Any
"""What JSON holds."""
BEFORE = a_report(a_finding(side="left"), impression="Planted before.")
JSON: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers(0, 2) | st.sampled_from(["", "a", "a/b~c"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b/~", "~1"]), inner, max_size=3),
    max_leaves=12,
)


def applied(document: Document, operations: Sequence[Document]) -> Document:
    """Apply a patch as RFC 6902 says."""
    whole = {"": copy.deepcopy(document)}
    for operation in operations:
        *above, name = [step.replace("~1", "/").replace("~0", "~") for step in operation["path"].split("/")]
        into: Any = whole
        for step in above:
            into = into[int(step) if isinstance(into, list) else step]
        place = int(name) if isinstance(into, list) else name
        if operation["op"] == "add" and isinstance(into, list):
            assert place <= len(into)
            into.insert(place, operation["value"])
        elif operation["op"] == "remove":
            del into[place]
        else:
            assert (operation["op"] == "add") is (isinstance(into, dict) and place not in into)
            into[place] = operation["value"]
    return whole[""]


@given(JSON, JSON)
def test_a_patch_makes_one_document_of_the_other(before: Document, after: Document) -> None:
    operations = [operation.json for operation in difference(before, after)]
    # As text, for to Python True is 1.
    assert _as_text(applied(before, operations)) == _as_text(after)


def _as_text(document: Document) -> str:
    return json.dumps(document, sort_keys=True)


@given(JSON)
def test_of_what_stays_as_it_is_nothing_is_told(document: Document) -> None:
    assert difference(document, copy.deepcopy(document)) == ()


def test_what_is_put_in_among_others_is_one_operation() -> None:
    told = [operation.json for operation in difference({"a": [1, 2, 3]}, {"a": [1, 9, 2, 3]})]
    assert told == [{"op": "add", "path": "/a/1", "value": 9}]


def a_plan(*decisions: Decision) -> Plan:
    return Plan(downtime="west-1", decisions=decisions)


def a_decision(verdict: str, was: Content | None = None, **entry: object) -> Decision:
    said = {"captures": ["c-1"], "sheets": ["W-0007"], "kind": "report", "verdict": verdict, "grade": "certain"}
    return Decision.model_validate(said | {"entry": an_entry(**entry) if entry else None, "was": was})


def test_the_transaction_holds_what_would_be_written_and_nothing_that_waits() -> None:
    plan = a_plan(a_decision("create", key="k-1"), a_decision("review"))
    written = plan_bundle.to_bundle(plan, systems=SYSTEMS)
    assert faults(written.resource) == []
    listed: Any = written.resource["entry"]
    assert [entry["resource"]["resourceType"] for entry in listed] == ["DiagnosticReport", "Observation", "Provenance"]
    assert plan_bundle.to_bundle(a_plan(a_decision("review")), systems=SYSTEMS).resource == {
        "resourceType": "Bundle",
        "type": "transaction",
    }


def test_a_change_says_what_becomes_of_the_record_and_nothing_else() -> None:
    content = a_report(a_finding(side="left"), impression="Planted after.")
    updates = {"updates": "DiagnosticReport/12", "expects": 3}
    (change,) = plan_bundle.changes(a_plan(a_decision("update", BEFORE, content=content, **updates)), systems=SYSTEMS)
    assert (change.sheets, change.record) == (("W-0007",), "DiagnosticReport/12")
    assert [operation.json for operation in change.operations] == [
        {"op": "replace", "path": "/0/conclusion", "value": "Planted after."}
    ]
    assert "Planted" not in repr(change)


def test_a_withdrawal_changes_the_status_alone() -> None:
    updates = {"updates": "DiagnosticReport/12", "expects": 3, "withdraws": True}
    plan = a_plan(a_decision("withdraw", BEFORE, content=BEFORE, **updates))
    (change,) = plan_bundle.changes(plan, systems=SYSTEMS)
    assert {(one.op, one.path, one.value) for one in change.operations} == {
        ("replace", "/0/status", "entered-in-error"),
        ("replace", "/1/status", "entered-in-error"),
    }


@pytest.mark.parametrize("verdict", ["create", "skip_duplicate"])
def test_what_is_new_or_there_already_changes_no_record(verdict: str) -> None:
    decision = a_decision(verdict, key="k-1") if verdict == "create" else a_decision(verdict)
    assert plan_bundle.changes(a_plan(decision), systems=SYSTEMS) == ()
