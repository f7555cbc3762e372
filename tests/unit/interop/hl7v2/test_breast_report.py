"""A breast report on its way through a result: categories are read and never guessed, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from downtimekit.interop.hl7v2 import Envelope, Read, read, write
from downtimekit.interop.hl7v2.tree import leaves, tree
from downtimekit.models.breast import (
    Assessment,
    Breast,
    BreastReport,
    Comparison,
    Density,
    Finding,
    FindingKind,
    Indication,
    IntervalUnit,
    Laterality,
    MammographyAppearance,
    Recommendation,
    RecommendationKind,
    ReportStatus,
    Side,
    UltrasoundAppearance,
)
from downtimekit.models.patient import Patient
from downtimekit.models.results import Result, Results, ResultStatus, Section, SectionKind
from tests.hl7v2 import ADA, codes, understood

AT = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
SIGNED = "OBR|1||F-1|||||||||||||||||||20260303150000+0000|||F|||||||&Rosa Reyes, MD"
DRAFT = "OBR|1||F-1||||||||||||||||||||||P"
IMPRESSION = "OBX|1|TX|&IMP||Nothing suspicious.||||||F"
FINAL = BreastReport(
    laterality=Laterality.LEFT,
    indication=Indication.SCREENING,
    density=Density.SCATTERED,
    comparison=Comparison(dates=(date(2024, 2, 1), date(2025, 2, 1))),
    findings=(
        Finding(
            number=1,
            side=Laterality.LEFT,
            kind=FindingKind.MASS,
            clock=2,
            size_mm=12.5,
            further_sizes_mm=(9, 7),
            appearances=(
                MammographyAppearance(view="CC", shape=("irregular", "oval"), margin=("spiculated",)),
                UltrasoundAppearance(view="radial", shape=("irregular",)),
            ),
            assessment=Assessment.HIGH_SUSPICION,
            note="palpable | hard",
        ),
        Finding(number=2, side=Laterality.LEFT, kind=FindingKind.CALCIFICATION),
    ),
    breasts=(Breast(side=Side.LEFT, density=Density.SCATTERED, assessment=Assessment.HIGH_SUSPICION),),
    assessment=Assessment.HIGH_SUSPICION,
    recommendations=(
        Recommendation(kind=RecommendationKind.SHORT_INTERVAL_FOLLOWUP, interval=6, unit=IntervalUnit.MONTH),
    ),
    impression="Suspicious mass.\n\nBiopsy & clip.",
    status=ReportStatus.FINAL,
    interpreted_by="Rosa Reyes, MD",
    interpreted_at=AT,
)


def report(*segments: str) -> tuple[BreastReport | None, Read]:
    """Read a message with one result; return the breast report in it."""
    found = understood("ORU^R01", ADA, *segments)
    assert isinstance(found.value, Results)
    return found.value.results[0].report, found


def coded(name: str, value: str) -> str:
    return f"OBX|2|CE|{name}||{value}||||||F"


@pytest.mark.parametrize(
    ("name", "value", "category"),
    [
        ("BIRADS^BI-RADS Category^L", "2^Benign^L", Assessment.BENIGN),
        ("111413^Overall Assessment^DCM", "397141009^Benign^SCT", Assessment.BENIGN),
        ("111413^Overall Assessment^DCM", "MA.II.A.5.4B^Intermediate^BI", Assessment.MODERATE_SUSPICION),
        ("111413^Overall Assessment^DCM", "4A^Suspicious^99DTK", Assessment.LOW_SUSPICION),
        ("D^DIAGNOSTIC CODE^L", "1104^SUSPICIOUS^L", Assessment.SUSPICIOUS),
        ("D^DIAGNOSTIC CODE^L", "1110", Assessment.NEED_PRIORS),
        ("^Assessment", "^Addl Img", Assessment.NEED_ADDITIONAL_IMAGING),
        ("^Assessment", "0^Addl Img", Assessment.NEED_ADDITIONAL_IMAGING),
        ("^Assessment", "^Prob Benign", Assessment.PROBABLY_BENIGN),
        ("^Assessment", "^Hi Sug Mal", Assessment.HIGHLY_SUGGESTIVE),
        ("^Assessment", "^Biop - Malig", Assessment.KNOWN_MALIGNANCY),
        ("^Assessment", "^PPM - Marker", Assessment.POST_PROCEDURE_MARKER),
        ("^Assessment", "BI-RADS 4C", Assessment.HIGH_SUSPICION),
    ],
)
def test_a_category_is_read_as_feeds_write_it(name: str, value: str, category: Assessment) -> None:
    found, told = report(DRAFT, coded(name, value))

    assert found is not None
    assert found.assessment is category
    assert (told.losses, codes(told)) == ((), set())


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("0", "category_ambiguous"),
        ("^Incomplete", "category_ambiguous"),
        ("397138000^Incomplete^SCT", "category_ambiguous"),
        ("2^Suspicious", "category_ambiguous"),
        ("^Wait - Path", "category_unknown"),
        ("7", "category_unknown"),
        ("^Intermediate", "category_unknown"),
        ("", "category_unknown"),
    ],
)
def test_a_category_is_never_guessed(value: str, code: str) -> None:
    found, told = report(DRAFT, coded("BIRADS", value))

    assert (found, codes(told)) == (None, {code})
    assert "OBX-3" in told.losses


def test_two_categories_are_a_question_for_a_person() -> None:
    found, told = report(DRAFT, coded("BIRADS", "2"), coded("BIRADS", "4"), coded("DENSITY", "b"))

    assert found == BreastReport(density=Density.SCATTERED)
    assert codes(told) == {"assessment_differs"}
    assert {"OBX-5", "OBX[2]-5"} <= set(told.losses)


def test_a_diagnostic_code_that_is_not_about_the_breast_is_not_read_as_one() -> None:
    found, told = report(DRAFT, coded("D^DIAGNOSTIC CODE^L", "1^NORMAL^L"))

    assert found is None
    assert "OBX-5" in told.losses


@pytest.mark.parametrize(
    ("name", "value", "density", "concerns"),
    [
        ("^Breast density", "c", Density.HETEROGENEOUSLY_DENSE, set()),
        ("^Breast density", f"^{Density.EXTREMELY_DENSE.statement}", Density.EXTREMELY_DENSE, set()),
        ("129715009^Breast composition^SCT", "129717001^^SCT", Density.SCATTERED, set()),
        ("D^DIAGNOSTIC CODE^L", "1111", Density.FATTY, set()),
        ("^Density", "BI-RADS 2", Density.SCATTERED, {"density_ambiguous"}),
        ("^Density", "x", None, {"density_unknown"}),
        ("^Density", "a^Extremely dense", None, {"density_unknown"}),
    ],
)  # fmt: skip
def test_a_density_is_read_as_feeds_write_it(
    name: str, value: str, density: Density | None, concerns: set[str]
) -> None:
    found, told = report(DRAFT, coded(name, value))

    assert (found and found.density, codes(told)) == (density, concerns)


def test_a_signed_report_of_another_system_waits_for_a_radiologist_if_it_lacks_what_a_final_one_needs() -> None:
    found, told = report(SIGNED, IMPRESSION, coded("BIRADS", "2"), coded("DENSITY", "b"))

    assert found is not None
    assert (found.status, found.impression) == (ReportStatus.PRELIMINARY, "Nothing suspicious.")
    assert (found.interpreted_by, found.interpreted_at) == ("Rosa Reyes, MD", AT)
    assert codes(told) == {"final_incomplete", "interpreted_at_assumed"}
    assert isinstance(told.value, Results)
    assert told.value.results[0].status is ResultStatus.FINAL


def test_a_result_of_text_alone_is_no_breast_report() -> None:
    found, told = report(SIGNED, IMPRESSION)

    assert found is None
    assert isinstance(told.value, Results)
    assert told.value.results[0].sections == (Section(kind=SectionKind.IMPRESSION, text="Nothing suspicious."),)


def test_an_impression_that_is_too_long_for_a_report_stays_in_the_text() -> None:
    long = f"OBX|1|TX|&IMP||{'x' * 4001}||||||F"
    found, told = report(DRAFT, long, coded("BIRADS", "2"))

    assert found == BreastReport(assessment=Assessment.BENIGN)
    assert isinstance(told.value, Results)
    assert [len(section.text) for section in told.value.results[0].sections] == [4001]


@pytest.mark.parametrize(
    "sent",
    [
        FINAL,
        BreastReport(),
        BreastReport(comparison=Comparison()),
        BreastReport(assessment=Assessment.NEED_PRIORS, incomplete_reason="no priors here"),
        BreastReport(density=Density.FATTY, impression='""'),
    ],
)
def test_a_breast_report_comes_back_whole(sent: BreastReport) -> None:
    body = Section(kind=SectionKind.BODY, text="Left: a mass.")
    value = Results(
        patient=Patient(mrn="T-1"), results=(Result(status=ResultStatus.FINAL, sections=(body,), report=sent),)
    )

    written = write(value, Envelope(control_id="1"))
    found = read(written.message, zone="America/Chicago")

    assert (found.value, written.losses) == (value, ())
    assert (found.losses, codes(found)) == ((), set())


def test_category_and_density_are_sent_under_public_codes_with_the_words_of_the_law() -> None:
    value = Results(patient=Patient(mrn="T-1"), results=(Result(status=ResultStatus.FINAL, report=FINAL),))

    message = write(value, Envelope(control_id="1")).message

    assert "|CWE|111413^Overall Assessment^DCM||4C^Suspicious^99DTK|" in message
    assert (
        "|CWE|129715009^Breast composition^SCT||b^There are scattered areas of fibroglandular density.^99DTK|"
        in message
    )
    assert "|TX|&IMP||Biopsy \\T\\ clip.|" in message


@pytest.mark.parametrize(
    "own",
    [
        "OBX|1|ST|findings[].clock^^99DTK|1|2||||||F",
        "OBX|1|ST|findings[].clock^^99DTK||2||||||F",
        "OBX|1|ST|laterality^^99DTK||upwards||||||F",
        "OBX|1|ST|unheard_of^^99DTK||1||||||F",
        "OBX|1|ST|../../etc^^99DTK||1||||||F",
        "OBX|1|ST|laterality.left^^99DTK||1||||||F\rOBX|2|ST|laterality^^99DTK||left||||||F",
        "OBX|1|ST|laterality^^99DTK||left||||||F\rOBX|2|ST|laterality.x^^99DTK||left||||||F",
        "OBX|1|ST|laterality^^99DTK||left||||||F\rOBX|2|ST|laterality^^99DTK||left||||||F",
        "OBX|1|ST|impression^^99DTK||benign||||||F",
        "OBX|1|ST|assessment^^99DTK||2||||||F",
    ],
    ids=[
        *("half a finding", "no place", "no such word", "no such field", "no name", "below it", "above it", "twice"),
        *("an impression", "a category"),
    ],
)
def test_lines_of_ours_that_somebody_changed_make_no_report_and_are_told(own: str) -> None:
    found, told = report(DRAFT, own)

    assert (found, codes(told)) == (None, {"report_unfit"})
    assert "OBX-5" in told.losses


def test_where_there_is_a_report_the_impression_stands_in_it() -> None:
    impression = Section(kind=SectionKind.IMPRESSION, text="benign")

    with pytest.raises(ValueError, match="impression stands in it"):
        Result(sections=(impression,), report=BreastReport())


def test_a_tree_is_put_together_in_the_order_of_its_numbers() -> None:
    value = {"a": [{"b": "1", "c": ["x", "y"]}, {"b": "2"}], "d": {"e": {}}, "f": True, "g": None, "h": ""}

    assert list(leaves(value)) == [
        ("a[].b", "1", "1"),
        ("a[].c[]", "1.1", "x"),
        ("a[].c[]", "1.2", "y"),
        ("a[].b", "2", "2"),
        ("d.e{}", "", "none"),
        ("f", "", "true"),
    ]
    assert tree(reversed(list(leaves(value)))) == {
        "a": [{"b": "1", "c": ["x", "y"]}, {"b": "2"}],
        "d": {"e": {}},
        "f": "true",
    }
