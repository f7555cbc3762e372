"""What a scanner, a fax or a phone makes of a page."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from benchmarks.scans.strokes import Grey

DOTS = 300 / 25.4
"""Pixels in a millimetre of a page before it is scanned."""


_LIGHT = 140  # what is lighter is white in a fax
_SALT = 0.0015  # of all dots of a fax are wrong


def office(page: Grey, chance: np.random.Generator, *, dpi: int = 200, turn: float | None = None) -> bytes:
    """Return a JPEG of a page that went through an office scanner a little askew.

    Args:
        page: at `DOTS` pixels in a millimetre.
        chance: no two scans are the same.
        dpi: the resolution of the scanner.
        turn: degrees; None for what chance gives.
    """
    ratio = dpi / 25.4 / DOTS
    high, wide = page.shape
    size = (round(wide * ratio), round(high * ratio))
    angle = np.deg2rad(chance.uniform(-3, 3) if turn is None else turn)
    across, along = chance.uniform(0.99, 1.01, 2) / ratio
    matrix = np.array(
        [[np.cos(angle) * across, -np.sin(angle) * along], [np.sin(angle) * across, np.cos(angle) * along]]
    )
    middle = np.array([wide, high]) / 2 - matrix @ (np.array(size) / 2) + chance.normal(0, 10, 2)
    coefficients = (*matrix[0], middle[0], *matrix[1], middle[1])
    fine = Image.fromarray(page).filter(ImageFilter.GaussianBlur(0.6 / ratio * chance.uniform(0.7, 1.2)))
    seen = fine.transform(size, Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR, fillcolor=235)
    return _jpeg(_noisy(_toned(seen, chance.uniform(225, 253), chance.uniform(10, 50)), 4, chance), 60)


def photo(page: Grey, chance: np.random.Generator, *, long_side: int = 2700) -> bytes:
    """Return a JPEG of a page that was photographed on a desk, askew, in uneven light, and any side up.

    Args:
        page: at `DOTS` pixels in a millimetre.
        chance: no two photos are the same.
        long_side: of the photo, in pixels.
    """
    size = (round(long_side * 0.78), long_side)
    seen = _on_a_desk(page, size, chance)
    y, x = np.mgrid[0 : 1 : complex(size[1]), 0 : 1 : complex(size[0])].astype(np.float32)
    slant = chance.uniform(0, 2 * np.pi)
    light = 0.78 + 0.22 * (np.cos(slant) * (2 * x - 1) + np.sin(slant) * (2 * y - 1)) / np.sqrt(2)
    blurred = seen.filter(ImageFilter.GaussianBlur(chance.uniform(0.6, 1.4)))
    lit = np.asarray(_toned(blurred, 235, 35), dtype=np.float32) * light
    picture = _noisy(Image.fromarray(lit.astype(np.uint8)), 5, chance)
    return _jpeg(picture.rotate(90 * int(chance.integers(4)), expand=True), 75)


def fax(page: Grey, chance: np.random.Generator, *, fine: bool = True, dithered: bool = False) -> bytes:
    """Return a TIFF of a page that was faxed: black or white, in the dots of a fax, with lines that were lost.

    Args:
        page: at `DOTS` pixels in a millimetre.
        chance: no two faxes are the same.
        fine: 196 lines in an inch; else 98.
        dithered: whether greys become a pattern of dots.
    """
    down = 196 if fine else 98
    high, wide = page.shape
    size = (round(wide / DOTS / 25.4 * 204), round(high / DOTS / 25.4 * down))
    turned = Image.fromarray(page).rotate(chance.uniform(-1.5, 1.5), Image.Resampling.BILINEAR, fillcolor=255)
    small = turned.filter(ImageFilter.GaussianBlur(0.8)).resize(size, Image.Resampling.BOX)
    grey = _noisy(_toned(small, 245, 20), 10, chance)
    bits = grey.convert("1") if dithered else grey.point(lambda value: 255 * (value > _LIGHT)).convert("1")
    dots = np.asarray(bits).copy()
    dots ^= chance.random(dots.shape) < _SALT
    for row in chance.integers(0, size[1], 3):
        dots[row] = True
    written = io.BytesIO()
    Image.fromarray(dots).save(written, "TIFF", compression="group4", dpi=(204, down))
    return written.getvalue()


def _on_a_desk(page: Grey, size: tuple[int, int], chance: np.random.Generator) -> Image.Image:
    wide, high = size
    edge = np.array([[0.05, 0.05], [0.95, 0.05], [0.95, 0.95], [0.05, 0.95]])
    edge = (edge + chance.uniform(-0.035, 0.035, (4, 2)) - 0.5) @ _turn(np.deg2rad(chance.uniform(-4, 4))) * 0.97 + 0.5
    corners = edge * [wide, high]
    height, width = page.shape
    around = np.array([[0, 0], [width, 0], [width, height], [0, height]])
    coefficients = _perspective(corners, around)
    desk = Image.fromarray(chance.integers(60, 120, (high // 8, wide // 8), dtype=np.uint8)).resize(size)
    laid = Image.fromarray(page).filter(ImageFilter.GaussianBlur(0.5))
    seen = laid.transform(size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BILINEAR)
    there = Image.new("L", (width, height), 255).transform(size, Image.Transform.PERSPECTIVE, coefficients)
    return Image.composite(seen, desk, there)


def _turn(angle: float) -> NDArray[np.float64]:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _perspective(seen: NDArray[np.float64], page: NDArray[np.int_]) -> tuple[float, ...]:
    rows, values = [], []
    for (x, y), (u, v) in zip(seen, page, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return tuple(np.linalg.solve(np.array(rows, dtype=float), np.array(values, dtype=float)))


def _toned(picture: Image.Image, white: float, black: float) -> Image.Image:
    return picture.point(lambda value: black + value * (white - black) / 255)


def _noisy(picture: Image.Image, sigma: float, chance: np.random.Generator) -> Image.Image:
    grey = np.asarray(picture, dtype=np.float32)
    grey = grey + sigma * chance.standard_normal(grey.shape, dtype=np.float32)
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality)
    return written.getvalue()
