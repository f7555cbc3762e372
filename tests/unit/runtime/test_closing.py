"""A downtime from its last sheet to its closing: numbers, names, dates and scans, and the list that tells of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from downtimekit.errors import CommandReused, InvalidInput, Refused
from downtimekit.models.breast import Assessment
from downtimekit.models.breast.mqsa import Duty
from downtimekit.models.closing import AccountsDrawnUp, DutySent
from downtimekit.models.notice import ReceiptState
from downtimekit.models.numbers import NumberKind, NumberState
from downtimekit.models.patient import Patient
from downtimekit.models.registration import RegistrationEvent
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.playbooks.library.parts import Playbook
from downtimekit.runtime import Desk, Outage, in_words, timeline
from downtimekit.testing import MemoryJournal, VirtualClock
from tests.numbered import MRNS, a_desk, a_range
from tests.unit.backfill.identities.test_persons import ALPHA, NAMED
from tests.unit.backfill.identities.told import registered
from tests.ward import (
    ADA,
    BEGAN,
    CLERK,
    INTERFACES,
    IT,
    NOTES,
    NURSE,
    ROAD,
    a_capture,
    a_chart,
    a_form,
    a_report,
    after,
    an_outage,
    codes,
    enter,
)

EXAMS = a_range("exams", kind=NumberKind.ACCESSION, prefix="DTA")
RANGES = (a_range(), MRNS, EXAMS)


def told_everybody(outage: Outage) -> None:
    """Let every notice reach somebody, so that it does not stand against closing."""
    for notice in tuple(outage.standing.untold()):
        outage.acknowledge(notice.id, contact="charge-nurse", by=NURSE)
    assert all(told.state is not ReceiptState.FAILED for told in outage.standing.receipts.values())


def reconciled(outage: Outage) -> Outage:
    """Bring a downtime to where only its closing is ahead."""
    outage.signal("reconciled", by=CLERK)
    told_everybody(outage)
    return outage


def refused_to_close(outage: Outage) -> Refused:
    version = outage.standing.version
    with pytest.raises(Refused) as refused:
        outage.close(by=NURSE)
    assert outage.standing.version == version
    return refused.value


def test_numbers_that_were_taken_for_it_must_balance() -> None:
    journal = MemoryJournal()
    outage = reconciled(an_outage(journal=journal))
    desk = a_desk(journal, ranges=RANGES)
    first, second = desk.take(NumberKind.ACCESSION, 2, purpose=outage.id, by=IT).numbers
    desk.take(NumberKind.ACCESSION, 5, purpose="another-downtime", by=IT)

    refused = refused_to_close(outage)
    assert codes(refused.reasons) == ["numbers_out"]
    assert f"2 of 2 exam numbers of west neither used nor voided: {first}, {second}" in str(refused)
    assert "closed" not in refused.allowed
    assert "closed" not in outage.allowed()

    desk.account(first, NumberState.USED, by=CLERK)
    desk.account(second, NumberState.VOIDED, reason="the label tore", by=CLERK)
    assert "closed" in outage.allowed()
    outage.close(by=NURSE)
    assert outage.standing.is_over
    [drawn_up] = [entry.fact for entry in journal.read(outage.id) if isinstance(entry.fact, AccountsDrawnUp)]
    assert [(each.issued, each.used, each.voided) for each in drawn_up.numbers] == [(2, 1, 1)]


def test_numbers_of_forms_are_what_the_record_of_the_downtime_says() -> None:
    journal = MemoryJournal()
    outage = an_outage(journal=journal)
    [serial] = a_desk(journal, ranges=RANGES).take(NumberKind.FORM, 1, purpose=outage.id, by=IT).numbers
    told_everybody(outage)
    assert codes(outage.closing_list().reasons) == ["numbers_out"]  # it was taken, and never printed
    outage.issue([a_form(serial)], by=CLERK)
    outage.void(serial, reason="not used", by=CLERK)
    assert outage.closing_list().is_ready


def test_a_patient_under_a_number_of_a_downtime_needs_a_lasting_one() -> None:
    journal = MemoryJournal()
    outage = reconciled(an_outage(journal=journal))
    desk = a_desk(journal, ranges=RANGES)
    [number] = desk.take(NumberKind.MRN, 1, purpose=outage.id, by=IT).numbers
    desk.account(number, NumberState.USED, by=CLERK)

    refused = refused_to_close(outage)
    assert codes(refused.reasons) == ["numbers_not_lasting"]
    assert number not in str(refused)
    desk.account(number, NumberState.RECONCILED, became="T-1001", by=CLERK)
    outage.close(by=NURSE)


def test_a_patient_without_a_name_stands_against_closing_until_the_registration_names_them() -> None:
    outage = reconciled(an_outage())
    outage.hear_patient_event(registered(ALPHA), id="MSG-1", by=CLERK)

    refused = refused_to_close(outage)
    assert codes(refused.reasons) == ["patients_unidentified"]
    assert not any(word in str(refused) for word in ("Trauma", "Alpha", "E-1"))
    outage.hear_patient_event(registered(NAMED, event=RegistrationEvent.PERSON_UPDATED), id="MSG-2", by=CLERK)
    outage.close(by=NURSE)


def with_report() -> tuple[Outage, VirtualClock]:
    """Return a downtime whose suspicious report is in the chart."""
    clock = VirtualClock(BEGAN)
    outage = an_outage(clock=clock)
    clock.advance(timedelta(hours=6))
    report = a_report(Assessment.SUSPICIOUS, final=True)
    outage.take_in([a_capture("n", content=NOTES, minute=20), a_capture("r", content=report, minute=60)], by=CLERK)
    outage.settle_by_hand("n", reason="typed into the RIS", by=CLERK)
    return outage, clock


def test_a_missed_date_of_the_law_must_be_sent_or_explained() -> None:
    outage, clock = with_report()
    clock.advance(timedelta(days=9))
    assert "mqsa_dates_missed" in codes(outage.closing_list().reasons)

    outage.record_sent("A-1", "provider_report", at=after(500), by=CLERK)
    outage.explain_unsent("A-1", Duty.LAY_SUMMARY, reason="the address was wrong", by=CLERK)
    assert "mqsa_dates_missed" not in codes(outage.closing_list().reasons)
    words = in_words(
        timeline(outage.journal.read(outage.id), playbook=outage.playbook, downtime=outage.standing.downtime),
        downtime=outage.standing.downtime,
    )
    assert "Sent for exam A-1: provider report" in words
    assert "the address was wrong" not in words


def test_what_was_sent_is_recorded_once_and_never_ahead() -> None:
    outage, clock = with_report()
    for _ in range(2):
        outage.record_sent("A-1", Duty.LAY_SUMMARY, at=after(120), by=CLERK, command="letter-1")
    assert sum(isinstance(entry.fact, DutySent) for entry in outage.journal.read(outage.id)) == 1
    with pytest.raises(CommandReused):
        outage.record_sent("A-1", Duty.PROVIDER_REPORT, at=after(120), by=CLERK, command="letter-1")
    with pytest.raises(Refused, match="later than now"):
        outage.record_sent("A-1", Duty.LAY_SUMMARY, at=clock.now() + timedelta(minutes=1), by=CLERK)
    with pytest.raises(InvalidInput):
        outage.record_sent("A-1", "postcard", at=after(120), by=CLERK)
    with pytest.raises(InvalidInput):
        outage.explain_unsent("A-1", Duty.LAY_SUMMARY, reason="", by=CLERK)


def test_a_scan_is_of_a_sheet_that_came_back() -> None:
    outage = an_outage()
    outage.issue([a_form("W-1"), a_form("W-2")], by=CLERK)
    with pytest.raises(Refused, match="W-1 is out"):
        outage.file_scan("W-1", where="DOC-1", by=CLERK)
    with pytest.raises(Refused, match="W-9 was never issued"):
        outage.explain_scan("W-9", reason="wet", by=CLERK)
    outage.take_in([a_capture("c1", serial="W-1"), a_capture("c2", serial="W-2", accession="A-2")], by=CLERK)
    outage.file_scan("W-1", where="DOC-1", sha256="0" * 64, by=CLERK)
    outage.explain_scan("W-2", reason="wet", by=CLERK)
    assert outage.standing.accounts.scanned == {"W-1": "DOC-1"}
    assert outage.standing.accounts.unscanned == {"W-2": "wet"}


def wanting_scans() -> Playbook:
    """Return a site's own table: nothing is closed before every sheet is scanned."""
    moves = tuple(
        move.model_copy(update={"guards": (*move.guards, "scans_are_filed")}) if move.signal == "closed" else move
        for move in UNSCHEDULED.moves
    )
    return UNSCHEDULED.model_copy(update={"name": "ours", "moves": moves})


def test_a_site_that_wants_scans_names_the_rule_in_its_own_table() -> None:
    desk = Desk(MemoryJournal(), VirtualClock(BEGAN))
    outage = desk.declare(
        wanting_scans(), id="west-1", by=NURSE, sites=("west",), services=("RIS",), interfaces=INTERFACES
    )
    for name, details in ROAD:
        outage.signal(name, by=IT, **details)
    outage.issue([a_form("W-1")], by=CLERK)
    outage.take_in([a_capture(serial="W-1")], by=CLERK)
    outage.settle_by_hand("c1", reason="typed into the RIS", by=CLERK)
    reconciled(outage)

    assert codes(refused_to_close(outage).reasons) == ["scans_missing"]
    outage.file_scan("W-1", where="DOC-1", by=CLERK)
    outage.close(by=NURSE)


def test_a_whole_downtime_is_closed_when_its_list_is_empty() -> None:
    journal, clock = MemoryJournal(), VirtualClock(BEGAN)
    outage = an_outage(journal=journal, clock=clock)
    desk = a_desk(journal, ranges=RANGES)
    [serial] = desk.take(NumberKind.FORM, 1, purpose=outage.id, by=IT).numbers
    outage.issue([a_form(serial)], by=CLERK)
    clock.advance(timedelta(hours=5))
    outage.take_in([a_capture(serial=serial)], by=CLERK)
    before = outage.standing.version
    told = outage.closing_list()

    assert {"captures_waiting", "notices_untold"} <= set(codes(told.reasons))
    assert outage.standing.version == before
    enter(outage, a_chart())
    told_everybody(outage)
    assert outage.closing_list().is_ready, outage.closing_list().text
    outage.signal("reconciled", by=CLERK)
    told_everybody(outage)
    outage.close(by=NURSE)

    assert outage.standing.is_over
    assert outage.closing_list().ahead == ()
    with pytest.raises(Refused, match="closed"):
        outage.record_sent("A-1", Duty.LAY_SUMMARY, at=after(10), by=CLERK)


def test_a_downtime_without_numbers_writes_no_accounts() -> None:
    outage = reconciled(an_outage())
    outage.close(by=NURSE)
    assert not any(isinstance(entry.fact, AccountsDrawnUp) for entry in outage.journal.read(outage.id))


def test_the_list_names_no_patient() -> None:
    outage, clock = with_report()
    outage.hear_patient_event(registered(Patient(mrn="E-7", family="Trauma", unidentified=True)), id="M", by=CLERK)
    clock.advance(timedelta(days=40))
    told = outage.closing_list().text
    assert not any(word in told for word in (ADA.mrn, "Testwell", "Ada", "E-7", "Trauma"))
