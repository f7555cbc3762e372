"""However a pile is put together, every page is that of one patient, in words and in its code."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.forms import RADIOLOGIST_WORKSHEET, TECH_NOTES, SerialPool
from downtimekit.forms.codes import PageCode, Seal, downtime_tag
from downtimekit.models.forms import Layout, Packet, Sheet
from downtimekit.models.patient import Patient
from downtimekit.models.schedule import Appointment
from downtimekit.testing.contracts.renderer import FORM, head, solid
from tests.paper import codes_of_pdf, pages_of_pdf

pytestmark = pytest.mark.slow

AS_OF = datetime(2026, 3, 2, 18, tzinfo=UTC)
SEAL = Seal.of("00112233445566778899aabbccddeeff")
FORMS = (RADIOLOGIST_WORKSHEET, TECH_NOTES, FORM)
PRESS = PdfRenderer(SEAL, fonts=[]).compile(FORMS, layout=Layout(languages=("en", "es")))
SERIALS = SerialPool("P", 1, 900).take(800)
LETTERS = st.characters(codec="latin-1", categories=("Lu", "Ll"), exclude_characters="µß")
NAMES = st.text(LETTERS, min_size=1, max_size=40)


@st.composite
def piles(draw: st.DrawFn) -> list[Packet]:
    """Draw packets whose patients differ in their numbers, and may have one name."""
    count = draw(st.integers(1, 12))
    family, given = draw(NAMES), draw(NAMES)
    serials = iter(SERIALS)
    packets = []
    for number in range(count):
        patient = Patient(
            mrn=f"T-{number:04d}0",
            family=draw(st.sampled_from([family, draw(NAMES)])),
            given=given,
            birth_date=date(1930, 1, 1) + timedelta(days=40 * number + draw(st.integers(0, 39))),
        )
        visit = Appointment(accession=f"A-{number:04d}9", patient=patient, starts=AS_OF, exam="Exam", site="west")
        forms = draw(st.lists(st.sampled_from(FORMS), min_size=1, max_size=3))
        sheets = tuple(
            Sheet(serial=next(serials), form=form, copy_number=draw(st.integers(1, 3)), language=draw(languages(form)))
            for form in forms
        )
        drill = draw(st.booleans())
        packets.append(
            Packet(downtime="west-1", as_of=AS_OF, site="west", appointment=visit, sheets=sheets, drill=drill)
        )
    return packets


def languages(form: object) -> st.SearchStrategy[str]:
    return st.sampled_from(getattr(form, "languages", ("en",)))


def check(packets: list[Packet], *, read_codes: bool) -> None:
    document = PRESS.render(packets)
    pages = [solid(page) for page in pages_of_pdf(document)]
    plans = {(plan.form, plan.language): plan for plan in PRESS.plans}
    expected = [
        (packet, sheet, number, len(plans[sheet.form.key, sheet.language].pages))
        for packet in packets
        for sheet in packet.sheets
        for number in range(1, len(plans[sheet.form.key, sheet.language].pages) + 1)
    ]
    assert len(pages) == len(expected)
    for (packet, sheet, number, of), page in zip(expected, pages, strict=True):
        own = head(packet)
        assert all(solid(word) in page for word in (own.name, own.facts[0][1], own.facts[1][1], sheet.serial))
        assert [other.mrn for other in patients(packets) if other.mrn in page] == [own.facts[0][1]]
        assert f"{number}of{of}" in page or f"{number}de{of}" in page
    if read_codes:
        codes = [SEAL.open(token).code for token in codes_of_pdf(document)]
        assert codes == [
            PageCode(
                serial=sheet.serial,
                page=number,
                pages=of,
                copy_number=sheet.copy_number,
                drill=packet.drill,
                downtime=downtime_tag(packet.downtime),
                plan=plans[sheet.form.key, sheet.language].digest[:8],
                expires=None,
            )
            for packet, sheet, number, of in expected
        ]


def patients(packets: list[Packet]) -> list[Patient]:
    return [packet.appointment.patient for packet in packets if packet.appointment]


@settings(max_examples=8, deadline=None)
@given(packets=piles())
def test_no_page_of_a_pile_has_anything_of_another_patient(packets: list[Packet]) -> None:
    check(packets, read_codes=False)


@settings(max_examples=40, deadline=None)
@given(packets=piles())
def test_every_page_of_a_pile_says_the_same_in_words_and_in_its_code(packets: list[Packet]) -> None:
    check(packets, read_codes=True)
