"""A font file of TrueType with nothing in it but given glyphs (the OpenType specification, "Font Tables")."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import accumulate
from operator import attrgetter

from downtimekit.adapters._type.font import Cluster, Font, summed

_MAGIC, _WHOLE = 0x5F0F3CF5, 0xB1B0AFBA  # what `head` holds, and what the whole file sums up to
_ADJUSTMENT = 8  # where in `head` the difference stands
_TAGS = (b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp")  # in this order they lie in the file
_BEGIN = struct.pack(">IHHHH", 0x10000, len(_TAGS), 64, 2, 16 * len(_TAGS) - 64)  # 64 is 16 by the largest power of 2
_ENTRY = struct.Struct(">4sIII")
_HEAD = struct.Struct(">IIIIHH16x4hHHhhh")  # without a date: the same glyphs are the same bytes
_HHEA = struct.Struct(">IhhhHhhhhhh8xhH")
_MAXP = struct.Struct(">IHHH4xH16x")
_measures = attrgetter("advance", "left", "lower", "right", "upper", "points", "contours")


def truetype(font: Font, clusters: Sequence[Cluster]) -> bytes:
    """Return a font whose first glyph is empty and whose others are the clusters, at least one.

    It has what a PDF needs of a font: no table of characters, since its texts name glyphs (ISO 32000-1, 9.9).
    """
    glyphs = [cluster.glyph for cluster in clusters]
    count = len(glyphs) + 1
    advances, lefts, lowers, rights, uppers, points, contours = zip(*map(_measures, clusters), strict=True)
    left, right = min(lefts), max(rights)
    edges = (min(0, left), min(0, *lowers), max(0, right), max(0, *uppers))
    room = min([advance - edge for advance, edge in zip(advances, rights, strict=True)])
    return _file(
        b"".join(glyphs),
        sum([cluster.weight for cluster in clusters]) & 0xFFFFFFFF,
        (
            _HEAD.pack(0x10000, 0x10000, 0, _MAGIC, 0, font.units, *edges, 0, 8, 2, 1, 0),
            _HHEA.pack(0x10000, font.ascent, font.descent, 0, max(advances), left, room, right, 1, 0, 0, 0, count),
            b"\0\0\0\0" + b"".join([cluster.metrics for cluster in clusters]),
            struct.pack(f">{count + 1}I", 0, 0, *accumulate(map(len, glyphs))),
            _MAXP.pack(0x10000, count, max(points), max(contours), 2),
        ),
    )


def _file(glyf: bytes, weight: int, others: Sequence[bytes]) -> bytes:
    """Return a file with a table ``glyf`` of whole words that sum up to a weight, and the others, ``head`` first."""
    tables = (glyf, *[table + b"\0" * (-len(table) % 4) for table in others])
    sums = (weight, *map(summed, tables[1:]))
    starts = accumulate(map(len, tables), initial=len(_BEGIN) + _ENTRY.size * len(_TAGS))
    sizes = (len(glyf), *map(len, others))
    directory = b"".join(map(_ENTRY.pack, _TAGS, sums, starts, sizes))
    rest = (_WHOLE - sum(sums) - summed(_BEGIN) - summed(directory)) & 0xFFFFFFFF
    head = tables[1]
    whole = head[:_ADJUSTMENT] + struct.pack(">I", rest) + head[_ADJUSTMENT + 4 :]
    return b"".join((_BEGIN, directory, glyf, whole, *tables[2:]))
