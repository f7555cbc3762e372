"""Notices and receipts as Communications: to whom, what became of it, whether it is a drill, and never of a patient."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import notices
from downtimekit.models.notice import Notice, NoticeEvent, Receipt, ReceiptState
from downtimekit.models.people import Role
from tests.fhir_oracles import faults
from tests.fhir_pieces import HOME
from tests.fhir_roads import SYSTEMS
from tests.prescriptions import NOON

NOTICE = Notice(id="n-1", audience=(Role.CHARGE_NURSE,), sites=("west",), subject="Downtime", body="Go to paper.")
RECEIPT = Receipt(notice="n-1", contact="c-1", state=ReceiptState.ACCEPTED, at=NOON)


def test_a_notice_is_in_preparation_for_everybody_with_a_role() -> None:
    written = notices.to_fhir(NOTICE, systems=SYSTEMS)
    assert faults(written.resource) == []
    assert written.resource == {
        "resourceType": "Communication",
        "identifier": [{"system": f"{HOME}/notice", "value": "n-1"}],
        "status": "preparation",
        "topic": {"text": "Downtime"},
        "about": [{"type": "Location", "identifier": {"system": f"{HOME}/site", "value": "west"}}],
        "recipient": [{"type": "Group", "identifier": {"system": "urn:downtimekit:role", "value": "charge_nurse"}}],
        "payload": [{"contentString": "Go to paper."}],
    }


@pytest.mark.parametrize("drill", [True, False])
def test_a_drill_is_marked_as_test_data_and_stays_a_drill(drill: bool) -> None:
    notice = NOTICE.model_copy(update={"drill": drill})
    resource = notices.to_fhir(notice, systems=SYSTEMS).resource
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}
    assert resource.get("meta") == ({"security": [label]} if drill else None)
    assert notices.from_fhir(resource, systems=SYSTEMS).model == notice


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("queued", "preparation"),
        ("accepted", "in-progress"),
        ("acknowledged", "completed"),
        ("failed", "stopped"),
        ("unknown", "unknown"),
        ("suppressed", "not-done"),
        ("delivered", "completed"),
        ("expired", "not-done"),
    ],
)
def test_what_became_of_a_notice_is_read_back_as_it_was_written(state: str, status: str) -> None:
    receipt = Receipt.model_validate(RECEIPT.model_dump() | {"state": state})
    resource = notices.receipt_to_fhir(receipt, systems=SYSTEMS).resource
    assert faults(resource) == []
    assert resource["status"] == status
    assert notices.receipt_from_fhir(resource, systems=SYSTEMS).model == receipt


def test_a_status_that_two_states_share_says_its_reason() -> None:
    def reason(**said: object) -> object:
        receipt = Receipt.model_validate(RECEIPT.model_dump() | said)
        written = notices.receipt_to_fhir(receipt, systems=SYSTEMS)
        assert faults(written.resource) == []
        assert notices.receipt_from_fhir(written.resource, systems=SYSTEMS).model == receipt
        return (written.resource.get("statusReason") or {}).get("text")  # type: ignore[union-attr]

    assert reason(state="acknowledged") is None
    assert reason(state="delivered") == "delivered"
    assert reason(state="expired") == "expired"
    assert reason(state="suppressed", why="same_fate") == "same fate"


def test_a_reason_that_contradicts_its_status_is_refused() -> None:
    delivered = RECEIPT.model_copy(update={"state": ReceiptState.DELIVERED})
    resource = notices.receipt_to_fhir(delivered, systems=SYSTEMS).resource
    with pytest.raises(InvalidInput, match="something else than the status"):
        notices.receipt_from_fhir({**resource, "status": "stopped"}, systems=SYSTEMS)


def test_what_a_notice_is_about_and_when_it_was_owed_are_read_back() -> None:
    notice = NOTICE.model_copy(update={"event": NoticeEvent.RELEASED, "at": NOON})
    written = notices.to_fhir(notice, systems=SYSTEMS)
    assert (faults(written.resource), written.losses) == ([], ())
    assert notices.from_fhir(written.resource, systems=SYSTEMS).model == notice


def test_a_published_notice_has_been_made_and_has_its_key() -> None:
    written = notices.published(NOTICE, key="n-1/page", systems=SYSTEMS)
    assert faults(written.resource) == []
    assert written.resource["status"] == "completed"
    assert {"system": f"{HOME}/key", "value": "n-1/page"} in written.resource["identifier"]  # type: ignore[operator]
    back = notices.from_fhir(written.resource, systems=SYSTEMS)
    assert (back.model, back.losses) == (NOTICE, ("Communication.identifier[1]", "Communication.status"))


@pytest.mark.parametrize("subject", [{"reference": "Patient/1"}, {"identifier": {"value": "T-1001"}}, {}])
def test_a_communication_about_a_patient_is_no_notice(subject: object) -> None:
    written = (
        (notices.from_fhir, notices.to_fhir(NOTICE, systems=SYSTEMS).resource),
        (notices.receipt_from_fhir, notices.receipt_to_fhir(RECEIPT, systems=SYSTEMS).resource),
    )
    for read, resource in written:
        with pytest.raises(InvalidInput, match=r"Communication\.subject: changes the meaning"):
            read({**resource, "subject": subject}, systems=SYSTEMS)
