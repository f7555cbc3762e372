"""A small ward to test on: its people, patients that nobody has, a downtime, and sheets that came back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Unpack

import pytest
from attrs import Factory, define

from downtimekit.errors import Reason, Refused
from downtimekit.models.breast import (
    Assessment,
    BreastReport,
    Density,
    Finding,
    Recommendation,
    RecommendationKind,
    ReportStatus,
    Side,
)
from downtimekit.models.capture import Capture, Content, Doubt
from downtimekit.models.chart import ChartOrder
from downtimekit.models.downtime import Downtime
from downtimekit.models.facts import CaptureTaken, Declared, Fact, FormsIssued, NoticeSettled
from downtimekit.models.intake import Questionnaire, TechNotes, VisitReason
from downtimekit.models.notice import Receipt, ReceiptState
from downtimekit.models.paper import IssuedForm
from downtimekit.models.patient import Patient, WrittenIdentity
from downtimekit.models.people import Contact, Directory, Role, Staff
from downtimekit.playbooks import UNSCHEDULED, Playbook, Standing
from downtimekit.playbooks.decide import Report, declare
from downtimekit.playbooks.due import decide_at
from downtimekit.ports import BackfillTarget, Journal
from downtimekit.runtime import Backfill, Desk, Outage, run
from downtimekit.runtime.desk import About
from downtimekit.testing import MemoryJournal, VirtualClock
from downtimekit.testing.memory_target import MemoryTarget

BEGAN = datetime(2026, 3, 3, 13, 52, tzinfo=UTC)
DAY = date(2026, 3, 3)
DOWNTIME = "west-1"
INTERFACES = ("adt-in", "oru-out")

NURSE = Staff(name="Carla Chen", role=Role.CHARGE_NURSE)
IT = Staff(name="Ines Itoh", role=Role.IT_LEAD)
CLERK = Staff(name="Robin Roe", role=Role.RECORDS_CLERK)

ADA = Patient(mrn="T-1001", family="Testwell", given="Ada", birth_date=date(1958, 2, 11))
NORA = Patient(mrn="T-1002", family="Sampleton", given="Nora", birth_date=date(1961, 7, 4))
LATER_NORA = Patient(mrn="T-1003", family="Sampleton", given="Nora", birth_date=date(1986, 4, 7))
ANN = Patient(mrn="T-1004", family="Twining", given="Ann", birth_date=date(1970, 5, 5))
ANNA = Patient(mrn="T-1005", family="Twining", given="Anna", birth_date=date(1970, 5, 5))
PATIENTS = (ADA, NORA, LATER_NORA, ANN, ANNA)
EXAMS = {patient.mrn: f"A-{number}" for number, patient in enumerate(PATIENTS, 1)}
ORDERS = tuple(ChartOrder(accession=accession, mrn=mrn, day=DAY) for mrn, accession in EXAMS.items())

ROAD: Sequence[tuple[str, dict[str, str]]] = (
    ("help_desk_contacted", {"ticket": "INC-4711"}),
    ("target_identified", {"target": "customer_wan"}),
    ("vendor_support_contacted", {"ticket": "V-20391"}),
    ("staff_told", {}),
    ("service_restored", {}),
    ("interface_validated", {"interface": "adt-in"}),
    ("interface_validated", {"interface": "oru-out"}),
    ("released", {}),
    ("backfill_started", {}),
)
"""The usual way from the declaration to the back-fill."""

ANSWERS = Questionnaire(reason=VisitReason.SCREENING, implants=False)
NOTES = TechNotes(exam="Screening", sides=(Side.LEFT, Side.RIGHT), views=("RCC", "LCC"), technologist="Tomo Tamura")


def after(minutes: float) -> datetime:
    """Return the instant that many minutes after the downtime began."""
    return BEGAN + timedelta(minutes=minutes)


def a_downtime(**about: Unpack[About]) -> Downtime:
    """Return a downtime of the RIS at one site, with two interfaces, unless something else is said."""
    said = {
        "id": DOWNTIME,
        "playbook": UNSCHEDULED.name,
        "playbook_digest": UNSCHEDULED.digest,
        "sites": ("west",),
        "services": ("RIS",),
        "interfaces": INTERFACES,
        "began_at": BEGAN,
    }
    return Downtime.model_validate(said | about)


def a_report(
    assessment: Assessment | None = None,
    *,
    final: bool = False,
    findings: Iterable[Finding] = (),
    density: Density | None = None,
    impression: str = "",
) -> BreastReport:
    """Return a report; a final one is complete."""
    signed = {
        "status": ReportStatus.FINAL,
        "interpreted_by": "Rosa Reyes, MD",
        "interpreted_at": after(60),
        "recommendations": (Recommendation(kind=RecommendationKind.ROUTINE_SCREENING),),
        "density": density or Density.SCATTERED,
        "assessment": assessment or Assessment.NEGATIVE,
    }
    said = {"assessment": assessment, "density": density} | (signed if final else {})
    return BreastReport.model_validate(said | {"findings": tuple(findings), "impression": impression})


def written(patient: Patient, **otherwise: object) -> WrittenIdentity:
    """Return what a sheet says of a patient, with what it says otherwise."""
    return WrittenIdentity.model_validate(patient.model_dump(include=set(WrittenIdentity.model_fields)) | otherwise)


def a_capture(
    id: str = "c1",
    *,
    of: Patient | WrittenIdentity = ADA,
    content: Content = ANSWERS,
    accession: str | None = "",
    serial: str | None = None,
    minute: float = 30,
    keyed: float = 240,
    **more: object,
) -> Capture:
    """Return one keying of one sheet, of the exam that the patient has unless another one is named.

    It was written at a minute after the beginning, and keyed at another.
    """
    said = {
        "id": id,
        "serial": serial,
        "patient": written(of) if isinstance(of, Patient) else of,
        "accession": EXAMS.get(of.mrn or "") if accession == "" else accession,
        "content": content,
        "occurred_at": after(minute),
        "performed_by": "Tomo Tamura",
        "recorded_at": after(keyed),
        "entered_by": CLERK.name,
    }
    return Capture.model_validate(said | more)


def a_form(serial: str, *, of: Patient = ADA, form: str = "questionnaire") -> IssuedForm:
    """Return a numbered form that was printed for a patient."""
    return IssuedForm(serial=serial, form=form, form_digest="0" * 64, accession=EXAMS[of.mrn], mrn=of.mrn)


def codes(reasons: Iterable[Doubt | Reason]) -> list[str]:
    """Return the codes of doubts or reasons, in their order."""
    return [str(reason.code) for reason in reasons]


@define
class Course:
    """A downtime without a journal: what is decided happens at once."""

    playbook: Playbook
    standing: Standing
    facts: list[Fact] = Factory(list)
    now: datetime = BEGAN

    @classmethod
    def begun(cls, playbook: Playbook = UNSCHEDULED, **about: Unpack[About]) -> Course:
        """Declare a downtime."""
        declared, *owed = declare(playbook, downtime=a_downtime(**about))
        assert isinstance(declared, Declared)
        course = cls(playbook, Standing.begin(declared, playbook), [declared])
        course.happen(*owed)
        return course

    @classmethod
    def at(cls, phase: str, **about: Unpack[About]) -> Course:
        """Declare a downtime and walk the usual road until it stands at a phase."""
        course = cls.begun(**about)
        for name, details in ROAD:
            if course.standing.phase == phase:
                break
            course.signal(name, **details)
        assert course.standing.phase == phase
        return course

    def happen(self, *facts: Fact) -> None:
        """Let facts happen."""
        for fact in facts:
            self.facts.append(fact)
            self.standing.fold(fact, version=self.standing.version + 1, at=self.now)

    def until(self, minute: float) -> None:
        """Let time go by."""
        self.now = after(minute)

    def signal(self, name: str, **details: str) -> Sequence[Fact]:
        """Report that something happened, and let happen what follows."""
        return self.report(Report(name, details))

    def report(self, report: Report) -> Sequence[Fact]:
        """Report that something happened, to some of it or earlier, and let happen what follows."""
        facts = decide_at(self.standing, report, now=self.now)
        self.happen(*facts)
        return facts

    def refusal(self, name: str, **details: str) -> Refused:
        """Return the answer to a signal that is not accepted; nothing has changed."""
        before = self.standing.copy()
        with pytest.raises(Refused) as refused:
            decide_at(self.standing, Report(name, details), now=self.now)
        assert self.standing == before
        return refused.value

    def take_in(self, *captures: Capture) -> None:
        """Let sheets come back."""
        self.happen(*(CaptureTaken(capture=capture) for capture in captures))

    def tell(self, state: ReceiptState = ReceiptState.ACCEPTED, *, contact: str = "charge-nurse") -> None:
        """Let every notice that nobody was told end in a state."""
        for notice in tuple(self.standing.untold()):
            receipt = Receipt(notice=notice.id, contact=contact, state=state, at=self.now)
            self.happen(NoticeSettled(receipt=receipt))

    def issue(self, *serials: str) -> None:
        """Hand out numbered forms."""
        self.happen(FormsIssued(forms=tuple(a_form(serial) for serial in serials)))


def an_outage(
    phase: str = "backfilling",
    *,
    journal: Journal | None = None,
    clock: VirtualClock | None = None,
    **about: Unpack[About],
) -> Outage:
    """Return a downtime in a journal, on the usual road at a phase."""
    desk = Desk(journal=journal or MemoryJournal(), clock=clock or VirtualClock(BEGAN))
    said: About = {"sites": ("west",), "services": ("RIS",), "interfaces": INTERFACES}
    said.update(about)
    outage = desk.declare(UNSCHEDULED, id=DOWNTIME, by=NURSE, **said)
    for place, (name, details) in enumerate(ROAD):
        if outage.standing.phase == phase:
            break
        outage.signal(name, by=IT, command=f"road-{place}", **details)
    assert outage.standing.phase == phase
    return outage


def reopened(outage: Outage) -> Outage:
    """Return the downtime as a program finds it that was started anew on the same journal."""
    return Desk(journal=outage.journal, clock=outage.clock).outage(outage.id)


def a_chart() -> MemoryTarget:
    """Return the system that records go back into: it knows every patient and one exam of each."""
    return MemoryTarget(PATIENTS, ORDERS)


def enter(outage: Outage, target: BackfillTarget) -> None:
    """Plan, agree and apply."""
    backfill = Backfill(outage, target)
    backfill.agree(run(backfill.plan), by=CLERK)
    run(backfill.apply, by=CLERK)


def a_directory(*contacts: Contact) -> Directory:
    """Return a directory."""
    return Directory(contacts=contacts)
