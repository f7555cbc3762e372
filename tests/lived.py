"""A downtime that was lived through to its end, with paper of patients, for what is told about it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from downtimekit.models.paper import SheetState
from downtimekit.playbooks.decide import Report
from downtimekit.ports import Journal
from downtimekit.runtime import Outage
from downtimekit.runtime.desk import About
from downtimekit.testing import MemoryJournal, VirtualClock
from tests.ward import (
    ADA,
    BEGAN,
    CLERK,
    IT,
    NORA,
    NOTES,
    NURSE,
    a_capture,
    a_chart,
    a_form,
    after,
    an_outage,
    enter,
    written,
)

FAMILIES = ("Testwell", "Sampleton")
SECRETS: Sequence[str] = (*FAMILIES, ADA.mrn, NORA.mrn, "1958-02-11", "A-1", "sister of the other")
"""What belongs to patients, and was told to the record."""


def a_life(
    *,
    journal: Journal | None = None,
    clock: VirtualClock | None = None,
    closed: bool = True,
    **about: Unpack[About],
) -> Outage:
    """Live through a downtime: an update that comes late, two sheets, one of them in doubt, and its end."""
    clock = clock or VirtualClock(BEGAN)
    outage = an_outage("down", journal=journal or MemoryJournal(), clock=clock, **about)
    _help_is_called(outage, clock)
    _paper_comes_back(outage, clock)
    if closed:
        _it_ends(outage)
    return outage


def _help_is_called(outage: Outage, clock: VirtualClock) -> None:
    outage.signal("vendor_support_contacted", ticket="V-20391", by=IT)
    clock.advance_to(after(5))
    outage.report(Report("staff_told", {}, happened_at=after(1)), by=NURSE)
    outage.issue([a_form("W-1"), a_form("W-2", of=NORA)], by=CLERK)
    clock.advance_to(after(45))
    outage.signal("update_given", news="=HYPERLINK(0)", by=NURSE)
    outage.complete("work_on_paper", remark="forms are at the desk", by=NURSE)
    clock.advance_to(after(60))
    outage.signal("service_restored", by=IT)
    for interface in outage.standing.downtime.interfaces:
        outage.signal("interface_validated", interface=interface, by=IT)
    outage.signal("released", by=IT)
    outage.signal("backfill_started", by=CLERK)


def _paper_comes_back(outage: Outage, clock: VirtualClock) -> None:
    clock.advance_to(after(240))
    doubtful = a_capture("c2", of=written(NORA, mrn=None), content=NOTES, accession=None, serial="W-2", keyed=240)
    outage.take_in([a_capture("c1", serial="W-1"), doubtful], by=CLERK)
    outage.confirm_identity("c2", mrn=NORA.mrn, reason="sister of the other", by=CLERK)
    outage.settle_by_hand("c2", reason=f"seen with {NORA.family}", by=CLERK)
    enter(outage, a_chart())


def _it_ends(outage: Outage) -> None:
    for serial, state in outage.standing.sheets.items():
        if state is SheetState.OUT:
            outage.missing(serial, reason="lost", by=CLERK)
    for notice in tuple(outage.standing.notices):
        outage.acknowledge(notice, contact="charge-nurse", by=NURSE)
    outage.signal("reconciled", by=CLERK)
    for notice in [one.id for one in outage.standing.untold()]:
        outage.acknowledge(notice, contact="charge-nurse", by=NURSE)
    outage.close(by=NURSE)
