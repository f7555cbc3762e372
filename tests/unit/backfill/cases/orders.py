"""Orders and exam numbers: none, several, another's, cancelled, used before, for the other side."""

from __future__ import annotations

from datetime import date

from downtimekit.models.breast import Finding, Laterality, Side
from downtimekit.models.breast.modality import Modality
from downtimekit.models.chart import ChartOrder
from downtimekit.models.orders import OrderStatus
from downtimekit.models.paperwork import PaperOrder, PerformedExam
from tests.unit.backfill.cases.judging import Case, a_chart, says
from tests.ward import ADA, ANSWERS, DAY, NORA, NOTES, a_capture, a_report

ASKED = PaperOrder(what="Mammogram")
MASS = Finding.model_validate({"number": 1, "side": "right", "kind": "mass"})
ULTRASOUND = a_report().model_copy(update={"modality": Modality.ULTRASOUND})
NONE_ORDERED = a_chart().model_copy(update={"orders": ()})


def order(accession: str = "A-1", *, mrn: str = ADA.mrn, day: date = DAY, **more: object) -> ChartOrder:
    """Return an exam that the chart knows."""
    return ChartOrder.model_validate({"accession": accession, "mrn": mrn, "day": day} | more)


CANCELLED = order(status=OrderStatus.CANCELLED)

ORDER = (
    Case("no number, and one exam of that day", [a_capture(accession=None)], {"c1": says("create")}),
    Case(
        "no number, and no exam",
        [a_capture(accession=None)],
        {"c1": says("review", "order_missing", exam="")},
        chart=NONE_ORDERED,
    ),
    Case(
        "no number, and an exam of last year only",
        [a_capture(accession=None)],
        {"c1": says("review", "order_missing", exam="")},
        chart=a_chart(orders=[order(day=date(2025, 3, 3))]),
    ),
    Case(
        "no number, and two exams of that day",
        [a_capture(accession=None)],
        {"c1": says("review", "order_ambiguous", exam="")},
        chart=a_chart(orders=[order("A-9")]),
    ),
    Case(
        "no number, and of two exams one is cancelled",
        [a_capture(accession=None)],
        {"c1": says("create", exam="A-9")},
        chart=a_chart(orders=[CANCELLED, order("A-9")]),
    ),
    Case(
        "the number is of another patient's exam",
        [a_capture(accession="A-2")],
        {"c1": says("review", "order_patient_mismatch", exam="A-2", never={NORA.mrn})},
    ),
    Case(
        "a note that belongs to no exam names another patient's",
        [a_capture(accession="A-2", content=ASKED)],
        {"c1": says("review", "order_patient_mismatch", exam="A-2", never={NORA.mrn})},
    ),
    Case(
        "the exam was done although its order is cancelled",
        [a_capture(content=NOTES)],
        {"c1": says("review", "order_cancelled_but_performed")},
        chart=a_chart(orders=[CANCELLED]),
    ),
    Case(
        "the exam was done, has no number on paper, and its only order is cancelled",
        [a_capture(content=NOTES, accession=None)],
        {"c1": says("review", "order_cancelled_but_performed", exam="")},
        chart=a_chart(orders=[CANCELLED]),
    ),
    Case(
        "an order that is cancelled in the chart was carried out on paper",
        [a_capture(content=ASKED.model_copy(update={"carried_out": True}))],
        {"c1": says("review", "order_cancelled_but_performed")},
        chart=a_chart(orders=[CANCELLED]),
    ),
    Case(
        "the number stood for an exam of last year",
        [a_capture()],
        {"c1": says("review", "accession_reused")},
        chart=a_chart(orders=[order(day=date(2025, 3, 3))]),
    ),
    Case(
        "a paper order has the number of an exam of last year",
        [a_capture(content=ASKED)],
        {"c1": says("review", "accession_reused")},
        chart=a_chart(orders=[order(day=date(2025, 3, 3))]),
    ),
    Case(
        "the number stands for an exam of another kind",
        [a_capture(content=ULTRASOUND)],
        {"c1": says("review", "accession_reused")},
        chart=a_chart(orders=[order(modality="MG")]),
    ),
    Case(
        "the number is unknown, and there is an exam of that day",
        [a_capture(accession="A-77")],
        {"c1": says("review", "accession_unknown", exam="A-77")},
    ),
    Case(
        "the number is unknown, and the patient has no exam",
        [a_capture(accession="A-77")],
        {"c1": says("review", "accession_unknown", "order_missing", exam="A-77")},
        chart=NONE_ORDERED,
    ),
    Case(
        "images of the right breast for an order of the left",
        [a_capture(content=NOTES.model_copy(update={"sides": ("right",), "views": ("RCC",)}))],
        {"c1": says("review", "laterality_mismatch")},
        chart=a_chart(orders=[order(sides=("left",))]),
    ),
    Case(
        "a finding in the breast that was not ordered",
        [a_capture(content=a_report(findings=[MASS]))],
        {"c1": says("review", "laterality_mismatch")},
        chart=a_chart(orders=[order(sides=("left",))]),
    ),
    Case(
        "one side of two was examined, as after a mastectomy",
        [a_capture(content=a_report().model_copy(update={"laterality": Laterality.LEFT}))],
        {"c1": says("create", "laterality_mismatch", report="preliminary")},
        chart=a_chart(orders=[order(sides=("left", "right"))]),
    ),
    Case(
        "a paper order asks for the other side than the order in the chart",
        [a_capture(content=PaperOrder(what="Mammogram", sides=(Side.RIGHT,)))],
        {"c1": says("review", "laterality_mismatch")},
        chart=a_chart(orders=[order(sides=("left",))]),
    ),
    Case(
        "a report of ultrasound, and only a mammogram was ordered",
        [a_capture(content=ULTRASOUND, accession=None)],
        {"c1": says("review", "order_missing", exam="")},
        chart=a_chart(orders=[order(modality="MG")]),
    ),
    Case(
        "an order on paper is placed before what was done for it",
        [
            a_capture("exam", content=PerformedExam(what="Mammogram", study="1.2.3"), accession="D-A1", minute=40),
            a_capture("order", content=ASKED, accession="D-A1", minute=60),
        ],
        {"order": says("create", exam="D-A1"), "exam": says("create", exam="D-A1")},
    ),
    Case(
        "an order that the chart has is not placed again",
        [a_capture(content=ASKED)],
        {"c1": says("skip_duplicate")},
    ),
    Case(
        "an order without a number that may be in the chart",
        [a_capture(content=ASKED, accession=None)],
        {"c1": says("review", "double_documentation", exam="")},
    ),
    Case(
        "the images on paper are others than those of the exam",
        [a_capture(content=PerformedExam(what="Mammogram", study="1.2.3"))],
        {"c1": says("review", "order_ambiguous")},
        chart=a_chart(orders=[order(study="1.2.4")]),
    ),
    Case(
        "two patients' paper orders have one downtime number",
        [
            a_capture("o1", content=ASKED, accession="D-A1", minute=20),
            a_capture("o2", content=ASKED, accession="D-A1", minute=30, of=NORA),
        ],
        {
            "o1": says("review", "accession_reused", exam="D-A1"),
            "o2": says("review", "accession_reused", to=NORA.mrn, exam="D-A1"),
        },
    ),
    Case(
        "answers and notes of one exam are two records",
        [a_capture("c1", content=ANSWERS), a_capture("c2", content=NOTES, minute=40)],
        {"c1": says("create"), "c2": says("create")},
    ),
    Case(
        "the other side was examined than a paper order asked for",
        [
            a_capture("o", content=PaperOrder(what="Mammogram", sides=(Side.LEFT,)), accession="D-A1", minute=20),
            a_capture(
                "n",
                content=NOTES.model_copy(update={"sides": (Side.RIGHT,), "views": ("RCC",)}),
                accession="D-A1",
                minute=40,
            ),
        ],
        {"o": says("create", exam="D-A1"), "n": says("review", "laterality_mismatch", exam="D-A1")},
    ),
    Case(
        "the views that were taken show another side than the notes name",
        [a_capture(content=NOTES.model_copy(update={"sides": (Side.RIGHT,), "views": ("LCC",)}))],
        {"c1": says("review", "laterality_mismatch")},
    ),
    Case(
        "two sheets of answers for one exam that contradict each other",
        [
            a_capture("c1", serial="W-1"),
            a_capture("c2", serial="W-2", content=ANSWERS.model_copy(update={"implants": True}), minute=40),
        ],
        {"c1": says("review", "field_conflict"), "c2": says("merge_captures", "field_conflict")},
    ),
)
