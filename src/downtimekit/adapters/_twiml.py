"""What Twilio says on the phone and writes in a text.

Sources: twilio.com/docs, the TwiML verbs Say and Gather; a text of at most 1,600 characters (error 21617), TwiML of at
most 4,000 in a request (32018), 3,000 to be said by some voices (13521); a Gather there needs an absolute URL (15004).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from downtimekit.adapters._wording import asking, cut, fitting, in_reply
from downtimekit.ports.notifier import Message

_LONGEST_TEXT = 1600
_LONGEST_TWIML = 4000
_LONGEST_SPEECH = 3000
_NOT_IN_XML = re.compile("[\ufffe\uffff]")


def as_text(letter: Message) -> str:
    """Return the short form with how to answer it, which is never cut."""
    reply = in_reply(letter)
    room = _LONGEST_TEXT - len(reply) - bool(reply)
    return f"{cut(letter.short, room)} {reply}".strip()


def as_twiml(letter: Message, *, accents: Mapping[str, str], answer_url: str) -> str:
    """Return what is said on the phone, as short as it must be in order to be taken.

    Args:
        letter: a message that `sendable` has looked at.
        accents: how languages are spoken, by their tags.
        answer_url: where the key that was pressed is told; empty where nobody takes it.
    """
    language, code = letter.language, letter.answering.code if letter.answering else ""
    accent = accents.get(language) or accents.get(language.partition("-")[0], "en-US")
    action = with_parameters(answer_url, code=code) if code and answer_url else ""
    said = cut(_NOT_IN_XML.sub("", f"{letter.subject}.\n{letter.body}"), _LONGEST_SPEECH)

    def document(said: str) -> str:
        return _document(said, letter, accent=accent, action=action)

    return document(fitting(said, _LONGEST_TWIML, size=lambda text: len(document(text))))


def _document(said: str, letter: Message, *, accent: str, action: str) -> str:
    response = Element("Response")
    parent = response
    if action:
        parent = SubElement(response, "Gather", {"input": "dtmf", "numDigits": "1", "timeout": "10", "action": action})
    SubElement(parent, "Say", {"language": accent, "loop": "2"}).text = said
    if action:
        SubElement(parent, "Say", {"language": accent}).text = asking(letter.language).press
    return tostring(response, encoding="unicode")


def with_parameters(url: str, **parameters: str) -> str:
    """Return a URL with further parameters."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}"
