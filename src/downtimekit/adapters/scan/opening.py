"""Open what a scanner, a fax or a phone made: one grey picture after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from attrs import frozen

from downtimekit.adapters.scan.grey import Grey
from downtimekit.adapters.scan.pdf_pages import pdf_pages
from downtimekit.adapters.scan.pictures import picture_pages
from downtimekit.errors import Fault, InvalidInput

_LONGEST_NAME = 100


@frozen
class ScanLimits:
    """How much is read of one file: more is refused, before it is unpacked.

    Attributes:
        megabytes: of the file; pages: in it; megapixels: of one page, unpacked.
    """

    megabytes: int = 500
    pages: int = 1000
    megapixels: int = 80


def pages_in(data: bytes, *, name: str, limits: ScanLimits) -> Iterator[Grey]:
    """Yield the pages of a file as grey pictures, each when it is asked for.

    Args:
        data: what the file holds: PDF, TIFF, PNG or JPEG.
        name: of the file, for the error.
        limits: what is refused.

    Raises:
        InvalidInput: it is none of these, is broken, encrypted or too large.
    """
    if len(data) > limits.megabytes * 1_000_000:
        raise InvalidInput(name, [Fault("", f"has more than {limits.megabytes} megabytes: scan fewer pages at once")])
    opened = pdf_pages if b"%PDF-" in data[:1024] else picture_pages
    yield from opened(data, name=name, most_pages=limits.pages, most_pixels=limits.megapixels * 1_000_000)


def plain_name(name: str) -> str:
    """Return the last part of a file's name, without what is no letter, digit or sign: it is shown to people."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(sign for sign in last if sign.isprintable())[:_LONGEST_NAME] or "scan"
