"""What fits into one text message, and how a line is brought into it.

Source: 3GPP TS 23.038, 6.2.1: the GSM 7 bit default alphabet and its extension table. A message holds 160 characters
of it, those of the extension count twice; one character that it lacks, such as ``á``, leaves room for 70 (UCS2).
"""

from __future__ import annotations

import unicodedata

_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€\f")
_WRITTEN_SIMPLY = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u2026": "..."}
    | {"\u00a0": " ", "\u202f": " "}
)
"""Typographic quotes, dashes, the ellipsis and spaces that do not break."""

ROOM, ROOM_OTHERWISE = 160, 70
"""How many characters one message holds: of the GSM alphabet, and where it has others."""


def in_gsm(text: str) -> str:
    """Return text in the GSM alphabet as far as it can be read so: ``próxima`` as ``proxima``, and ``ñ`` as it is."""
    if _ALPHABET.issuperset(text):
        return text
    simple = text.translate(_WRITTEN_SIMPLY)
    return "".join(char if char in _ALPHABET or char in _EXTENSION else _bare(char) for char in simple)


def fits(text: str) -> bool:
    """Say whether text is one message."""
    others = set(text) - _ALPHABET
    if others <= _EXTENSION:
        return len(text) + sum(map(text.count, others)) <= ROOM
    return len(text.encode("utf-16-be")) // 2 <= ROOM_OTHERWISE


def _bare(char: str) -> str:
    """Return a letter without its accent, where that is in the alphabet; else the letter."""
    letter = unicodedata.normalize("NFKD", char)[0]
    return letter if letter in _ALPHABET else char
