"""Which sheets a visit gets, in which language, with what is known already, and until when they hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.forms import (
    QUESTIONNAIRE,
    RADIOLOGIST_WORKSHEET,
    TECH_NOTES,
    FormRule,
    PacketTerms,
    SerialPool,
    blank_packets,
    blanked,
    forms_by,
    issued,
    packets,
    reprinted,
)
from downtimekit.models.forms import FormDefinition, Packet, Sheet, Translation
from downtimekit.models.schedule import Appointment
from tests.printing import a_day, a_visit, visit_of

POOL = SerialPool("W", 1, 500)
RULES = forms_by(
    FormRule([QUESTIONNAIRE], exams=["MAMMOGRAM"]),
    FormRule([TECH_NOTES, QUESTIONNAIRE], visit_types=["Follow-up"]),
    FormRule([RADIOLOGIST_WORKSHEET], sites=["west"]),
)
SPOKEN = QUESTIONNAIRE.model_copy(
    update={"translations": (Translation(language="es", texts={}), Translation(language="ar-EG", texts={}))}
)


def printed(*visits: Appointment, forms: object = (QUESTIONNAIRE,), **terms: object) -> tuple[Packet, ...]:
    said = PacketTerms(**terms)  # type: ignore[arg-type]
    return packets(a_day(*visits), forms=forms, pool=POOL, downtime="west-1", terms=said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("visit", "forms"),
    [
        (a_visit(1, exam="Screening mammogram, both"), [QUESTIONNAIRE, RADIOLOGIST_WORKSHEET]),
        (a_visit(1, exam="Ultrasound", visit_type="follow-up"), [TECH_NOTES, QUESTIONNAIRE, RADIOLOGIST_WORKSHEET]),
        (a_visit(1, visit_type="Follow-up"), [QUESTIONNAIRE, TECH_NOTES, RADIOLOGIST_WORKSHEET]),
        (a_visit(1, exam="Mammogram", site="east"), [QUESTIONNAIRE]),
        (a_visit(1, exam="Ultrasound"), [RADIOLOGIST_WORKSHEET]),
    ],
)
def test_a_visit_gets_the_forms_of_every_rule_that_fits_each_once(
    visit: Appointment, forms: list[FormDefinition]
) -> None:
    (packet,) = printed(visit, forms=RULES)

    assert [sheet.form.key for sheet in packet.sheets] == [form.key for form in forms]


def test_a_visit_for_which_no_rule_fits_is_named_by_its_place_and_not_by_its_patient() -> None:
    lost = [a_visit(number, exam="Ultrasound", site="east") for number in (2, 3)]
    with pytest.raises(InvalidInput) as refused:
        printed(a_visit(1), *lost, forms=RULES)

    assert [fault.path for fault in refused.value.faults] == ["visit 2 of the day", "visit 3 of the day"]
    assert "T-0000" not in str(refused.value)


@pytest.mark.parametrize(
    ("wanted", "house", "spoken"),
    [
        (None, "en", "en"),
        (None, "es", "es"),
        ("es", "en", "es"),
        ("es-MX", "en", "es"),
        ("ar", "en", "ar-EG"),
        ("ar-EG", "en", "ar-EG"),
        ("pl", "es", "es"),
        ("pl", "pl", "en"),
    ],
)
def test_a_patient_gets_the_sheet_in_the_nearest_language_that_it_has(
    wanted: str | None, house: str, spoken: str
) -> None:
    assert PacketTerms(language=house).spoken(SPOKEN, wanted) == spoken


def test_the_language_of_each_patient_is_asked_for() -> None:
    asked = {"T-00001": "es", "T-00002": None}
    some = next(form for form in (QUESTIONNAIRE,) if form.languages)
    day = printed(
        a_visit(1), a_visit(2), forms=[some], language_of=lambda visit: asked[visit.patient.mrn], language="en"
    )

    assert [packet.sheets[0].language for packet in day] == ["es" if "es" in some.languages else "en", "en"]


def test_what_is_known_is_printed_for_that_visit_and_for_no_other() -> None:
    key = QUESTIONNAIRE.fields()[0].key

    def known(visit: Appointment, form: FormDefinition) -> Mapping[str, Any]:
        return {key: "planted"} if visit.accession == "A-00002" and form is QUESTIONNAIRE else {}

    first, second = printed(a_visit(1), a_visit(2), forms=[QUESTIONNAIRE, TECH_NOTES], answers=known)

    assert [dict(sheet.answers) for sheet in (*first.sheets, *second.sheets)] == [{}, {}, {key: "planted"}, {}]


def test_an_answer_that_no_question_asks_for_is_refused_without_being_told() -> None:
    with pytest.raises(InvalidInput, match="visit 1 of the day") as refused:
        printed(a_visit(1), answers=lambda visit, form: {"secret_lump": "left"})

    assert "lump" not in str(refused.value)


def test_paper_says_until_when_it_holds_counted_from_its_data() -> None:
    as_of = datetime(2026, 3, 3, 1, 30, tzinfo=UTC)
    (packet,) = printed(a_visit(1), valid_for=timedelta(hours=36), read_only=True)

    assert packet.expires == as_of + timedelta(hours=36)
    assert packet.read_only
    assert printed(a_visit(1))[0].expires is None


def test_the_paper_of_one_site_is_of_that_site_alone() -> None:
    day = a_day(a_visit(1), a_visit(2, site="east"))
    paper = packets(day.at_site("east"), forms=[TECH_NOTES], pool=POOL, downtime="east-1")

    assert [packet.site for packet in paper] == ["east"]


def test_blank_paper_is_a_packet_a_sheet_each_with_its_number() -> None:
    paper = blank_packets(
        [(QUESTIONNAIRE, 2), (TECH_NOTES, 1)],
        site="west",
        as_of=datetime(2026, 3, 3, tzinfo=UTC),
        pool=POOL,
        downtime="west-1",
        terms=PacketTerms(valid_for=timedelta(days=30)),
    )

    assert [[sheet.form.key for sheet in packet.sheets] for packet in paper] == [
        [QUESTIONNAIRE.key],
        [QUESTIONNAIRE.key],
        [TECH_NOTES.key],
    ]
    assert [form.serial for form in issued(paper)] == list(POOL.take(3))
    assert {(form.accession, form.mrn, form.site) for form in issued(paper)} == {(None, None, "west")}
    assert paper[0].expires == datetime(2026, 4, 2, tzinfo=UTC)


def test_a_blank_in_place_of_a_packet_has_its_numbers_and_nothing_of_the_patient() -> None:
    key = QUESTIONNAIRE.fields()[0].key
    (packet,) = printed(a_visit(1), answers=lambda visit, form: {key: "planted"})
    blank = blanked(packet)

    assert [sheet.serial for sheet in blank.sheets] == [sheet.serial for sheet in packet.sheets]
    written = blank.model_dump_json()
    patient = visit_of(packet).patient
    words = ("planted", patient.mrn, patient.family, patient.given, visit_of(packet).accession)
    assert not any(word and word in written for word in words)


def test_a_sheet_that_is_printed_again_has_its_number_and_the_next_copy_number() -> None:
    (packet,) = printed(a_visit(1), forms=[QUESTIONNAIRE, TECH_NOTES])
    first, second = (sheet.serial for sheet in packet.sheets)

    once = reprinted(packet, second)
    assert [(sheet.serial, sheet.copy_number) for sheet in once.sheets] == [(second, 2)]
    again = reprinted(reprinted(packet))
    assert [(sheet.serial, sheet.copy_number) for sheet in again.sheets] == [(first, 3), (second, 3)]
    assert [form.copy_number for form in issued([again])] == [3, 3]
    with pytest.raises(InvalidInput, match="are not in this packet"):
        reprinted(packet, "W-000499-X")


def test_there_is_no_hundredth_copy() -> None:
    (packet,) = printed(a_visit(1))
    for _ in range(98):
        packet = reprinted(packet)

    with pytest.raises(InvalidInput, match="copy_number"):
        reprinted(packet)


@pytest.mark.parametrize("odd", ["Planted\ud800", float("nan"), 10**5000, object(), b"Planted", {1: 2}], ids=type)
def test_an_answer_that_nobody_can_write_is_told_by_the_place_of_its_visit(odd: object) -> None:
    key = QUESTIONNAIRE.fields()[0].key

    with pytest.raises(InvalidInput, match=r"visit 2 of the day.*nobody can type") as caught:
        printed(a_visit(1), a_visit(2), answers=lambda visit, form: {key: odd} if visit.accession == "A-00002" else {})
    assert "Planted" not in f"{caught.value} {caught.value.__context__}"


def test_a_sheet_holds_no_answer_that_nobody_can_write() -> None:
    with pytest.raises(ValidationError, match="nobody can type"):
        Sheet(serial="W-000001-A", form=QUESTIONNAIRE, answers={"reason": ["Planted", float("nan")]})
