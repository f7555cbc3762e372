"""Documents: a front that is the same for everybody, copied as it is, and pages that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import accumulate

from attrs import frozen

from downtimekit.adapters.pdf.objects import Piece
from downtimekit.adapters.pdf.plate import Plate

_CATALOG, _PAGES, _INFO, _RESOURCES, FONTS, _FIRST = 1, 2, 3, 4, 5, 6
_HEADER = b"%PDF-1.7\n%\xe9\xeb\xf1\xbf\n"  # bytes above 127 tell a mailer that it is no text
_PAGE = b"%d 0 obj\n<</Type/Page/Parent 2 0 R/Contents %d 0 R>>\nendobj\n"
_OVERLAY = b"%d 0 obj\n<</Length %d>>\nstream\n%b\nendstream\nendobj\n"
_OBJECT = b"%d 0 obj\n%b\nendobj\n"
_ENTRY = b"%010d 00000 n \n"


@frozen
class Front:
    """What some plates need in a document, finished.

    Attributes:
        body: the beginning of the document.
        count: how many objects it has, from number `_FIRST` on.
        entries: theirs in the table of objects.
        shown: the names of its pages, ``/P0.0`` for the first of the first plate, with the numbers of their objects.
    """

    body: bytes
    count: int
    entries: bytes
    shown: bytes


def front_of(plates: Sequence[Plate]) -> Front:
    """Return the front of documents that show these plates."""
    bodies: dict[bytes, int] = {}
    shown: dict[str, int] = {}
    for place, plate in enumerate(plates):
        numbers: dict[int, int] = {}
        for page, piece in enumerate(plate.pages):
            shown[f"P{place}.{page}"] = _take(piece, plate.pieces, numbers, bodies)
    chunks = [_HEADER, *(_OBJECT % (number, body) for body, number in bodies.items())]
    offsets = accumulate(map(len, chunks[:-1]))
    return Front(b"".join(chunks), len(bodies), b"".join(map(_ENTRY.__mod__, offsets)), _names(shown))


def _take(piece: Piece, pieces: Mapping[int, Piece], numbers: dict[int, int], bodies: dict[bytes, int]) -> int:
    """Take in a piece after those that it refers to; what is there already is not taken in twice."""
    for number in piece.references():
        if number not in numbers:
            numbers[number] = _take(pieces[number], pieces, numbers, bodies)
    return bodies.setdefault(piece.renumbered(numbers), _FIRST + len(bodies))


@frozen
class Contents:
    """What a document has of its own.

    Attributes:
        title: in its own description, which nobody's name is in.
        created: when what it shows was known.
        size: of its pages, in points.
        marks: what its pages are marked with: bodies of objects, which pages call ``/M0``, ``/M1`` and so on.
        overlays: what is written onto each page.
    """

    title: str
    created: datetime
    size: tuple[float, float]
    marks: Sequence[bytes]
    overlays: Sequence[bytes]


def first_free(front: Front, contents: Contents) -> int:
    """Return the number of the first object after the pages of a document."""
    return _FIRST + front.count + len(contents.marks) + 2 * len(contents.overlays)


def document(front: Front, contents: Contents, fonts: tuple[Mapping[str, int], Sequence[bytes]]) -> bytes:
    """Return a document.

    Args:
        front: of the plates that it shows.
        contents: its pages.
        fonts: names and objects of the fonts that `contents` are written in, from `first_free` on.
    """
    names, font_bodies = fonts
    number = _FIRST + front.count
    marks = {f"M{place}": number + place for place in range(len(contents.marks))}
    chunks = [front.body, *map(_OBJECT.__mod__, enumerate(contents.marks, number))]
    number += len(marks)
    pages = range(number, number + 2 * len(contents.overlays), 2)
    for page, overlay in zip(pages, contents.overlays, strict=True):
        chunks += (_PAGE % (page, page + 1), _OVERLAY % (page + 1, len(overlay), overlay))
    chunks += map(_OBJECT.__mod__, enumerate(font_bodies, number + 2 * len(contents.overlays)))
    heads = _heads(contents, pages, names, front.shown + _names(marks))
    chunks += map(_OBJECT.__mod__, enumerate(heads, _CATALOG))
    *starts, end = accumulate(map(len, chunks))
    entries = [*map(_ENTRY.__mod__, starts)]
    size = 1 + front.count + len(entries)
    chunks += (
        b"xref\n0 %d\n0000000000 65535 f \n" % size,
        *entries[-FONTS:],
        front.entries,
        *entries[:-FONTS],
        b"trailer\n<</Size %d/Root 1 0 R/Info 3 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, end),
    )
    return b"".join(chunks)


def _heads(contents: Contents, pages: Sequence[int], fonts: Mapping[str, int], shown: bytes) -> tuple[bytes, ...]:
    title = contents.title.encode("ascii")
    kids = b" ".join(map(b"%d 0 R".__mod__, pages))
    return (
        b"<</Type/Catalog/Pages 2 0 R/PageLayout/SinglePage>>",
        b"<</Type/Pages/Count %d/MediaBox[0 0 %.2f %.2f]/Resources 4 0 R/Kids[%b]>>"
        % (len(pages), *contents.size, kids),
        b"<</Title(%b)/Producer(downtimekit)/CreationDate(%b)>>" % (title, _date(contents.created)),
        b"<</Font %d 0 R/XObject<<%b>>>>" % (FONTS, shown),
        b"<<%b>>" % _names(fonts),
    )


@lru_cache(maxsize=64)
def _date(moment: datetime) -> bytes:
    return moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode("ascii")


def _names(objects: Mapping[str, int]) -> bytes:
    return b"".join([b"/%b %d 0 R" % (name.encode(), number) for name, number in objects.items()])
