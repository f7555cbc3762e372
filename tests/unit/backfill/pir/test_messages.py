"""What is owed is sent: as an HL7 message where it is one, which another system reads back as it was meant."""

from __future__ import annotations

import pytest

from downtimekit.backfill.pir import PirRules, Transaction
from downtimekit.interop.hl7v2 import Envelope, read, write
from downtimekit.models.orders import OrderAction, Orders
from downtimekit.models.registration import Merge
from tests.unit.backfill.pir.test_cases import CASES
from tests.unit.backfill.pir.walk import ADA, NINE, Walk, at, numbered, ordered, ordered_here, registered, renumbered

TRIGGERS = {
    "RAD-3": {("OMI", "O23"), ("OMG", "O19")},
    "RAD-4": {("OMI", "O23")},
    "RAD-12": {("ADT", "A08"), ("ADT", "A40")},
    "RAD-13": {("OMI", "O23")},
}


def owed_in(case: str) -> list[Transaction]:
    """Return the messages that are owed in a case."""
    table, *_ = CASES[case]
    return [one for one in Walk().follow(table).owed if one.is_message]


@pytest.mark.parametrize("version", ["2.3.1", "2.5.1"])
@pytest.mark.parametrize("case", CASES)
def test_every_message_of_a_case_can_be_written_and_is_read_back(case: str, version: str) -> None:
    found = owed_in(case)
    assert found
    for number, owed in enumerate(found):
        envelope = Envelope(control_id=f"RIS-{number}", sent_at=NINE, version=version)
        written = write(owed.value, envelope, mrn_issuer="WEST")  # type: ignore[arg-type]
        again = read(written.message, zone="America/Chicago", mrn_issuer="WEST")

        assert (again.code, again.trigger) in TRIGGERS[owed.rad.value] or version == "2.3.1"
        if isinstance(owed.value, Orders):
            assert isinstance(again.value, Orders)
            told = [(one.placer, one.filler, one.accession, one.study, one.scheduled_step) for one in owed.value.orders]
            assert told == [
                (one.placer, one.filler, one.accession, one.study, one.scheduled_step) for one in again.value.orders
            ]
            assert again.value.patient.mrn == owed.value.patient.mrn
        if isinstance(owed.value, Merge):
            assert isinstance(again.value, Merge)
            assert [(pair.prior, pair.survivor.mrn) for pair in again.value.pairs] == [
                (pair.prior, pair.survivor.mrn) for pair in owed.value.pairs
            ]


def test_appointments_changes_and_cancellations_can_be_written_too() -> None:
    moved = ADA.model_copy(update={"mrn": "T-7"})
    walk = Walk.of(
        registered(),
        ordered(accession="A-1", filler="F-1"),
        ordered(action=OrderAction.CHANGE, scheduled_at=at(60)),
        ordered_here(action=OrderAction.REPLACE, filler="F-2", accession="A-1"),
        numbered(placer="P-2", filler="F-2"),
        renumbered("T-1", moved),
        ordered_here(moved, action=OrderAction.CANCEL, filler="F-2"),
        rules=PirRules(tells_appointments=True, steps={"MAMMO": 2}),
    )
    found = [owed for owed in walk.owed if owed.is_message]

    assert {owed.rad.value for owed in found} == {"RAD-3", "RAD-4", "RAD-12", "RAD-13", "RAD-48"}
    for number, owed in enumerate(found):
        written = write(owed.value, Envelope(control_id=f"RIS-{number}", sent_at=NINE))  # type: ignore[arg-type]
        assert type(read(written.message, zone="UTC").value) is type(owed.value)
