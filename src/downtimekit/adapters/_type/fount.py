"""The fonts of one document: they take in what is shown, and are written with nothing else in them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from attrs import Factory, define

from downtimekit.adapters._type.font import Cluster, Font
from downtimekit.adapters._type.helvetica import shown
from downtimekit.adapters._type.line import Embedded, Line, Run, Standing
from downtimekit.adapters._type.sfnt import truetype

STANDING = MappingProxyType({False: "T1", True: "T2"})
"""Names by which all documents can call Helvetica and Helvetica-Bold: ``Fount(standing=dict(STANDING))``."""

_NAMES = {False: "Helvetica", True: "Helvetica-Bold"}
_FULL = 60_000  # clusters in a font; TrueType counts glyphs with 16 bits
_AT_ONCE = 100  # lines in a block of a CMap (Adobe Technical Note 5014)
_SMALL = 6_000  # bytes; packing the fonts of one patient's file takes longer than everything else about it
_LETTERS = str.maketrans("0123456789", "GHIJKLMNOP")
_CMAP = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
    b"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
    b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    b"%s\nendcmap CMapName currentdict /CMap defineresource pop end end"
)


@define
class _Subset:
    """What is shown in one font.

    Attributes:
        codes: the clusters, each with its code; 0 is left for what is missing.
    """

    name: str
    font: Font
    codes: dict[Cluster, int] = Factory(dict)

    def show(self, run: Embedded) -> bytes:
        codes = self.codes
        shown = [b"%04X" % codes.setdefault(cluster, len(codes) + 1) for cluster in run.clusters]
        return b"<%b>" % b"".join(shown)


@define
class Fount:
    """Collects what the texts of one document need.

    Attributes:
        prefix: the names of its fonts in the resources are this and a number.
        standing: those of Helvetica and Helvetica-Bold (True), as far as they are needed; others come when they are.
    """

    prefix: str = "T"
    _standing: dict[bool, str] = Factory(dict)
    _subsets: dict[Font, _Subset] = Factory(dict)
    _full: list[_Subset] = Factory(list)

    def show(self, line: Line, x: float, y: float, size: float) -> bytes:
        """Return the operators that show a line, in the colour that is set.

        Args:
            line: what to show.
            x: its left end, in points from the left edge of the page.
            y: its base line, in points from the lower edge.
            size: in points.
        """
        runs = b" ".join([self._run(run, size) for run in line.runs])
        return b"BT %.2f %.2f Td %s ET\n" % (x, y, runs)

    def objects(self, first: int) -> tuple[dict[str, int], list[bytes]]:
        """Return what the document needs for the texts that were shown.

        Args:
            first: the number of the first object.

        Returns:
            The number of each font by its name, for ``/Resources << /Font << /T1 7 0 R >> >>``; and the bodies of the
            objects ``first``, ``first + 1``, ..., each what stands between ``obj`` and ``endobj``.
        """
        names: dict[str, int] = {}
        bodies: list[bytes] = []
        for bold, name in self._standing.items():
            names[name] = first + len(bodies)
            bodies.append(b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % _NAMES[bold].encode())
        for subset in (*self._full, *self._subsets.values()):
            names[subset.name] = first + len(bodies)
            bodies += _embedded(subset, first + len(bodies))
        return names, bodies

    def _run(self, run: Run, size: float) -> bytes:
        if isinstance(run, Standing):
            name = self._standing.get(run.bold)
            if name is None:
                name = self._standing[run.bold] = self._next_name()
            return b"/%s %.2f Tf %s Tj" % (name.encode(), size, shown(run.codes))
        subset = self._subset(run.font)
        return b"/%s %.2f Tf %s Tj" % (subset.name.encode(), size, subset.show(run))

    def _subset(self, font: Font) -> _Subset:
        found = self._subsets.get(font)
        if found is not None and len(found.codes) > _FULL:
            self._full.append(self._subsets.pop(font))
            found = None
        if found is None:
            found = _Subset(self._next_name(), font)
            self._subsets[font] = found
        return found

    def _next_name(self) -> str:
        return f"{self.prefix}{len(self._standing) + len(self._subsets) + len(self._full) + 1}"


def _embedded(subset: _Subset, first: int) -> list[bytes]:
    """Return a font as five objects, the first of which is the font (ISO 32000-1, 9.7 to 9.10)."""
    clusters = tuple(subset.codes)
    file = truetype(subset.font, clusters)
    name = f"{_tag(file)}+{subset.font.name}".encode()
    widths = b" ".join([cluster.width for cluster in clusters])
    return [
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (name, first + 1, first + 4),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor %d 0 R/DW 1000/W[1[%s]]/CIDToGIDMap/Identity>>" % (name, first + 2, widths),
        b"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%s]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d"
        b"/StemV 80/FontFile2 %d 0 R>>" % (name, *_measures(subset.font), first + 3),
        _stream(file, b"/Length1 %d" % len(file)),
        _stream(_CMAP % b"\n".join(_meanings(subset.codes))),
    ]


@lru_cache(maxsize=64)
def _measures(font: Font) -> tuple[bytes, int, int, int]:
    scale = 1000 / font.units
    box = b" ".join(b"%d" % round(edge * scale) for edge in font.box)
    return box, round(font.ascent * scale), round(font.descent * scale), round(font.ascent * scale)


def _meanings(codes: Mapping[Cluster, int]) -> Iterator[bytes]:
    lines = [b"<%04X> <%s>" % (code, cluster.meaning) for cluster, code in codes.items()]
    for start in range(0, len(lines), _AT_ONCE):
        block = lines[start : start + _AT_ONCE]
        yield b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block))


def _stream(body: bytes, more: bytes = b"") -> bytes:
    packed = b""
    if len(body) > _SMALL:
        body, packed = zlib.compress(body, 6), b"/Filter/FlateDecode"
    return b"<</Length %d%s%s>>\nstream\n%s\nendstream" % (len(body), packed, more, body)


def _tag(file: bytes) -> str:
    """Return the six letters by which a subset differs from others of its font."""
    return f"{zlib.crc32(file) & 0xFFFFFF:06X}".translate(_LETTERS)
