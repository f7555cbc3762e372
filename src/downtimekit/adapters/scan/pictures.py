"""Pictures by Pillow, which only this module knows: what is done to a whole page at once."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import numpy as np
from PIL import Image, UnidentifiedImageError

from downtimekit.adapters.scan.geometry import Matrix
from downtimekit.adapters.scan.grey import ENOUGH, Grey, lines_made_square
from downtimekit.errors import Fault, InvalidInput

_KINDS = ("JPEG", "PNG", "TIFF")
_BROKEN = (
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    KeyError,
    IndexError,
    TypeError,
    struct.error,
    MemoryError,
    UserWarning,
)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def picture_pages(data: bytes, *, name: str, most_pages: int, most_pixels: int) -> Iterator[Grey]:
    """Yield the pictures of a TIFF, PNG or JPEG file.

    Raises:
        InvalidInput: it is none of these, is broken, or larger than what is allowed.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_KINDS) as opened:
            count = getattr(opened, "n_frames", 1) if opened.format == "TIFF" else 1
            if count > most_pages:
                raise InvalidInput(name, [Fault("", f"has more than {most_pages} pages: scan fewer at once")])
            for number in range(count):
                if number:
                    opened.seek(number)
                if opened.width * opened.height > most_pixels:
                    raise _too_large(name, number)
                yield _page(opened)
    except _BOMBS:
        raise _too_large(name, 0) from None
    except UnidentifiedImageError:
        raise InvalidInput(name, [Fault("", "is no PDF, TIFF, PNG or JPEG, or is broken: scan it again")]) from None
    except _BROKEN:
        raise InvalidInput(name, [Fault("", "is broken off or damaged: scan it again")]) from None


def _too_large(name: str, number: int) -> InvalidInput:
    return InvalidInput(name, [Fault("", f"page {number + 1} is too large: scan at 200 to 300 dots in an inch")])


def _page(opened: Image.Image) -> Grey:
    factor = max(1, max(opened.size) // ENOUGH)
    ratio = _ratio(opened)
    opened.draft("L", (opened.width // factor, opened.height // factor))
    factor = max(1, max(opened.size) // ENOUGH)  # a JPEG may have been reduced while it was unpacked
    grey = np.array(_in_grey(opened), dtype=np.uint8)
    return reduced(lines_made_square(grey, ratio), factor)


def _ratio(opened: Image.Image) -> float:
    """Return how high pixels are over how wide."""
    across, down = (float(dots) for dots in opened.info.get("dpi", (1, 1)))
    return across / down if across > 0 and down > 0 else 1.0


def _in_grey(opened: Image.Image) -> Image.Image:
    if opened.mode in ("RGBA", "LA", "PA") or "transparency" in opened.info:
        seen = opened.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("L")
    if opened.mode.startswith("I") or opened.mode == "F":
        deep = np.asarray(opened, dtype=np.float64)
        return Image.fromarray((deep * (255 / max(float(deep.max()), 1.0))).clip(0, 255).astype(np.uint8))
    return opened.convert("L")


def reduced(picture: Grey, factor: int) -> Grey:
    """Return a picture so many times smaller each way; each pixel is the mean of those that it stands for."""
    return picture if factor <= 1 else np.asarray(Image.fromarray(picture).reduce(factor))


def straightened(picture: Grey, matrix: Matrix, *, size: tuple[float, float], dots: float) -> Grey:
    """Return the page that lies askew in a picture as if it lay straight.

    Args:
        picture: what was scanned.
        matrix: from millimetres on the page to pixels of the picture.
        size: width and height of the page, in millimetres.
        dots: pixels in a millimetre of what is returned.
    """
    to_millimetres = np.array([[1 / dots, 0, 0], [0, 1 / dots, 0], [0, 0, 1]])
    whole = matrix @ to_millimetres
    wide, high = (round(side * dots) for side in size)
    coefficients = tuple((whole / whole[2, 2]).ravel()[:8])
    seen = Image.fromarray(picture).transform(
        (wide, high), Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BILINEAR, fillcolor=255
    )
    return np.asarray(seen)


def png(picture: Grey) -> bytes:
    """Return a picture as a PNG, without a word about where it comes from."""
    written = io.BytesIO()
    Image.fromarray(picture).save(written, "PNG", compress_level=1)
    return written.getvalue()
