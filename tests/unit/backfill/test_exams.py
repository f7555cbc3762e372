"""To which exam does a sheet belong?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from downtimekit.backfill.chart_index import ChartIndex
from downtimekit.backfill.exams import Exam, exam_for
from downtimekit.backfill.rules import BackfillRules
from downtimekit.models.breast.modality import Modality
from downtimekit.models.capture import Capture
from downtimekit.models.chart import Chart, ChartOrder
from downtimekit.models.orders import OrderStatus
from downtimekit.models.paperwork import PerformedExam
from tests.ward import ADA, BEGAN, DAY, NORA, NOTES, a_capture, a_downtime, a_report, after, codes

MAMMOGRAM = ChartOrder(accession="A-1", mrn=ADA.mrn, day=DAY, modality="MG")
ULTRASOUND = ChartOrder(accession="A-2", mrn=ADA.mrn, day=DAY, modality="US")
LAST_YEAR = ChartOrder(accession="A-3", mrn=ADA.mrn, day=DAY - timedelta(days=365), modality="MG")
CALLED_OFF = ChartOrder(accession="A-4", mrn=ADA.mrn, day=DAY, modality="MG", status=OrderStatus.CANCELLED)
NORAS = ChartOrder(accession="A-5", mrn=NORA.mrn, day=DAY)
STUDY = "1.2.840.99.1"


def exam(capture: Capture, *orders: ChartOrder, rules: BackfillRules | None = None) -> Exam:
    """Return the exam of a sheet of Ada's, in a chart with some orders."""
    index = ChartIndex.of(Chart(patients=(ADA, NORA), orders=orders))
    return exam_for(capture, mrn=ADA.mrn, index=index, downtime=a_downtime(), rules=rules or BackfillRules())


def report(modality: Modality = Modality.MAMMOGRAPHY, **more: object) -> Capture:
    """Return a sheet with a report that names no exam."""
    return a_capture(content=a_report().model_copy(update={"modality": modality}), **{"accession": None} | more)  # type: ignore[arg-type]


def test_the_number_of_an_exam_of_the_patient_is_enough() -> None:
    found = exam(report(accession="A-2"), MAMMOGRAM, ULTRASOUND)

    assert (found.accession, found.order, found.doubts) == ("A-2", ULTRASOUND, ())


@pytest.mark.parametrize(
    ("modality", "accession"),
    [(Modality.MAMMOGRAPHY, "A-1"), (Modality.CONTRAST_MAMMOGRAPHY, "A-1"), (Modality.ULTRASOUND, "A-2")],
)
def test_without_a_number_the_kind_of_exam_tells_which_of_two_it_is(modality: Modality, accession: str) -> None:
    assert exam(report(modality), MAMMOGRAM, ULTRASOUND) == Exam(
        accession, MAMMOGRAM if accession == "A-1" else ULTRASOUND
    )


def test_without_a_number_the_day_tells_it_and_what_was_called_off_is_none() -> None:
    assert exam(report(), MAMMOGRAM, LAST_YEAR, CALLED_OFF).order == MAMMOGRAM


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ((), ["order_missing"]),
        ((ULTRASOUND, LAST_YEAR), ["order_missing"]),
        ((MAMMOGRAM, MAMMOGRAM.model_copy(update={"accession": "A-9"})), ["order_ambiguous"]),
        ((CALLED_OFF,), ["order_cancelled_but_performed"]),
    ],
    ids=["none", "none of its kind and time", "two", "called off"],
)
def test_without_a_number_anything_but_one_goes_to_a_person(
    orders: tuple[ChartOrder, ...], expected: list[str]
) -> None:
    found = exam(report(), *orders)

    assert (found.accession, codes(found.doubts)) == ("", expected)


def test_what_was_done_although_it_was_called_off_goes_to_a_person_and_what_was_asked_before_does_not() -> None:
    assert codes(exam(report(accession="A-4"), CALLED_OFF).doubts) == ["order_cancelled_but_performed"]
    assert exam(a_capture(accession="A-4"), CALLED_OFF).doubts == ()


def test_a_number_of_an_exam_long_ago_stands_for_another_one() -> None:
    assert codes(exam(a_capture(content=NOTES, accession="A-3"), LAST_YEAR).doubts) == ["accession_reused"]


@pytest.mark.parametrize(
    ("days", "expected"), [(0, []), (30, []), (32, ["accession_reused"]), (-3, ["accession_reused"])]
)
def test_a_report_may_be_written_weeks_after_its_exam_and_never_before(days: int, expected: list[str]) -> None:
    order = MAMMOGRAM.model_copy(update={"day": DAY - timedelta(days=days)})

    assert codes(exam(report(accession="A-1"), order).doubts) == expected


def test_how_far_an_exam_may_lie_from_its_order_is_the_sites_to_say() -> None:
    order = MAMMOGRAM.model_copy(update={"scheduled_at": BEGAN - timedelta(hours=10)})
    sheet = a_capture(content=NOTES, accession=None, minute=0)

    assert exam(sheet, order).order == order
    assert codes(exam(sheet, order, rules=BackfillRules(exam_hours=9)).doubts) == ["order_missing"]


def test_an_exam_of_another_patient_is_nobodys_and_that_patient_is_kept_out() -> None:
    found = exam(report(accession="A-5"), MAMMOGRAM, NORAS)

    assert (codes(found.doubts), found.never) == (["order_patient_mismatch"], (NORA.mrn,))


def test_an_exam_that_was_done_under_a_downtime_number_is_found_by_it() -> None:
    done = PerformedExam(what="Planted", downtime_accession="A-1", study=STUDY)

    assert exam(a_capture(content=done, accession=None), MAMMOGRAM, ULTRASOUND).accession == "A-1"


def test_images_that_the_order_does_not_know_go_to_a_person() -> None:
    done = PerformedExam(what="Planted", study=STUDY)
    other = MAMMOGRAM.model_copy(update={"study": "1.2.840.99.2"})

    assert codes(exam(a_capture(content=done, accession="A-1"), other).doubts) == ["order_ambiguous"]
    assert exam(a_capture(content=done, accession="A-1"), MAMMOGRAM).doubts == ()


def test_days_are_those_of_the_clinics_clock() -> None:
    night = a_capture(
        content=NOTES, accession=None, minute=9 * 60, keyed=11 * 60
    )  # 22:52 in UTC, the next morning in Auckland
    index = ChartIndex.of(
        Chart(patients=(ADA,), orders=(MAMMOGRAM.model_copy(update={"day": DAY + timedelta(days=1)}),))
    )
    rules = BackfillRules(exam_hours=1)

    for zone, accession in (("Pacific/Auckland", "A-1"), ("UTC", "")):
        downtime = a_downtime(zone=zone)
        assert exam_for(night, mrn=ADA.mrn, index=index, downtime=downtime, rules=rules).accession == accession
    assert after(9 * 60) == night.occurred_at
