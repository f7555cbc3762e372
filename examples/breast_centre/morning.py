"""The morning of 3 March 2026, step by step: the first founding procedure, from the first call to the last report."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, time

from attrs import frozen

from breast_centre.clinic import CLERK, DAY, IT, NURSE, ZONE, Clinic
from downtimekit import Refused, Staff
from downtimekit.models.facts import PromiseMissed

Play = Callable[[Clinic, str], Awaitable[str]]


@frozen
class Step:
    """One thing that happens; its name begins the ids of all its commands."""

    name: str
    clock: str
    title: str
    play: Play

    @property
    def at(self) -> datetime:
        """When it happens."""
        return datetime.combine(DAY, time.fromisoformat(self.clock), ZONE)


def signal(name: str, by: Staff, **details: str) -> Play:
    """A person reports something; whoever must know is told."""

    async def play(clinic: Clinic, step: str) -> str:
        clinic.outage.signal(name, by=by, command=f"{step}/{name}", **details)
        return await clinic.tell()

    return play


def attempt(name: str, by: Staff, **details: str) -> Play:
    """A person tries something too early; the answer lists everything that stands against it."""

    async def play(clinic: Clinic, step: str) -> str:
        try:
            clinic.outage.signal(name, by=by, command=f"{step}/{name}", **details)
        except Refused as error:
            return str(error)
        raise AssertionError(f"'{name}' must not be accepted now")

    return play


async def declare(clinic: Clinic, step: str) -> str:
    """The charge nurse declares the downtime."""
    return f"declared {clinic.outage.id}; {await clinic.tell()}"


async def print_packets(clinic: Clinic, step: str) -> str:
    """Packets are printed for every patient of the day."""
    return clinic.print_packets(step)


async def make_calls(clinic: Clinic, step: str) -> str:
    """The charge nurse works through the call sheet."""
    return clinic.make_calls(step)


async def miss_update(clinic: Clinic, step: str) -> str:
    """Nobody gave the update that was promised for 10:00."""
    entries = clinic.outage.tick(by=IT, command=f"{step}/tick")
    missed = sum(isinstance(entry.fact, PromiseMissed) for entry in entries)
    return f"{missed} promised update missed; it stands in the timeline, and is escalated\n{await clinic.tell()}"


async def type_in(clinic: Clinic, step: str) -> str:
    """The clerks type in what came back; one sheet twice, one with faults, one with a look-alike's number."""
    return clinic.type_in("keyed-sheets.json", step=step)


async def account(clinic: Clinic, step: str) -> str:
    """A patient did not come, and one sheet is lost: both are said, so that paper balances."""
    for serial in ("W-000022-0", "W-000023-Z", "W-000024-X"):
        clinic.outage.void(serial, reason="patient did not come", by=CLERK, command=f"{step}/{serial}")
    clinic.outage.missing("W-000020-4", reason="lost between room 2 and the desk", by=CLERK, command=f"{step}/missing")
    return "3 forms voided, 1 declared missing"


async def first_plan(clinic: Clinic, step: str) -> str:
    """The plan is shown before it is applied; what is in doubt waits."""
    return await clinic.enter(1, step=step)


async def decide(clinic: Clinic, step: str) -> str:
    """A person looks at the sheet with the look-alike's number, and decides whose it is."""
    sheet = clinic.capture_on("W-000012-4")
    clinic.outage.confirm_identity(
        sheet.id,
        mrn="T-100288",
        reason="birth date, exam and printed label say so; the number was copied from the other chart",
        by=CLERK,
        command=f"{step}/confirm",
    )
    return "one sheet was decided on by a person"


async def correct(clinic: Clinic, step: str) -> str:
    """The faulty sheet is typed in again, and the last worksheet is signed by its radiologist."""
    return clinic.type_in("keyed-corrections.json", step=step)


async def second_plan(clinic: Clinic, step: str) -> str:
    """What was decided and corrected is entered; the preliminary report becomes final."""
    return await clinic.enter(2, step=step)


async def close(clinic: Clinic, step: str) -> str:
    """The downtime is closed."""
    clinic.outage.close(by=NURSE, command=f"{step}/close")
    return "closed"


MORNING = (
    Step("01-declare", "08:52", "The RIS does not answer: downtime declared, work goes on on paper", declare),
    Step("02-too-early", "08:53", "Somebody tries to release the system: refused", attempt("released", IT)),
    Step(
        "03-help-desk",
        "08:55",
        "The IT help desk is contacted",
        signal("help_desk_contacted", NURSE, ticket="INC-4711"),
    ),
    Step("04-print", "08:57", "Packets are printed for today's patients", print_packets),
    Step(
        "05-target",
        "09:05",
        "What is down: the internet line",
        signal("target_identified", IT, target="customer_wan", evidence="both routers are dark, the RIS host is up"),
    ),
    Step(
        "06-vendor",
        "09:08",
        "Vendor support is contacted",
        signal("vendor_support_contacted", IT, ticket="V-20391"),
    ),
    Step("07-calls", "09:12", "Whoever has no email is called", make_calls),
    Step("08-staff-told", "09:15", "All impacted staff are told", signal("staff_told", NURSE)),
    Step(
        "09-update",
        "09:30",
        "Update, on time",
        signal("update_given", IT, news="The carrier found a cut fibre."),
    ),
    Step("10-missed", "10:05", "The 10:00 update does not come", miss_update),
    Step(
        "11-late-update",
        "10:12",
        "Update, twelve minutes late",
        signal("update_given", IT, news="The carrier is splicing; expect an hour."),
    ),
    Step(
        "12-update",
        "10:40",
        "Update, on time",
        signal("update_given", IT, news="The line is being tested."),
    ),
    Step(
        "13-restored",
        "11:05",
        "The line is up again: up is not released",
        signal("service_restored", IT, evidence="ping and RIS login work"),
    ),
    Step(
        "13-update",
        "11:07",
        "Update, on time",
        signal("update_given", IT, news="The line is up. Do not use the RIS yet: it is being checked."),
    ),
    Step("14-adt", "11:08", "ADT interface validated", signal("interface_validated", IT, interface="adt-in")),
    Step(
        "15-orm",
        "11:10",
        "Orders interface fails its validation",
        signal("interface_failed", IT, interface="orm-in", reason="test order did not arrive"),
    ),
    Step("16-too-early", "11:11", "Somebody tries to release the system: refused", attempt("released", IT)),
    Step("17-orm", "11:18", "Orders interface validated", signal("interface_validated", IT, interface="orm-in")),
    Step("18-mwl", "11:21", "Worklist interface validated", signal("interface_validated", IT, interface="mwl-out")),
    Step("19-oru", "11:26", "Results interface validated", signal("interface_validated", IT, interface="oru-out")),
    Step("20-released", "11:30", "Released to its users", signal("released", IT)),
    Step("21-backfill", "12:58", "Back-fill begins", signal("backfill_started", CLERK)),
    Step("22-type-in", "13:30", "The clerks type in what came back on paper", type_in),
    Step("23-plan", "13:40", "The back-fill plan is shown, agreed to and applied", first_plan),
    Step("24-too-early", "13:45", "Somebody tries to close the downtime: refused", attempt("closed", NURSE)),
    Step("25-account", "13:50", "Forms that did not come back are accounted for", account),
    Step("26-decide", "14:00", "A person decides whose the doubtful sheet is", decide),
    Step("27-correct", "14:32", "Corrected and signed sheets are typed in", correct),
    Step("28-plan", "14:40", "The rest is entered", second_plan),
    Step("29-reconciled", "14:45", "Every sheet is accounted for", signal("reconciled", CLERK)),
    Step("30-too-early", "14:46", "Somebody tries to close the downtime: refused", attempt("closed", NURSE)),
    Step("31-calls", "14:55", "The last calls are made", make_calls),
    Step("32-close", "15:00", "Closed", close),
)
"""The steps, in their order."""
