"""The page of a link can be used on an old phone and with a screen reader, and carries nothing in or out."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from downtimekit.models.notice import NoticeText
from downtimekit.notices.answer_page import HEADERS, answer_page
from downtimekit.notices.answer_words import WORDS, Saying, TakenStatus, accepted, spoken

DOWN = NoticeText(language="en", subject="RIS down", body="Work on paper.")


class Outline(HTMLParser):
    """The elements of a page, with what is open at its end."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("saying", [one for one in [*TakenStatus, Saying.EXPIRED] if one is not TakenStatus.NOTHING])
def test_every_page_is_whole_and_says_its_language(language: str, saying: TakenStatus | Saying) -> None:
    outline = Outline(answer_page(saying, language=language, texts=[DOWN]))

    assert outline.open == []
    assert outline.named("html") == [{"lang": language}]
    assert [len(outline.named(tag)) for tag in ("title", "h1", "main", "form", "script", "a", "img")] == [
        1,
        1,
        1,
        0,
        0,
        0,
        0,
    ]
    assert outline.named("p") == [{"role": "status"}]


@pytest.mark.parametrize("language", WORDS)
def test_the_question_has_one_button_that_posts_to_its_own_address(language: str) -> None:
    page = answer_page(TakenStatus.CONFIRM, language=language, texts=[DOWN], asks=True)
    outline = Outline(page)

    assert outline.named("form") == [{"method": "post"}]
    assert outline.named("button") == [{"type": "submit"}]
    assert outline.named("li") == [{"lang": "en"}]  # a reader says it as it is written
    assert WORDS[language][Saying.BUTTON].title in page


def test_what_stands_in_a_subject_cannot_become_a_part_of_the_page() -> None:
    planted = DOWN.model_copy(update={"subject": '<script>alert("1")</script>&'})
    page = answer_page(TakenStatus.CONFIRM, language="en", texts=[planted], asks=True)

    assert Outline(page).named("script") == []
    assert "&lt;script&gt;" in page


def test_the_browser_may_use_its_style_and_nothing_else() -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", answer_page(TakenStatus.RECORDED, language="en"))
    digest = b64encode(sha256(style.encode()).digest()).decode()

    assert f"'sha256-{digest}'" in HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in HEADERS["Content-Security-Policy"]
    assert HEADERS["Referrer-Policy"] == "no-referrer"
    assert HEADERS["Cache-Control"] == "no-store"


def test_both_languages_say_everything() -> None:
    assert {frozenset(words) for words in WORDS.values()} == {
        frozenset({*TakenStatus, *Saying}) - {TakenStatus.NOTHING},
    }


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("fr, en;q=0.5, es;q=0.9", "es"),
        ("de", "en"),
        ("ES", "es"),
        ("es;q=nonsense, en", "en"),
        (", ,;q=", "en"),
        ("x" * 100_000, "en"),
    ],
)
def test_a_browser_says_which_language_it_wants(header: str, language: str) -> None:
    assert spoken(accepted(header)) == language
