"""Setting without HarfBuzz: scripts whose letters stand side by side as they are."""

from __future__ import annotations

import unicodedata

from downtimekit.adapters._type.font import Cluster, Font, is_invisible
from downtimekit.adapters._type.items import Item

SIMPLE = frozenset(
    ("Zyyy", "Latn", "Grek", "Cyrl", "Armn", "Geor", "Hebr", "Hani", "Hira", "Kana", "Hang", "Bopo", "Ethi", "Cher")
)
"""Scripts by ISO 15924; nothing of them needs shaping but accents that Unicode does not compose."""

_TURNED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def turned(text: str) -> str | None:
    """Return a text as it stands from left to right where it is read from the right; None if that is not known."""
    if any(unicodedata.mirrored(character) and ord(character) not in _TURNED for character in text):
        return None
    return text.translate(_TURNED)[::-1]


def needs_shaping(text: str, item: Item) -> bool:
    """Tell whether an item cannot be set without HarfBuzz."""
    part = text[item.start : item.end]
    return item.script not in SIMPLE or any(
        unicodedata.category(character)[0] == "M" or unicodedata.category(character) == "Cf" or _is_jamo(character)
        for character in part
    )


def set_plain(font: Font, text: str, item: Item, language: str) -> list[Cluster] | None:
    """As `shaping.shape`, for an item that needs no shaping."""
    part = text[item.start : item.end]
    shown = turned(part) if item.right_to_left else part
    if shown is None or any(ord(character) not in font.glyphs for character in shown):
        return None
    meant = part[::-1] if item.right_to_left else part
    found = [_cluster(font, *pair) for pair in zip(shown, meant, strict=True)]
    return found if all(cluster.glyph or is_invisible(cluster.text) for cluster in found) else None


def _cluster(font: Font, shown: str, meant: str) -> Cluster:
    glyph = font.glyphs[ord(shown)]
    return font.cluster(meant, font.advance(glyph), ((glyph, 0, 0),))


def _is_jamo(character: str) -> bool:
    return "\u1100" <= character <= "\u11ff"
