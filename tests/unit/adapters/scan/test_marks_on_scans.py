"""Marks on a page that came back through an office scanner: ticks, and what is none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from benchmarks.scans.machines import DOTS, fax, photo
from benchmarks.scans.sheets import printed
from benchmarks.scans.strokes import BALLPOINT, CLEAR_TICKS, FAINT_PENCIL, FELT, PENCIL, UNCLEAR, Grey, Mark, Pen
from downtimekit.errors import UnknownName
from downtimekit.models.forms import Packet, Sheet
from tests.scanned import (
    DOWNTIME,
    FORM,
    NOW,
    PLAN,
    PRESS,
    READER,
    SERIAL,
    Ticks,
    answers,
    paper,
    pdf_of,
    scanned,
    ticked,
    zone,
)

pytestmark = pytest.mark.slow

KNOWING = READER.knowing(PRESS, [FORM])
BOXES = [("side", "left"), ("side", "right"), ("signs", "rash"), ("seen", "true"), ("findings[1].side", "right")]
SEEN_BOX = zone("seen", "true").place


def on_page(page: Grey) -> dict[tuple[str, str | None], str]:
    """Return what is seen on a page after it was scanned, but for what is empty."""
    (read,) = KNOWING.read(scanned(page)).pages
    return answers(read)


def test_a_page_nobody_wrote_on_is_empty() -> None:
    assert on_page(paper()[0]) == {}
    assert on_page(paper()[1]) == {}


def test_the_mark_of_a_drill_ticks_no_box() -> None:
    assert on_page(paper(SERIAL, drill=True)[0]) == {}


@pytest.mark.parametrize("pen", [BALLPOINT, PENCIL], ids=["ballpoint", "pencil"])
def test_every_way_to_tick_a_box_is_read_and_the_boxes_around_it_stay_empty(pen: Pen) -> None:
    ticks = dict(zip(BOXES, CLEAR_TICKS, strict=True))

    assert on_page(ticked(paper()[0], ticks, pen=pen)) == dict.fromkeys(ticks, "ticked")


def test_a_felt_pen_ticks_one_box() -> None:
    ticks: Ticks = {("side", "left"): Mark.CHECK, ("signs", "rash"): Mark.CROSS}

    assert on_page(ticked(paper()[0], ticks, pen=FELT)) == dict.fromkeys(ticks, "ticked")


@pytest.mark.parametrize("pen", [BALLPOINT, FELT, PENCIL], ids=["ballpoint", "felt", "pencil"])
def test_what_may_be_no_tick_is_shown_to_a_person(pen: Pen) -> None:
    ticks = dict(zip(BOXES[1:], UNCLEAR, strict=True))

    seen = on_page(ticked(paper()[0], ticks, pen=pen))

    assert {box: seen.get(box) for box in ticks} == dict.fromkeys(ticks, "unclear")
    assert "ticked" not in seen.values()


def test_a_faint_pencil_is_never_nothing() -> None:
    seen = on_page(ticked(paper()[0], dict(zip(BOXES, CLEAR_TICKS, strict=True)), pen=FAINT_PENCIL))

    assert [box for box in BOXES if box not in seen] == []


def _line_through(page: Grey) -> None:
    middle = round((SEEN_BOX.y + SEEN_BOX.h / 2) * DOTS)
    page[middle - 3 : middle + 3, 200:1800] = 40


def _stamp(page: Grey) -> None:
    picture = Image.new("L", page.shape[::-1], 255)
    drawing = ImageDraw.Draw(picture)
    x, y = (SEEN_BOX.x - 6) * DOTS, (SEEN_BOX.y - 5) * DOTS
    drawing.rectangle([x, y, x + 60 * DOTS, y + 14 * DOTS], outline=90, width=10)
    drawing.text((x + 20, y + 20), "RECEIVED", fill=90, font=ImageFont.load_default(110))
    page[:] = np.minimum(page, np.asarray(picture))


def _stain(page: Grey) -> None:
    picture = Image.new("L", page.shape[::-1], 255)
    x, y, reach = SEEN_BOX.x * DOTS, SEEN_BOX.y * DOTS, 20 * DOTS
    ImageDraw.Draw(picture).ellipse([x - reach, y - reach, x + 0.5 * reach, y + reach], fill=190)
    page[:] = page * (np.asarray(picture) / 255)


def _punched(page: Grey) -> None:
    picture = Image.fromarray(page)
    drawing = ImageDraw.Draw(picture)
    for y in (31.8, SEEN_BOX.y + 2, 247.7):  # one of them through a box
        x = SEEN_BOX.x + 2
        drawing.ellipse([(x - 3.2) * DOTS, (y - 3.2) * DOTS, (x + 3.2) * DOTS, (y + 3.2) * DOTS], fill=15)
    page[:] = np.asarray(picture)


def _stapled(page: Grey) -> None:
    page[60:75, 20:190] = 60
    page[75:95, 20:190] = page[75:95, 20:190] * 0.7


def _fold(page: Grey) -> None:
    middle = round((SEEN_BOX.x + SEEN_BOX.w / 2) * DOTS)
    page[:, middle - 3 : middle + 3] = page[:, middle - 3 : middle + 3] * 0.6


@pytest.mark.parametrize("accident", [_line_through, _stamp, _stain, _punched, _stapled, _fold])
def test_no_accident_ticks_a_box_or_hides_a_tick(accident: Callable[[Grey], None]) -> None:
    page = ticked(paper()[0], {("side", "left"): Mark.CROSS, ("oral", "true"): Mark.CHECK})
    accident(page)

    seen = on_page(page)

    assert {seen.get(("side", "left")), seen.get(("oral", "true"))} <= {"ticked", "unclear"}
    others = {box for box, answer in seen.items() if answer == "ticked"}
    assert others <= {("side", "left"), ("oral", "true")}


@pytest.mark.parametrize("accident", [_line_through, _stamp, _punched])
def test_what_went_over_a_box_is_shown_to_a_person(accident: Callable[[Grey], None]) -> None:
    page = paper()[0].copy()
    accident(page)

    assert on_page(page)["seen", "true"] == "unclear"


def test_paper_that_was_drawn_in_unevenly_moves_no_box() -> None:
    page = ticked(paper()[0], {("findings[1].side", "right"): Mark.CROSS})
    high = len(page)
    along = np.linspace(0, 1, high)
    slipped = page[np.clip((along + 0.004 * np.sin(2 * np.pi * along)) * high, 0, high - 1).astype(int)]

    boxes = {box: answer for box, answer in on_page(slipped).items() if box[1]}
    assert boxes == {("findings[1].side", "right"): "ticked"}


@pytest.mark.parametrize("lost", [(0,), (1, 2), (0, 2)])
def test_a_page_is_read_by_the_corners_that_are_left(lost: tuple[int, ...]) -> None:
    page = ticked(paper()[0], {("signs", "lump"): Mark.CHECK})
    for corner in lost:
        rows = slice(0, 150) if corner < 2 else slice(-150, None)
        page[rows, slice(0, 150) if corner % 2 == 0 else slice(-150, None)] = 255

    assert on_page(page) == {("signs", "lump"): "ticked"}


@pytest.mark.parametrize("quarter_turns", [1, 2])
def test_the_way_a_page_was_put_into_the_scanner_does_not_matter(quarter_turns: int) -> None:
    page = ticked(paper()[0], {("signs", "lump"): Mark.CHECK})

    assert on_page(np.ascontiguousarray(np.rot90(page, quarter_turns))) == {("signs", "lump"): "ticked"}


def test_a_negative_is_read() -> None:
    page = ticked(paper()[0], {("signs", "lump"): Mark.CHECK})

    assert on_page(255 - page) == {("signs", "lump"): "ticked"}


@pytest.mark.parametrize("seed", range(3))
def test_a_photo_is_read(seed: int) -> None:
    page = ticked(paper()[0], {("signs", "lump"): Mark.CHECK, ("oral", "false"): Mark.CROSS})
    (read,) = KNOWING.read(photo(page, np.random.default_rng(seed))).pages

    boxes = {box: answer for box, answer in answers(read).items() if box[1]}

    assert boxes == {("signs", "lump"): "ticked", ("oral", "false"): "ticked"}


@pytest.mark.parametrize("fine", [True, False])
def test_a_fax_is_read_and_known_to_be_one(fine: bool) -> None:
    page = ticked(paper()[0], {("signs", "lump"): Mark.CHECK})
    (read,) = READER.read(fax(page, np.random.default_rng(3), fine=fine)).pages

    assert read.faxed
    assert {box for box, answer in answers(read).items() if answer == "ticked"} == {("signs", "lump")}


def test_handwriting_is_seen_and_not_read() -> None:
    page = paper()[0].copy()
    place = zone("findings[0].words").place
    left, top = round((place.x + 3) * DOTS), round((place.y + 3) * DOTS)
    picture = Image.fromarray(page)
    ImageDraw.Draw(picture).text((left, top), "Cyst 7 mm", fill=50, font=ImageFont.load_default(42))

    assert on_page(np.asarray(picture)) == {("findings[0].words", None): "written"}


def test_print_in_a_zone_passes_for_handwriting_where_the_blank_page_is_not_known() -> None:
    (plain,), (knowing,) = (reader.read(scanned(paper()[1])).pages for reader in (READER, KNOWING))

    assert ("occurred_at", None) in answers(plain)
    assert ("occurred_at", None) not in answers(knowing)


def test_where_everything_is_struck_out_nothing_is_empty_and_nothing_ticked() -> None:
    boxes = [(one.path, one.choice) for one in PLAN.pages[0].zones if one.choice]

    seen = on_page(ticked(paper()[0], dict.fromkeys(boxes, Mark.STRUCK), pen=PENCIL))

    assert {seen.get(box) for box in boxes} == {"unclear"}


def test_the_tail_of_a_tick_in_another_box_ticks_none() -> None:
    picture = Image.fromarray(ticked(paper()[0], {("findings[1].side", "left"): Mark.CHECK}))
    start, end = (zone(f"findings[{row}].side", "left").place for row in (1, 0))
    tail = [(start.x + 3, start.y + 1), (end.x + 2.4, end.y + 2)]
    ImageDraw.Draw(picture).line([(x * DOTS, y * DOTS) for x, y in tail], fill=40, width=6)

    assert on_page(np.asarray(picture)).get(("findings[0].side", "left")) != "ticked"


def test_an_answer_that_was_printed_in_is_never_taken_for_the_blank_form() -> None:
    sheet = Sheet(serial=SERIAL, form=FORM, answers={"room": "Room 12", "remarks": "Allergic to latex"})
    packet = Packet(downtime=DOWNTIME, as_of=NOW, site="west", sheets=(sheet,))
    pages = printed(PRESS.render([packet]))

    seen = [answers(page) for page in KNOWING.read(pdf_of(*pages)).pages]

    assert [one.get(("remarks", None)) for one in seen] == ["written", None]
    assert [one.get(("room", None)) for one in seen] == [None, "written"]


def test_a_reader_knows_only_the_forms_of_its_press() -> None:
    other = FORM.model_copy(update={"title": "Night round"})

    with pytest.raises(UnknownName, match="ward_round"):
        READER.knowing(PRESS, [other])
