"""Whatever a patient is called, and however many numbers are taken."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.text_form import TextRenderer
from downtimekit.errors import Rejected
from downtimekit.forms import TECH_NOTES, SerialPool, check_serial
from downtimekit.forms.codes import Seal
from downtimekit.models.forms import Layout, Packet, Sheet
from downtimekit.ports.renderer import Renderer
from downtimekit.testing.contracts.renderer import head, outcome, packet_of, solid
from tests.paper import pages_of_pdf, pages_of_text

WRITTEN = st.characters(codec="latin-1", categories=("L", "N", "P", "S", "Zs"))
LATIN = st.text(WRITTEN, min_size=1, max_size=120).filter(str.strip)
ANYTHING = st.text(min_size=1, max_size=120).filter(str.strip)
POOL = SerialPool("QX", 1, 400)
HOW_OFTEN = (20, pytest.param(200, marks=pytest.mark.slow))
SERIAL = "W-000011-6"
SEAL = Seal.of("00112233445566778899aabbccddeeff")
RENDERERS: tuple[Renderer, ...] = (PdfRenderer(SEAL, fonts=[]), TextRenderer(SEAL))
PRESSES = {renderer.suffix: renderer.compile([TECH_NOTES], layout=Layout()) for renderer in RENDERERS}


def packet_for(family: str, given: str) -> Packet:
    """Return a packet of one sheet."""
    packet = packet_of(1, family=family, given=given)
    return packet.model_copy(update={"sheets": (Sheet(serial=SERIAL, form=TECH_NOTES),)})


def shows_or_names_the_sheet(suffix: str, packet: Packet) -> bool:
    """Tell whether a packet is drawn with the whole name, or refused without it."""
    drawn = outcome(PRESSES[suffix], packet)
    if isinstance(drawn, Rejected):
        return str(drawn).startswith(f"sheet {SERIAL}: ") and drawn.__context__ is None
    pages = pages_of_pdf(drawn) if suffix == ".pdf" else pages_of_text(drawn)
    return all(solid(head(packet).name) in solid(page) for page in pages)


@pytest.mark.parametrize("examples", HOW_OFTEN)
def test_every_western_european_name_is_printed_whole(examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(family=LATIN, given=LATIN)
    def check(family: str, given: str) -> None:
        packet = packet_for(family, given)
        for suffix in PRESSES:
            assert shows_or_names_the_sheet(suffix, packet)
        # capitals of the family name may leave the character set, as the micro sign does
        label = head(packet).name
        if label.encode("cp1252", errors="ignore").decode("cp1252") == label:
            assert isinstance(outcome(PRESSES[".pdf"], packet), bytes)

    check()


@pytest.mark.parametrize("examples", HOW_OFTEN)
def test_any_name_is_printed_whole_or_refused_without_being_told(examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(family=ANYTHING, given=ANYTHING)
    def check(family: str, given: str) -> None:
        for suffix in PRESSES:
            assert shows_or_names_the_sheet(suffix, packet_for(family, given))

    check()


@given(counts=st.lists(st.integers(0, 60), max_size=5))
def test_numbers_taken_little_by_little_are_those_taken_at_once(counts: list[int]) -> None:
    taken: list[str] = []
    for count in counts:
        taken += POOL.take(count, after=taken[-1] if taken else None)

    assert tuple(taken) == POOL.take(sum(counts))


@given(number=st.integers(1, 999_990), separator=st.sampled_from(["", " ", "-", "\u2013", " - "]))
def test_a_serial_is_known_however_it_is_typed(number: int, separator: str) -> None:
    (serial,) = SerialPool("ABC", number, number + 9).take(1)

    assert check_serial(serial.lower().replace("-", separator)) == serial
