"""A sheet as a PDF with fields: each question has its own, says what it asks, and comes back as it was filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from downtimekit.adapters._acroform import _name, _spelt
from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.pdf_fillable import FillablePdfRenderer, read_fillable
from downtimekit.errors import InvalidInput, Rejected
from downtimekit.forms import LIBRARY, FormBook, PacketTerms, SerialPool, issued, packets
from downtimekit.forms.codes import Reception, Seal
from downtimekit.models.forms import Layout, Packet
from downtimekit.models.paper import SheetState
from downtimekit.testing.contracts.renderer import FORM
from downtimekit.testing.renderers import NullRenderer
from tests.printing import a_day, a_visit

SEAL = Seal.of(b"x" * 32)
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
RENDERER = FillablePdfRenderer(PdfRenderer(SEAL), SEAL)
PRESS = RENDERER.compile([FORM], layout=Layout())
KNOWN: Mapping[str, Any] = {
    "text": "Known (already) \\ here) Tj ET",
    "number": "42",
    "date": "2026-03-03",
    "time": "14:05",
    "date_time": "2026-03-03T14:05:00-05:00",
    "yes_no": True,
    "there": "by_bus",
    "back": ["on_foot", "by_bus"],
    "found": [{"number": 1, "side": "on_foot", "note": "first row"}, {"number": 2, "note": "Ärger"}],
    "told": "A long story, told twice. " * 200 + "The end.",
    "signed": "N. Nurse",
}


def packets_of(*answers: Mapping[str, Any]) -> tuple[Packet, ...]:
    said = {f"A-{number:05d}": known for number, known in enumerate(answers, 1)}
    day = a_day(*(a_visit(number) for number in range(1, len(answers) + 1)))
    terms = PacketTerms(answers=lambda visit, _: said[visit.accession])
    return packets(day, forms=[FORM], pool=SerialPool("W", 1, 99), downtime="west-1", terms=terms)


def reception(**changes: Any) -> Reception:
    """Return what is known where the sheets are taken in, with changes."""
    told: dict[str, Any] = {
        "downtime": "west-1",
        "drill": False,
        "now": NOON,
        "opened": SEAL.open,
        "issued": {form.serial: form for form in issued(packets_of({}, {}, {}))},
        "plans": PRESS.plans,
    }
    return Reception(**told | changes)


def read_back(document: bytes, *, at: Reception | None = None, zone: str = "America/New_York") -> list[dict[str, Any]]:
    return list(read_fillable(document, reception=at or reception(), zone=zone, forms=FormBook.of(FORM)))


def changed(document: bytes, change: Callable[[Pdf], object]) -> bytes:
    written = BytesIO()
    with pikepdf.open(BytesIO(document)) as pdf:
        change(pdf)
        pdf.save(written)
    return written.getvalue()


def test_what_is_known_stands_in_the_fields_and_comes_back_the_same() -> None:
    (packet,) = packets_of(KNOWN)
    (sheet,) = read_back(PRESS.render([packet]))

    content = {**KNOWN, "told": KNOWN["told"].strip()}
    assert sheet == {"serial": packet.sheets[0].serial, "performed_by": KNOWN["signed"], "content": content}


def test_a_sheet_on_which_nothing_stands_is_left_out() -> None:
    assert read_back(PRESS.render(packets_of({}, {"text": "known"}, {})))[0]["content"] == {"text": "known"}


def test_no_two_sheets_share_a_field_and_nobodys_answers_stand_on_anothers() -> None:
    pile = packets_of({"text": "first"}, {"text": "second"}, {"there": "by_bus"})
    sheets = read_back(PRESS.render(pile))

    assert [(sheet["serial"], sheet["content"]) for sheet in sheets] == [
        (pile[0].sheets[0].serial, {"text": "first"}),
        (pile[1].sheets[0].serial, {"text": "second"}),
        (pile[2].sheets[0].serial, {"there": "by_bus"}),
    ]


def test_every_file_is_what_it_would_be_alone_and_the_same_each_time() -> None:
    pile = packets_of(KNOWN, {})

    assert list(PRESS.files(pile)) == [PRESS.render([packet]) for packet in pile]
    assert RENDERER.suffix == ".pdf"


def test_a_screen_reader_says_what_each_field_asks() -> None:
    with pikepdf.open(BytesIO(PRESS.render(packets_of({})))) as pdf:
        (top,) = pdf.Root.AcroForm.Fields
        said = {str(field.T): str(field.TU) for field in top.Kids}
        (first, second) = next(field for field in top.Kids if str(field.T) == "there").Kids
        boxes = [str(first.Contents), str(second.Contents)]

    assert said["text"] == "Asked as text"
    assert said["date"] == "Asked as date (YYYY-MM-DD)"
    assert said["date_time"] == "Asked as date_time (YYYY-MM-DD HH:MM)"
    assert said["back#by_bus"] == "Way back: By bus"
    assert said["found[1]%2Enote"] == "Findings 2: Words"
    assert boxes == ["On foot", "By bus"]
    assert all(said.values())


def test_of_exclusive_boxes_every_viewer_knows_that_one_is_ticked_and_may_be_ticked_off() -> None:
    with pikepdf.open(BytesIO(PRESS.render(packets_of({"there": "by_bus"})))) as pdf:
        fields = {str(field.T): field for field in pdf.Root.AcroForm.Fields[0].Kids}
        there, box = fields["there"], fields["back#by_bus"]

        assert (there.FT, int(there.Ff), there.V) == (Name.Btn, 1 << 15, Name("/by_bus"))
        assert [kid.AS for kid in there.Kids] == [Name.Off, Name("/by_bus")]
        assert int(box.get("/Ff", 0)) == 0
        assert int(fields["told"].Ff) == 1 << 12


def test_fields_follow_each_other_as_the_form_does() -> None:
    plan = PRESS.plans[0]
    with pikepdf.open(BytesIO(PRESS.render(packets_of({})))) as pdf:
        for page, planned in zip(pdf.pages, plan.pages, strict=True):
            heights = [(round(float(widget.Rect[0])), round(float(widget.Rect[1]))) for widget in page.Annots]
            wanted = [zone for zone in planned.zones if zone.kind != "diagram"]
            assert len(heights) == len(wanted)
            assert page.Tabs == Name.W
            for (left, _), zone in zip(heights, wanted, strict=True):
                assert left == round(zone.place.x / 25.4 * 72)


def test_every_field_is_drawn_so_that_no_viewer_has_to() -> None:
    with pikepdf.open(BytesIO(PRESS.render(packets_of(KNOWN)))) as pdf:
        widgets = [widget for page in pdf.pages for widget in page.Annots]
        assert not pdf.Root.AcroForm.NeedAppearances
        assert all("/N" in widget.AP for widget in widgets)
        assert b"(first row) Tj" in b"".join(
            widget.AP.N.read_bytes() for widget in widgets if isinstance(widget.AP.N, pikepdf.Stream)
        )


def test_a_mark_on_a_diagram_is_drawn_as_on_paper() -> None:
    mark = {"x": 0.25, "y": 0.4, "sign": "1"}
    with_mark, without = (PRESS.render(packets_of(known)) for known in ({"drawing": [mark]}, {}))

    assert len(with_mark) != len(without)
    assert read_back(with_mark) == []


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"text": "示例"}, "cannot show"),
        ({"text": "bell\x07"}, "cannot show"),
        ({"told": "مثال"}, "cannot show"),
        ({"text": "W" * 200}, "too long"),
        ({"told": "W" * 20_000}, "too long"),
    ],
)
def test_what_does_not_fit_into_a_field_is_refused_by_its_sheet(known: Mapping[str, Any], words: str) -> None:
    (packet,) = packets_of(known)
    with pytest.raises(Rejected, match=words) as refused:
        PRESS.render([packet])

    assert packet.sheets[0].serial in str(refused.value)
    assert "示例" not in str(refused.value)


def test_every_form_of_the_library_can_be_filled_in_on_a_screen() -> None:
    forms = [form for form in LIBRARY.values() if form.fields()]
    press = RENDERER.compile(forms, layout=Layout())
    (packet,) = packets(a_day(a_visit(1)), forms=forms, pool=SerialPool("W", 1, 99), downtime="west-1")

    with pikepdf.open(BytesIO(press.render([packet]))) as pdf:
        for top in pdf.Root.AcroForm.Fields:
            names = [str(field.T) for field in top.Kids]
            assert len(names) == len(set(names))


def test_a_renderer_that_does_not_say_where_its_fields_are_is_refused() -> None:
    with pytest.raises(Rejected, match="no places to fill in"):
        FillablePdfRenderer(NullRenderer(), SEAL).compile([FORM], layout=Layout())


@pytest.mark.parametrize("key", ["on_foot", "[lb_av]", "a/b", "1.5:2", "a_x5b_", "x_x_", "é", "_x5b"])
def test_a_box_of_any_key_comes_back_by_it(key: str) -> None:
    assert _spelt(_name(key).removeprefix("/")) in (key, key.replace("_x5b_", "["))


# --- what comes back


def typed(path: str, value: str) -> Callable[[Pdf], object]:
    def change(pdf: Pdf) -> None:
        field = next(field for field in pdf.Root.AcroForm.Fields[0].Kids if str(field.T) == path)
        field.V = String(value)

    return change


@pytest.mark.parametrize(
    ("zone", "written", "meant"),
    [
        ("America/New_York", "2026-03-03 14:05", "2026-03-03T19:05:00+00:00"),
        ("Europe/Berlin", "2026-07-03T14:05", "2026-07-03T12:05:00+00:00"),
        ("UTC", "2026-03-03 14:05-05:00", "2026-03-03T14:05:00-05:00"),
    ],
)
def test_a_time_is_read_by_the_clock_of_the_clinic(zone: str, written: str, meant: str) -> None:
    document = changed(PRESS.render(packets_of({})), typed("occurred_at", written))

    assert read_back(document, zone=zone)[0]["occurred_at"] == meant


def test_who_and_when_stand_beside_the_answers_as_in_a_keyed_sheet() -> None:
    document = changed(PRESS.render(packets_of({"text": "x"})), typed("entered_by", "Robin Roe"))

    (sheet,) = read_back(document)
    assert sheet["entered_by"] == "Robin Roe"
    assert sheet["content"] == {"text": "x"}


def test_every_fault_is_told_and_none_holds_what_was_typed() -> None:
    document = changed(PRESS.render(packets_of({})), typed("occurred_at", "yesterday, Ada"))
    document = changed(document, typed("date_time", "at noon"))
    with pytest.raises(InvalidInput) as refused:
        read_back(document)

    assert sorted(fault.path.split(".")[1] for fault in refused.value.faults) == ["date_time", "occurred_at"]
    assert "Ada" not in str(refused.value)


def test_a_sheet_that_is_there_twice_is_for_a_person() -> None:
    def twice(pdf: Pdf) -> None:
        pdf.Root.AcroForm.Fields.append(pdf.Root.AcroForm.Fields[0])

    with pytest.raises(InvalidInput, match="more than once"):
        read_back(changed(PRESS.render(packets_of({"text": "x"})), twice))


def test_a_file_that_is_no_pdf_or_is_locked_is_refused() -> None:
    locked = BytesIO()
    with pikepdf.open(BytesIO(PRESS.render(packets_of({})))) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="planted", owner="planted"))
    for document in (b"", b"no PDF", locked.getvalue()):
        with pytest.raises(InvalidInput, match="no PDF that can be read"):
            read_back(document)


HOSTILE: Mapping[str, object] = {
    "no form": None,
    "no fields": Dictionary(),
    "a form that is none": Array([1, 2]),
    "fields that are none": Dictionary(Fields=Array([1, String("x"), Name.Off, Array(), Dictionary(Kids=7)])),
    "kids that are none": Dictionary(Fields=Array([Dictionary(T=String("W"), Kids=Array([1, Dictionary()]))])),
    "odd values": Dictionary(
        Fields=Array([Dictionary(T=7, Kids=Array([Dictionary(FT=Name.Tx, T=Name.x, V=Array([1]))]))])
    ),
    "odd states": Dictionary(
        Fields=Array([Dictionary(T=String("W"), Kids=Array([Dictionary(FT=Name.Btn, T=String("x"), V=String("y"))]))])
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_of_somebody_else_does_no_harm(what: str) -> None:
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        if HOSTILE[what] is not None:
            pdf.Root.AcroForm = HOSTILE[what]
        written = BytesIO()
        pdf.save(written)

    assert read_back(written.getvalue()) == []


# --- what its codes say


def tokens_of(pdf: Pdf, sheet: int = 0) -> list[Object]:
    return [field for field in pdf.Root.AcroForm.Fields[sheet].Kids if str(field.T).startswith("#code")]


def forged(pdf: Pdf) -> None:
    field = tokens_of(pdf)[0]
    field.V = String(str(field.V)[:-1] + ("A" if str(field.V)[-1] != "A" else "B"))


def renumbered(pdf: Pdf) -> None:
    """Give the first sheet the number of the third."""
    pdf.Root.AcroForm.Fields[0].T = String(packets_of({}, {}, {})[2].sheets[0].serial)


def with_anothers_code(pdf: Pdf) -> None:
    for mine, other in zip(tokens_of(pdf, 0), tokens_of(pdf, 1), strict=True):
        mine.V = other.V


def without(number: int | None = None) -> Callable[[Pdf], None]:
    """Take away the code of a page, or all of them."""

    def change(pdf: Pdf) -> None:
        top = pdf.Root.AcroForm.Fields[0]
        names = [str(field.T) for field in tokens_of(pdf)] if number is None else [f"#code{number}"]
        top.Kids = Array([field for field in top.Kids if str(field.T) not in names])

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (forged, "its code was changed, or made by somebody else"),
        (renumbered, "its number is not the one that its code gives"),
        (with_anothers_code, "its number is not the one that its code gives"),
        (without(), "no code could be read on it"),
        (without(1), "page 1 of 3 is missing"),
    ],
    ids=["forged", "renumbered", "another's code", "no code", "a page without"],
)
def test_a_file_that_was_tampered_with_gets_its_own_answer(change: Callable[[Pdf], object], words: str) -> None:
    document = PRESS.render(packets_of({"text": "planted"}, {"text": "planted"}))
    with pytest.raises(InvalidInput, match=words) as refused:
        read_back(changed(document, change))

    assert "planted" not in str(refused.value)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"opened": Seal.of(b"of another house, and not ours!!").open}, "made with a key that is not known here"),
        ({"downtime": "east-9"}, "printed for another downtime"),
        ({"drill": True}, "is no paper of a drill"),
        ({"issued": {}}, "nobody recorded that it was issued"),
        ({"states": dict.fromkeys(SerialPool("W", 1, 99).take(3), SheetState.RETURNED)}, "it came back before"),
        ({"plans": ()}, "another version or layout"),
    ],
    ids=["foreign", "another downtime", "a drill", "never issued", "back before", "another layout"],
)
def test_a_file_gets_the_answer_that_paper_gets(known: Mapping[str, Any], words: str) -> None:
    at = reception(**known)
    if "downtime" in known:
        unmarked = {serial: form.model_copy(update={"printed_for": None}) for serial, form in at.issued.items()}
        at = reception(**known, issued=unmarked)
    with pytest.raises(InvalidInput, match=words):
        read_back(PRESS.render(packets_of({"text": "known"})), at=at)


def test_a_file_whose_time_is_over_is_read_for_what_was_written_before_counts() -> None:
    (packet,) = packets_of({"text": "known"})
    expired = packet.model_copy(update={"expires": packet.as_of + timedelta(hours=1)})

    assert len(read_back(PRESS.render([expired]), at=reception(now=NOON + timedelta(days=9)))) == 1


def test_the_code_of_a_page_is_the_one_that_is_printed_on_it_and_no_viewer_shows_it() -> None:
    with pikepdf.open(BytesIO(PRESS.render(packets_of({})))) as pdf:
        codes = [SEAL.open(str(field.V)).code for field in tokens_of(pdf)]
        flags = {int(field.Ff) for field in tokens_of(pdf)}
        shown = {widget.objgen for page in pdf.pages for widget in page.Annots}
        assert not shown & {field.objgen for field in tokens_of(pdf)}

    assert [(code.page, code.pages, code.plan) for code in codes if code] == [
        (page, len(PRESS.plans[0].pages), PRESS.plans[0].digest[:8]) for page in range(1, len(codes) + 1)
    ]
    assert flags == {1}
