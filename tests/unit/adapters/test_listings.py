"""Lists on paper and as text: every row, whole, in order, on numbered pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

from downtimekit.adapters.listing_pdf import ListingPdf
from downtimekit.adapters.listing_text import ListingText
from downtimekit.models.listing import TO_TICK, Listing
from downtimekit.ports import ListingRenderer
from tests.paper import pages_of_pdf, pages_of_text

LONG = "GARCÍA-MÁRQUEZ DE LA CONCEPCIÓN Y TODOS LOS SANTOS, María Fernanda Guadalupe"
UNBROKEN = "Wolfeschlegelsteinhausenbergerdorff" * 4
RENDERERS = [(ListingPdf(), pages_of_pdf), (ListingPdf(page="A4"), pages_of_pdf), (ListingText(), pages_of_text)]
EACH = pytest.mark.parametrize(("renderer", "pages_of"), RENDERERS, ids=["Letter", "A4", "text"])

Reads = Callable[[bytes], Sequence[str]]


def a_list(*names: str, columns: int = 3, facts: Sequence[str] = ("As of noon.",)) -> Listing:
    """Return a list of names with their numbers and a box, and other columns where more are wanted."""
    more = columns - 3
    return Listing(
        title="Schedule",
        columns=("No.", "Name", *(f"More {place}" for place in range(more)), "Here"),
        widths=(1, 3, *[1] * more, 1),
        rows=tuple((f"N{place:04d}", name, *["x"] * more, TO_TICK) for place, name in enumerate(names)),
        facts=tuple(facts),
        mark="DRILL",
        foot="DT-1",
        unshown="(not shown)",
    )


def letters(text: str) -> str:
    """Return a text without spaces and line ends."""
    return re.sub(r"\s", "", text)


@EACH
def test_two_hundred_visits_are_all_there_in_order_on_numbered_pages(
    renderer: ListingRenderer, pages_of: Reads
) -> None:
    pages = pages_of(renderer.render(a_list(*["Testwell, Ada"] * 200, columns=10)))

    assert re.findall(r"N\d{4}", " ".join(pages)) == [f"N{place:04d}" for place in range(200)]
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "DRILL" in page
        assert "DT-1" in page
        assert "Schedule" in page


@EACH
@pytest.mark.parametrize("name", [LONG, UNBROKEN, "Łukasiewicz, Żaneta", "O'Brien, Seán"])
def test_no_letter_of_a_name_is_lost(renderer: ListingRenderer, pages_of: Reads, name: str) -> None:
    text = letters("".join(pages_of(renderer.render(a_list(name, columns=10)))))

    for word in name.split():
        assert word in text if len(word) < len(UNBROKEN) else text.count("Wolfe") == 4


@EACH
def test_a_row_that_is_higher_than_a_page_goes_on_on_the_next(renderer: ListingRenderer, pages_of: Reads) -> None:
    words = " ".join(f"word{place:04d}" for place in range(900))
    text = letters("".join(pages_of(renderer.render(a_list(words)))))

    assert [word for word in words.split() if word not in text] == []


@EACH
def test_an_empty_list_is_a_page(renderer: ListingRenderer, pages_of: Reads) -> None:
    (page,) = pages_of(renderer.render(a_list(facts=("Nobody is expected.",))))

    assert "Nobody is expected." in page
    assert "Page 1 of 1" in page


@EACH
def test_a_list_is_the_same_bytes_whenever_it_is_drawn(renderer: ListingRenderer, pages_of: Reads) -> None:
    listing = a_list(LONG)

    assert renderer.render(listing) == renderer.render(listing)


def test_what_cannot_be_shown_is_said_in_its_place() -> None:
    (page,) = pages_of_pdf(ListingPdf().render(a_list("\U0010fffd")))

    assert "(not shown)" in page


def test_what_would_steer_a_printer_is_seen_and_does_nothing() -> None:
    (page,) = pages_of_text(ListingText().render(a_list("Ada\x1b[2J\x00Testwell\fMoved")))

    assert "Ada\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}Testwell Moved" in page
    assert "\x1b" not in page
