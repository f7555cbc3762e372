"""What is written onto a finished page for one sheet: whose it is, its number, its codes, and what is known already."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import Factory, frozen

from downtimekit.adapters._type import STANDING, Case, Fount
from downtimekit.adapters.pdf.barcode import draw_bars, square
from downtimekit.adapters.pdf.filling import Filling
from downtimekit.adapters.pdf.ink import Ink, Memory
from downtimekit.adapters.pdf.plate import Plate, in_points
from downtimekit.forms.codes import Seal, code_on
from downtimekit.forms.heading import Heading
from downtimekit.models.forms import Packet, Sheet


def _with_helvetica() -> Fount:
    return Fount(standing=dict(STANDING))


@frozen
class Stamp:
    """Writes onto pages, in the fonts of one document.

    Attributes:
        lasting: what is remembered from document to document; see `Ink`.
    """

    seal: Seal
    case: Case
    lasting: Memory
    fount: Fount = Factory(_with_helvetica)
    memory: Memory = Factory(dict)

    def ink(self, plate: Plate, serial: str) -> Ink:
        """Return empty ink for a sheet, mirrored as its form is."""
        ink = self._plain_ink(plate, serial)
        ink.right_to_left = plate.right_to_left
        return ink

    def _plain_ink(self, plate: Plate, serial: str) -> Ink:
        """Return empty ink for a sheet, for places as they lie on the page."""
        width, height = plate.places.width, plate.places.height
        subject = f"sheet {serial}"
        return Ink(width, height, self.case, self.fount, subject, memory=self.memory, lasting=self.lasting)

    def overlays(self, packet: Packet, sheet: Sheet, heading: Heading, plate: Plate) -> Iterator[bytes]:
        """Yield what is written onto each page of a sheet.

        Raises:
            Rejected: something is too long for its place, or cannot be shown, or no code can say it.
        """
        ink, places = self.ink(plate, sheet.serial), plate.places
        _draw_heading(ink, heading, plate)
        ink.put_again(packet.downtime, plate.slots.downtime)
        draw_bars(ink, sheet.serial, places.bars)
        ink.put(sheet.serial, plate.slots.serial)
        filling = Filling(ink, plate, sheet.answers) if sheet.answers else None
        shared, code = b"".join(ink.operators), ink.laid(places.code)
        first = code_on(packet, sheet, plan=plate.plan_digest, page=1, pages=len(plate.pages))
        tokens = self.seal.tokens(first)
        for page, token in zip(plate.plan.pages, tokens, strict=True):
            answers = b""
            if filling:
                own = self._plain_ink(plate, sheet.serial)
                filling.write(own, page.zones)
                answers = b"".join(own.operators)
            yield b"%b%b%b" % (shared, square(token, code, places.height), answers)


def _draw_heading(ink: Ink, heading: Heading, plate: Plate) -> None:
    slots = plate.slots
    if slots.patient:
        (_, number), (_, accession), *others = heading.facts
        for text, slot in zip((heading.name, heading.born, number, accession), slots.patient, strict=True):
            ink.put(text, slot)
        for (_, text), slot in zip(others, slots.about, strict=True):
            ink.put_again(text, slot)
    if heading.alert:
        place = in_points(ink.laid(plate.places.alert), ink.height)
        ink.operators.append(b"q %.2f %.2f %.2f %.2f re f 1 g\n" % place)
        ink.put_again(heading.alert, slots.alert)
        ink.operators.append(b"Q\n")
    ink.put_again(heading.snapshot, slots.notes_beside if heading.alert else slots.notes)
