"""The few words that a channel adds to a message by itself, and how it makes long ones fit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping

from attrs import frozen

from downtimekit.models.notice import ENGLISH
from downtimekit.models.phrases import phrases_in
from downtimekit.ports.notifier import Message

_MORE = " …"
_PRESS: Mapping[str, str] = {
    ENGLISH: "Press 1 to confirm that you have this message.",
    "es": "Pulse 1 para confirmar que ha recibido este mensaje.",
}


@frozen
class Asking:
    """How a channel asks somebody to say that they have a message, in one language.

    Attributes:
        link: on the link to the host's page.
        reply: with ``{code}`` in place of what they answer with.
        press: on the phone.
    """

    link: str
    reply: str
    press: str


def asking(language: str) -> Asking:
    """Return the words in a language, a BCP 47 tag; in English where there are none."""
    phrases = phrases_in(language)
    return Asking(phrases.confirm, phrases.confirm_code, _PRESS.get(phrases.language, _PRESS[ENGLISH]))


def in_reply(message: Message) -> str:
    """Return how to answer a text message, on one line; empty where no answer is asked for."""
    answering = message.answering
    if answering is None:
        return ""
    words, parts = asking(message.language), []
    if answering.code:
        parts.append(words.reply.format(code=answering.code))
    if answering.link:
        parts.append(answering.link if parts else f"{words.link}: {answering.link}")
    return " ".join(parts)


def cut(text: str, limit: int) -> str:
    """Return text of no more than so many characters, which says where something was left out."""
    if len(text) <= limit:
        return text
    return text[: max(0, limit - len(_MORE))].rstrip() + _MORE[: max(0, limit)]


def fitting(text: str, limit: int, *, size: Callable[[str], int]) -> str:
    """Return as much of a text as is no larger than a limit, by what a channel counts."""
    if size(text) <= limit:
        return text
    return cut(text, max(0, bisect_right(range(len(text)), limit, key=lambda length: size(cut(text, length))) - 1))
