"""Paper that is printed again, and paper that is only filed: every number stays in balance."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from downtimekit.errors import CommandReused, InvalidInput, Refused
from downtimekit.forms import SerialPool, blank_packets, issued, packets, reprinted
from downtimekit.forms.library import TECH_NOTES
from downtimekit.models.forms import FieldKind, FormDefinition, FormField, Packet, Section
from downtimekit.models.paper import IssuedForm, SheetState
from downtimekit.runtime import Outage, in_words, timeline
from tests.printing import a_day, a_visit
from tests.ward import CLERK, NURSE, a_capture, an_outage, codes

POOL = SerialPool("W", 1, 99)
ROLE_CARD = FormDefinition(
    key="role_card",
    version=1,
    title="Role card",
    record=None,
    filled_in_by="the charge nurse",
    sections=(
        Section(title="Done", fields=(FormField(key="called", label="Help desk called", kind=FieldKind.YES_NO),)),
    ),
)


def a_packet() -> Packet:
    (packet,) = packets(a_day(a_visit(1)), forms=[TECH_NOTES, ROLE_CARD], pool=POOL, downtime="west-1")
    return packet


def an_outage_with(packet: Packet) -> Outage:
    outage = an_outage()
    outage.issue(issued([packet]), by=NURSE)
    return outage


def state_of(outage: Outage, form: IssuedForm) -> SheetState:
    return outage.standing.sheets[form.serial]


def test_a_role_card_comes_back_and_is_filed() -> None:
    packet = a_packet()
    outage, (notes, card) = an_outage_with(packet), issued([packet])
    outage.returned(card.serial, where="downtime binder, tab 4", by=CLERK)

    assert (state_of(outage, card), state_of(outage, notes)) == (SheetState.RETURNED, SheetState.OUT)
    said = in_words(
        timeline(outage.journal.read(outage.id), playbook=outage.playbook, downtime=outage.standing.downtime),
        downtime=outage.standing.downtime,
    )
    assert f"Form {card.serial} is returned" in said


def test_a_sheet_whose_answers_belong_into_the_chart_is_not_only_filed() -> None:
    packet = a_packet()
    outage, (notes, _) = an_outage_with(packet), issued([packet])
    with pytest.raises(Refused) as refused:
        outage.returned(notes.serial, where="binder", by=CLERK)

    assert codes(refused.value.reasons) == ["sheet_is_keyed"]
    assert state_of(outage, notes) is SheetState.OUT


@pytest.mark.parametrize("before", ["never issued", "returned", "voided"])
def test_only_what_is_out_comes_back(before: str) -> None:
    packet = a_packet()
    _, card = issued([packet])
    outage = an_outage() if before == "never issued" else an_outage_with(packet)
    if before == "returned":
        outage.returned(card.serial, where="binder", by=CLERK)
    if before == "voided":
        outage.void(card.serial, reason="torn", by=CLERK)

    with pytest.raises(Refused) as refused:
        outage.returned(card.serial, where="binder", by=CLERK)
    assert codes(refused.value.reasons) == ["sheet_not_out"]


def test_it_says_where_it_is_filed() -> None:
    packet = a_packet()
    outage = an_outage_with(packet)
    with pytest.raises(InvalidInput):
        outage.returned(packet.sheets[1].serial, where=" ", by=CLERK)


def test_the_same_return_sent_again_is_one_and_another_under_its_name_is_refused() -> None:
    cards = blank_packets(
        [(ROLE_CARD, 2)], site="west", as_of=datetime(2026, 3, 3, tzinfo=UTC), pool=POOL, downtime="west-1"
    )
    first, second = issued(cards)
    outage = an_outage()
    outage.issue([first, second], by=NURSE)
    for _ in range(2):
        outage.returned(first.serial, where="binder", by=CLERK, command="k")
    with pytest.raises(CommandReused):
        outage.returned(second.serial, where="binder", by=CLERK, command="k")

    assert Counter(outage.standing.sheets.values()) == {SheetState.RETURNED: 1, SheetState.OUT: 1}


def test_a_sheet_that_is_printed_again_is_one_number_still() -> None:
    packet = a_packet()
    outage = an_outage_with(packet)
    again = reprinted(packet, packet.sheets[0].serial)
    outage.reprint(issued([again]), by=NURSE)

    standing = outage.standing
    assert len(standing.sheets) == 2
    assert [form.copy_number for form in standing.forms.values()] == [2, 1]
    assert "printed again: W-" in in_words(
        timeline(outage.journal.read(outage.id), playbook=outage.playbook, downtime=standing.downtime),
        downtime=standing.downtime,
    )


def test_a_missing_sheet_that_is_printed_again_is_out_again() -> None:
    packet = a_packet()
    outage, (notes, _) = an_outage_with(packet), issued([packet])
    outage.missing(notes.serial, reason="lost", by=CLERK)
    outage.reprint(issued([reprinted(packet, notes.serial)]), by=NURSE)

    assert state_of(outage, notes) is SheetState.OUT


def test_a_copy_that_comes_back_settles_the_number() -> None:
    packet = a_packet()
    outage, (notes, _) = an_outage_with(packet), issued([packet])
    outage.reprint(issued([reprinted(packet, notes.serial)]), by=NURSE)
    outage.take_in([a_capture("c1", serial=notes.serial)], by=CLERK)

    assert state_of(outage, notes) is SheetState.RETURNED


def test_what_cannot_be_printed_again_is_refused_with_every_reason() -> None:
    packet = a_packet()
    notes, card = issued([packet])
    outage = an_outage_with(packet)
    outage.void(card.serial, reason="torn", by=CLERK)
    forms = [
        notes,
        notes.model_copy(update={"copy_number": 3}),
        notes.model_copy(update={"copy_number": 2, "mrn": "T-99999"}),
        card.model_copy(update={"copy_number": 2}),
        notes.model_copy(update={"serial": "W-000099-X", "copy_number": 2}),
    ]
    with pytest.raises(Refused) as refused:
        outage.reprint(forms, by=NURSE)

    assert codes(refused.value.reasons) == [
        "copy_not_next",
        "copy_not_next",
        "sheet_changed",
        "sheet_not_out",
        "sheet_not_out",
    ]
    assert outage.standing.forms[notes.serial].copy_number == 1


def test_a_reprint_is_not_issued_as_if_it_were_new() -> None:
    packet = a_packet()
    outage = an_outage_with(packet)
    with pytest.raises(Refused) as refused:
        outage.issue(issued([reprinted(packet)]), by=NURSE)

    assert set(codes(refused.value.reasons)) == {"serial_used"}
    assert outage.reprint([], by=NURSE) == ()
