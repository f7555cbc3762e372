"""Pages as a printer prints them, as shades of grey."""

from __future__ import annotations

from math import ceil
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from downtimekit.models.forms import Packet, Place
from downtimekit.ports.renderer import Press
from tests.paper import images_of_pdf

DPI = 200
Shades: TypeAlias = NDArray[np.uint8]


def shades(press: Press, packet: Packet) -> list[Shades]:
    """Return the pages of a packet, from black (0) to white (255)."""
    return [np.asarray(page) for page in images_of_pdf(press.render([packet]), dpi=DPI)]


def cut(page: Shades, place: Place, *, inset: float = 0.0) -> Shades:
    """Return the pixels that lie within a place as a whole."""
    scale = DPI / 25.4
    left, top = ceil((place.x + inset) * scale), ceil((place.y + inset) * scale)
    right, bottom = int((place.x + place.w - inset) * scale), int((place.y + place.h - inset) * scale)
    return page[top:bottom, left:right]
