"""A notice as a page for mail: whole, readable by a screen reader, in dark mode and without the network.

Source of the contrasts: WCAG 2.2, 1.4.3 asks for 4.5 to 1; white on the two colours below is 7.7 and 7.8 to 1. Mail
programs drop style sheets, so what matters stands in the elements; text and ground keep the reader's own colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.notice import NoticeText
from downtimekit.models.phrases import phrases_in

_PAGE = "font:17px/1.5 Arial,Helvetica,sans-serif;max-width:38em;margin:0 auto;padding:16px;overflow-wrap:anywhere"
_HEADING = "font-size:1.4em;line-height:1.25;margin:0 0 .8em"
_PARAGRAPH = "margin:0 0 1em"
_BANNER = "background:#8a3b00;color:#ffffff;font-weight:bold;padding:12px 16px;margin:0 0 1em"
_BUTTON = (
    "background:#0b5394;color:#ffffff;display:inline-block;font-weight:bold;padding:12px 20px;border-radius:4px;"
    "text-decoration:underline"
)
_WEB = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)


def as_html(text: NoticeText, *, drill: bool = False, link: str = "", code: str = "") -> str:
    """Return the words of a notice as a whole HTML page.

    Args:
        text: the words.
        drill: it is one; a banner says so before everything else.
        link: where the reader says that they have it; no button where it is empty.
        code: what they answer with for the same.

    Raises:
        InvalidInput: the link is none to a web page.
    """
    if link and not _WEB.fullmatch(link):
        raise InvalidInput("link", [Fault("", "must be the address of a web page: https://...")])
    title = escape(text.subject)
    return "\n".join(
        [
            f'<!doctype html>\n<html lang="{escape(text.language)}">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
            f"<title>{title}</title>",
            "<style>:root { color-scheme: light dark; }</style></head>",
            f'<body dir="auto"><main style="{_PAGE}">',
            *_banner(text, drill=drill),
            f'<h1 style="{_HEADING}">{title}</h1>',
            *_paragraphs(text.body),
            answer_html(text.language, link=link, code=code),
            "</main></body></html>\n",
        ]
    )


def _banner(text: NoticeText, *, drill: bool) -> Iterator[str]:
    if drill:
        yield f'<p style="{_BANNER}">{escape(phrases_in(text.language).drill_banner)}</p>'


def _paragraphs(body: str) -> Iterator[str]:
    """Yield the paragraphs, which an empty line tells apart; a line stays a line."""
    for block in re.split(r"\n\s*\n", "\n".join(body.splitlines()).strip()):
        lines = "<br>\n".join(escape(line) for line in block.split("\n"))
        yield f'<p style="{_PARAGRAPH}">{lines}</p>'


def answer_html(language: str, *, link: str = "", code: str = "") -> str:
    """Return how to say that one has a notice: a button and a line, to stand at the end of a page's main part.

    Args:
        language: of the words, as a BCP 47 tag.
        link: where the button leads, which the caller has looked at; none where it is empty.
        code: what to answer with; no line where it is empty.
    """
    phrases, lines = phrases_in(language), []
    if link:
        lines.append(f'<a href="{escape(link)}" style="{_BUTTON}">{escape(phrases.confirm)}</a>')
    if code:
        lines.append(escape(phrases.confirm_code.format(code=code)))
    return "\n".join(f'<p style="{_PARAGRAPH}">{line}</p>' for line in lines)
