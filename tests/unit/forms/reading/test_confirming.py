"""A person looks at what was read, and it becomes a sheet that can be keyed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from benchmarks.scans.sheets import printed
from benchmarks.scans.strokes import Mark
from downtimekit.errors import InvalidInput, UnknownName
from downtimekit.forms.codes import Matter, Seal
from downtimekit.forms.keying import read_keyed
from downtimekit.forms.reading import Reading, ReadSheet, Why
from downtimekit.forms.reading.content import content_of
from downtimekit.models.capture import ReviewCode
from downtimekit.models.forms import FormDefinition, Packet, Sheet
from downtimekit.models.paperwork import FilledForm
from tests.scanned import (
    BOOK,
    DOWNTIME,
    ENTRY,
    FORM,
    NOW,
    OTHER,
    PRESS,
    READER,
    SERIAL,
    Ticks,
    paper,
    pdf_of,
    png_of,
    reception,
    sheet_of,
    ticked,
)

KNOWING = READER.knowing(PRESS, [FORM])
TICKS: Ticks = {
    ("side", "left"): Mark.CROSS,
    ("signs", "lump"): Mark.CHECK,
    ("seen", "true"): Mark.CHECK,
    ("findings[1].side", "right"): Mark.CROSS,
}
SAID = {"side": "left", "signs": ["lump"], "seen": True, "findings": [{"number": 2, "side": "right"}]}


def read_sheet(ticks: Ticks, *, pages: int = 2) -> ReadSheet:
    """Return a sheet with these ticks as it was read."""
    return sheet_of(KNOWING.read(pdf_of(ticked(paper()[0], ticks), *paper()[1:pages])))


def test_what_was_read_and_confirmed_becomes_a_capture() -> None:
    keyed = read_sheet(TICKS).confirm(entry=ENTRY)

    capture = read_keyed(keyed, issued=reception().issued, source="scan", forms=BOOK)

    assert isinstance(capture.content, FilledForm)
    assert {key: capture.content.answers[key] for key in SAID} == SAID
    assert (capture.serial, capture.doubts) == (SERIAL, ())


def test_who_and_when_are_typed_from_their_places_on_the_sheet_and_stand_beside_the_answers() -> None:
    told = {name: ENTRY[name] for name in ("performed_by", "occurred_at")}
    rest = {name: said for name, said in ENTRY.items() if name not in told}

    keyed = read_sheet(TICKS).confirm(told, entry=rest)

    assert told.items() <= keyed.items()
    assert not told.keys() & keyed["content"].keys()  # type: ignore[attr-defined]
    assert read_keyed(keyed, issued=reception().issued, source="scan", forms=BOOK).performed_by == told["performed_by"]


def test_a_person_can_put_right_what_was_read() -> None:
    keyed = read_sheet(TICKS).confirm({"side": "right", "seen": None, "findings[0].words": "Cyst"}, entry=ENTRY)

    findings = [{"number": 1, "words": "Cyst"}, {"number": 2, "side": "right"}]
    assert keyed["content"] == {"side": "right", "signs": ["lump"], "findings": findings}


def test_nothing_in_doubt_goes_through_without_an_answer() -> None:
    sheet = read_sheet({("side", "left"): Mark.FILL, ("oral", "true"): Mark.CHECK, ("infused", "true"): Mark.CHECK})

    with pytest.raises(InvalidInput) as refused:
        sheet.confirm(entry=ENTRY)

    assert {fault.path for fault in refused.value.faults} == {"side", "oral", "infused"}
    assert {proposed.path for proposed in sheet.to_decide} == {"side", "oral", "infused"}
    keyed = sheet.confirm({"side": "left", "oral": True, "infused": None}, entry=ENTRY)
    assert keyed["content"] == {"side": "left", "oral": True}


def test_what_a_person_cannot_decide_either_stays_a_doubt() -> None:
    keyed = read_sheet({("side", "left"): Mark.FILL}).confirm(entry=ENTRY, undecided=["side"])

    capture = read_keyed(keyed, issued=reception().issued, source="scan", forms=BOOK)

    assert [(doubt.code, doubt.fields) for doubt in capture.doubts] == [(ReviewCode.MARK_UNCLEAR, ("content.side",))]
    assert keyed["content"] == {}


def test_an_answer_to_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no field of this sheet"):
        read_sheet(TICKS).confirm({"colour": "red"}, entry=ENTRY)


def test_a_missing_page_is_looked_for_and_then_left_open() -> None:
    sheet = read_sheet(TICKS, pages=1)

    with pytest.raises(InvalidInput, match="page 2 of 2 is missing"):
        sheet.confirm(entry=ENTRY)
    keyed = sheet.confirm({"room": "7"}, entry=ENTRY, settled=[Matter.MISSING_PAGE])

    fields = str(keyed["doubts"])
    assert "content.fasting" in fields
    assert "content.room" not in fields
    assert sheet.fields["fasting"].why is Why.NO_PAGE


def test_page_2_of_another_patient_is_another_sheet() -> None:
    pile = paper(SERIAL, OTHER)
    reading = KNOWING.read(pdf_of(pile[0], pile[3]))

    ours, other = (reading.sort(reception(), forms=BOOK).sheet(serial) for serial in (SERIAL, OTHER))

    assert (ours.sorted.missing, other.sorted.missing) == ((2,), (1,))


def test_the_order_of_pages_and_files_does_not_matter() -> None:
    first, second = (KNOWING.read(png_of(page), name=f"{number}.png") for number, page in enumerate(paper()))

    assert Reading.joined([second, first]).sort(reception()).sheet(SERIAL).findings == ()


def test_a_page_that_was_scanned_twice_is_compared() -> None:
    once, again = (ticked(paper()[0], {("side", side): Mark.CROSS}) for side in ("left", "right"))
    sheet = sheet_of(KNOWING.read(pdf_of(once, again, paper()[1])))

    assert [finding.matter for finding in sheet.findings] == [Matter.DUPLICATE]
    assert sheet.fields["side"].why is Why.SCANS_DIFFER


def test_what_stands_against_a_sheet_is_asked_before_it_is_keyed() -> None:
    sheet = sheet_of(KNOWING.read(pdf_of(*paper())), issued={}, now=NOW + timedelta(days=1))

    with pytest.raises(InvalidInput, match="nobody recorded that it was issued"):
        sheet.confirm(entry=ENTRY)
    assert sheet.confirm(entry=ENTRY, settled=[Matter.NEVER_ISSUED])["serial"] == SERIAL


def test_of_another_layout_nothing_is_read_and_a_person_keys_it_all() -> None:
    stranger = type(READER)(READER.seal, [])
    sheet = stranger.read(pdf_of(*paper())).sort(reception()).sheet(SERIAL)

    assert sheet.fields == {}
    keyed = sheet.confirm({"side": "left"}, entry=ENTRY, settled=[Matter.OTHER_PLAN])
    assert keyed["content"] == {"side": "left"}


def test_a_page_of_another_house_is_laid_aside_with_its_picture() -> None:
    foreign = type(READER)(Seal.of(b"the seal of quite another house!"), [])
    paper_in = foreign.read(pdf_of(*paper())).sort(reception(opened=foreign.seal.open))

    assert [finding.matter for page in paper_in.aside for finding in page.findings] == [Matter.FOREIGN] * 2
    assert paper_in.aside[0].view.page().startswith(b"\x89PNG")
    with pytest.raises(UnknownName):
        paper_in.sheet(SERIAL)


def test_a_clip_shows_the_field() -> None:
    clip = read_sheet(TICKS).fields["side"].clip

    assert clip is not None
    assert clip.startswith(b"\x89PNG")


def test_a_sheet_shows_nothing_that_stands_on_it() -> None:
    sheet = read_sheet(TICKS)

    assert "lump" not in repr(sheet)
    assert "left" not in repr(sheet)


@pytest.mark.parametrize(
    ("answers", "form", "content"),
    [
        ({"a": 1}, None, {"a": 1}),
        ({"t[2].x": 1, "t[0].y.z": 2}, None, {"t": [{"y.z": 2}, {"x": 1}]}),
        ({"findings[1].side": "left"}, FORM, {"findings": [{"number": 2, "side": "left"}]}),
    ],
)
def test_answers_by_path_are_the_content_as_it_is_typed(
    answers: dict[str, object], form: FormDefinition | None, content: object
) -> None:
    assert content_of(answers, form) == content


def printed_sheet(**answers: object) -> tuple[Sheet, bytes]:
    """Return a sheet with answers printed in, and its paper."""
    sheet = Sheet.model_validate({"serial": SERIAL, "form": FORM, "answers": answers})
    packet = Packet(downtime=DOWNTIME, as_of=NOW, site="west", sheets=(sheet,))
    return sheet, PRESS.render([packet])


def test_what_was_printed_in_is_proposed_and_looked_at_and_not_typed_again() -> None:
    rows = [{"words": "Cyst"}, {"side": "left"}]
    sheet, paper_out = printed_sheet(room="Room 12", seen=True, findings=rows)
    reading = KNOWING.read(pdf_of(*printed(paper_out)))

    read = reading.sort(reception(), forms=BOOK, printed={SERIAL: sheet.answers}).sheet(SERIAL)

    looked_at = {proposed.path: proposed.value for proposed in read.to_decide}
    assert looked_at == {"room": "Room 12", "findings[0].words": "Cyst"}
    assert {read.fields[path].why for path in looked_at} == {Why.PRINTED}
    with pytest.raises(InvalidInput, match="written over"):
        read.confirm(entry=ENTRY)
    capture = read_keyed(read.confirm(looked_at, entry=ENTRY), issued=reception().issued, source="scan", forms=BOOK)
    assert isinstance(capture.content, FilledForm)
    findings = [{"number": 1, "words": "Cyst"}, {"number": 2, "side": "left"}]
    assert capture.content.answers == {"room": "Room 12", "seen": True, "findings": findings}


def test_a_printed_answer_on_a_page_that_did_not_come_in_stays_open() -> None:
    sheet, paper_out = printed_sheet(room="Room 12")
    (first, *_) = printed(paper_out)

    read = KNOWING.read(pdf_of(first)).sort(reception(), forms=BOOK, printed={SERIAL: sheet.answers}).sheet(SERIAL)

    assert (read.fields["room"].value, read.fields["room"].why) == (None, Why.NO_PAGE)
