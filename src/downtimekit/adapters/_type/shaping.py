"""Shaping with HarfBuzz: letters that join, stack, move or merge. It alone imports uharfbuzz."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter

import uharfbuzz  # type: ignore[import-untyped]

from downtimekit.adapters._type.font import Cluster, Font, Parts, is_invisible
from downtimekit.adapters._type.items import Item

# Accents of any script, but for those that stand over two letters. A font that does not say where they stand on a
# letter leaves them beside it.
_ACCENT = re.compile("[\u0300-\u035b\u0363-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dcc\u1dce-\u1dfb\u20d0-\u20f0]")
_NEAR = 0.06  # of the size

_INSIDE = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
_AT_THE_BEGINNING = _INSIDE | uharfbuzz.BufferFlags.BOT
_Glyph = tuple[int, int, int, int, int]  # the character where its piece begins, its number, its advance, right and up


def shape(font: Font, text: str, item: Item, language: str) -> list[Cluster] | None:
    """Set an item of a text; None where the font cannot show all of it.

    Args:
        font: what to set it in.
        text: the whole line, whose letters beside the item may join with it.
        item: what to set.
        language: a BCP 47 tag by which shapes are chosen, such as those of Han in Japanese.
    """
    glyphs = _glyphs(font, text, item, language)
    circle = font.dotted_circle  # put by HarfBuzz under a sign that stands on no letter
    if any(glyph == 0 or (glyph == circle and "\u25cc" not in text) for _, glyph, *_ in glyphs):
        return None
    found: list[Cluster] = []
    for piece in _pieces(text, item, glyphs):
        made = _made(font, item.right_to_left, *piece)
        if not made:
            return None
        found += made
    return found


def _glyphs(font: Font, text: str, item: Item, language: str) -> list[_Glyph]:
    buffer = uharfbuzz.Buffer()
    buffer.add_codepoints([*map(ord, text)], item.start, item.end - item.start)
    buffer.direction = "rtl" if item.right_to_left else "ltr"
    buffer.script = item.script
    buffer.language = language
    buffer.flags = _INSIDE if item.start else _AT_THE_BEGINNING
    uharfbuzz.shape(_opened(font), buffer)
    return [
        (info.cluster, info.codepoint, place.x_advance, place.x_offset, place.y_offset)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


def _pieces(text: str, item: Item, glyphs: list[_Glyph]) -> Iterator[tuple[str, int, Parts]]:
    """Yield what HarfBuzz keeps together: its letters, its advance and its glyphs."""
    starts = sorted({item.start, *(cluster for cluster, *_ in glyphs)})
    ends = dict(pairwise([*starts, item.end]))
    for start, group in groupby(glyphs, key=itemgetter(0)):
        parts, pen = [], 0
        for _, code, advance, right, up in group:
            parts.append((code, pen + right, up))
            pen += advance
        yield text[start : ends[start]], pen, tuple(parts)


def _is_drawn(font: Font, letters: str, parts: Parts) -> bool:
    """Tell whether ink is left by all letters that should leave some, and accents stand over or under their letters."""
    if not font.glyph(parts):
        return all(map(is_invisible, letters))
    if len(parts) == 1 or not _ACCENT.search(letters):
        return True
    edges = [font.edges(part) for part in parts]
    left, right = max(edges, key=lambda edge: edge[1] - edge[0])
    near = _NEAR * font.units
    return all(left - near <= sum(edge) / 2 <= right + near for edge in edges)


@lru_cache(maxsize=1 << 16)
def _made(font: Font, right_to_left: bool, letters: str, advance: int, parts: Parts) -> tuple[Cluster, ...]:
    """Return a piece as one cluster or, where it is read from right to left, with a share of its width for each letter.

    The first of them draws it all. Programs that take text out of a PDF turn the order of codes around, and some of
    them that of the letters of one code too. What cannot be drawn whole has none.
    """
    if advance < 0 or not _is_drawn(font, letters, parts):
        return ()
    if not right_to_left:
        return (font.cluster(letters, advance, parts),)
    share, rest = divmod(advance, len(letters))
    first = font.cluster(letters[-1], share + rest, parts)
    return (first, *(font.cluster(letter, share, ()) for letter in letters[-2::-1]))


@lru_cache(maxsize=64)
def _opened(font: Font) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font.path)), font.number))
