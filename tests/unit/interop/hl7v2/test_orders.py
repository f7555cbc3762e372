"""Orders, with the numbers that they are found by."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.hl7v2 import Envelope, read, write
from downtimekit.models.orders import ExamCode, Order, OrderAction, Orders, OrderStatus, SystemNumber
from downtimekit.models.paperwork import Priority
from downtimekit.models.patient import Patient
from downtimekit.models.registration import Visit
from tests.hl7v2 import ADA, codes, sample, understood

AT = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
NW = "ORC|NW|P-1"
FULL = Order(
    action=OrderAction.NEW,
    status=OrderStatus.SCHEDULED,
    placer=SystemNumber(value="P-1", issuer="EHR"),
    filler=SystemNumber(value="F-1", issuer="urn:oid:1.2.3"),
    accession="A-1",
    exam=ExamCode(code="24606-6", text="MG Breast Screening", system="LN"),
    study="1.2.840.113619.1",
    requested_procedure="RP-1",
    scheduled_step="SPS-1",
    modality="MG",
    priority=Priority.STAT,
    scheduled_at=AT,
    ordered_at=AT,
    ordered_by="Rhea Refer, MD",
    entered_by="Robin Roe",
    acted_by="Rita Rad",
    reason="lump & pain, left | upper",
)
ADA_MODEL = Patient(mrn="T-1", family="Testwell", given="Ada")


def order(*segments: str) -> tuple[Order, tuple[str, ...], set[str]]:
    """Read a message with one order; return it with losses and concerns."""
    found = understood("ORM^O01", ADA, *segments)
    assert isinstance(found.value, Orders)
    assert len(found.value.orders) == 1
    return found.value.orders[0], tuple(found.losses), codes(found)


@pytest.mark.parametrize("kind", ["ORM^O01", "OMG^O19", "OMI^O23"])
def test_every_kind_of_order_message_is_read(kind: str) -> None:
    found = understood(kind, ADA, "PV1|1|O", NW, "OBR|1|P-1||24606-6^MG Breast Screening^LN")

    assert isinstance(found.value, Orders)
    assert (found.value.patient.mrn, found.value.orders[0].exam) == ("T-1", FULL.exam)


@pytest.mark.parametrize(
    ("version", "head", "places"),
    [
        (
            "2.3.1",
            "ORM^O01^ORM_O01",
            ["^^^20260303150000+0000^^S", "|A-1|RP-1|SPS-1|", "ZDS|1.2.840.113619.1^^Application^DICOM"],
        ),
        ("2.5.1", "OMI^O23^OMI_O23", ["TQ1|1||||||20260303150000+0000||S", "IPC|A-1|RP-1|1.2.840.113619.1|SPS-1|MG"]),
        ("2.8", "OMI^O23^OMI_O23", ["IPC|A-1|"]),
    ],
)
def test_an_imaging_order_comes_back_whole_in_every_version(version: str, head: str, places: list[str]) -> None:
    value = Orders(
        patient=ADA_MODEL, visit=Visit(number="V-1"), orders=(FULL, FULL.model_copy(update={"accession": "A-2"}))
    )

    sent = write(value, Envelope(control_id="1", version=version))
    found = read(sent.message, zone="America/Chicago")

    assert f"|{head}|" in sent.message
    assert [place for place in places if place not in sent.message] == []
    assert (found.value, sent.losses, found.losses) == (value, (), ())


def test_an_order_without_images_is_written_as_a_general_one() -> None:
    value = Orders(patient=ADA_MODEL, orders=(FULL.model_copy(update={"study": None}),))

    sent = write(value, Envelope(control_id="1"))

    assert "|OMG^O19^OMG_O19|" in sent.message
    assert read(sent.message, zone="UTC").value == value


def test_a_priority_that_hl7_does_not_have_is_told_as_lost() -> None:
    value = Orders(patient=ADA_MODEL, orders=(FULL.model_copy(update={"priority": Priority.URGENT}),))

    assert write(value, Envelope(control_id="1")).losses == ("orders[0].priority",)


@pytest.mark.parametrize("action", OrderAction)
def test_what_is_wanted_or_happened_comes_back(action: OrderAction) -> None:
    value = Orders(patient=ADA_MODEL, orders=(Order(action=action, placer=SystemNumber(value="P-1")),))

    assert read(write(value, Envelope(control_id="1")).message, zone="UTC").value == value


@pytest.mark.parametrize("status", OrderStatus)
def test_how_far_an_order_is_comes_back(status: OrderStatus) -> None:
    value = Orders(patient=ADA_MODEL, orders=(FULL.model_copy(update={"status": status}),))

    assert read(write(value, Envelope(control_id="1")).message, zone="UTC").value == value


@pytest.mark.parametrize(
    ("segments", "path"),
    [
        ([ADA], "ORC"),
        ([ADA, "ORC||P-1"], "ORC-1"),
        ([ADA, "ORC|??|P-1"], "ORC-1"),
        ([ADA, "OBR|1|P-1"], "ORC-1"),
        ([NW], "PID-3"),
        ([ADA, NW, "ORC||P-2"], "ORC[2]-1"),
    ],
)
def test_an_order_of_which_it_is_not_clear_what_is_wanted_for_whom_is_refused(segments: list[str], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        understood("ORM^O01", *segments)

    assert [fault.path for fault in refused.value.faults] == [path]


@pytest.mark.parametrize(
    ("segments", "scheduled", "losses", "concerns"),
    [
        ((NW, "TQ1|1||||||20260303150000+0000"), AT, (), set()),
        ((NW, "OBR|1" + "|" * 35 + "20260303150000+0000"), AT, (), set()),
        ((NW + "|||||^^^20260303150000+0000",), AT, (), set()),
        ((NW, "OBR|1" + "|" * 26 + "^^^20260303150000+0000^^R"), AT, (), set()),
        ((NW + "|||||1^^^20260303150000+0000",), AT, ("ORC-7.1",), set()),
        (
            (NW + "|||||^^^20260303160000+0000", "TQ1|1||||||20260303150000+0000"),
            AT,
            ("ORC-7",),
            {"places_differ"},
        ),
        ((NW, "TQ1|1||||||20260303"), None, ("TQ1-7",), {"time_not_precise"}),
    ],
)
def test_an_order_is_scheduled_where_its_version_says_so(
    segments: tuple[str, ...], scheduled: datetime | None, losses: tuple[str, ...], concerns: set[str]
) -> None:
    found, lost, told = order(*segments)

    assert (found.scheduled_at, lost, told) == (scheduled, losses, concerns)


def test_a_number_that_stands_in_two_places_is_read_once_and_one_that_differs_is_told() -> None:
    same, lost, told = order("ORC|NW|P-1^EHR|F-1", "OBR|1|P-1^EHR|F-1")
    other, lost_too, told_too = order("ORC|NW|P-1|F-1", "OBR|1|P-1|F-2")

    assert (same.placer, lost, told) == (SystemNumber(value="P-1", issuer="EHR"), (), set())
    assert (other.filler, lost_too, told_too) == (SystemNumber(value="F-1"), ("OBR-3",), {"places_differ"})


@pytest.mark.parametrize(
    ("segments", "field", "value"),
    [
        (("OBR|1" + "|" * 17 + "A-1",), "accession", "A-1"),
        (("IPC|A-1^RIS",), "accession", "A-1"),
        (("OBR|1" + "|" * 18 + "RP-1",), "requested_procedure", "RP-1"),
        (("OBR|1" + "|" * 19 + "SPS-1",), "scheduled_step", "SPS-1"),
        (("OBR|1" + "|" * 23 + "MG",), "modality", "MG"),
        (("OBR|1" + "|" * 23 + "RAD",), "modality", None),
        (("ZDS|1.2.840^^Application^DICOM",), "study", "1.2.840"),
        (("IPC|||1.2.840",), "study", "1.2.840"),
        (("IPC|||not.a.uid",), "study", None),
        (("OBR|1" + "|" * 30 + "R92.8^Abnormal",), "reason", "Abnormal"),
        (("OBR|1" + "|" * 30 + "screening",), "reason", "screening"),
        (("OBR|1||||S",), "priority", Priority.STAT),
        (("OBR|1" + "|" * 15 + "9^Refer^Rhea^^^^MD",), "ordered_by", "Rhea Refer, MD"),
    ],
)
def test_what_an_imaging_order_carries_is_found_where_it_is_sent(
    segments: tuple[str, ...], field: str, value: object
) -> None:
    found, _, _ = order(NW, *segments)

    assert getattr(found, field) == value


def test_an_order_without_any_number_is_told() -> None:
    _, _, told = order("ORC|NW", "OBR|1||||")

    assert told == {"order_without_number"}


def test_earlier_results_of_a_patient_are_not_taken_for_orders() -> None:
    found = understood(
        "OMG^O19", ADA, "PV1|1|O", NW, "OBR|1|P-1", "PV1|1|O", "ORC|RE|P-0", "OBR|1|P-0", "OBX|1|NM|x||1"
    )

    assert isinstance(found.value, Orders)
    assert [each.placer for each in found.value.orders] == [SystemNumber(value="P-1")]
    assert (found.losses, codes(found)) == (("PV1[2]", "ORC[2]", "OBR[2]", "OBX"), {"another_patient"})


def test_a_downloaded_message_with_two_orders_has_two() -> None:
    found = read(sample("ORM-O01-03.hl7"), zone="America/Chicago", mrn_issuer="test1")

    assert isinstance(found.value, Orders)
    assert found.value.patient.mrn == "PATID1234"
    assert [(each.placer, each.exam and each.exam.text) for each in found.value.orders] == [
        (SystemNumber(value="1101", issuer="GHHPlacer"), "CT Head"),
        (SystemNumber(value="2203", issuer="GHHPlacer"), "MR Brain"),
    ]
    assert {"ORC-15", "OBR-7", "DG1", "FT1", "FT1[2]", "BLG[2]"} <= set(found.losses)
