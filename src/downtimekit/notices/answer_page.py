"""The page that a link leads to: HTML without scripts that fetches nothing, for old phones and screen readers."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from html import escape

from downtimekit.models.notice import NoticeText
from downtimekit.notices.answer_words import WORDS, Saying, TakenStatus

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.125rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:34rem;padding:0 1rem}"
    "h1{font-size:1.5rem;line-height:1.25}"
    "button{font:inherit;font-weight:600;min-height:3.5rem;width:100%;border:0;border-radius:.5rem;"
    "background:#0b4f9e;color:#fff;cursor:pointer}"
    "button:focus-visible{outline:3px solid #f2a900;outline-offset:3px}"
)
_STYLE_DIGEST = b64encode(sha256(_STYLE.encode()).digest()).decode()

HEADERS: Mapping[str, str] = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
"""What goes with the page: nobody keeps it, frames it, or learns its address, which holds the token."""


def answer_page(
    saying: TakenStatus | Saying, *, language: str, texts: Iterable[NoticeText] = (), asks: bool = False
) -> str:
    """Return the page.

    Args:
        saying: what it says.
        language: one of `WORDS`.
        texts: of the notices that it is about; their subjects are shown, each in its language.
        asks: whether it has the button; the form goes to the address of the page.
    """
    words = WORDS[language][saying]
    title, sentence = escape(words.title), escape(words.sentence)
    listed = "".join(f'<li lang="{escape(text.language)}">{escape(text.subject)}</li>' for text in texts)
    button = escape(WORDS[language][Saying.BUTTON].title)
    form = f'<form method="post"><button type="submit">{button}</button></form>' if asks else ""
    role = "" if asks else ' role="status"'
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{title}</h1>{f'<ul>{listed}</ul>' if listed else ''}"
        f"<p{role}>{sentence}</p>{form}</main></body></html>\n"
    )
