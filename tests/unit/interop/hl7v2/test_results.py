"""Results: how far they are, what they say, and what of it is a breast report."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.hl7v2 import Envelope, Read, read, write
from downtimekit.models.orders import SystemNumber
from downtimekit.models.patient import Patient
from downtimekit.models.results import Result, Results, ResultStatus, Section, SectionKind
from tests.hl7v2 import ADA, codes, sample, understood

AT = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
ADA_MODEL = Patient(mrn="T-1")


def obr(**fields: str) -> str:
    """Return an OBR with fields by their number: ``f25="F"``."""
    row = ["OBR", *[""] * 50]
    for name, field in {"f1": "1", "f3": "F-1", "f25": "F", **fields}.items():
        row[int(name[1:])] = field
    return "|".join(row).rstrip("|")


def line(name: str, value: str, *, status: str = "F", kind: str = "TX", number: int = 1) -> str:
    """Return an OBX."""
    return f"OBX|{number}|{kind}|{name}||{value}||||||{status}"


def result(*segments: str) -> tuple[Result, Read]:
    """Read a message with one result."""
    found = understood("ORU^R01", ADA, *segments)
    assert isinstance(found.value, Results)
    assert len(found.value.results) == 1
    return found.value.results[0], found


@pytest.mark.parametrize(
    ("order", "lines", "status", "concerns"),
    [
        *((code, code, status, set()) for code, status in zip("OSIARPFCX", [
            ResultStatus.ORDERED, ResultStatus.SCHEDULED, ResultStatus.PENDING, ResultStatus.PARTIAL,
            ResultStatus.UNVERIFIED, ResultStatus.PRELIMINARY, ResultStatus.FINAL, ResultStatus.CORRECTED,
            ResultStatus.CANCELLED,
        ], strict=True)),
        ("Final", "Final", ResultStatus.FINAL, set()),
        ("Prelim", "P", ResultStatus.PRELIMINARY, set()),
        ("Wet Read", "P", ResultStatus.PRELIMINARY, set()),
        ("", "Final", ResultStatus.FINAL, set()),
        ("", "P", ResultStatus.PRELIMINARY, set()),
        ("", "", None, {"status_unknown"}),
        ("Draft-ish", "", None, {"word_not_known", "status_unknown"}),
        ("Z", "F", ResultStatus.FINAL, {"word_not_known"}),
        ("F", "U", ResultStatus.FINAL, set()),
        ("F", "C", ResultStatus.CORRECTED, set()),
        ("F", "P", ResultStatus.FINAL, {"status_differs"}),
        ("P", "F", ResultStatus.PRELIMINARY, set()),
        ("F", "W", ResultStatus.WITHDRAWN, set()),
        ("C", "W", ResultStatus.WITHDRAWN, set()),
        ("", "W", ResultStatus.WITHDRAWN, set()),
        ("F", "?", ResultStatus.FINAL, {"word_not_known"}),
    ],
)  # fmt: skip
def test_how_far_a_result_is_is_read_from_clean_and_from_dirty_feeds(
    order: str, lines: str, status: ResultStatus | None, concerns: set[str]
) -> None:
    found, told = result(obr(f25=order), line("&GDT", "seen", status=lines))

    assert (found.status, codes(told)) == (status, concerns)


def test_a_result_that_is_withdrawn_in_part_counts_as_withdrawn_and_is_told() -> None:
    found, told = result(obr(), line("&GDT", "seen", status="W"), line("&IMP", "benign"))

    assert (found.status, codes(told)) == (ResultStatus.WITHDRAWN, {"partly_withdrawn"})


@pytest.mark.parametrize("status", ResultStatus)
def test_a_status_comes_back(status: ResultStatus) -> None:
    text = Section(kind=SectionKind.BODY, text="seen")
    value = Results(patient=ADA_MODEL, results=(Result(status=status, sections=(text,)),))

    sent = write(value, Envelope(control_id="1"))

    assert (read(sent.message, zone="UTC").value, sent.losses) == (value, ())


def test_a_withdrawal_has_a_line_to_say_so_or_is_told_as_lost() -> None:
    value = Results(patient=ADA_MODEL, results=(Result(status=ResultStatus.WITHDRAWN),))

    assert write(value, Envelope(control_id="1")).losses == ("results[0].status",)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("&GDT", SectionKind.BODY),
        ("24606-6&GDT", SectionKind.BODY),
        ("&gdt", SectionKind.BODY),
        ("&IMP", SectionKind.IMPRESSION),
        ("&ADT", SectionKind.ADDENDUM),
        ("&TCM", SectionKind.TECHNOLOGIST_COMMENT),
        ("&REC", SectionKind.RECOMMENDATION),
        ("59776-5^Findings^LN", SectionKind.BODY),
        ("19005-8^Impressions^LN", SectionKind.IMPRESSION),
        ("18783-1^Recommendations^LN", SectionKind.RECOMMENDATION),
        ("55107-7^Addendum^LN", SectionKind.ADDENDUM),
        ("18785-6^Indications^LN", SectionKind.INDICATION),
        ("I^IMPRESSION^L", SectionKind.IMPRESSION),
        ("R^REPORT^L", SectionKind.BODY),
        ("TCM^TECH COMMENT^L", SectionKind.TECHNOLOGIST_COMMENT),
        ("", SectionKind.OTHER),
        ("XYZ^something else^L", SectionKind.OTHER),
    ],
)
def test_the_parts_of_a_report_are_told_apart_by_what_feeds_call_them(name: str, kind: SectionKind) -> None:
    found, _ = result(obr(), line(name, "seen"))

    assert [(section.kind, section.text) for section in found.sections] == [(kind, "seen")]


def test_a_report_that_comes_line_by_line_is_put_together_with_its_blank_lines() -> None:
    lines = ["Left breast:", "", "  a mass, 12 mm", "R&D 2^3~and more"]
    found, told = result(obr(), *(line("&GDT", text, number=number) for number, text in enumerate(lines, 1)))

    assert found.sections[0].text == "Left breast:\n\n  a mass, 12 mm\nR&D 2^3\nand more"
    assert told.losses == ()


def test_formatted_text_keeps_its_line_breaks() -> None:
    found, _ = result(obr(), line("&GDT", "one\\.br\\two \\T\\ three", kind="FT"))

    assert found.sections[0].text == "one\ntwo & three"


def test_a_line_that_is_no_text_is_told_as_lost() -> None:
    found, told = result(obr(), line("8867-4^Heart rate^LN", "72", kind="NM"), line("", '""'), line("&IMP", '""'))

    assert found.sections == ()
    assert told.losses == ("OBX-2", "OBX-3", "OBX-5", "OBX[2]-2", "OBX[2]-5", "OBX[3]-2", "OBX[3]-5")


def test_two_clocks_and_two_people_are_kept() -> None:
    found, told = result(
        "ORC|RE||||||||20260303180000-0600|5^Roe^Robin",
        obr(f7="20260303090000-0600", f22="20260303100000-0600", f32="9&Reyes&Rosa&&&&MD", f18="A-1", f2="P-1^EHR"),
        line("&IMP", "benign") + "|||20260303090000-0600",
    )

    assert (found.performed_at, found.reported_at) == (AT, datetime(2026, 3, 3, 16, tzinfo=UTC))
    assert (found.interpreted_by, found.entered_by) == ("Rosa Reyes, MD", "Robin Roe")
    assert found.entered_at == datetime(2026, 3, 4, 0, tzinfo=UTC)
    assert (found.accession, found.placer) == ("A-1", SystemNumber(value="P-1", issuer="EHR"))
    assert told.losses == ("ORC-10.1", "OBR-32.1")


@pytest.mark.parametrize("name", ["9^Reyes^Rosa^^^^MD", "&Rosa Reyes, MD", "Rosa Reyes, MD", "&Reyes&Rosa&&&&MD"])
def test_who_read_the_images_is_found_however_a_feed_writes_it(name: str) -> None:
    found, _ = result(obr(f32=name))

    assert found.interpreted_by == "Rosa Reyes, MD"


def test_a_text_that_nobody_can_read_is_refused_and_does_not_break_anything() -> None:
    with pytest.raises(InvalidInput, match="OBX-5"):
        result(obr(), *(line("&GDT", "x" * 90) for _ in range(1200)))
    with pytest.raises(InvalidInput, match="OBX-5"):
        result(obr(), line("&GDT", "half a letter: \ud800"))


@pytest.mark.parametrize(("orc", "losses"), [("ORC|RE", ()), ("ORC|NW", ("ORC-1",))])
def test_that_results_follow_is_known_and_anything_else_is_told(orc: str, losses: tuple[str, ...]) -> None:
    assert result(orc, obr())[1].losses == losses


def test_a_message_without_a_result_is_refused() -> None:
    with pytest.raises(InvalidInput, match="there is no result"):
        understood("ORU^R01", ADA, "ORC|RE|P-1")


def test_the_result_of_another_patient_in_the_same_message_is_left_out_and_told() -> None:
    found = understood("ORU^R01", ADA, obr(), "PID|2||T-2^^^^MR", obr(f3="F-2"))

    assert isinstance(found.value, Results)
    assert [each.filler for each in found.value.results] == [SystemNumber(value="F-1")]
    assert (found.losses, codes(found)) == (("PID[2]", "OBR[2]"), {"another_patient"})


def test_a_part_of_the_text_is_given_once() -> None:
    twice = (Section(kind=SectionKind.BODY, text="a"), Section(kind=SectionKind.BODY, text="b"))

    with pytest.raises(ValueError, match="given twice"):
        Result(sections=twice)


def test_a_downloaded_laboratory_result_has_its_orders_and_tells_every_value_as_lost() -> None:
    found = read(sample("LAB-ORU-1.hl7"), zone="America/Chicago")

    assert isinstance(found.value, Results)
    assert [each.exam and each.exam.code for each in found.value.results] == ["24317-0", "26464-8"]
    assert [each.status for each in found.value.results] == [ResultStatus.FINAL, ResultStatus.PRELIMINARY]
    assert {f"OBX[{number}]-5" for number in (2, 4, 5, 6, 7, 8, 9, 10)} <= set(found.losses)
    assert "status_differs" in codes(found)
