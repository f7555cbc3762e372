"""Helvetica and Helvetica-Bold, which every viewer has: what they show, and how wide it is."""

from __future__ import annotations

ENCODING = "cp1252"  # PDF's WinAnsiEncoding (ISO 32000-1, annex D.2): 224 places from the space on

# Adobe's font metrics (AFM) of Helvetica and Helvetica-Bold, in thousandths of the size, from character 32 to 255.
_PLAIN = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 "
    "278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 "
    "667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 "
    "556 333 500 278 556 500 722 500 500 500 334 260 334 584 350 556 350 222 556 333 1000 556 556 333 1000 667 "
    "333 1000 350 611 350 350 222 222 333 333 350 556 1000 333 1000 500 333 944 350 500 667 278 333 556 556 556 "
    "556 260 556 333 737 370 556 584 333 737 333 400 584 333 333 333 556 537 278 333 333 365 556 834 834 834 611 "
    "667 667 667 667 667 667 1000 722 667 667 667 667 278 278 278 278 722 722 778 778 778 778 778 584 778 722 722 "
    "722 722 667 667 611 556 556 556 556 556 556 889 500 556 556 556 556 278 278 278 278 556 556 556 556 556 556 "
    "556 584 611 556 556 556 556 500 556 500 "
)
_BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 "
    "333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 "
    "667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 "
    "611 389 556 333 611 556 778 556 556 500 389 280 389 584 350 556 350 278 556 500 1000 556 556 333 1000 667 "
    "333 1000 350 611 350 350 278 278 500 500 350 556 1000 333 1000 556 333 944 350 500 667 278 333 556 556 556 "
    "556 280 556 333 737 370 556 584 333 737 333 400 584 333 333 333 611 556 278 333 333 365 556 834 834 834 611 "
    "722 722 722 722 722 722 1000 722 667 667 667 667 278 278 278 278 722 722 778 778 778 778 778 584 778 722 722 "
    "722 722 667 667 611 556 556 556 556 556 556 889 556 556 556 556 556 278 278 278 278 611 611 611 611 611 611 "
    "611 584 611 611 611 611 611 556 611 556 "
)
_STEP = 4  # the widest is above 1000, and a byte holds 255


def _tables(widths: str) -> tuple[bytes, bytes]:
    """Return for each code how many steps it is wide, and what is left: bytes are summed up faster than numbers."""
    known = [*[0] * 32, *map(int, widths.split())]
    return bytes(width // _STEP for width in known), bytes(width % _STEP for width in known)


_WIDTHS = {False: _tables(_PLAIN), True: _tables(_BOLD)}


def encoded(text: str) -> bytes | None:
    """Return a text as Helvetica's codes, or None where Helvetica lacks a character of it."""
    try:
        return text.encode(ENCODING)
    except UnicodeEncodeError:
        return None


def width(codes: bytes, *, bold: bool) -> float:
    """Return how wide a line is at a size of 1."""
    steps, rest = _WIDTHS[bold]
    return (sum(codes.translate(steps)) * _STEP + sum(codes.translate(rest))) / 1000


def shown(codes: bytes) -> bytes:
    """Return a line as a string of PDF, ready for ``Tj``."""
    return b"(%b)" % codes.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
