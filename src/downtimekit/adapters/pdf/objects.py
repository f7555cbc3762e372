"""The finished objects of a document that fpdf2 wrote, as pieces that other documents can hold."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping

from attrs import frozen

_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_KIDS = re.compile(rb"/Kids \[([^]]*)\]")
_STREAM = b"\nstream\n"
_END = b"\nendobj\n"


@frozen
class Piece:
    """An object: its dictionary, which may refer to others by number, and its stream where it has one."""

    head: bytes
    stream: bytes | None = None

    def references(self) -> tuple[int, ...]:
        """Return the numbers that it refers to."""
        return tuple(int(number) for number in _REFERENCE.findall(self.head))

    def renumbered(self, numbers: Mapping[int, int]) -> bytes:
        """Return the object as it is written, with other numbers."""
        head = _REFERENCE.sub(lambda found: b"%d 0 R" % numbers[int(found[1])], self.head)
        return head if self.stream is None else b"%b\nstream\n%b\nendstream" % (head, self.stream)


@frozen
class Drawn:
    """A document that fpdf2 wrote: its objects by number, and for each page those of its content and resources."""

    pieces: Mapping[int, Piece]
    pages: tuple[tuple[int, int], ...]

    def form(self, number: int, width: float, height: float) -> Piece:
        """Return a page as a form that other pages can show (ISO 32000-1, 8.10), its size in points."""
        content, resources = self.pages[number]
        stream = zlib.compress(self.pieces[content].stream or b"", 9)
        head = b"<</Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]/Resources %d 0 R/Filter/FlateDecode/Length %d>>"
        return Piece(head % (width, height, resources, len(stream)), stream)

    def reached_from(self, piece: Piece) -> dict[int, Piece]:
        """Return all pieces that a piece needs, by number."""
        found: dict[int, Piece] = {}
        waiting = list(piece.references())
        while waiting:
            number = waiting.pop()
            if number not in found:
                found[number] = self.pieces[number]
                waiting += self.pieces[number].references()
        return found


def drawn(document: bytes) -> Drawn:
    """Take apart a document of fpdf2, drawn without compression."""
    pieces = dict(_pieces(document))
    (kids,) = (match for piece in pieces.values() if (match := _KIDS.search(piece.head)))
    pages = tuple(_page(pieces[int(number)].head) for number in _REFERENCE.findall(kids[1]))
    return Drawn(pieces, pages)


def _pieces(document: bytes) -> Iterator[tuple[int, Piece]]:
    _, _, table = document.rpartition(b"\nxref\n")
    offsets = [int(line[:10]) for line in table.split(b"\n") if line.endswith(b" n ")]
    ends = [*sorted(offsets)[1:], document.rindex(b"xref\n", 0, len(document) - len(table) + 1)]
    last = dict(zip(sorted(offsets), ends, strict=True))
    for number, offset in enumerate(offsets, start=1):
        body = document[offset : last[offset]].removeprefix(b"%d 0 obj\n" % number)
        body = body[: body.rindex(_END)]
        head, stream, content = body.partition(_STREAM)
        yield number, Piece(head, content.removesuffix(b"\nendstream") if stream else None)


def _page(head: bytes) -> tuple[int, int]:
    found = (re.search(rb"/%b (\d+) 0 R" % name, head) for name in (b"Contents", b"Resources"))
    content, resources = (int(match[1]) for match in found if match)
    return content, resources
