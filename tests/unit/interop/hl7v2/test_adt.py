"""Registration messages: who came, who went, what changed, and who is one person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.hl7v2 import Envelope, read, write
from downtimekit.models.patient import Identifier, IdentifierKind, Patient
from downtimekit.models.registration import (
    Clearable,
    Link,
    Merge,
    MergedPair,
    NumberChange,
    PatientClass,
    PatientEvent,
    Registration,
    RegistrationEvent,
    Unmerge,
    Visit,
)
from tests.hl7v2 import ADA, codes, message, sample, understood

AT = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
ENVELOPE = Envelope(control_id="MSG-1", sent_at=AT)
BEA = "PID|2||T-2^^^^MR||Testwell^Bea"
EVENTS = {
    "A01": ("admitted", "ADT_A01"),
    "A02": ("transferred", "ADT_A02"),
    "A03": ("discharged", "ADT_A03"),
    "A04": ("registered", "ADT_A01"),
    "A05": ("pre_admitted", "ADT_A05"),
    "A06": ("made_inpatient", "ADT_A06"),
    "A07": ("made_outpatient", "ADT_A06"),
    "A08": ("visit_updated", "ADT_A01"),
    "A11": ("admission_cancelled", "ADT_A09"),
    "A12": ("transfer_cancelled", "ADT_A12"),
    "A13": ("discharge_cancelled", "ADT_A01"),
    "A28": ("person_added", "ADT_A05"),
    "A31": ("person_updated", "ADT_A05"),
    "A38": ("pre_admission_cancelled", "ADT_A38"),
}


def test_every_event_of_a_registration_has_a_trigger() -> None:
    assert {event for event, _ in EVENTS.values()} == set(RegistrationEvent)


@pytest.mark.parametrize("trigger", EVENTS)
def test_a_trigger_says_what_happened_in_both_directions(trigger: str) -> None:
    event, structure = EVENTS[trigger]
    found = understood(f"ADT^{trigger}", "EVN||20260303150000+0000", ADA, "PV1|1|O")
    assert isinstance(found.value, Registration)

    sent = write(found.value, ENVELOPE)

    assert (found.value.event, found.trigger) == (event, trigger)
    assert f"|ADT^{trigger}^{structure}|" in sent.message
    assert read(sent.message, zone="UTC").value == found.value


def test_an_event_keeps_its_two_clocks_and_who_entered_it() -> None:
    evn = "EVN|A08|20260303150000+0000|||7^Roe^Robin^^^^RN|20260303091200"
    found = understood("ADT^A08", evn, ADA).value

    assert isinstance(found, Registration)
    assert (found.recorded_at, found.entered_by) == (AT, "Robin Roe, RN")
    assert found.occurred_at == datetime(2026, 3, 3, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "evn", "trigger", "concerns"),
    [
        ("ADT^A08^ADT_A01", "EVN|A08", "A08", set()),
        ("ADT^A08", "EVN|", "A08", set()),
        ("ADT", "EVN|A08", "A08", set()),
        ("ADT_A08", "EVN|", "A08", set()),
        ("adt^a08", "EVN|", "A08", set()),
        ("ADT^A08", "EVN|A01", "A08", {"trigger_differs"}),
    ],
)
def test_the_event_is_found_wherever_a_feed_puts_it(kind: str, evn: str, trigger: str, concerns: set[str]) -> None:
    found = understood(kind, evn, ADA)

    assert (found.code, found.trigger, codes(found)) == ("ADT", trigger, concerns)


@pytest.mark.parametrize(
    ("kind", "segments", "path"),
    [
        ("ADT^A99", [ADA], "MSH-9.2"),
        ("ADT", [ADA], "MSH-9.2"),
        ("RDE^O11", [ADA], "MSH-9.1"),
        ("", [ADA], "MSH-9.1"),
        ("ADT^A08", [], "PID-3"),
        ("ADT^A40", [ADA], "MRG"),
        ("ADT^A40", [ADA, "MRG|T-1^^^^MR"], "MRG-1"),
        ("ADT^A40", [ADA, "MRG|"], "MRG-1"),
        ("ADT^A40", ["MRG|T-1^^^^MR"], "PID-3"),
        ("ADT^A47", [ADA, "MRG|T-1^^^^MR"], "MRG-1"),
        ("ADT^A47", [ADA], "MRG-1"),
        ("ADT^A24", [ADA], "PID[2]"),
        ("ADT^A24", [ADA, BEA, BEA], "PID[2]"),
        ("ADT^A24", [ADA, ADA], "PID[2]-3"),
        ("ADT^A24", [ADA, "PID|2||"], "PID[2]-3"),
    ],
)
def test_a_message_that_does_not_say_what_about_whom_is_refused(kind: str, segments: list[str], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        understood(kind, *segments)

    assert [fault.path for fault in refused.value.faults] == [path]


def test_the_survivor_of_a_merge_stands_in_pid_and_the_number_that_is_gone_in_mrg() -> None:
    found = understood("ADT^A40", ADA, "MRG|OLD-1^^^^MR~9^^^LAB^AN||||||Testwell^Adah", BEA, "MRG|OLD-2^^^^MR")

    assert isinstance(found.value, Merge)
    first, second = found.value.pairs
    assert (first.survivor.mrn, first.prior, second.survivor.mrn, second.prior) == ("T-1", "OLD-1", "T-2", "OLD-2")
    assert first.prior_identifiers == (Identifier(system="LAB", value="9", kind=IdentifierKind.ACCOUNT),)
    assert found.losses == ("MRG-7",)


@pytest.mark.parametrize("trigger", ["A18", "A34", "A36"])
def test_a_merge_in_the_words_of_an_older_version_is_one_too(trigger: str) -> None:
    found = understood(f"ADT^{trigger}", ADA, "MRG|OLD-1^^^^MR")

    assert isinstance(found.value, Merge)
    assert [(pair.survivor.mrn, pair.prior) for pair in found.value.pairs] == [("T-1", "OLD-1")]


def test_a_downloaded_merge_is_understood() -> None:
    found = read(sample("ADT-A40-01.hl7"), zone="America/Chicago", mrn_issuer="BCBS")

    assert isinstance(found.value, Merge)
    assert [(pair.survivor.mrn, pair.prior) for pair in found.value.pairs] == [("12345", "56789")]
    assert found.value.recorded_at == datetime(2019, 4, 23, 12, 46, 37, tzinfo=UTC)
    assert found.losses == ("EVN-4", "EVN-5.1", "PID-5.3", "PID-18")


@pytest.mark.parametrize(("trigger", "holds"), [("A24", True), ("A37", False)])
def test_a_link_leaves_both_records_in_use(trigger: str, holds: bool) -> None:
    found = understood(f"ADT^{trigger}", ADA, BEA).value

    assert isinstance(found, Link)
    assert (found.first.mrn, found.second.mrn, found.holds) == ("T-1", "T-2", holds)


ADA_MODEL = Patient(mrn="T-1", family="Testwell", given="Ada")
BEA_MODEL = Patient(mrn="T-2", family="Testwell", given="Bea")
VISIT = Visit(
    number="V-1",
    patient_class=PatientClass.OUTPATIENT,
    location="MAMMO",
    attending="Rosa Reyes, MD",
    admitted_at=AT,
    discharged_at=AT,
)


@pytest.mark.parametrize(
    ("event", "head"),
    [
        (Registration(event=RegistrationEvent.REGISTERED, patient=ADA_MODEL, visit=VISIT), "ADT^A04^ADT_A01"),
        (
            Merge(
                pairs=(
                    MergedPair(
                        survivor=ADA_MODEL, prior="OLD-1", prior_identifiers=(Identifier(system="L", value="9"),)
                    ),
                    MergedPair(survivor=BEA_MODEL, prior="OLD-2"),
                ),
            ),
            "ADT^A40^ADT_A39",
        ),
        (NumberChange(patient=ADA_MODEL, prior="OLD-1"), "ADT^A47^ADT_A30"),
        (Link(first=ADA_MODEL, second=BEA_MODEL, holds=True), "ADT^A24^ADT_A24"),
        (Link(first=ADA_MODEL, second=BEA_MODEL, holds=False), "ADT^A37^ADT_A37"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_event_comes_back_as_it_was(event: PatientEvent, head: str) -> None:
    event = event.model_copy(update={"recorded_at": AT, "occurred_at": AT, "entered_by": "Robin Roe, RN"})
    sent = write(event, ENVELOPE, mrn_issuer="WEST")
    found = read(sent.message, zone="America/Chicago", mrn_issuer="WEST")

    assert f"|{head}|" in sent.message
    assert (found.value, found.losses, sent.losses) == (event, (), ())


def test_that_a_merge_is_undone_cannot_be_written_and_says_so_without_a_number() -> None:
    event = Unmerge(prior="T-1", survivor="T-2", reason="two sisters of one name")

    with pytest.raises(
        InvalidInput, match="no event that says so: tell the receiver by phone or in writing"
    ) as refused:
        write(event, ENVELOPE)
    assert "T-1" not in str(refused.value)
    assert "sisters" not in str(refused.value)


CLEARING = {
    Clearable.NAME: 5,
    Clearable.BIRTH_DATE: 7,
    Clearable.GENDER: 8,
    Clearable.ADDRESS: 11,
    Clearable.PHONES: 13,
    Clearable.DECEASED_ON: 29,
}


@pytest.mark.parametrize("what", Clearable)
def test_to_clear_something_is_not_the_same_as_not_to_tell_it(what: Clearable) -> None:
    row = ["PID", *[""] * 40]
    row[3], row[CLEARING[what]] = "T-1^^^^MR", '""'
    found = understood("ADT^A31", "|".join(row))
    silent = understood("ADT^A31", "PID|1||T-1^^^^MR")

    assert isinstance(found.value, Registration)
    assert isinstance(silent.value, Registration)
    assert set(found.value.clears) == {what}
    assert not silent.value.clears
    assert (found.losses, found.value.patient) == ((), silent.value.patient)
    assert f'|{"|" * (CLEARING[what] - 4)}""' in write(found.value, ENVELOPE).message


def test_to_clear_what_has_no_place_is_told_as_lost() -> None:
    assert understood("ADT^A31", 'PID|1||T-1^^^^MR||Testwell^""^""||||""').losses == ("PID-5.2", "PID-5.3", "PID-9")


@pytest.mark.parametrize(
    ("pv1", "visit", "losses"),
    [
        ("PV1|1|O", Visit(patient_class=PatientClass.OUTPATIENT), ()),
        ("PV1|1|N", None, ()),
        ("PV1|1|X", None, ("PV1-2",)),
        ("PV1|1", None, ()),
        ("PV1|1||MAMMO^2^B^WEST", Visit(location="MAMMO"), ("PV1-3.2", "PV1-3.3", "PV1-3.4")),
        ("PV1|1||||||9^Reyes^Rosa^^^^MD", Visit(attending="Rosa Reyes, MD"), ("PV1-7.1",)),
        ("PV1|1||||||Reyes", Visit(attending="Reyes"), ()),
    ],
)
def test_a_visit_is_read_as_far_as_there_is_one(pv1: str, visit: Visit | None, losses: tuple[str, ...]) -> None:
    found = understood("ADT^A08", ADA, pv1)

    assert isinstance(found.value, Registration)
    assert (found.value.visit, found.losses) == (visit, losses)


def test_the_same_message_is_sent_again_with_the_same_number_and_the_same_bytes() -> None:
    event = Registration(event=RegistrationEvent.REGISTERED, patient=ADA_MODEL)

    assert write(event, ENVELOPE) == write(event, ENVELOPE)
    assert "|MSG-1|P|2.5.1" in write(event, ENVELOPE).message


def test_a_message_without_a_number_is_not_written() -> None:
    event = Registration(event=RegistrationEvent.REGISTERED, patient=ADA_MODEL)

    with pytest.raises(InvalidInput, match="control_id"):
        write(event, Envelope(control_id=""))


def test_a_message_without_a_number_is_read_and_that_is_told() -> None:
    found = read(message("ADT^A08", ADA).replace("MSG-1", ""), zone="UTC")

    assert (found.envelope.control_id, codes(found)) == ("", {"control_id_missing"})
