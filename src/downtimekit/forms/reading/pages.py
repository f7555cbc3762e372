"""Pages that were read, before they are sorted to sheets."""

from __future__ import annotations

from typing import Protocol

from attrs import field, frozen

from downtimekit.forms.codes import FoundPage
from downtimekit.forms.reading.marks import SeenZone
from downtimekit.models.forms import Place


class PageView(Protocol):
    """The picture of a page."""

    def clip(self, place: Place) -> bytes:
        """Return a part of the page as a PNG."""
        ...

    def page(self) -> bytes:
        """Return the whole page as a PNG."""
        ...


@frozen
class ReadPage:
    """A page that was read; a repr shows where it was found, and nothing of what stands on it.

    Attributes:
        found: where, and what its code says.
        view: its picture.
        zones: what was seen in each; None where no box could be read: no code, another plan, no corners.
        faxed: whether the picture is black and white only, and shows nothing faint.
    """

    found: FoundPage
    view: PageView = field(repr=False)
    zones: tuple[SeenZone, ...] | None = field(default=None, repr=False)
    faxed: bool = False
