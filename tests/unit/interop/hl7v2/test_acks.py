"""Answers: what became of a message."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.hl7v2 import (
    AckCode,
    AckError,
    Acknowledgement,
    Envelope,
    Party,
    Severity,
    answering,
    objections,
    read,
    read_envelope,
    write,
)
from tests.hl7v2 import ADA, codes, message, understood

AT = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
WEST, EHR = Party(name="WEST"), Party(name="EHR", universal_id="1.2.3", universal_kind="ISO")
ENVELOPE = Envelope(control_id="ACK-1", sent_at=AT, sending_application=EHR, receiving_facility=WEST)


@pytest.mark.parametrize("code", AckCode)
def test_an_answer_comes_back(code: AckCode) -> None:
    errors = (
        AckError(path="PID-3", code="101", words="is missing"),
        AckError(path="OBX[4]-5[2].1.2", code="102", severity=Severity.WARNING, words="a | b"),
        AckError(path="PV1", severity=Severity.INFORMATION),
        AckError(severity=Severity.FATAL),
    )
    answer = Acknowledgement(code=code, of="MSG-1", trigger="A08", errors=errors, words="see below")

    sent = write(answer, ENVELOPE)
    found = read(sent.message, zone="UTC")

    assert (found.value, found.envelope, found.losses, sent.losses) == (answer, ENVELOPE, (), ())
    assert "|ACK^A08^ACK|ACK-1|" in sent.message


def test_only_a_yes_is_a_yes() -> None:
    assert [code.value for code in AckCode if code.is_yes] == ["AA", "CA"]


def test_a_message_that_cannot_be_taken_is_answered_with_every_fault_and_no_patient_data() -> None:
    received = message("ADT^A08", "PID|1||||Plantagenet^Eluned")
    with pytest.raises(InvalidInput) as refused:
        read(received, zone="UTC")

    envelope = read_envelope(received, zone="UTC")
    answer = Acknowledgement(code=AckCode.ERROR, of=envelope.control_id, errors=objections(refused.value.faults))
    sent = write(answer, answering(envelope, control_id="ACK-1", sent_at=AT)).message

    assert "MSA|AE|MSG-1\r" in sent
    assert "ERR||PID^1^3|101|E||||is missing\r" in sent
    assert sent.startswith("MSH|^~\\&|EHR|WEST|RIS|WEST|20260303150000+0000||ACK^^ACK|ACK-1|P|2.5.1")
    assert "Plantagenet" not in sent


def test_a_fault_without_a_place_on_the_wire_keeps_it_in_its_words() -> None:
    assert objections([Fault("line 4", "is noise"), Fault("", "no")]) == (
        AckError(code="102", words="line 4: is noise"),
        AckError(code="102", words="no"),
    )


@pytest.mark.parametrize(
    ("path", "code"), [("MSH-9.1", "200"), ("MSH-9.2", "201"), ("MSH-12", "203"), ("PID-3", "102")]
)
def test_a_final_no_never_asks_the_sender_to_try_again(path: str, code: str) -> None:
    assert [error.code for error in objections([Fault(path, "is none that is taken")])] == [code]


@pytest.mark.parametrize(
    ("segments", "path"),
    [(["MSA|AA"], "MSA-2"), (["MSA||MSG-1"], "MSA-1"), (["MSA|OK|MSG-1"], "MSA-1"), ([], "MSA-2")],
)
def test_an_answer_that_does_not_say_what_became_of_what_is_refused(segments: list[str], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        understood("ACK^A08", *segments)

    assert path in [fault.path for fault in refused.value.faults]


def test_an_error_of_an_older_version_is_read_too() -> None:
    found = understood("ACK", "MSA|AE|MSG-1|no such patient", "ERR|PID^1^3^204&Unknown", "ERR||?^x|207|Z|||x|bad")

    assert isinstance(found.value, Acknowledgement)
    assert found.value.words == "no such patient"
    assert found.value.errors == (AckError(path="PID-3", code="204"), AckError(words="bad"))
    assert "ERR-1.4.2" in found.losses
    assert codes(found) == {"not_valid"}


@pytest.mark.parametrize(("segment", "condition"), [("MSA|AE|MSG-1||||206", "206"), ("MSA|AE|MSG-1", None)])
def test_the_condition_is_what_the_other_side_says_and_nothing_where_it_says_none(
    segment: str, condition: str | None
) -> None:
    found = understood("ACK", segment).value

    assert isinstance(found, Acknowledgement)
    assert [error.code for error in found.errors] == ([condition] if condition else [])


def test_an_error_without_a_condition_is_not_given_one() -> None:
    found = understood("ACK", "MSA|AE|MSG-1", "ERR||PID^1^3").value

    assert isinstance(found, Acknowledgement)
    assert found.errors == (AckError(path="PID-3", code=""),)


@pytest.mark.parametrize("kind", ["ACK^R01^ACK", "ORR^O02", "ORG^O20^ORG_O20", "ORI^O24^ORI_O24"])
def test_an_order_is_answered_with_a_message_of_its_own_kind(kind: str) -> None:
    found = understood(kind, "MSA|AA|MSG-1", "ORC|OK|P-1").value

    assert isinstance(found, Acknowledgement)
    assert (found.code, found.of) == (AckCode.ACCEPTED, "MSG-1")


def test_what_another_system_says_in_an_answer_is_not_shown() -> None:
    answer = Acknowledgement(
        code=AckCode.ERROR, of="1", words="Plantagenet", errors=(AckError(words="Plantagenet unknown"),)
    )

    assert "Plantagenet" not in repr(answer)


def test_an_envelope_is_read_with_everything_that_an_answer_needs() -> None:
    head = (
        "MSH|^~\\&|ADT^1.2.3^ISO|WEST|EHR|EAST|20260303090000||ADT^A08^ADT_A01|M-1|T|2.3|||AL|NE|USA||||PROFILE\r" + ADA
    )
    found = read(head, zone="America/Chicago")

    assert found.envelope == Envelope(
        control_id="M-1",
        sent_at=AT,
        sending_application=Party(name="ADT", universal_id="1.2.3", universal_kind="ISO"),
        sending_facility=Party(name="WEST"),
        receiving_application=Party(name="EHR"),
        receiving_facility=Party(name="EAST"),
        processing="T",
        version="2.3",
        accept_ack="AL",
        application_ack="NE",
    )
    assert found.losses == ("MSH-17", "MSH-21")


def test_an_odd_envelope_is_read_as_far_as_it_goes_and_told() -> None:
    found = read("MSH|^~\\&|||||yesterday||ADT^A08|1|live|latest|||maybe\r" + ADA, zone="UTC")

    assert found.envelope == Envelope(control_id="1", processing="", version="2.1")
    assert found.losses == ("MSH-7", "MSH-11", "MSH-12", "MSH-15")
    assert codes(found) == {"time_not_valid", "not_valid"}
