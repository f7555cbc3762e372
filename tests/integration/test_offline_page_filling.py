"""The offline page filled in by mouse and by keyboard: what comes back is what was typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from downtimekit.forms import LIBRARY, QUESTIONNAIRE, RADIOLOGIST_WORKSHEET, TECH_NOTES, read_keyed
from downtimekit.forms.drawings import DRAWINGS, place_of
from downtimekit.forms.exported import read_export
from downtimekit.models.drawing import DrawnMark
from downtimekit.models.forms import Diagram
from tests.integration.offline_ward import (
    PHRASE,
    Device,
    answers_of,
    begin,
    exported,
    read_back,
    sheet,
    written,
)
from tests.offline import ANSWERS, EVERY_KIND, packet_of, reception_of

pytestmark = pytest.mark.integration


def without_places(answers: Mapping[str, object]) -> dict[str, object]:
    return {key: answer for key, answer in answers.items() if key not in ("breasts", "body")}


def fill_by_mouse(page: Page) -> None:
    """Fill in the form of every kind, as `ANSWERS` has it, with a mouse and a keyboard."""
    page.get_by_label("Reason for the visit").fill("A fall <b>at home</b>")
    page.get_by_label("What happened").fill("First line\nsecond line")
    page.get_by_label("Size of the wound").fill("12.5")
    for group, parts in {
        "Since which day": {"Month": "3", "Day": "1", "Year": "2026"},
        "Woke at": {"Hour": "6", "Minute": "5"},
        "Fell at": {"Month": "3", "Day": "1", "Year": "2026", "Hour": "23", "Minute": "10"},
        "Seen at": {"Month": "3", "Day": "2", "Year": "2026", "Hour": "19", "Minute": "40"},
    }.items():
        for part, typed in parts.items():
            page.get_by_role("group", name=group).get_by_label(part, exact=True).fill(typed)
    page.get_by_role("group", name="Any pain?").get_by_text("Yes").click()
    page.get_by_text("2 Strong").click()
    page.get_by_text("Redness").click()
    page.get_by_text("Warmth").click()
    page.get_by_role("group", name="Drip in the arm").get_by_text("Yes").click()
    click_into(page, "breasts", 0.157, 0.315)
    click_into(page, "body", 0.185, 0.59)
    page.get_by_role("button", name="Add a line").click()
    page.get_by_label("Name of the drug").fill("Testoprolol")
    page.get_by_role("group", name="Taken daily?").get_by_text("Yes").click()
    page.get_by_label("How many a day").fill("2")
    page.get_by_label("Type your name to sign").fill("R. Ames")
    page.get_by_text("I sign this").click()


def click_into(page: Page, drawing: str, x: float, y: float) -> None:
    picture = page.locator(f"svg.{drawing}")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box
    picture.click(position={"x": x * box["width"], "y": y * box["height"]})


def test_what_is_filled_in_with_a_mouse_comes_back_word_for_word(ward: Device, tmp_path: Path) -> None:
    packet = packet_of()
    page = ward.open(written(tmp_path, packet))
    begin(page)
    sheet(page)
    fill_by_mouse(page)
    page.get_by_role("button", name="Check the sheet").click()
    expect(page.locator(".summary")).to_have_text("Checked: nothing is missing.")

    file = exported(page)
    found, capture = read_back(file.read_bytes(), packet)

    assert without_places(answers_of(capture)) == without_places(ANSWERS)
    for drawing, (x, y) in {"breasts": (0.157, 0.315), "body": (0.185, 0.59)}.items():
        near = {"sign": "1", "x": pytest.approx(x, abs=0.01), "y": pytest.approx(y, abs=0.01)}
        assert answers_of(capture)[drawing] == [near]
    assert (capture.performed_by, capture.entered_by) == ("R. Ames", "É. Nagy")
    assert capture.occurred_at.isoformat() == ANSWERS["seen_at"]
    assert capture.patient.mrn == "T-551"
    assert capture.accession == "A-771"
    assert not found.incomplete
    assert not found.drill
    expect(page.locator("#state")).to_contain_text("Exported at")


class Keyboard:
    """Somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, words: str) -> None:
        """Press Tab until what has the focus is called so, in its group."""
        for _ in range(90):
            self.page.keyboard.press("Tab")
            if words in self.called():
                return
        raise AssertionError(words)

    def called(self) -> str:
        return str(
            self.page.evaluate(
                """() => {
                    const one = document.activeElement, words = (node) => node ? node.innerText : "";
                    const group = one.closest("fieldset"), own = one.labels ? [...one.labels].map(words).join(" ") : "";
                    return [group && words(group.querySelector("legend")), own, one.getAttribute("aria-label"),
                            one.tagName === "BUTTON" || one.tagName === "A" ? words(one) : ""].join(" / ");
                }"""
            )
        )


def begin_by_keyboard(keys: Keyboard) -> None:
    keys.tab_to("Your name")
    keys.type("É. Nagy")
    for _ in range(2):
        keys.press("Tab")
        keys.type(PHRASE)
    keys.press("Enter")
    keys.page.locator(".cards").wait_for()
    keys.tab_to("Every kind of question")
    keys.press("Enter")
    keys.page.locator("article.sheet").wait_for()


def type_parts(keys: Keyboard, *parts: str) -> None:
    for typed in parts:
        keys.type(typed)
        keys.press("Tab")


def write_by_keyboard(keys: Keyboard) -> None:
    keys.tab_to("Reason for the visit")
    type_parts(keys, "A fall <b>at home</b>", "First line\nsecond line", "12.5", "3", "1", "2026")
    keys.tab_to("Woke at")
    type_parts(keys, "6", "5")
    keys.tab_to("Fell at")
    type_parts(keys, "3", "1", "2026", "23", "10")


def tick_by_keyboard(keys: Keyboard) -> None:
    keys.tab_to("Any pain?")
    keys.press("Space")
    keys.tab_to("How strong")
    keys.press("ArrowUp")
    keys.tab_to("Redness")
    keys.press("Space", "Tab", "Space")
    keys.tab_to("Drip in the arm")
    keys.press("Space")


def draw_by_keyboard(keys: Keyboard) -> None:
    keys.tab_to("Clock position")
    type_parts(keys, "10")
    keys.type("Far")
    keys.tab_to("Add a mark")
    keys.press("Enter")
    expect(keys.page.locator("ol.marks").first).to_contain_text("RIGHT, 10 o'clock, Far")
    keys.tab_to("Places on the body / View")
    keys.press("Tab")
    keys.type("Right arm")
    keys.tab_to("Add a mark")
    keys.press("Enter", *["Shift+Tab"] * 4)
    assert "Move mark 1" in keys.called()
    keys.press("ArrowDown", "ArrowDown")


def end_by_keyboard(keys: Keyboard) -> None:
    keys.tab_to("Add a line")
    keys.press("Enter")
    keys.type("Testoprolol")
    keys.tab_to("Taken daily?")
    keys.press("Space")
    keys.tab_to("How many a day")
    keys.type("2")
    keys.tab_to("Type your name to sign")
    keys.type("R. Ames")
    keys.press("Tab", "Space")
    keys.tab_to("Seen at")
    type_parts(keys, "3", "2", "2026", "19", "40")
    keys.tab_to("Export this sheet")


def test_the_keyboard_alone_is_enough(ward: Device, tmp_path: Path) -> None:
    packet = packet_of()
    page = ward.open(written(tmp_path, packet))
    keys = Keyboard(page)
    for part in (begin_by_keyboard, write_by_keyboard, tick_by_keyboard, draw_by_keyboard, end_by_keyboard):
        part(keys)
    with page.expect_download() as download:
        keys.press("Enter")

    _, capture = read_back(Path(download.value.path()).read_bytes(), packet)
    answers = answers_of(capture)

    assert without_places(answers) == without_places(ANSWERS)
    assert answers["breasts"] == [{"x": 0.105, "y": 0.333, "sign": "1"}]
    assert answers["body"] == [{"x": 0.149, "y": 0.324, "sign": "1"}]


def test_known_answers_stand_in_their_fields_and_prefill_nothing_else(ward: Device, tmp_path: Path) -> None:
    packet = packet_of(answers=ANSWERS)
    page = ward.open(written(tmp_path, packet))
    begin(page)
    expect(page.locator(".sheet-link")).to_contain_text("Not begun")
    sheet(page)
    expect(page.get_by_label("Size of the wound")).to_have_value("12.5")
    expect(page.get_by_label("Name of the drug")).to_have_value("Testoprolol")
    page.get_by_label("Reason for the visit").fill("Another")
    page.get_by_text("I sign this").click()

    _, capture = read_back(exported(page).read_bytes(), packet)

    assert answers_of(capture) == {**ANSWERS, "reason": "Another"}


def test_lines_and_marks_can_be_taken_away_again(ward: Device, tmp_path: Path) -> None:
    page = ward.open(written(tmp_path, packet_of(answers=ANSWERS)))
    begin(page)
    sheet(page)
    page.get_by_role("button", name="Add a line").click()
    page.get_by_role("button", name="Remove line 1").click()
    page.get_by_role("button", name="Remove mark 1").first.click()

    told = json.loads(exported(page, confirm=True).read_bytes())["sheets"][0]["content"]

    assert "drugs" not in told
    assert "breasts" not in told
    assert told["body"] == ANSWERS["body"]


KNOWN: Mapping[str, Mapping[str, object]] = {
    QUESTIONNAIRE.key: {"reason": "screening", "symptoms_left": ["lump"], "implants": "no", "menarche_age": "13"},
    TECH_NOTES.key: {"exam": "Screening", "sides": ["right", "left"], "views": ["RCC", "LCC"], "dose_mgy": "1.60"},
    RADIOLOGIST_WORKSHEET.key: {
        "density": "b",
        "drawing": [{"x": 0.9, "y": 0.3, "sign": "1"}],
        "findings": [{"number": 1, "side": "left", "kind": "mass", "clock": 2, "size_mm": 11, "assessment": "4A"}],
        "assessment": "4A",
        "recommendations": ["tissue_diagnosis"],
        "status": "final",
    },
}


@pytest.mark.parametrize("key", KNOWN)
def test_a_shipped_form_comes_back_as_its_record(ward: Device, tmp_path: Path, key: str) -> None:
    form = LIBRARY[key]
    packet = packet_of(form=form, answers=KNOWN[key])
    page = ward.open(written(tmp_path, packet, languages=("en",)))
    begin(page)
    sheet(page)
    page.get_by_label("Type your name to sign").fill("R. Ames")
    page.get_by_text("I sign this").click()
    page.get_by_role("button", name="Now").last.click()
    reception = reception_of([packet])
    (found,) = read_export(exported(page).read_bytes(), reception=reception)
    assert found.keyed
    capture = read_keyed(found.keyed, issued=reception.issued, source="export")

    assert (capture.kind, capture.performed_by) == (form.record, "R. Ames")
    by_hand = {**found.keyed, "content": {**found.keyed["content"], **KNOWN[key]}}
    assert read_keyed(by_hand, issued=reception.issued, source="by hand").content == capture.content


def test_a_mark_means_the_same_place_on_the_page_as_on_paper(ward: Device, tmp_path: Path) -> None:
    grid = [{"x": x / 10, "y": y / 10, "sign": f"{x}{y}"} for x in range(10) for y in range(1, 10, 2)]
    page = ward.open(written(tmp_path, packet_of(answers={"breasts": grid, "body": grid[:3]})))
    begin(page)
    sheet(page)
    box = page.locator("svg.breasts").evaluate(
        "svg => { const { width, height } = svg.viewBox.baseVal; return [width, height]; }"
    )
    drawn = page.locator("svg.breasts .drawn g").evaluate_all(
        "marks => marks.map((mark) => { const { e, f } = mark.transform.baseVal[0].matrix; return [e, f]; })"
    )
    told = page.locator("ol.marks").first.locator(".where").all_text_contents()
    places = [place_of(DrawnMark.model_validate(mark)) for mark in grid]

    assert box[0] / box[1] == DRAWINGS[Diagram.BREASTS].aspect
    assert drawn == [pytest.approx([mark["x"] * box[0], mark["y"] * box[1]]) for mark in grid]
    assert [words.split(",")[0] for words in told] == [place.side.upper() for place in places]
    assert [words.split("'")[0] for words in told] == [
        f"{place.side.upper()}, {place.clock} o" if place.clock else f"{place.side.upper()}, Nipple" for place in places
    ]


def test_a_day_is_typed_in_the_order_in_which_the_form_s_language_writes_it(ward: Device, tmp_path: Path) -> None:
    told = {"language": "en-GB", "page_words": {"day_order": "dmy", "day_parts": "DD MM YYYY"}, "translations": ()}
    packet = packet_of(form=EVERY_KIND.model_copy(update=told), language="en-GB")
    page = ward.open(written(tmp_path, packet, languages=("en-GB",)))
    begin(page)
    sheet(page)

    boxes = page.get_by_role("group", name="Since which day").locator("input")
    assert [boxes.nth(number).get_attribute("class") for number in range(3)] == ["day", "month", "year"]
    for number, typed in enumerate(("4", "11", "2025")):
        boxes.nth(number).fill(typed)
    expect(page.get_by_role("group", name="Since which day").locator(".told")).to_have_text("04 Nov 2025")
