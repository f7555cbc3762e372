"""Renderers for tests: one that remembers, one that fails as told, one that draws nothing."""

from __future__ import annotations

from attrs import define, field, frozen

from downtimekit.models.forms import Packet
from downtimekit.ports import Renderer
from downtimekit.testing.trouble import Troubles, strike


@frozen
class NullRenderer:
    """Draws an empty document of every packet."""

    suffix: str = ".txt"

    def render(self, packet: Packet) -> bytes:
        """Return no bytes."""
        return b""


@define
class RecordingRenderer:
    """Remembers what it was asked to draw, and has it drawn.

    Attributes:
        packets: what was drawn, in order.
    """

    renderer: Renderer = field(factory=NullRenderer)
    packets: list[Packet] = field(factory=list, repr=False)

    @property
    def suffix(self) -> str:
        """The ending of the file's name, with its dot."""
        return self.renderer.suffix

    def render(self, packet: Packet) -> bytes:
        """Return the document."""
        document = self.renderer.render(packet)
        self.packets.append(packet)
        return document


@define
class FailingRenderer:
    """Stands before a renderer, and lets it fail as told, by a packet's exam or the number of one of its sheets."""

    renderer: Renderer = field(factory=NullRenderer)
    troubles: Troubles = field(factory=Troubles)

    @property
    def suffix(self) -> str:
        """The ending of the file's name, with its dot."""
        return self.renderer.suffix

    def render(self, packet: Packet) -> bytes:
        """Return the document, or fail."""
        trouble = self.troubles.next((packet.appointment.accession, *(sheet.serial for sheet in packet.sheets)))
        strike(trouble, done=False)
        document = self.renderer.render(packet)
        strike(trouble, done=True)
        return document
