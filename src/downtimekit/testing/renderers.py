"""Renderers for tests: one that remembers, one that fails as told, one that draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import define, field, frozen

from downtimekit.forms.plans import plans_without_places
from downtimekit.models.forms import FormDefinition, FormPlan, Layout, Packet
from downtimekit.ports import Press, Renderer
from downtimekit.testing.trouble import Troubles, strike


@frozen
class NullPress:
    """Draws an empty document of every packet."""

    plans: Sequence[FormPlan] = ()

    def render(self, packets: Iterable[Packet]) -> bytes:
        """Return no bytes."""
        return b"".join(self.files(packets))

    def files(self, packets: Iterable[Packet]) -> Iterator[bytes]:
        """Yield no bytes for each packet."""
        return (b"" for _ in packets)


@frozen
class NullRenderer:
    """Draws an empty document of every packet."""

    suffix: str = ".txt"

    def compile(self, forms: Sequence[FormDefinition], *, layout: Layout) -> NullPress:
        """Return a press whose plans have one empty page for each form and language."""
        return NullPress(plans_without_places(forms, layout))


@define
class RecordingRenderer:
    """Remembers what it was asked to draw, and has it drawn.

    Attributes:
        forms: what was compiled, in order.
        packets: what was drawn, in order.
    """

    renderer: Renderer = field(factory=NullRenderer)
    forms: list[FormDefinition] = field(factory=list)
    packets: list[Packet] = field(factory=list, repr=False)

    @property
    def suffix(self) -> str:
        """The ending of a file's name, with its dot."""
        return self.renderer.suffix

    def compile(self, forms: Sequence[FormDefinition], *, layout: Layout) -> RecordingPress:
        """Return a press that remembers here."""
        press = self.renderer.compile(forms, layout=layout)
        self.forms += forms
        return RecordingPress(press, self.packets)


@frozen
class RecordingPress:
    """Remembers packets that were drawn."""

    press: Press
    packets: list[Packet] = field(repr=False)

    @property
    def plans(self) -> Sequence[FormPlan]:
        """Where everything is."""
        return self.press.plans

    def render(self, packets: Iterable[Packet]) -> bytes:
        """Return one document."""
        asked = list(packets)
        document = self.press.render(asked)
        self.packets.extend(asked)
        return document

    def files(self, packets: Iterable[Packet]) -> Iterator[bytes]:
        """Yield a document for each packet; what is remembered is what was taken."""
        for packet in packets:
            yield from self.press.files([packet])
            self.packets.append(packet)


@define
class FailingRenderer:
    """Stands before a renderer, and lets it fail as told, by a packet's exam or the number of one of its sheets."""

    renderer: Renderer = field(factory=NullRenderer)
    troubles: Troubles = field(factory=Troubles)

    @property
    def suffix(self) -> str:
        """The ending of a file's name, with its dot."""
        return self.renderer.suffix

    def compile(self, forms: Sequence[FormDefinition], *, layout: Layout) -> FailingPress:
        """Return a press that fails as told."""
        return FailingPress(self.renderer.compile(forms, layout=layout), self.troubles)


@frozen
class FailingPress:
    """Stands before a press, and lets it fail as told."""

    press: Press
    troubles: Troubles

    @property
    def plans(self) -> Sequence[FormPlan]:
        """Where everything is."""
        return self.press.plans

    def render(self, packets: Iterable[Packet]) -> bytes:
        """Return one document, or fail at one of its packets."""
        asked = list(packets)
        troubles = [self.troubles.next(_names(packet)) for packet in asked]
        for trouble in troubles:
            strike(trouble, done=False)
        document = self.press.render(asked)
        for trouble in troubles:
            strike(trouble, done=True)
        return document

    def files(self, packets: Iterable[Packet]) -> Iterator[bytes]:
        """Yield a document for each packet, or fail at one."""
        for packet in packets:
            trouble = self.troubles.next(_names(packet))
            strike(trouble, done=False)
            yield from self.press.files([packet])
            strike(trouble, done=True)


def _names(packet: Packet) -> tuple[str, ...]:
    exam = (packet.appointment.accession,) if packet.appointment else ()
    return (*exam, *(sheet.serial for sheet in packet.sheets))
