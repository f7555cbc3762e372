"""Pages of a PDF by PDFium, which only this module knows."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from downtimekit.adapters.scan.grey import ENOUGH, Grey, lines_made_square
from downtimekit.errors import Fault, InvalidInput

_ONE_AT_A_TIME = Lock()  # PDFium must not be called by two threads at once, whatever they call it for
_WHOLE = 0.9  # of the page: an image that covers so much is what was scanned
_SMALL = 160  # pixels along the longer side are enough to compare two pictures
_ALIKE = 30.0  # greys


def pdf_pages(data: bytes, *, name: str, most_pages: int, most_pixels: int) -> Iterator[Grey]:
    """Yield the pages of a PDF: the image of each that is nothing but a scan, else the page as it is drawn.

    Raises:
        InvalidInput: it is broken, encrypted, or larger than what is allowed.
    """
    document = _opened(data, name)
    try:
        with _ONE_AT_A_TIME:
            count = len(document)
        if not 0 < count <= most_pages:
            words = f"has more than {most_pages} pages: scan fewer at once" if count else "has no page"
            raise InvalidInput(name, [Fault("", words)])
        for number in range(count):
            with _ONE_AT_A_TIME:
                picture = _page(document, number, name, most_pixels)
            yield picture
    finally:
        with _ONE_AT_A_TIME:
            document.close()


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        with _ONE_AT_A_TIME:
            return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        words = "cannot be opened: it is damaged, or needs a password"
        raise InvalidInput(name, [Fault("", words)]) from None


def _page(document: pypdfium2.PdfDocument, number: int, name: str, most_pixels: int) -> Grey:
    try:
        page = document[number]
        try:
            return _scanned(page, most_pixels) if page.get_rotation() == 0 else _drawn(page, ENOUGH)
        finally:
            page.close()
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        words = f"page {number + 1} cannot be drawn: it is damaged"
        raise InvalidInput(name, [Fault("", words)]) from None


def _scanned(page: pypdfium2.PdfPage, most_pixels: int) -> Grey:
    """Return the image that a page consists of, as it was scanned; else the page as it is drawn."""
    image = _only_image(page)
    if image is None:
        return _drawn(page, ENOUGH)
    wide, high = image.get_px_size()
    if wide * high > most_pixels:
        return _drawn(page, ENOUGH)
    grey = _grey(image.get_bitmap())
    factor = max(1, max(grey.shape) // ENOUGH)
    width, height = page.get_size()
    square = lines_made_square(_every(grey, factor), (height / high) / (width / wide))
    return square if _is_alike(square, _drawn(page, _SMALL)) else _drawn(page, ENOUGH)


def _only_image(page: pypdfium2.PdfPage) -> pypdfium2.PdfImage | None:
    there = list(page.get_objects(max_depth=2))
    if len(there) != 1 or there[0].type != pdfium.FPDF_PAGEOBJ_IMAGE:
        return None
    left, bottom, right, top = there[0].get_bounds()
    width, height = page.get_size()
    return there[0] if (right - left) * (top - bottom) > _WHOLE * width * height else None


def _drawn(page: pypdfium2.PdfPage, longest: int) -> Grey:
    # Drawn for the wanted size, whatever the page says of itself, so that no page needs more memory than another.
    scale = longest / max(*page.get_size(), 1.0)
    return _grey(page.render(scale=scale, grayscale=True))


def _grey(bitmap: pypdfium2.PdfBitmap) -> Grey:
    pixels: Grey = bitmap.to_numpy()
    if bitmap.n_channels == 1:
        return pixels.reshape(pixels.shape[:2]).copy()
    blue, green, red = (pixels[:, :, channel].astype(np.uint16) for channel in range(3))
    return np.asarray((29 * blue + 150 * green + 77 * red) >> 8, dtype=np.uint8)


def _every(grey: Grey, factor: int) -> Grey:
    """Return a picture so many times smaller each way, by the means of its pixels."""
    if factor == 1:
        return grey
    high, wide = (side // factor * factor for side in grey.shape)
    blocks = grey[:high, :wide].reshape(high // factor, factor, wide // factor, factor)
    return np.asarray(blocks.mean(axis=(1, 3)), dtype=np.uint8)


def _is_alike(scanned: Grey, drawn: Grey) -> bool:
    """Tell whether an image is what the page shows: neither turned, nor mirrored, nor in negative, nor covered."""
    rows = np.linspace(0, scanned.shape[0] - 1, drawn.shape[0]).astype(int)
    columns = np.linspace(0, scanned.shape[1] - 1, drawn.shape[1]).astype(int)
    step = max(1, scanned.shape[0] // drawn.shape[0] // 2)
    rough = sum(
        scanned[np.minimum(rows + shift, scanned.shape[0] - 1)[:, None], columns].astype(float)
        for shift in range(-step, step + 1, max(1, step // 2))
    ) / len(range(-step, step + 1, max(1, step // 2)))
    return bool(np.abs(rough - drawn).mean() < _ALIKE)
