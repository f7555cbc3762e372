"""What a clerk types from a sheet."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, cast

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.forms import FormBook, issued, keying_id, read_keyed
from downtimekit.models.breast import Assessment, BreastReport, Finding, FindingKind, Laterality, ReportStatus
from downtimekit.models.capture import Capture
from downtimekit.models.intake import Questionnaire, TechNotes
from tests.paper import packets_of_the_day

ISSUED = {form.serial: form for form in issued(packets_of_the_day())}
QUESTIONNAIRE, TECH_NOTES, WORKSHEET = list(ISSUED)[3:6]
ANSWERS: dict[str, dict[str, Any]] = {
    QUESTIONNAIRE: {"reason": "screening", "symptoms_left": ["lump"], "implants": "no", "menarche_age": "13"},
    TECH_NOTES: {"exam": "Screening", "sides": ["right", "left"], "views": ["RCC", "LCC"], "technologist": "R. Ames"},
    WORKSHEET: {
        "density": "b",
        "findings": [{"number": 1, "side": "left", "kind": "mass", "clock": 2, "assessment": "4A"}],
        "assessment": "4A",
        "recommendations": ["tissue_diagnosis"],
        "interpreted_by": "Dr. Imago",
        "interpreted_at": "2026-03-03T13:05:00-05:00",
        "status": "final",
    },
}


def keyed(serial: str, **changes: Any) -> dict[str, Any]:
    """Return a sheet as it was keyed; changes to its content are given by name."""
    return {
        "serial": serial,
        "patient": {"mrn": "T-100251", "family": "Sampleton", "given": "Nora", "birth_date": "1961-07-04"},
        "accession": "A-26030302",
        "occurred_at": "2026-03-03T09:40:00-05:00",
        "performed_by": "R. Ames",
        "recorded_at": "2026-03-03T15:00:00-05:00",
        "entered_by": "É. Nagy",
        "content": {**ANSWERS[serial], **changes},
    }


def taken(sheet: dict[str, Any]) -> Capture:
    """Read a keyed sheet."""
    return read_keyed(sheet, issued=ISSUED, source="sheet 7")


def status_of(sheet: dict[str, Any]) -> ReportStatus:
    """Return how far the report is that a keyed sheet becomes."""
    report = taken(sheet).content
    assert isinstance(report, BreastReport)
    return report.status


def faults_of(sheet: dict[str, Any]) -> dict[str, str]:
    """Return the words of the faults, by path."""
    with pytest.raises(InvalidInput) as caught:
        taken(sheet)
    paths = [fault.path for fault in caught.value.faults]
    assert len(set(paths)) == len(paths)
    return {fault.path: fault.words for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("serial", "record"), [(QUESTIONNAIRE, Questionnaire), (TECH_NOTES, TechNotes), (WORKSHEET, BreastReport)]
)
def test_the_serial_says_which_form_was_keyed(serial: str, record: type) -> None:
    capture = taken(keyed(serial))

    assert isinstance(capture.content, record)
    assert capture.serial == serial


def test_a_capture_keeps_both_clocks_and_both_people() -> None:
    capture = taken(keyed(TECH_NOTES))

    assert (capture.performed_by, capture.entered_by) == ("R. Ames", "É. Nagy")
    assert (capture.occurred_at.hour, capture.recorded_at.hour) == (9, 15)


def test_a_serial_typed_carelessly_is_kept_as_it_is_printed() -> None:
    sheet = keyed(QUESTIONNAIRE) | {"serial": f" {QUESTIONNAIRE.lower().replace('-', ' ')} "}

    assert taken(sheet).serial == QUESTIONNAIRE


def test_a_finding_keeps_its_place() -> None:
    report = taken(keyed(WORKSHEET)).content

    assert isinstance(report, BreastReport)
    assert report.findings == (
        Finding(
            number=1,
            side=Laterality.LEFT,
            kind=FindingKind.MASS,
            clock=2,
            assessment=Assessment.LOW_SUSPICION,
        ),
    )


def test_a_blank_is_the_same_as_nothing() -> None:
    blanks: dict[str, object] = {
        "last_mammogram": " ",
        "menopause_age": "",
        "symptoms_right": [],
        "previous_biopsy": None,
    }
    sheet = keyed(QUESTIONNAIRE, **blanks)

    assert taken(sheet).content == taken(keyed(QUESTIONNAIRE)).content
    assert taken(sheet | {"patient": {"mrn": "", "family": "Sampleton"}}).patient.mrn is None


# Signatures


def test_a_signed_report_is_final_where_it_says_so() -> None:
    assert status_of(keyed(WORKSHEET)) is ReportStatus.FINAL


@pytest.mark.parametrize("status", ["", "preliminary"])
def test_a_report_is_preliminary_where_it_does_not_say_that_it_is_final(status: str) -> None:
    assert status_of(keyed(WORKSHEET, status=status)) is ReportStatus.PRELIMINARY


def test_an_unsigned_report_without_much_in_it_can_be_keyed_as_preliminary() -> None:
    sheet = keyed(WORKSHEET) | {"content": {"impression": "Read by phone."}}

    assert status_of(sheet) is ReportStatus.PRELIMINARY


def test_an_unsigned_report_is_not_made_final_by_its_box() -> None:
    faults = faults_of(keyed(WORKSHEET, interpreted_by="", interpreted_at="", density=""))

    assert list(faults) == ["content.density", "content.interpreted_by", "content.interpreted_at"]
    assert faults["content.interpreted_by"] == "'Interpreting physician' must be filled in: 'This report is' is 'Final'"


# Faults


def test_everything_that_is_wrong_with_a_sheet_is_said_at_once() -> None:
    row = {"number": 1, "side": "up", "clock": 13}
    sheet = keyed(WORKSHEET, density="e", findings=[row], recommendations=["pray"], assessment="4D", nurse="x")
    faults = faults_of(sheet | {"entered_by": "", "recorded_at": "yesterday", "page": 1})

    assert faults == {
        "content.density": "is not a box of 'Density of the denser breast'; the boxes are a, b, c, d",
        "content.findings[0].side": "is not a box of 'Breast'; the boxes are right, left, bilateral",
        "content.findings[0].kind": "'Kind' must be filled in",
        "content.assessment": faults["content.assessment"],
        "content.recommendations[0]": faults["content.recommendations[0]"],
        "content.findings[0].clock": "is more than 12",
        "content.nurse": "is not a known field",
        "recorded_at": "is not a date and time (write YYYY-MM-DDTHH:MM+HH:MM)",
        "entered_by": "is missing",
        "page": "is not a known field",
    }


def test_an_empty_sheet_is_told_what_is_needed() -> None:
    faults = faults_of({"serial": TECH_NOTES})

    assert faults["content.views"] == "'Views taken' must be filled in"
    assert {"content.exam", "content.sides", "content.technologist", "patient", "occurred_at"} < set(faults)


def test_a_view_that_the_form_does_not_list_belongs_to_the_remarks() -> None:
    assert list(faults_of(keyed(TECH_NOTES, views=["RCC", "R-XYZ"]))) == ["content.views[1]"]


@pytest.mark.parametrize("answers", ["screening", ["screening"], 7])
def test_content_that_is_no_set_of_answers_is_said_to_be_none(answers: object) -> None:
    assert list(faults_of(keyed(QUESTIONNAIRE) | {"content": answers})) == ["content"]


@pytest.mark.parametrize("answer", ["lump", 7, {"lump": True}])
def test_several_answers_are_a_list(answer: object) -> None:
    assert faults_of(keyed(QUESTIONNAIRE, symptoms_left=answer)) == {"content.symptoms_left": "must be a list"}
    assert faults_of(keyed(WORKSHEET, findings=answer)) == {"content.findings": "must be a list"}


def test_two_findings_that_cannot_be_told_apart_are_refused() -> None:
    row = {"number": 1, "side": "left", "kind": "mass"}

    assert faults_of(keyed(WORKSHEET, findings=[row, row])) == {
        "content": "two findings have the same side, kind and number"
    }


@pytest.mark.parametrize("sheet", [[], "sheet", None])
def test_what_is_no_keyed_sheet_is_refused(sheet: object) -> None:
    assert faults_of(cast("dict[str, Any]", sheet)) == {"": "is not a keyed sheet"}


def nested(deep: int) -> list[Any]:
    """Return a list in a list, and so on."""
    found: list[Any] = []
    for _ in range(deep):
        found = [found]
    return found


@pytest.mark.parametrize(
    "odd", [10**5000, nested(5000), {1: "a", "b": "c"}, float("nan"), Decimal("1e999999"), b"\xff", "\ud800"], ids=type
)
@pytest.mark.parametrize("place", ["comparison", "id", "patient", "doubts", "Planted"])
def test_what_no_keyboard_can_write_is_refused_wherever_it_stands(place: str, odd: object) -> None:
    typed = keyed(QUESTIONNAIRE) | {place: odd}

    with pytest.raises(InvalidInput, match="sheet 7"):
        taken(typed | {"content": {place: odd}})
    assert "Planted" not in str(faults_of(typed | {"content": {place: odd}}))


# Serials


@pytest.mark.parametrize(
    ("serial", "words"),
    [
        ("", "is missing: type the number from the top of the sheet"),
        (17, "is missing: type the number from the top of the sheet"),
        (QUESTIONNAIRE[:-1] + "1", "does not check out: one character is wrong, or two are swapped"),
        ("W-000999-Y", "no sheet with this number was handed out"),
    ],
)
def test_a_sheet_without_a_good_serial_is_refused(serial: object, words: str) -> None:
    assert faults_of(keyed(QUESTIONNAIRE) | {"serial": serial}) == {"serial": words}


def test_a_sheet_of_a_form_that_is_not_known_is_refused() -> None:
    with pytest.raises(InvalidInput, match="mammography_questionnaire"):
        read_keyed(keyed(QUESTIONNAIRE), issued=ISSUED, source="sheet 7", forms=FormBook())


def test_a_sheet_that_says_it_is_another_form_is_refused() -> None:
    assert faults_of(keyed(QUESTIONNAIRE, record="tech_notes")) == {
        "content.record": "the number is that of another form: Mammography questionnaire"
    }


# Ids


def test_the_same_keying_has_the_same_id() -> None:
    again = json.loads(json.dumps(keyed(WORKSHEET), sort_keys=True))

    assert taken(again).id == taken(keyed(WORKSHEET)).id == keying_id(again)


def test_another_keying_of_the_same_sheet_has_another_id() -> None:
    other = keyed(WORKSHEET) | {"entered_by": "N. Haddad"}

    assert taken(other).id != taken(keyed(WORKSHEET)).id


def test_a_keying_may_bring_its_own_id() -> None:
    assert taken(keyed(WORKSHEET) | {"id": "K-17"}).id == "K-17"


def test_a_keying_that_is_refused_has_its_id_all_the_same() -> None:
    assert keying_id({"serial": "W"}) == keying_id({"serial": "W", "id": ""}) != keying_id({"serial": "V"})


# Patient data


def test_no_fault_repeats_what_was_typed() -> None:
    secret = "Xylophonova"
    sheet: dict[str, Any] = {
        "id": secret + " ",
        "serial": secret,
        "patient": {"mrn": f"{secret} {secret}", "family": secret * 40, "birth_date": secret, "phone": secret},
        "accession": f"{secret} {secret}",
        "content": {"record": secret, "reason": secret, "findings": [secret]},
    }
    for serial in (secret, QUESTIONNAIRE, TECH_NOTES, WORKSHEET):
        with pytest.raises(InvalidInput) as caught:
            taken(sheet | {"serial": serial})
        assert secret not in str(caught.value)
        assert caught.value.__context__ is None or caught.value.__suppress_context__
