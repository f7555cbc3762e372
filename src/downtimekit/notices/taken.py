"""What became of something that came in, and what to answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from attrs import field, frozen

from downtimekit.models.notice import NoticeText
from downtimekit.notices.answer_page import HEADERS, answer_page
from downtimekit.notices.answer_words import WORDS, Saying, TakenStatus

_PLAIN: Mapping[str, str] = {
    "Content-Type": "text/plain; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
_TWIML: Mapping[str, str] = {**_PLAIN, "Content-Type": "text/xml; charset=utf-8"}

OK, BAD, FORBIDDEN, NOT_FOUND, NO_METHOD, GONE, TOO_LONG, LATER = 200, 400, 403, 404, 405, 410, 413, 503
"""The statuses of HTTP that are answered with (RFC 9110)."""

_SUREST = (
    TakenStatus.RECORDED,
    TakenStatus.LATE,
    TakenStatus.DUPLICATE,
    TakenStatus.ALREADY,
    TakenStatus.UNCLEAR,
    TakenStatus.UNKNOWN,
)


@frozen
class Taken:
    """What became of something that came in, and what to answer.

    Attributes:
        status: what became of it.
        words: for a person, in one line, in their language.
        http_status, headers, body: what to answer to a call, as it is.
        contact: who has the notices, or did not get them, by their id; empty where nobody is known.
        notices: which notices it was about, by their ids.
    """

    status: TakenStatus
    words: str
    http_status: int = OK
    headers: Mapping[str, str] = field(default=_PLAIN, repr=False)
    body: str = field(default="", repr=False)
    contact: str = ""
    notices: tuple[str, ...] = ()


def surest(statuses: Iterable[TakenStatus]) -> TakenStatus:
    """Return what several come to: that something was recorded, if anything was."""
    found = set(statuses)
    return next((status for status in _SUREST if status in found), TakenStatus.NOTHING)


def shown(
    status: TakenStatus,
    *,
    language: str,
    http_status: int = OK,
    saying: Saying | None = None,
    texts: Iterable[NoticeText] = (),
    contact: str = "",
    notices: tuple[str, ...] = (),
) -> Taken:
    """Return what is answered with a page.

    Args:
        status: what became of it; the page has the button where it asks to confirm.
        language: one of `WORDS`.
        http_status: of the answer.
        saying: what the page says instead of what the status says.
        texts: of the notices, for the page.
        contact: who answers.
        notices: which notices.
    """
    says = saying or status
    asks = status is TakenStatus.CONFIRM
    page = answer_page(says, language=language, texts=texts, asks=asks)
    return Taken(status, sentence(says, language), http_status, HEADERS, page, contact, notices)


def said(
    status: TakenStatus,
    *,
    language: str,
    saying: Saying | None = None,
    contact: str = "",
    notices: tuple[str, ...] = (),
) -> Taken:
    """Return what is answered to a reply: the words, for the host to send back."""
    words = sentence(saying or status, language)
    return Taken(status, words, body=words, contact=contact, notices=notices)


def refused(words: str, *, http_status: int) -> Taken:
    """Return what is answered to a program whose call was not accepted."""
    return Taken(TakenStatus.REFUSED, words, http_status, body=words)


def no_method(allowed: str) -> Taken:
    """Return what is answered to a call with another method than the allowed."""
    words = f"takes {allowed} only"
    return Taken(TakenStatus.REFUSED, words, NO_METHOD, {**_PLAIN, "Allow": allowed}, words)


def twiml(words: str, *, verb: str = "") -> tuple[Mapping[str, str], str]:
    """Return headers and body of an answer to Twilio, which sends or says the words; nothing without a verb.

    Args:
        words: for a person.
        verb: ``Message`` or ``Say`` (TwiML).
    """
    inside = f"<{verb}>{escape(words)}</{verb}>" if verb else ""
    return _TWIML, f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>'


def sentence(saying: TakenStatus | Saying, language: str) -> str:
    """Return what is said, in one line."""
    words = WORDS[language][saying]
    return f"{words.title}{'' if words.title.endswith('?') else '.'} {words.sentence}"
