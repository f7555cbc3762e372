"""What the journal tells afterwards: the timeline and the after-action report, in a charge nurse's words."""

from __future__ import annotations

from datetime import timedelta

from downtimekit.models.breast import ReportStatus
from downtimekit.models.facts import CaptureRefused
from downtimekit.models.notice import ReceiptState
from downtimekit.models.paper import SheetState
from downtimekit.models.people import Channel, ChannelKind, Contact, Directory, Role
from downtimekit.runtime import (
    AfterAction,
    Backfill,
    Delivery,
    Outage,
    after_action,
    in_words,
    run,
    summary,
    timeline,
)
from downtimekit.testing import MemoryTarget, RecordingNotifier, VirtualClock
from tests.ward import (
    BEGAN,
    CLERK,
    IT,
    LATER_NORA,
    NORA,
    NURSE,
    PATIENTS,
    a_capture,
    a_chart,
    a_form,
    a_report,
    after,
    an_outage,
    written,
)

NURSE_CONTACT = Contact(
    id="nurse",
    name="Carla Chen",
    roles=(Role.CHARGE_NURSE,),
    channels=(Channel(kind=ChannelKind.PHONE, address="+12025550102"),),
)


def told(outage: Outage) -> list[str]:
    """Return the lines of a timeline, without the first ones that every downtime has."""
    entries = outage.journal.read(outage.id)
    lines = timeline(entries, playbook=outage.playbook, downtime=outage.standing.downtime)
    return in_words(lines, downtime=outage.standing.downtime).splitlines()


def figures(outage: Outage) -> AfterAction:
    """Return the after-action report."""
    return after_action(outage.journal.read(outage.id), playbook=outage.playbook, standing=outage.standing)


def a_morning() -> Outage:
    """Live through a morning: an update comes late, an interface fails, a sheet is doubtful, one is faulty."""
    clock = VirtualClock(BEGAN)
    outage = an_outage("declared", clock=clock, zone="America/New_York")
    calls = RecordingNotifier(ChannelKind.PHONE, ReceiptState.QUEUED)
    delivery = Delivery(Directory(contacts=(NURSE_CONTACT,)), [calls])
    run(delivery.deliver, outage, by=NURSE)
    outage.issue([a_form("W-1"), a_form("W-2", of=NORA), a_form("W-3"), a_form("W-4")], by=NURSE)
    outage.signal("help_desk_contacted", ticket="INC-4711", by=NURSE)
    clock.advance_to(after(10))
    outage.signal("target_identified", target="customer_wan", by=IT)
    clock.advance_to(after(45))
    outage.tick(by=IT)
    clock.advance_to(after(52))
    outage.signal("update_given", news="A fibre was cut.", by=IT)
    outage.signal("staff_told", by=NURSE)
    outage.signal("vendor_support_contacted", ticket="V-1", by=IT)
    clock.advance_to(after(60))
    outage.signal("service_restored", by=IT)
    outage.signal("interface_validated", interface="adt-in", by=IT)
    outage.signal("interface_failed", interface="oru-out", reason="no answer", by=IT)
    outage.signal("interface_validated", interface="oru-out", by=IT)
    clock.advance_to(after(90))
    outage.signal("released", by=IT)
    outage.signal("backfill_started", by=CLERK)
    clock.advance_to(after(270))
    fill_back(outage)
    return outage


def fill_back(outage: Outage) -> MemoryTarget:
    """Type in what came back and enter what is without doubt."""
    target = a_chart()
    doubtful = a_capture("c3", of=written(LATER_NORA, mrn=NORA.mrn), accession=None)
    refusal = CaptureRefused(capture="c4", serial="W-3", faults=("content.density: is missing",))
    outage.take_in(
        [a_capture("c1", serial="W-1"), a_capture("c2", of=NORA, content=a_report(), serial="W-2"), doubtful],
        refused=[refusal],
        by=CLERK,
    )
    outage.void("W-4", reason="patient did not come", by=CLERK)
    outage.confirm_identity("c3", mrn=LATER_NORA.mrn, reason="the label says so", by=CLERK)
    backfill = Backfill(outage, target)
    backfill.agree(run(backfill.plan), by=CLERK)
    run(backfill.apply, by=CLERK)
    return target


def test_the_timeline_says_what_happened_by_the_clinics_clock() -> None:
    assert told(a_morning()) == [
        "Tue 08:52  Unscheduled downtime declared: RIS at west  (Carla Chen)",
        "Tue 08:52  Notice 'paper started' of 08:52: 1 waiting for somebody to act (phone)  (Carla Chen)",
        "Tue 08:52  4 numbered forms were printed: W-1 to W-4  (Carla Chen)",
        "Tue 08:52  The internal IT help desk was contacted: INC-4711"
        " -> The help desk is finding out what is down  (Carla Chen)",
        "Tue 09:02  What is down was identified: our internet or WAN connection"
        " -> Down: the target is known  (Ines Itoh)",
        "Tue 09:37  MISSED: the next update to staff was promised by 09:32  (Ines Itoh)",
        "Tue 09:44  Staff were given an update: A fibre was cut.  (Ines Itoh)",
        "Tue 09:44  All impacted staff were told  (Carla Chen)",
        "Tue 09:44  Vendor support was contacted: V-1  (Ines Itoh)",
        "Tue 09:52  The service answers again -> Up again, not released: interfaces are being validated  (Ines Itoh)",
        "Tue 09:52  An interface was validated: adt-in  (Ines Itoh)",
        "Tue 09:52  An interface failed its validation: oru-out; no answer  (Ines Itoh)",
        "Tue 09:52  An interface was validated: oru-out  (Ines Itoh)",
        "Tue 10:22  MISSED: the next update to staff was promised by 10:14  (Ines Itoh)",
        "Tue 10:22  The service was released to its users -> Released: the system may be used again  (Ines Itoh)",
        "Tue 10:22  Back-fill began -> Paper records are being entered  (Robin Roe)",
        "Tue 13:22  3 sheets were typed in  (Robin Roe)",
        "Tue 13:22  Sheet W-3 was typed in with faults: content.density: is missing  (Robin Roe)",
        "Tue 13:22  Form W-4 is voided  (Robin Roe)",
        "Tue 13:22  A person decided whose a sheet is (c3)  (Robin Roe)",
        "Tue 13:22  Back-fill plan agreed: 3 to create  (Robin Roe)",
        "Tue 13:22  3 records are in the chart  (Robin Roe)",
    ]


def test_one_of_a_kind_is_told_by_its_name() -> None:
    outage = an_outage(drill=True)
    outage.take_in([a_capture()], by=CLERK)
    stranger = MemoryTarget(PATIENTS)
    backfill = Backfill(outage, a_chart())
    backfill.agree(run(backfill.plan), by=CLERK)
    run(Backfill(outage, stranger).apply, by=CLERK)
    backfill.agree(run(backfill.plan, again=outage.standing.rejected), by=CLERK)
    run(backfill.apply, by=CLERK)
    first, *lines = told(outage)
    words = [line.split("  ")[1] for line in lines]

    assert "DRILL: Unscheduled downtime declared" in first
    assert words[words.index("Sheet c1 was typed in by Robin Roe") :] == [
        "Sheet c1 was typed in by Robin Roe",
        "Back-fill plan agreed: 1 to create",
        "A record was refused by the system",
        "Back-fill plan agreed: 1 to create",
        "Record record-1 is in the chart",
    ]


def test_a_notice_is_told_with_how_it_reached_how_many() -> None:
    outage = an_outage("declared")
    contacts = [NURSE_CONTACT.model_copy(update={"id": name}) for name in ("a", "b", "c")]
    channel = RecordingNotifier(ChannelKind.PHONE, ReceiptState.QUEUED)
    run(Delivery(Directory(contacts=tuple(contacts)), [channel]).deliver, outage, by=NURSE)
    (notice,) = outage.standing.notices
    outage.acknowledge(notice, contact="b", by=IT)

    assert [line for line in told(outage) if "paper started" in line] == [
        "Tue 13:52  Notice 'paper started' of 13:52: 3 waiting for somebody to act (phone)  (Carla Chen)",
        "Tue 13:52  Notice 'paper started' of 13:52: 1 acknowledged (phone)  (Ines Itoh)",
    ]


def test_the_after_action_report_counts_everything_once() -> None:
    report = figures(a_morning())

    assert (report.down_for, report.unusable_for) == (timedelta(minutes=60), timedelta(minutes=90))
    assert report.steps["What is down was identified"] == timedelta(minutes=10)
    assert report.updates_promised == 2
    assert [(update.due, update.given) for update in report.missed_updates] == [
        (after(40), after(52)),
        (after(82), None),
    ]
    assert report.failed_interfaces == ("oru-out",)
    assert report.receipts == {ReceiptState.QUEUED: 1}
    assert report.sheets == {SheetState.RETURNED: 3, SheetState.VOIDED: 1}
    assert (report.captures, report.entered, report.records, report.final_reports) == (3, 3, 3, 0)
    assert report.slowest_entry == timedelta(minutes=240)
    assert report.open_items == ("Back-fill tech notes and findings", "Finalize reports")


def test_the_after_action_report_can_be_read() -> None:
    words = summary(figures(a_morning()))

    assert "It stands at: Paper records are being entered." in words
    assert "Down, until the service answered: 1 h 00 min." in words
    assert "promised for 2026-03-03 09:32, given at 2026-03-03 09:44, 0 h 12 min late" in words
    assert "promised for 2026-03-03 10:14, never given" in words
    assert "numbered forms issued: 4 = 0 out, 3 returned, 1 voided, 0 missing" in words
    assert "- slowest from care to chart: 4 h 00 min" in words


def test_what_has_not_happened_yet_is_not_made_up() -> None:
    report = figures(an_outage("identifying", drill=True))
    words = summary(report)

    assert (report.down_for, report.unusable_for, report.slowest_entry) == (None, None, None)
    assert "(DRILL)" in words
    assert "Down, until the service answered: not yet." in words
    assert "notices: none" in words


def test_a_service_that_was_lost_again_is_not_up() -> None:
    outage = an_outage("released")
    assert figures(outage).down_for is not None
    outage.signal("service_lost", reason="the line dropped", by=IT)

    assert (figures(outage).down_for, figures(outage).unusable_for) == (None, None)


def test_a_signed_report_counts_as_final() -> None:
    outage = an_outage(clock=VirtualClock(after(300)), began_at=BEGAN)
    outage.take_in([a_capture(content=a_report(final=True))], by=CLERK)
    backfill = Backfill(outage, a_chart())
    backfill.agree(run(backfill.plan), by=CLERK)
    run(backfill.apply, by=CLERK)

    assert list(outage.standing.statuses.values()) == [ReportStatus.FINAL]
    assert figures(outage).final_reports == 1
    assert figures(outage).open_items == ()
