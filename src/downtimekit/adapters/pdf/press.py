"""Forms that are ready: a document for as many packets as come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import Factory, field, frozen

from downtimekit.adapters._type import Case
from downtimekit.adapters.pdf.document import Contents, Front, document, first_free, front_of
from downtimekit.adapters.pdf.ink import Memory
from downtimekit.adapters.pdf.marks import mark_body
from downtimekit.adapters.pdf.measures import POINT
from downtimekit.adapters.pdf.plate import Plate
from downtimekit.adapters.pdf.stamp import Stamp
from downtimekit.errors import Rejected
from downtimekit.forms.codes import Seal
from downtimekit.forms.heading import heading_of
from downtimekit.models.forms import FormPlan, Packet, Paper, Sheet

PlateKey = tuple[str, str]
"""The digest of a form, and a language."""


@frozen
class PdfPress:
    """Prints packets of the forms that it was made for."""

    seal: Seal
    case: Case
    paper: Paper
    plates: Mapping[PlateKey, Plate] = field(repr=False)
    _fronts: dict[tuple[PlateKey, ...], Front] = field(factory=dict, repr=False, eq=False)
    _lasting: Memory = field(factory=dict, repr=False, eq=False)

    @property
    def plans(self) -> Sequence[FormPlan]:
        """Where everything is, for each form in each language."""
        return [plate.plan for plate in self.plates.values()]

    def render(self, packets: Iterable[Packet]) -> bytes:
        """Return one document with all packets, in their order.

        Raises:
            Rejected: there is no packet; a packet cannot be drawn, or has a form that was not compiled.
        """
        taken = tuple(packets)
        if not taken:
            raise Rejected("there is no packet to print")
        return self._bound(taken)

    def files(self, packets: Iterable[Packet]) -> Iterator[bytes]:
        """Yield a document for each packet, in their order.

        Raises:
            Rejected: as `render`.
        """
        for packet in packets:
            yield self._bound((packet,))

    def _bound(self, packets: Sequence[Packet]) -> bytes:
        sheets = [(packet, sheet, self._key(sheet)) for packet in packets for sheet in packet.sheets]
        needed = {key for _, _, key in sheets}
        used = tuple(key for key in self.plates if key in needed)
        front = self._front(used)
        stamp = Stamp(self.seal, self.case, self._lasting)
        binding = _Binding(stamp, {key: place for place, key in enumerate(used)})
        for packet, sheet, key in sheets:
            binding.add(packet, sheet, key, self.plates[key])
        width, height = self.paper.size
        contents = Contents(
            title=_title(sheets[0][1].serial, sheets[-1][1].serial),
            created=packets[0].as_of,
            size=(width / POINT, height / POINT),
            marks=[body for _, body in binding.marks.values()],
            overlays=binding.overlays,
        )
        return document(front, contents, stamp.fount.objects(first_free(front, contents)))

    def _key(self, sheet: Sheet) -> PlateKey:
        key = (sheet.form.digest, sheet.language)
        if key not in self.plates:
            raise Rejected(f"sheet {sheet.serial}: its form was not compiled in this language and version")
        return key

    def _front(self, used: tuple[PlateKey, ...]) -> Front:
        if used not in self._fronts:
            self._fronts[used] = front_of([self.plates[key] for key in used])
        return self._fronts[used]


@frozen
class _Binding:
    """The pages of one document, as they come.

    Attributes:
        places: of the plates in the front.
    """

    stamp: Stamp
    places: Mapping[PlateKey, int]
    overlays: list[bytes] = Factory(list)
    marks: dict[tuple[PlateKey, int, tuple[str, ...]], tuple[int, bytes]] = Factory(dict)

    def add(self, packet: Packet, sheet: Sheet, key: PlateKey, plate: Plate) -> None:
        """Write the pages of a sheet."""
        place = self.places[key]
        heading = heading_of(packet, sheet, plate.words)
        for page, overlay in enumerate(self.stamp.overlays(packet, sheet, heading, plate)):
            mark = self._mark((key, page, heading.marks), plate) if heading.marks else b""
            self.overlays.append(b"%b/P%d.%d Do\n%b" % (mark, place, page, overlay))

    def _mark(self, key: tuple[PlateKey, int, tuple[str, ...]], plate: Plate) -> bytes:
        if key not in self.marks:
            _, page, marks = key
            body = mark_body(self.stamp.ink(plate, "with a mark"), plate, page, marks)
            self.marks[key] = len(self.marks), body
        return b"/M%d Do\n" % self.marks[key][0]


def _title(first: str, last: str) -> str:
    return f"Downtime forms {first}" if first == last else f"Downtime forms {first} to {last}"
