"""Orders, results, documents and news of appointments, as systems send them to each other."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from downtimekit.models.breast import BreastReport
from downtimekit.models.documents import Document, DocumentEvent, DocumentNews
from downtimekit.models.orders import ExamCode, Order, OrderAction, Orders, SystemNumber
from downtimekit.models.patient import Patient
from downtimekit.models.results import IMPRESSION_LENGTH, Result, Results, ResultStatus, Section, SectionKind

ADA = Patient(mrn="T-1", family="Testwell")
NUMBER = SystemNumber(value="D-1")


def test_what_is_to_be_done_has_a_code_or_words() -> None:
    assert ExamCode(text="mammogram") != ExamCode(code="24606-6")
    with pytest.raises(ValidationError, match="neither a code nor words"):
        ExamCode(system="LN")


@pytest.mark.parametrize("study", ["1.2.840", "2.25.329800735698586629295641978511506172918"])
def test_a_study_has_a_number_of_dicom(study: str) -> None:
    assert Order(action=OrderAction.NEW, study=study).study == study


@pytest.mark.parametrize("study", ["1.2.840.", "study-1", "1..2", "1." * 40 + "1"])
def test_a_number_that_is_none_of_dicom_is_refused(study: str) -> None:
    with pytest.raises(ValidationError):
        Order(action=OrderAction.NEW, study=study)


def test_a_message_about_orders_or_results_has_at_least_one() -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        Orders(patient=ADA, orders=())
    with pytest.raises(ValidationError, match="at least 1 item"):
        Results(patient=ADA, results=())


def test_somebody_answers_for_a_result_that_is_final_or_corrected_and_for_no_other() -> None:
    assert [status for status in ResultStatus if status.is_signed] == [ResultStatus.FINAL, ResultStatus.CORRECTED]


@pytest.mark.parametrize(
    ("section", "with_report"),
    [
        (Section(kind=SectionKind.BODY, text="x"), True),
        (Section(kind=SectionKind.IMPRESSION, text="x" * (IMPRESSION_LENGTH + 1)), True),
        (Section(kind=SectionKind.IMPRESSION, text="x"), False),
    ],
)
def test_the_impression_has_one_place(section: Section, with_report: bool) -> None:
    report = BreastReport() if with_report else None

    assert Result(sections=(section,), report=report).sections == (section,)


def test_every_fault_of_a_result_is_told_at_once() -> None:
    impression = Section(kind=SectionKind.IMPRESSION, text="x")

    with pytest.raises(ValidationError, match="given twice; where there is a breast report"):
        Result(sections=(impression, impression), report=BreastReport())


def test_a_part_of_a_report_keeps_the_blanks_that_it_is_laid_out_with() -> None:
    assert Section(kind=SectionKind.BODY, text="  left:\n    a mass  ").text == "  left:\n    a mass  "


@pytest.mark.parametrize("event", DocumentEvent)
def test_an_addendum_and_a_replacement_name_what_they_refer_to(event: DocumentEvent) -> None:
    def news(document: Document) -> DocumentNews:
        return DocumentNews(event=event, patient=ADA, document=document)

    assert news(Document(number=NUMBER, parent=SystemNumber(value="D-0"))).event is event
    if event in (DocumentEvent.ADDENDUM, DocumentEvent.REPLACED):
        with pytest.raises(ValidationError, match="name the document that they refer to"):
            news(Document(number=NUMBER))
    else:
        assert news(Document(number=NUMBER)).document.parent is None


@pytest.mark.parametrize(
    "held",
    [
        Orders(patient=ADA, orders=(Order(action=OrderAction.NEW, reason="a lump"),)),
        Results(patient=ADA, results=(Result(sections=(Section(kind=SectionKind.BODY, text="a lump"),)),)),
        DocumentNews(event=DocumentEvent.CREATED, patient=ADA, document=Document(number=NUMBER, text="a lump")),
    ],
)
def test_what_is_said_of_a_patient_is_not_shown(held: object) -> None:
    assert "lump" not in repr(held)
    assert "Testwell" not in repr(held)
