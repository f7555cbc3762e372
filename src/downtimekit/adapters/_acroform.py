"""Fields of a PDF (ISO 32000-2, 12.7), each with its look drawn, so that every viewer shows the same."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from attrs import Factory, define
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, String

from downtimekit.adapters._type import CannotShow, Case, wrapped
from downtimekit.adapters._type.helvetica import encoded, shown, width
from downtimekit.errors import Rejected
from downtimekit.models.forms import Place

_POINT = 25.4 / 72
_PRINT = 1 << 2  # annotation flag 3
READ_ONLY, MULTILINE, RADIO = 1, 1 << 12, 1 << 15  # field flags 1, 13 and 16
_LOOK = "/Helv {size} Tf 0 g"
_LARGEST, _SMALLEST, _INSET, _LEADING = 11.0, 6.0, 2.0, 1.15
_CASE = Case(())
"""Helvetica alone: whoever types into a field sees it in the viewer's font."""


class DoesNotFit(Rejected):
    """A text is too long for its field, or Helvetica cannot show it; whoever lays the field names its sheet."""


@define
class SheetFields:
    """The fields of one numbered sheet: its serial stands before all their names, so no two sheets share one."""

    pdf: Pdf
    top: Object
    names: dict[str, Object] = Factory(dict)

    @classmethod
    def of(cls, pdf: Pdf, name: str) -> SheetFields:
        """Return a sheet without fields."""
        top = pdf.make_indirect(Dictionary(T=String(name), Kids=Array()))
        pdf.Root.AcroForm.Fields.append(top)
        return cls(pdf, top)

    def text(self, name: str, label: str, *, page: Page, place: Place, value: str, lines: bool, cover: bool) -> None:
        """Add a field for words.

        Args:
            name: within the sheet.
            label: what a screen reader says.
            page: on which it is.
            place: where, from the upper left corner.
            value: what stands in it.
            lines: whether it takes several lines.
            cover: whether what is typed covers what is printed below.

        Raises:
            DoesNotFit: the value.
        """
        rect = _rect(page, place)
        size, look = _words(value, rect, several=lines)
        widget = _widget(self.pdf, page, rect)
        widget.FT, widget.Ff, widget.V = Name.Tx, MULTILINE if lines else 0, String(value)
        widget.DA = String(_LOOK.format(size=f"{size:g}"))
        if cover:
            widget.MK = Dictionary(BG=Array([1, 1, 1]))
        widget.AP = Dictionary(N=self._appearance(rect, _white(rect) + look if cover and value else look))
        self._add(widget, name, label)

    def box(self, name: str, label: str, *, page: Page, place: Place, on: str, ticked: bool) -> None:
        """Add a box that is ticked by itself."""
        widget = self._box(page, place, on, ticked=ticked)
        widget.FT = Name.Btn
        widget.V = widget.AS
        self._add(widget, name, label)

    def choice(self, name: str, label: str, *, page: Page, place: Place, on: tuple[str, str], ticked: bool) -> None:
        """Add one of several boxes of which one is ticked.

        Args:
            name: within the sheet; the same for all of them.
            label: what a screen reader says of all of them.
            page: on which it is.
            place: where, from the upper left corner.
            on: the key of the box, and what a screen reader says of it.
            ticked: whether it is.
        """
        group = self.names.get(name)
        if group is None:
            group = self.pdf.make_indirect(Dictionary(FT=Name.Btn, Ff=RADIO, V=Name.Off, Kids=Array()))
            self._add(group, name, label)
        widget = self._box(page, place, on[0], ticked=ticked)
        widget.Parent = group
        widget.Contents = String(on[1])
        group.Kids.append(widget)
        if ticked:
            group.V = widget.AS

    def hidden(self, name: str, value: str, *, label: str) -> None:
        """Add a field that no viewer shows, for it lies on no page, and nobody is to change."""
        field = Dictionary(FT=Name.Tx, Ff=READ_ONLY, V=String(value))
        self._add(self.pdf.make_indirect(field), name, label)

    def _add(self, field: Object, name: str, label: str) -> None:
        field.T, field.TU, field.Parent = String(name), String(label), self.top
        self.top.Kids.append(field)
        self.names[name] = field

    def _box(self, page: Page, place: Place, on: str, *, ticked: bool) -> Object:
        rect = _rect(page, place)
        state = _name(on)
        widget = _widget(self.pdf, page, rect)
        states = Dictionary({state: self._appearance(rect, _cross(rect)), "/Off": self._appearance(rect, b"")})
        widget.AP = Dictionary(N=states)
        widget.AS = Name(state) if ticked else Name.Off
        widget.MK = Dictionary(CA=String("8"))  # a cross in ZapfDingbats, for viewers that draw it themselves
        widget.DA = String("/ZaDb 0 Tf 0 g")
        return widget

    def _appearance(self, rect: Sequence[float], content: bytes) -> Object:
        stream = self.pdf.make_stream(content)
        stream.Type, stream.Subtype = Name.XObject, Name.Form
        stream.BBox = Array([0, 0, round(rect[2] - rect[0], 2), round(rect[3] - rect[1], 2)])
        stream.Resources = Dictionary(Font=self.pdf.Root.AcroForm.DR.Font)
        return stream


def with_form(pdf: Pdf) -> None:
    """Make a document one with fields."""
    fonts = {
        "/Helv": Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding),
        "/ZaDb": Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats),
    }
    drawn = Dictionary({name: pdf.make_indirect(font) for name, font in fonts.items()})
    pdf.Root.AcroForm = Dictionary(
        Fields=Array(), DR=Dictionary(Font=drawn), DA=String(_LOOK.format(size=0)), NeedAppearances=False
    )


def fields_of(pdf: Pdf) -> Iterator[tuple[str, str, str | None]]:
    """Yield the sheet, the name and the value of each field that a document has; a box that is not ticked is None.

    What is no field of ours is passed over, whatever it is.
    """
    for top in _parts(pdf.Root.get("/AcroForm"), "/Fields"):
        for field in _parts(top, "/Kids"):
            kind, value = field.get("/FT"), field.get("/V")
            if kind == Name.Btn:
                yield _text(top.get("/T")), _text(field.get("/T")), _state(value)
            elif kind == Name.Tx:
                yield _text(top.get("/T")), _text(field.get("/T")), _text(value)


def _parts(above: object, key: str) -> list[Dictionary]:
    found = above.get(key) if isinstance(above, Dictionary) else None
    return [part for part in found if isinstance(part, Dictionary)] if isinstance(found, Array) else []


def _text(value: object) -> str:
    return str(value) if isinstance(value, String) else ""


def _state(value: object) -> str | None:
    return _spelt(str(value).removeprefix("/")) if isinstance(value, Name) and value != Name.Off else None


def _name(text: str) -> str:
    """Return the name of a state, in characters that every reader of PDF takes for the same."""
    return "/" + "".join(letter if letter.isalnum() or letter in "_-." else f"_x{ord(letter):02x}_" for letter in text)


def _spelt(name: str) -> str:
    head, *parts = name.split("_x")
    found = [head]
    for part in parts:
        code, mark, rest = part.partition("_")
        is_letter = mark and len(code) == len("5b") and all(digit in "0123456789abcdef" for digit in code)
        found.append(f"{chr(int(code, 16))}{rest}" if is_letter else f"_x{part}")
    return "".join(found)


def _widget(pdf: Pdf, page: Page, rect: Sequence[float]) -> Object:
    widget = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array(rect), F=_PRINT, P=page.obj, BS=Dictionary(W=0))
    )
    if "/Annots" not in page.obj:
        page.obj.Annots = pdf.make_indirect(Array())
        page.obj.Tabs = Name.W  # in the order of the fields, which is the form's (ISO 32000-2, table 31)
    page.obj.Annots.append(widget)
    return widget


def _rect(page: Page, place: Place) -> list[float]:
    height = float(page.mediabox[3])
    left, top = place.x / _POINT, height - place.y / _POINT
    return [round(at, 2) for at in (left, top - place.h / _POINT, left + place.w / _POINT, top)]


def _cross(rect: Sequence[float]) -> bytes:
    w, h, inset = rect[2] - rect[0], rect[3] - rect[1], 2.2
    corners = (inset, inset, w - inset, h - inset, inset, h - inset, w - inset, inset)
    return b"q 1.4 w 1 J %.2f %.2f m %.2f %.2f l %.2f %.2f m %.2f %.2f l S Q" % corners


def _white(rect: Sequence[float]) -> bytes:
    return b"q 1 g 0 0 %.2f %.2f re f Q\n" % (rect[2] - rect[0], rect[3] - rect[1])


def _words(value: str, rect: Sequence[float], *, several: bool) -> tuple[float, bytes]:
    """Return the size of a text and how it is drawn: as large as fits."""
    if not value:
        return (_LARGEST, b"/Tx BMC EMC")
    w, h = rect[2] - rect[0] - 2 * _INSET, rect[3] - rect[1]
    size, codes = _LARGEST, _codes(value, w / _LARGEST, several=several)
    while len(codes) * size * _LEADING > h or any(width(line, bold=False) * size > w for line in codes):
        size -= 0.5
        if size < _SMALLEST:
            raise DoesNotFit("is too long for its field")
        codes = _codes(value, w / size, several=several)
    # One line stands in the middle of its field, several begin at the top.
    base = h - size if several else (h - size * 0.72) / 2
    shown_lines = b" T* ".join(shown(line) + b" Tj" for line in codes)
    text = b"BT /Helv %g Tf 0 g %g TL %.2f %.2f Td %b ET" % (size, size * _LEADING, _INSET, base, shown_lines)
    return size, b"/Tx BMC q " + text + b" Q EMC"


def _codes(value: str, room: float, *, several: bool) -> list[bytes]:
    codes = [encoded(line) for line in (_broken(value, room) if several else [value])]
    if None in codes or not all(part.isprintable() for part in (value.split("\n") if several else [value])):
        raise DoesNotFit("holds a character that a field cannot show")
    return [line for line in codes if line is not None]


def broken_to_fit(text: str, place: Place) -> tuple[str, str]:
    """Return as much of a text as fits into a place in the smallest letters, and the rest.

    Raises:
        DoesNotFit: it holds a character that a field cannot show.
    """
    w, h = place.w / _POINT - 2 * _INSET, place.h / _POINT
    lines = int(h / (_SMALLEST * _LEADING))
    if len(_broken(text, w / _SMALLEST)) <= lines:
        return text, ""
    # At a word: what a person goes on writing must read as one text.
    words = text.split(" ")
    # The more words, the more lines: the first count that is too many is found by halves.
    too_many = bisect_right(range(len(words)), lines, key=lambda n: len(_broken(" ".join(words[:n]), w / _SMALLEST)))
    count = max(0, too_many - 1)
    return " ".join(words[:count]), " ".join(words[count:])


def _broken(text: str, room: float) -> list[str]:
    """Return a text in lines of a width, measured in the size of its letters."""
    try:
        return [line.text for part in text.split("\n") for line in wrapped(_CASE, part, room)]
    except CannotShow:
        raise DoesNotFit("holds a character that a field cannot show") from None
