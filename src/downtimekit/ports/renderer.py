"""Port: something that turns a packet of forms into a document."""

from __future__ import annotations

from typing import Protocol

from downtimekit.models.forms import Packet


class Renderer(Protocol):
    """Draws packets.

    Promises:
        - `render` returns the document and touches nothing else; the same packet gives the same bytes.
        - every page shows its sheet's serial number, whose it is, and how old that knowledge is; a page of one
          patient shows nothing of another.
        - every question of the form is there, with every box to tick.
        - every page of a drill says so, and no other.
        - no character of a name is lost: what cannot be shown is refused.

    Raises (from `render`):
        Rejected: the packet cannot be drawn; the error names the sheet and never the patient.
    """

    @property
    def suffix(self) -> str:
        """The ending of the file's name, with its dot."""
        ...

    def render(self, packet: Packet) -> bytes:
        """Return the document."""
        ...
