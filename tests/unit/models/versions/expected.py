"""What the frozen journal of 0.1.0 says, in the models of today; nobody in it exists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from downtimekit.models.breast import (
    Assessment,
    BreastReport,
    Density,
    Finding,
    FindingKind,
    Laterality,
    MammographyAppearance,
    Recommendation,
    RecommendationKind,
    ReportStatus,
    Side,
)
from downtimekit.models.capture import Capture, Content, Doubt, RecordKind, ReviewCode
from downtimekit.models.chart import ChartEntry
from downtimekit.models.downtime import Downtime
from downtimekit.models.facts import (
    CaptureRefused,
    CaptureTaken,
    Declared,
    Fact,
    FormAccounted,
    FormsIssued,
    IdentityConfirmed,
    NoticeOwed,
    NoticeSettled,
    PlanAgreed,
    Promised,
    PromiseEnded,
    PromiseMissed,
    RecordEntered,
    RecordRejected,
    SettledByHand,
    Signalled,
)
from downtimekit.models.intake import Questionnaire, Symptom, TechNotes, VisitReason
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.matching import MatchGrade
from downtimekit.models.notice import Notice, Receipt, ReceiptState
from downtimekit.models.paper import IssuedForm, SheetState
from downtimekit.models.patient import WrittenIdentity
from downtimekit.models.people import ChannelKind, Role, Staff
from downtimekit.models.plan import Decision, Plan, Verdict

NURSE = Staff(name="Carla Chen", role=Role.CHARGE_NURSE)
CLERK = Staff(name="Zoë Roe", role=Role.RECORDS_CLERK)
ADA = WrittenIdentity(mrn="T-1001", family="Testwell", given="Ada", birth_date=date(1958, 2, 11))


def at(hour: int, minute: int = 0, *, day: int = 3) -> datetime:
    """Return a time of that March, by the clock of the clinic."""
    return datetime(2026, 3, day, hour, minute, tzinfo=timezone(timedelta(hours=-5)))


def look(view: str, **said: tuple[str, ...]) -> MammographyAppearance:
    """Return how a finding looks in one view."""
    return MammographyAppearance.model_validate({"view": view, **said})


ANSWERS = Questionnaire(
    reason=VisitReason.DIAGNOSTIC,
    symptoms_left=(Symptom.LUMP, Symptom.PAIN),
    pregnant_or_nursing=False,
    last_mammogram="two years ago, elsewhere",
    previous_biopsy=True,
    implants=False,
    menarche_age=12,
    age_at_first_birth=28,
    menopause_age=51,
    hormone_therapy=True,
    relatives_with_breast_cancer=1,
    remarks="prefers a female technologist",
)
NOTES = TechNotes.model_validate(
    {
        "exam": "Diagnostic mammography",
        "sides": (Side.LEFT, Side.RIGHT),
        "views": ("LCC", "LMLO", "RCC", "RMLO"),
        "exposures": 5,
        "repeats": 1,
        "dose_mgy": 6.4,
        "skin_markers": True,
        "unit": "unit-2",
        "priors_available": False,
        "technologist": "Tomo Tamura",
        "remarks": "moved in one view",
    }
)
REPORT = BreastReport(
    density=Density.HETEROGENEOUSLY_DENSE,
    findings=(
        Finding(
            number=1,
            side=Laterality.LEFT,
            kind=FindingKind.MASS,
            clock=2,
            size_mm=11,
            appearances=(
                look("CC", shape=("irregular",), margin=("spiculated",)),
                look("MLO", shape=("irregular",), margin=("indistinct",)),
            ),
            assessment=Assessment.HIGH_SUSPICION,
            note="Seen in both views.",
        ),
        Finding(
            number=1,
            side=Laterality.RIGHT,
            kind=FindingKind.CALCIFICATION,
            appearances=(look("CC", morphology=("amorphous",), distribution=("grouped",)),),
            assessment=Assessment.BENIGN,
        ),
    ),
    assessment=Assessment.HIGH_SUSPICION,
    recommendations=(
        Recommendation(kind=RecommendationKind.TISSUE_DIAGNOSIS),
        Recommendation(kind=RecommendationKind.ULTRASOUND),
    ),
    impression="Suspicious mass in the left breast.",
    status=ReportStatus.FINAL,
    interpreted_by="Rosa Reyes, MD",
    interpreted_at=at(10, 5),
)
LATE = LateEntry(occurred_at=at(9, 12), performed_by="Rosa Reyes, MD", recorded_at=at(17, 40), entered_by="Zoë Roe")


def capture(id: str, content: Content, *, late: LateEntry = LATE, **more: Any) -> Capture:
    """Return one keying of a sheet of Ada's."""
    return Capture.model_validate(dict(late) | {"id": id, "patient": ADA, "content": content} | more)


def entry(key: str, kind: RecordKind, content: Content, *, late: LateEntry = LATE, **more: Any) -> ChartEntry:
    """Return one write to Ada's chart."""
    return ChartEntry.model_validate(
        {"key": key, "kind": kind, "mrn": "T-1001", "content": content, "late": late} | more
    )


PLAN = Plan(
    downtime="west-1",
    basis=11,
    decisions=(
        Decision(
            captures=("c1",),
            sheets=("W-0001-7",),
            accession="A-1",
            kind=RecordKind.QUESTIONNAIRE,
            verdict=Verdict.CREATE,
            grade=MatchGrade.CERTAIN,
            entry=entry("west-1:A-1:questionnaire", RecordKind.QUESTIONNAIRE, ANSWERS, accession="A-1"),
        ),
        Decision(
            captures=("c3", "c4"),
            sheets=("W-0003-3", "c4"),
            accession="A-1",
            kind=RecordKind.REPORT,
            verdict=Verdict.UPDATE,
            grade=MatchGrade.CERTAIN,
            chart_id="rep-77",
            entry=entry("west-1:A-1:report", RecordKind.REPORT, REPORT, accession="A-1", updates="rep-77", expects=2),
            report_status=ReportStatus.FINAL,
        ),
        Decision(
            captures=("c5",),
            sheets=("c5",),
            kind=RecordKind.TECH_NOTES,
            verdict=Verdict.REVIEW,
            grade=MatchGrade.POSSIBLE,
            doubts=(
                Doubt(code=ReviewCode.PATIENT_AMBIGUOUS, fields=("patient", "2 candidates")),
                Doubt(code=ReviewCode.ORDER_AMBIGUOUS),
            ),
        ),
        Decision(
            captures=("c6",),
            sheets=("W-0006-1",),
            accession="A-3",
            kind=RecordKind.TECH_NOTES,
            verdict=Verdict.SKIP_DUPLICATE,
            grade=MatchGrade.CERTAIN,
            chart_id="tn-4",
        ),
        Decision(
            captures=("c7",),
            sheets=("W-0007-9",),
            accession="A-4",
            kind=RecordKind.REPORT,
            verdict=Verdict.HELD,
            grade=MatchGrade.PROBABLE,
            doubts=(Doubt(code=ReviewCode.GATE_INTERFACES_NOT_VALIDATED),),
        ),
    ),
)
WEST: Sequence[Fact] = (
    Declared(
        downtime=Downtime(
            id="west-1",
            playbook="unscheduled",
            playbook_digest="0" * 64,
            sites=("west", "north"),
            services=("RIS", "PACS"),
            interfaces=("adt-in", "oru-out"),
            update_every_minutes=45,
            began_at=at(8, 50),
            zone="America/New_York",
            call="extension 4711",
            drill=True,
        ),
        phase="declared",
    ),
    NoticeOwed(
        notice=Notice(
            id="west-1:1:declared",
            audience=(Role.IT_LEAD, Role.FRONT_DESK),
            sites=("west", "north"),
            subject="RIS is down",
            body="Use paper.\nNews by 09:30.",
            drill=True,
        )
    ),
    Promised(promise="update", due=at(9, 35)),
    NoticeSettled(
        receipt=Receipt(
            notice="west-1:1:declared",
            contact="ines",
            state=ReceiptState.ACCEPTED,
            channel=ChannelKind.EMAIL,
            at=at(8, 53),
            remark="queued as 4711",
        )
    ),
    NoticeSettled(
        receipt=Receipt(
            notice="west-1:1:declared", contact="robin", state=ReceiptState.SUPPRESSED, at=at(8, 53), remark="drill"
        )
    ),
    Signalled(
        signal="target_identified",
        before="identifying",
        after="responding",
        details=(("target", "customer_wan"), ("remark", "line cut")),
    ),
    Signalled(
        signal="interface_validated",
        before="validating",
        after="validating",
        subject="oru-out",
        details=(("interface", "oru-out"),),
    ),
    PromiseMissed(promise="update", due=at(9, 35)),
    PromiseEnded(promise="update"),
    FormsIssued(
        forms=(
            IssuedForm(
                serial="W-0001-7",
                form="mammography-questionnaire",
                form_digest="a" * 64,
                accession="A-1",
                mrn="T-1001",
            ),
            IssuedForm(
                serial="W-0002-5", form="technologist-notes", form_digest="b" * 64, accession="A-1", mrn="T-1001"
            ),
        )
    ),
    FormAccounted(serial="W-0002-5", state=SheetState.VOIDED, reason="torn"),
    CaptureTaken(capture=capture("c1", ANSWERS, serial="W-0001-7", accession="A-1")),
    CaptureTaken(
        capture=capture(
            "c2",
            NOTES,
            accession="A-1",
            doubts=(Doubt(code=ReviewCode.FIELD_CONFLICT, fields=("content.views",)),),
        )
    ),
    CaptureTaken(capture=capture("c3", REPORT, serial="W-0003-3", accession="A-1", replaces=("c0",))),
    CaptureRefused(
        capture="c9",
        serial="W-0009-2",
        accession="A-9",
        record=RecordKind.REPORT,
        faults=("content.assessment: is missing",),
    ),
    IdentityConfirmed(capture="c5", mrn="T-1002", reason="the birth date was read from the wristband"),
    PlanAgreed(plan=PLAN),
    RecordEntered(key="west-1:A-1:questionnaire", chart_id="q-1"),
    RecordRejected(key="west-1:A-1:report", reason="the exam is locked"),
    SettledByHand(capture="c5", reason="entered at the console by the lead"),
)
"""The stream `west-1`: every kind of fact, with every field that there was."""

DATED_AHEAD = LateEntry(
    occurred_at=at(9, 40),
    performed_by="Rosa Reyes, MD",
    recorded_at=at(9, 40),
    entered_by="Zoë Roe",
    reason="system downtime (the sheet is dated 2026-03-03T17:12:00-05:00)",
)
"""Of a sheet that was dated after it was keyed, which 0.1.0 took."""

EAST: Sequence[Fact] = (
    Declared(
        downtime=Downtime(
            id="east-1",
            playbook="unscheduled",
            playbook_digest="0" * 64,
            sites=("east",),
            services=("RIS",),
            interfaces=("adt-in",),
            began_at=at(8, day=4),
        ),
        phase="declared",
    ),
    CaptureTaken(
        capture=capture(
            "e1",
            ANSWERS,
            late=DATED_AHEAD,
            doubts=(Doubt(code=ReviewCode.OUTSIDE_DOWNTIME_WINDOW, fields=("occurred_at",)),),
        )
    ),
    CaptureTaken(
        capture=capture(
            "e2",
            BreastReport(
                findings=(
                    Finding(
                        number=1,
                        side=Laterality.LEFT,
                        kind=FindingKind.MASS,
                        appearances=(look("CC", shape=("oval",), margin=("circumscribed",)),),
                        note="as printed; shape in CC: Oval, lobulated",
                    ),
                )
            ),
        )
    ),
    PlanAgreed(
        plan=Plan(
            downtime="east-1",
            decisions=(
                Decision(
                    captures=("e1",),
                    sheets=("e1",),
                    accession="A-2",
                    kind=RecordKind.QUESTIONNAIRE,
                    verdict=Verdict.CREATE,
                    grade=MatchGrade.CERTAIN,
                    entry=entry(
                        "east-1:A-2:questionnaire",
                        RecordKind.QUESTIONNAIRE,
                        ANSWERS,
                        late=DATED_AHEAD,
                        accession="A-2",
                    ),
                ),
            ),
        )
    ),
)
"""The stream `east-1`: what 0.1.0 took, and today's rules would not."""
