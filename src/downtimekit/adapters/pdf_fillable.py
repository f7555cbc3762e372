"""Packets as PDF whose fields are filled in on a screen; needs the extra ``pdf``.

For one patient or a few, in a program that everybody has. For paper, and for thousands, there is `PdfRenderer`; for
whoever reads with a screen reader, the offline page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from attrs import frozen
from pikepdf import PasswordError, Pdf, PdfError

from downtimekit.adapters._acroform import SheetFields, fields_of, with_form
from downtimekit.adapters._fillable_fields import Laying, code_name, quoted, unquoted
from downtimekit.adapters._fillable_reading import Reading
from downtimekit.errors import Fault, InvalidInput, Rejected
from downtimekit.forms.codes import Reception, Seal, code_on
from downtimekit.forms.form_book import FormBook
from downtimekit.forms.keying import SHIPPED
from downtimekit.forms.plans import plan_for
from downtimekit.models.forms import FieldKind, FormDefinition, FormPlan, Layout, Packet, Sheet
from downtimekit.ports import Press, Renderer


@frozen
class FillablePress:
    """Prints packets with another press, lays fields over their zones, and puts the code of each page beside them."""

    press: Press
    seal: Seal

    @property
    def plans(self) -> Sequence[FormPlan]:
        """Where everything is, for each form in each language."""
        return self.press.plans

    def render(self, packets: Iterable[Packet]) -> bytes:
        """Return one document with all packets, in their order.

        Raises:
            Rejected: a packet cannot be drawn, or what is known already does not fit into a field; it names the sheet.
        """
        taken = tuple(packets)
        drawn = self.press.render([_without_answers(packet) for packet in taken])
        return self._with_fields(drawn, taken)

    def files(self, packets: Iterable[Packet]) -> Iterator[bytes]:
        """Yield a document for each packet, in their order.

        Raises:
            Rejected: as `render`.
        """
        return (self.render([packet]) for packet in packets)

    def _with_fields(self, document: bytes, packets: Sequence[Packet]) -> bytes:
        written = BytesIO()
        with Pdf.open(BytesIO(document)) as pdf:
            with_form(pdf)
            pages = iter(pdf.pages)
            for packet in packets:
                for sheet in packet.sheets:
                    fields = SheetFields.of(pdf, quoted(sheet.serial))
                    plan = plan_for(sheet, self.plans)
                    Laying(fields, sheet).lay(plan, pages)
                    self._seal(fields, packet, sheet, plan)
            pdf.save(written, deterministic_id=True)
        return written.getvalue()

    def _seal(self, fields: SheetFields, packet: Packet, sheet: Sheet, plan: FormPlan) -> None:
        tag, pages = plan.digest, len(plan.pages)
        for number in range(1, pages + 1):
            code = code_on(packet, sheet, plan=tag, page=number, pages=pages)
            fields.hidden(code_name(number), self.seal.token(code), label=f"Code of page {number}")


@frozen
class FillablePdfRenderer:
    """Draws what another renderer draws, such as `PdfRenderer`, with fields to type and tick in.

    A field is named by the sheet's serial and by its path. Of boxes of which one is ticked, one can be ticked. What is
    known already stands in the fields, in the characters of Windows-1252; diagrams are marked on paper only.

    Attributes:
        renderer: draws the pages.
        seal: seals the codes that lie beside the fields; the renderer's own.
    """

    renderer: Renderer
    seal: Seal

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return ".pdf"

    def compile(self, forms: Sequence[FormDefinition], *, layout: Layout) -> FillablePress:
        """Prepare forms.

        Raises:
            Rejected: a form cannot be drawn, or the other renderer does not say where its fields are.
        """
        press = self.renderer.compile(forms, layout=layout)
        bare = [plan.form for plan in press.plans if not any(page.zones for page in plan.pages)]
        if bare:
            raise Rejected(f"forms have no places to fill in: {', '.join(bare)}")
        return FillablePress(press, self.seal)


def read_fillable(
    document: bytes, *, reception: Reception, zone: str, forms: FormBook = SHIPPED, source: str = "PDF"
) -> tuple[dict[str, Any], ...]:
    """Return the sheets that were filled in, each as `read_keyed` takes it; a person looks at them before.

    All of them or none. Which sheet it is, the sealed codes of its pages say, as they do on paper: one that was forged,
    printed for another downtime, voided or back before gets the same answer here. What was typed is believed as little
    as what was keyed from paper: `read_keyed` checks it. Sheets on which nothing stands are left out.

    Args:
        document: the file.
        reception: what is known where paper is taken in: downtime, keys, issued sheets, plans, and the time.
        zone: of the clock by which times were typed.
        forms: the definitions that sheets were printed from, in all their versions.
        source: what was read, for the error.

    Raises:
        InvalidInput: it is no such PDF, or something stands against a sheet; with every fault.
    """
    try:
        with Pdf.open(BytesIO(document)) as pdf:
            found = [(unquoted(top), unquoted(name), value) for top, name, value in fields_of(pdf)]
    except (PdfError, PasswordError):
        found = None
    if found is None:
        raise InvalidInput(source, [Fault("", "is no PDF that can be read, or is under a password")])
    reading = Reading(reception, forms, zone)
    sheets = reading.keyed(found)
    if reading.faults:
        raise InvalidInput(source, dict.fromkeys(reading.faults))
    return sheets


def _without_answers(packet: Packet) -> Packet:
    """Return a packet on which nothing is known but what is drawn: the rest stands in fields."""
    sheets = tuple(_drawn_alone(sheet) for sheet in packet.sheets)
    return packet.model_copy(update={"sheets": sheets})


def _drawn_alone(sheet: Sheet) -> Sheet:
    if not sheet.answers:
        return sheet
    drawn = {field.key for field in sheet.form.fields() if field.kind is FieldKind.DIAGRAM}
    kept = {key: answer for key, answer in sheet.answers.items() if key in drawn}
    return sheet.model_copy(update={"answers": kept})
