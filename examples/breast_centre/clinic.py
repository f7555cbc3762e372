"""The wiring of the demo: a journal, a directory, channels, paper and a RIS, all in one folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import define
from sample_ris import SampleRis

from downtimekit import UNSCHEDULED, InvalidInput, Role, Staff
from downtimekit.adapters.call_sheet import CallSheet
from downtimekit.adapters.files import FileNotifier
from downtimekit.adapters.folder_shelf import FolderShelf
from downtimekit.adapters.listing_pdf import ListingPdf
from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.forms import (
    LIBRARY,
    QUESTIONNAIRE,
    RADIOLOGIST_WORKSHEET,
    TECH_NOTES,
    SerialPool,
    issued,
    keying_id,
    packets,
    read_keyed,
)
from downtimekit.forms.codes import Seal
from downtimekit.models.capture import Capture
from downtimekit.models.chart import ChartOrder
from downtimekit.models.facts import CaptureRefused
from downtimekit.models.forms import Packet
from downtimekit.models.notice import ReceiptState
from downtimekit.models.paper import IssuedForm
from downtimekit.models.people.table import read_directory_csv
from downtimekit.models.plan import Plan
from downtimekit.models.reading import read
from downtimekit.models.schedule import DaySchedule
from downtimekit.ports import Notifier
from downtimekit.runtime import Backfill, Delivery, Desk, Outage, after_action, in_words, summary, timeline
from downtimekit.runtime.printing import PrintJob
from downtimekit.testing import VirtualClock

DOWNTIME = "west-2026-03-03"
ZONE = ZoneInfo("America/New_York")
DAY = date(2026, 3, 3)
INTERFACES = ("adt-in", "orm-in", "mwl-out", "oru-out")
SEAL = Seal.of(b"a demonstration's key, which is no secret")
"""The codes on pages are sealed with it; a clinic keeps its own where it keeps its passwords."""

SAMPLES = Path(__file__).parent.parent / "data"

NURSE = Staff(name="Carla Chen", role=Role.CHARGE_NURSE)
IT = Staff(name="Ines Itoh", role=Role.IT_LEAD)
CLERK = Staff(name="Robin Roe", role=Role.RECORDS_CLERK)


@define
class Clinic:
    """One breast centre in one folder; opened again on the same folder, it goes on where it stopped."""

    folder: Path
    journal: SqliteJournal
    clock: VirtualClock
    desk: Desk
    delivery: Delivery
    ris: SampleRis
    packets: tuple[Packet, ...]

    @classmethod
    @contextmanager
    def open(cls, folder: Path, *, contacts: Path, mail: Notifier | None) -> Iterator[Clinic]:
        """Open the clinic, or found it where the folder is empty.

        Args:
            folder: where everything that it keeps and prints goes.
            contacts: the file with whom to tell.
            mail: the channel for email; by default each message becomes a file.

        Raises:
            InvalidInput: the contacts file has faults; nothing was made.
        """
        directory = read_directory_csv(contacts.read_bytes(), source=contacts.name)
        schedule = read(DaySchedule, json.loads((SAMPLES / "schedule.json").read_text("utf-8")), source="schedule")
        folder.mkdir(parents=True, exist_ok=True)
        channels = (mail or FileNotifier(folder / "notices", collected=True), CallSheet(folder))
        paper = packets(
            schedule,
            forms=(QUESTIONNAIRE, TECH_NOTES, RADIOLOGIST_WORKSHEET),
            pool=SerialPool("W", 1, 999),
            downtime=DOWNTIME,
        )
        with SqliteJournal(folder / "journal.db") as journal:
            past = journal.read(DOWNTIME)
            clock = VirtualClock(past[-1].at if past else datetime(2026, 3, 3, 8, 50, tzinfo=ZONE))
            desk = Desk(journal=journal, clock=clock)
            ris = SampleRis(folder / "ris.db")
            visits = [(line.patient, line.accession) for line in schedule.appointments]
            ris.register(
                [patient for patient, _ in visits],
                [ChartOrder(accession=exam, mrn=patient.mrn, day=DAY) for patient, exam in visits],
            )
            yield cls(folder, journal, clock, desk, Delivery(directory, channels), ris, paper)

    @property
    def outage(self) -> Outage:
        """The downtime; declared on first use."""
        return self.desk.declare(
            UNSCHEDULED,
            id=DOWNTIME,
            by=NURSE,
            sites=("west",),
            services=("RIS",),
            interfaces=INTERFACES,
            update_every_minutes=30,
            zone=ZONE.key,
            call="the IT help desk, extension 0100",
        )

    async def tell(self) -> str:
        """Deliver every notice that is owed, and say what became of them."""
        told = await self.delivery.deliver(self.outage, by=NURSE)
        counts = [f"{told.states[state]} {state}" for state in ReceiptState if state in told.states]
        return f"told: {', '.join(counts)}" if counts else ""

    def make_calls(self, step: str) -> str:
        """Record that every call on the call sheet was answered."""
        waiting = tuple(self.outage.standing.not_reached())
        for notice, contact in waiting:
            self.outage.acknowledge(
                notice,
                contact=contact,
                remark="reached by phone",
                by=NURSE,
                command=f"{step}/{notice}/{contact}",
            )
        return f"{len(waiting)} calls made and answered"

    def print_packets(self, step: str) -> str:
        """Number the forms in the journal, then print them: a PDF for each patient, in the order of the day."""
        self.outage.issue(issued(self.packets), by=NURSE, command=f"{step}/issue")
        shelf = FolderShelf(self.folder / "packets")
        printed = PrintJob(self.packets, PdfRenderer(SEAL), shelf, contents=ListingPdf()).run()
        return f"{printed}: packets/, a contents sheet first, and all of them in packets/print-job.pdf"

    def type_in(self, sheets: str, *, step: str) -> str:
        """Take in what the clerks typed from paper; what has faults is recorded as refused, and said."""
        captures, refused, said = [], [], []
        standing = self.outage.standing
        forms, zone = standing.forms, standing.downtime.zone
        for keyed in json.loads((SAMPLES / sheets).read_text("utf-8")):
            try:
                captures.append(read_keyed(keyed, issued=forms, source=f"sheet {keyed['serial']}", zone=zone))
            except InvalidInput as error:
                refused.append(_refusal(keyed, forms[keyed["serial"]], error))
                said.append(str(error))
        self.outage.take_in(captures, refused=refused, by=CLERK, command=f"{step}/take-in")
        return "\n".join([f"{len(captures)} sheets typed in, {len(refused)} with faults", *said])

    async def enter(self, number: int, *, step: str) -> str:
        """Plan the back-fill, show the plan, agree to it and apply it."""
        backfill = Backfill(self.outage, self.ris)
        said = ""
        if not self.journal.receipt(DOWNTIME, f"{step}/agree"):
            plan = await backfill.plan()
            said = self._explain(plan, number)
            backfill.agree(plan, by=CLERK, command=f"{step}/agree")
        applied = await backfill.apply(by=CLERK)
        return f"{said}entered: {applied.written} written, {applied.found} found written before"

    def _explain(self, plan: Plan, number: int) -> str:
        words = plan.explain()
        write(self.folder / f"plan-{number}.txt", words.encode())
        return words

    def capture_on(self, serial: str) -> Capture:
        """Return the latest capture of a numbered sheet."""
        return [c for c in self.outage.standing.captures.values() if c.serial == serial][-1]

    def report(self) -> str:
        """Write the timeline and the after-action report, and return both."""
        outage = self.outage
        entries = self.journal.read(DOWNTIME)
        standing = outage.standing
        told = timeline(entries, playbook=outage.playbook, downtime=standing.downtime)
        lines = in_words(told, downtime=standing.downtime)
        after = summary(after_action(entries, playbook=outage.playbook, standing=standing))
        write(self.folder / "timeline.txt", lines.encode())
        write(self.folder / "after-action.md", after.encode())
        return f"{lines}\n{after}"


def _refusal(keyed: Mapping[str, object], form: IssuedForm, error: InvalidInput) -> CaptureRefused:
    return CaptureRefused(
        capture=keying_id(keyed),
        serial=form.serial,
        accession=form.accession,
        record=LIBRARY[form.form].record,
        faults=tuple(map(str, error.faults)),
    )


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_bytes(content)
    draft.replace(path)
