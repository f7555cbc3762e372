"""A notice as a page for mail: whole and well formed, whatever people typed into it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.notice import NoticeText
from downtimekit.notices.letters import as_html

TEXT = NoticeText(
    language="es",
    subject='RIS en west <b> & "co"',
    body="El proveedor dice: <script>alert(1)</script>\nSegunda línea.\n\nAfecta a: RIS en west\nDesde: 09:00 EST",
)
VOID = {"meta", "br", "!doctype"}


class Page(HTMLParser):
    """Reads a page, and fails where its elements are not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: dict[str, list[str]] = {}
        self.links: list[str] = []
        self.loads: list[str] = []
        self.language = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.language = found.get("lang") or self.language
        self.links += [found["href"] or ""] if "href" in found else []
        self.loads += [tag] if tag in {"script", "img", "link", "iframe"} or "src" in found else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and data.strip():
            self.words.setdefault(self.open[-1], []).append(data.strip())


def test_what_people_typed_is_read_and_never_run() -> None:
    page = Page(as_html(TEXT))

    assert page.words["title"] == page.words["h1"] == [TEXT.subject]
    assert page.words["p"] == [
        "El proveedor dice: <script>alert(1)</script>",
        "Segunda línea.",
        "Afecta a: RIS en west",
        "Desde: 09:00 EST",
    ]
    assert page.loads == []


def test_a_screen_reader_knows_the_language_and_nothing_is_loaded_from_elsewhere() -> None:
    page = as_html(TEXT)

    assert Page(page).language == "es"
    assert "http" not in page
    assert 'name="color-scheme" content="light dark"' in page


def test_a_line_stays_a_line_and_an_empty_one_begins_a_paragraph() -> None:
    page = as_html(TEXT)

    assert page.count("<p ") == 2
    assert page.count("<br>") == 2


def test_a_drill_says_so_before_everything_else_in_the_readers_language() -> None:
    page = Page(as_html(TEXT, drill=True))

    assert page.words["p"][0] == "DRILL (SIMULACRO): esto es un ejercicio. No hay ninguna falla."
    assert not any("DRILL" in word for word in Page(as_html(TEXT)).words["p"])


def test_who_is_asked_for_an_answer_gets_a_button_and_a_code() -> None:
    page = Page(as_html(TEXT, link="https://desk.example.org/a?n=1&c=2", code="K7Q2"))

    assert page.links == ["https://desk.example.org/a?n=1&c=2"]
    assert page.words["a"] == ["Confirme que ha leído este aviso"]
    assert "K7Q2" in page.words["p"][-1]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "desk.example.org", 'https://x"onclick="y', "https://x\r\nBcc: a@b"]
)
def test_a_link_that_leads_to_no_page_is_refused_and_not_repeated(link: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        as_html(TEXT, link=link)

    assert link not in str(refused.value)
