"""What a report and a letter must contain: everything that is missing is told, with its source."""

from __future__ import annotations

from datetime import date

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.breast import Density, Modality
from downtimekit.models.breast.mqsa import (
    Facility,
    MqsaRules,
    assessment_statements,
    density_notice,
    keep_until,
    missing_content,
    missing_in_lay_summary,
)
from downtimekit.models.concern import Gravity
from downtimekit.models.patient import Patient, WrittenIdentity
from downtimekit.models.reading import read
from tests.breast import PLANTED, a_final_report, a_report, codes

DAY = date(2026, 3, 3)
ADA = Patient(mrn="T-1001", family="Testwell", given="Ada")
WEST = Facility(
    name="West Breast Centre",
    street="12 Elm St",
    city="Springfield",
    state="IL",
    zip_code="62704",
    telephone="+1 202 555 0100",
    zone="America/Chicago",
)
NOWHERE = Facility(zone="America/Chicago")


def missing(report: object = None, **said: object) -> list[str]:
    """Return what a report lacks, by default one that lacks nothing."""
    told = {"report": report or a_final_report(), "facility": WEST, "patient": ADA, "examined_on": DAY}
    return codes(missing_content(**(told | said)))  # type: ignore[arg-type]


def test_a_complete_report_lacks_nothing() -> None:
    assert missing() == []


@pytest.mark.parametrize("part", ["name", "city", "state", "zip_code", "telephone"])
def test_the_facility_is_named_with_its_place(part: str) -> None:
    less = WEST.model_copy(update={part: None if part == "telephone" else ""})
    (concern,) = missing_content(a_final_report(), facility=less, patient=ADA, examined_on=DAY)

    assert (concern.code, concern.path) == (f"missing_facility_{part}", f"facility.{part}")
    assert (concern.gravity, concern.source) == (Gravity.FAULT, "21 CFR 900.12(c)(1), 88 FR 15126")


def test_the_street_is_needed_in_the_letter_only() -> None:
    less = WEST.model_copy(update={"street": ""})

    assert missing(facility=less) == []
    assert codes(missing_in_lay_summary(density=Density.FATTY, facility=less, patient=ADA)) == [
        "missing_facility_street"
    ]


@pytest.mark.parametrize(
    ("patient", "lacking"),
    [
        (WrittenIdentity(family="Testwell", birth_date=date(1958, 2, 11)), []),
        (WrittenIdentity(family="Testwell", mrn="T-1"), []),
        (WrittenIdentity(family="Testwell"), ["missing_patient_identifier"]),
        (WrittenIdentity(mrn="T-1"), ["missing_patient_name"]),
        (WrittenIdentity(), ["missing_patient_name", "missing_patient_identifier"]),
    ],
)
def test_the_patient_is_named_with_something_that_tells_them_from_others(
    patient: WrittenIdentity, lacking: list[str]
) -> None:
    assert missing(patient=patient) == lacking


def test_everything_that_is_missing_is_told_at_once_with_its_source() -> None:
    found = missing_content(
        a_report(assessment="0_additional", clinical_question=PLANTED, explanation=PLANTED),
        facility=NOWHERE,
        patient=WrittenIdentity(given=PLANTED),
        examined_on=None,
    )

    assert codes(found) == [
        "missing_patient_name",
        "missing_patient_identifier",
        "missing_examined_on",
        *(f"missing_facility_{part}" for part in ("name", "city", "state", "zip_code", "telephone")),
        "missing_interpreted_by",
        "missing_incomplete_reason",
        "missing_density",
        "missing_recommendations",
        "missing_impression",
    ]
    assert all(concern.source.startswith("21 CFR 900.12(c)(1)") for concern in found)
    assert PLANTED not in " ".join(map(str, found))


def test_an_incomplete_assessment_says_why() -> None:
    incomplete = {"assessment": "0_priors", "recommendations": ["obtain_priors"]}

    assert missing(a_final_report(**incomplete)) == ["missing_incomplete_reason"]
    assert missing(a_final_report(**incomplete, incomplete_reason="The prior exam is elsewhere.")) == []


def test_an_assessment_stands_for_the_exam_or_for_each_breast() -> None:
    breasts = [{"side": "right", "assessment": "4B"}, {"side": "left", "assessment": "1"}]
    apart = a_final_report(assessment=None, breasts=breasts)

    assert missing(a_report(density="b", recommendations=["none"], interpreted_by="R")) == ["missing_assessment"]
    assert missing(apart) == []
    assert assessment_statements(apart) == ("Right breast: Suspicious", "Left breast: Negative")
    assert assessment_statements(a_final_report()) == ("Negative",)
    assert assessment_statements(a_report()) == ()


def test_a_referrer_s_question_is_answered_also_where_nothing_was_found() -> None:
    assert missing(a_final_report(clinical_question="Lump?")) == ["missing_impression"]
    assert missing(a_final_report(clinical_question="Lump?", impression="No finding at the lump.")) == []


@pytest.mark.parametrize("modality", [Modality.ULTRASOUND, Modality.MRI])
def test_the_law_is_about_mammography(modality: Modality) -> None:
    assert missing(a_report(modality=modality), facility=NOWHERE) == []
    assert missing(a_report(modality=modality), rules=MqsaRules(modalities=frozenset({modality}))) != []


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"state": "Illinois"}, "state"),
        ({"zip_code": "6270"}, "zip_code"),
        ({"telephone": "555 0100"}, "telephone"),
        ({"zone": "Springfield"}, "zone"),
        ({"fax": "1"}, "fax"),
    ],
)
def test_a_facility_whose_place_cannot_be_is_refused(said: dict[str, object], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(Facility, {"zone": "America/Chicago", **said}, source="facility")

    assert [fault.path for fault in refused.value.faults] == [path]


NOT_DENSE = (
    "Breast tissue can be either dense or not dense. Dense tissue makes it harder to find breast cancer on a mammogram"
    " and also raises the risk of developing breast cancer. Your breast tissue is not dense. Talk to your healthcare"
    " provider about breast density, risks for breast cancer, and your individual situation."
)
DENSE = (
    "Breast tissue can be either dense or not dense. Dense tissue makes it harder to find breast cancer on a mammogram"
    " and also raises the risk of developing breast cancer. Your breast tissue is dense. In some people with dense"
    " tissue, other imaging tests in addition to a mammogram may help find cancers. Talk to your healthcare provider"
    " about breast density, risks for breast cancer, and your individual situation."
)


def test_the_density_notice_is_the_federal_text_word_for_word() -> None:
    assert [density_notice(density) for density in Density] == [NOT_DENSE, NOT_DENSE, DENSE, DENSE]


def test_a_letter_needs_its_address_a_name_and_the_density() -> None:
    told = codes(missing_in_lay_summary(density=None, facility=NOWHERE, patient=WrittenIdentity()))

    assert told == [
        "missing_patient_name",
        *(f"missing_facility_{part}" for part in ("name", "street", "city", "state", "zip_code", "telephone")),
        "missing_density",
    ]
    assert missing_in_lay_summary(density=Density.SCATTERED, facility=WEST, patient=ADA) == ()


@pytest.mark.parametrize(
    ("examined", "last", "until"),
    [
        (date(2026, 3, 3), False, date(2031, 3, 3)),
        (date(2026, 3, 3), True, date(2036, 3, 3)),
        (date(2024, 2, 29), False, date(2029, 3, 1)),
        (date(2024, 2, 29), True, date(2034, 3, 1)),
        (date(2020, 2, 29), True, date(2030, 3, 1)),
    ],
)
def test_mammograms_are_kept_for_whole_years(examined: date, last: bool, until: date) -> None:
    assert keep_until(examined, last_here=last) == until


def test_a_state_may_ask_for_more_years() -> None:
    assert keep_until(DAY, last_here=False, rules=MqsaRules(retention_years=20)) == date(2046, 3, 3)


@pytest.mark.parametrize("day", [date(9995, 2, 28), date.max])
def test_years_that_the_calendar_does_not_have_are_refused_in_words(day: date) -> None:
    with pytest.raises(InvalidInput, match="too near to the year 9999"):
        keep_until(day, last_here=True)
