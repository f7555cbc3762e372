"""Port: something that prints a list, such as what lies in a pile of packets."""

from __future__ import annotations

from typing import Protocol

from downtimekit.models.listing import Listing


class ListingRenderer(Protocol):
    """Draws lists.

    Promises:
        - every row is there, whole, in order, and on pages that say their number and how many there are.
        - no character is lost unseen: where one cannot be shown, the list says so in its place.
        - the same list gives the same bytes.
    """

    @property
    def suffix(self) -> str:
        """The ending of a file's name, with its dot."""
        ...

    def render(self, listing: Listing) -> bytes:
        """Return the document."""
        ...
