"""The contents sheet: whoever holds the pile can compare it, row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from downtimekit.adapters.listing_pdf import ListingPdf
from downtimekit.adapters.listing_text import ListingText
from downtimekit.forms import blanked, reprinted
from downtimekit.forms.contents import contents_of
from downtimekit.models.forms import Packet
from downtimekit.models.listing import Listing
from downtimekit.ports import ListingRenderer
from tests.paper import pages_of_pdf, pages_of_text
from tests.printing import a_pile, a_visit, visit_of


def listing(pile: Sequence[Packet], *remarks: str, language: str = "en") -> Listing:
    said = [*remarks, *[""] * (len(pile) - len(remarks))]
    return contents_of(pile, pages=[5] * len(pile), remarks=said, language=language)


def solid(text: str) -> str:
    return "".join(text.split())


RENDERERS: dict[str, tuple[ListingRenderer, Callable[[bytes], Sequence[str]]]] = {
    "pdf": (ListingPdf(), pages_of_pdf),
    "a4": (ListingPdf(page="A4"), pages_of_pdf),
    "text": (ListingText(), pages_of_text),
}


def pages(name: str, found: Listing) -> list[str]:
    renderer, pages_of = RENDERERS[name]
    return [solid(page) for page in pages_of(renderer.render(found))]


@pytest.mark.parametrize("name", RENDERERS)
def test_every_packet_is_there_in_order_on_numbered_pages_under_the_columns(name: str) -> None:
    pile = a_pile(80)
    found = pages(name, listing(pile))

    serials = [solid(sheet.serial) for packet in pile for sheet in packet.sheets]
    text = "".join(found)
    places = [text.index(serial) for serial in serials]
    assert places == sorted(places)
    assert all(solid(visit_of(packet).patient.label) in text for packet in pile)
    assert all(f"Page{number}of{len(found)}" in page for number, page in enumerate(found, 1))
    assert all("Sheets" in page and "MRN" in page for page in found)
    assert len(found) > 1


@pytest.mark.parametrize("name", RENDERERS)
def test_it_says_how_old_it_is_and_what_it_is_about(name: str) -> None:
    (first, *_) = pages(name, listing(a_pile(3)))

    assert "Contentsofthispile:west" in first
    assert "Scheduleasof03Mar202601:30(UTC+00:00)" in first
    assert "3packets,6sheets,15pages." in first


@pytest.mark.parametrize("name", RENDERERS)
def test_what_is_blank_missing_or_a_copy_is_said(name: str) -> None:
    first, second, third = a_pile(3)
    text = "".join(pages(name, listing([first, second, reprinted(third)], "blank", "missing")))

    assert f"BLANK,WRITEINBYHAND:{first.sheets[0].serial}" in text
    assert f"NOTPRINTED:{second.sheets[0].serial}" in text
    assert "(COPY2)" in text


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.parametrize("family", ["Mac " * 29 + "Test", "W" * 120, "O\u2019Example) Tj (", "</script>&amp;", "مثال"])
def test_no_name_loses_a_letter(name: str, family: str) -> None:
    pile = a_pile(2, at_2=a_visit(2, family=family, given="Zz"))
    (text,) = pages(name, listing(pile))

    assert solid(f"{family.upper()}, Zz") in text or solid(f"{family.upper()}, Zz"[::-1]) in text or family == "مثال"


@pytest.mark.parametrize(("name", "said"), [("pdf", "(cannotbeshownhere)"), ("text", "BELL\N{REPLACEMENT CHARACTER}")])
def test_a_name_that_cannot_be_shown_is_said_to_be_so(name: str, said: str) -> None:
    pile = a_pile(2, at_2=a_visit(2, family="bell\x07"))
    (text,) = pages(name, listing(pile))

    assert said in text
    assert pile[1].sheets[0].serial in text


@pytest.mark.parametrize("name", RENDERERS)
def test_a_drill_and_a_read_only_copy_are_marked_on_every_page(name: str) -> None:
    pile = [packet.model_copy(update={"drill": True, "read_only": True}) for packet in a_pile(80)]
    found = pages(name, listing(pile))

    assert "DRILL:NOTFORPATIENTCARE,READONLY" in found[0]
    assert name == "text" or all("DRILL" in page for page in found)
    assert not any("DRILL" in page for page in pages(name, listing(a_pile(80))))


@pytest.mark.parametrize("name", RENDERERS)
def test_it_speaks_spanish(name: str) -> None:
    (text,) = pages(name, listing(a_pile(2), language="es-MX"))

    assert "Contenidodeestelote" in text


@pytest.mark.parametrize("name", RENDERERS)
def test_the_same_pile_has_the_same_sheet(name: str) -> None:
    renderer, _ = RENDERERS[name]

    assert renderer.render(listing(a_pile(5))) == renderer.render(listing(a_pile(5)))


def test_blank_paper_has_a_row_without_a_patient() -> None:
    pile = [blanked(packet) for packet in a_pile(2)]
    (text,) = pages("text", listing(pile))

    assert "Sitewest.Printed03Mar2026" in text
    assert not any(visit_of(packet).patient.mrn in text for packet in a_pile(2))


def test_a_list_shows_nobody_in_its_repr() -> None:
    assert "T-0000" not in repr(listing(a_pile(2)))
