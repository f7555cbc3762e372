"""What somebody means who replies to a message: a code, a plain yes, or that they want no more messages.

Only the first line counts that is not empty: below it, a mail repeats what it answers, the code included. Where the
line says more than a code and words of assent, nothing is guessed: whoever is out of office has not read a notice.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from attrs import field, frozen

from downtimekit.notices.answers import CODE_ALPHABET, LONGEST_CODE, SHORTEST_CODE


class Meaning(StrEnum):
    """What a reply means."""

    CODE = "code"
    YES = "yes"
    STOP = "stop"
    UNCLEAR = "unclear"


@frozen
class Typed:
    """What a reply says.

    Attributes:
        code: in capitals, where it says one.
    """

    meaning: Meaning
    code: str = field(default="", repr=False)


# English, and Spanish without accents; as people type them on a phone.
_ASSENT = """
    OK OKAY YES Y YEP ACK ACKNOWLEDGED CONFIRM CONFIRMED RECEIVED GOT HAVE
    SI RECIBIDO RECIBIDA CONFIRMO CONFIRMADO ENTENDIDO ENTERADO ENTERADA VALE TENGO
"""
_BESIDE_IT = "I IT THE CODE IS THANKS THANK YOU PLEASE LO EL CODIGO ES GRACIAS"
# The words that Twilio takes for an opt-out by default, and the usual Spanish ones.
_OPT_OUT = "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT OPTOUT REVOKE ALTO BAJA PARAR CANCELAR DETENER"

_YES = frozenset(_ASSENT.split())
_KNOWN = _YES | frozenset(_BESIDE_IT.split())
_STOP = frozenset(_OPT_OUT.split())
_CODE = re.compile(f"[{CODE_ALPHABET}]{{{SHORTEST_CODE},{LONGEST_CODE}}}")
_WORD = re.compile(r"[A-Z0-9]+")
_LINE, _MOST = 200, 10_000


def read_reply(text: str) -> Typed:
    """Return what a reply means; letter case, accents and punctuation do not count.

    Args:
        text: plain text, whole lines.
    """
    words = _words(text[:_MOST])
    codes = [word for word in words if word not in _KNOWN]
    if words and words[0] in _STOP:
        return Typed(Meaning.STOP)
    if len(codes) == 1 and _CODE.fullmatch(codes[0]):
        return Typed(Meaning.CODE, codes[0])
    if not codes and _YES.intersection(words):
        return Typed(Meaning.YES)
    return Typed(Meaning.UNCLEAR)


def _words(text: str) -> list[str]:
    """Return the words of the first line that is not empty, in capitals and without accents; none of a long one."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    plain = unicodedata.normalize("NFKD", first).upper()
    return (
        _WORD.findall("".join(char for char in plain if not unicodedata.combining(char))) if len(first) < _LINE else []
    )
