"""The target: what is held, refused, scanned, handed over, and what waits for what."""

from __future__ import annotations

from downtimekit.backfill import CLOSED, BackfillRules, Gate, write_key
from downtimekit.models.breast import Assessment, Recommendation, RecommendationKind
from downtimekit.models.capture import Content
from downtimekit.models.chart import Chart, ChartVisit, place_of
from downtimekit.models.paper import IssuedForm
from downtimekit.models.paperwork import PaperOrder
from downtimekit.models.registration import PatientClass, Visit
from tests.unit.backfill.cases.judging import Case, a_chart, held, says
from tests.ward import ADA, ANSWERS, NOTES, a_capture, a_downtime, a_report, after, written

GATE = "gate_interfaces_not_validated"
WAITING = "dependency_not_entered"
TWO_SITES = a_downtime(sites=("west", "east"))
PRINTED = {
    "issued": {
        serial: IssuedForm(serial=serial, form="questionnaire", form_digest="0" * 64, mrn=ADA.mrn, site=site)
        for serial, site in (("W-1", "west"), ("E-1", "east"))
    }
}
SUSPICIOUS = a_report(Assessment.HIGHLY_SUGGESTIVE, final=True).model_copy(
    update={"recommendations": (Recommendation(kind=RecommendationKind.TISSUE_DIAGNOSIS),)}
)
ASKED = PaperOrder(what="Mammogram")
ASKED_AT = place_of(ASKED, mrn=ADA.mrn, accession="D-A1", occurred_at=after(20))
FINAL = a_report(Assessment.NEGATIVE, final=True)
UNITS = BackfillRules.model_validate(
    {"units": ["Breast Centre"], "scanned_only": [{"kinds": ["questionnaire"], "classes": ["outpatient"]}]}
)


def key_of(content: Content, place: str) -> str:
    """Return the key under which the first write of a content goes out."""
    return write_key("west-1", content=content, place=place, version=0)


def in_unit(**visit: object) -> Chart:
    """Return the ward's chart with a stay of Ada's."""
    return a_chart(visits=(ChartVisit(mrn=ADA.mrn, visit=Visit.model_validate(visit)),))


TARGET = (
    Case("before the interfaces are validated", [a_capture()], {"c1": says("held", GATE)}, gate=CLOSED),
    Case(
        "one site is open and the other is not",
        [a_capture("w", serial="W-1"), a_capture("e", serial="E-1", content=NOTES)],
        {"w": says("create"), "e": says("held", GATE)},
        gate=Gate(sites={"west"}),
        paper=PRINTED,
        downtime=TWO_SITES,
    ),
    Case(
        "a sheet without a site waits until all are open",
        [a_capture()],
        {"c1": says("held", GATE)},
        gate=Gate(sites={"west"}),
        downtime=TWO_SITES,
    ),
    Case(
        "what is in doubt goes to a person before anything is open",
        [a_capture(of=written(ADA, mrn=None), accession=None)],
        {"c1": says("review", "patient_probable", grade="probable", to=None, exam="", never={ADA.mrn})},
        gate=CLOSED,
    ),
    Case(
        "what is in the chart already waits for no gate",
        [a_capture()],
        {"c1": says("skip_duplicate")},
        gate=CLOSED,
        chart=a_chart(records=[held(ANSWERS)]),
    ),
    Case(
        "the system refused the record",
        [a_capture()],
        {"c1": says("failed", "write_rejected")},
        paper={"rejected": {key_of(ANSWERS, "A-1"): "Planted."}},
    ),
    Case(
        "the system refused the order: what was done for it waits, and others do not",
        [
            a_capture("o", content=ASKED, accession="D-A1", minute=20),
            a_capture("n", content=NOTES, accession="D-A1", minute=40),
            a_capture("q"),
        ],
        {
            "o": says("failed", "write_rejected", exam="D-A1"),
            "n": says("held", WAITING, exam="D-A1"),
            "q": says("create"),
        },
        paper={
            "rejected": {key_of(ASKED, ASKED_AT): "Planted."},
        },
    ),
    Case(
        "the record was put right after the system refused it",
        [a_capture("c2", content=ANSWERS.model_copy(update={"implants": True}), replaces=("c1",))],
        {"c2": says("create"), "c1": says("superseded")},
        paper={"rejected": {key_of(ANSWERS, "A-1"): "Planted."}, "superseded": ("c1",)},
    ),
    Case(
        "a report waits for answers that a person must look at",
        [a_capture("q", minute=-5), a_capture("r", content=FINAL, minute=90)],
        {"q": says("review", "outside_downtime_window"), "r": says("held", WAITING)},
    ),
    Case(
        "a suspicious report waits for no answers",
        [a_capture("q", minute=-5), a_capture("r", content=SUSPICIOUS, minute=90)],
        {"q": says("review", "outside_downtime_window"), "r": says("create", report="final")},
    ),
    Case(
        "an outpatient who left: scanned and not typed in",
        [a_capture()],
        {"c1": says("scan_only")},
        rules=UNITS,
        chart=in_unit(patient_class=PatientClass.OUTPATIENT, discharged_at="2026-03-03T18:00:00Z"),
    ),
    Case(
        "a patient who was moved: the unit that has them enters it",
        [a_capture()],
        {"c1": says("hand_over", "handed_over")},
        rules=UNITS,
        chart=in_unit(patient_class=PatientClass.INPATIENT, location="3 West"),
    ),
    Case(
        "doubt comes before handing over: whoever enters it needs to know whose it is",
        [a_capture(of=written(ADA, mrn=None), accession=None)],
        {"c1": says("review", "patient_probable", grade="probable", to=None, exam="", never={ADA.mrn})},
        rules=UNITS,
        chart=in_unit(patient_class=PatientClass.INPATIENT, location="3 West"),
    ),
)
