"""The paper as it leaves the printer."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from pypdf import PageObject, PdfReader

from downtimekit.adapters.pdf.furniture import furniture_of
from downtimekit.errors import Rejected
from downtimekit.forms.printed import printed_sections
from downtimekit.models.forms import About, FieldKind, FormDefinition, Paper, Place
from downtimekit.testing.contracts.renderer import FORM, SERIALS, packet_of, solid
from tests.paper import code_on, images_of_pdf, packets_of_the_day, pages_of_pdf
from tests.pressed import FORMS, SERIAL, a_form, asking, library, press_of, sheet_of, text_of
from tests.rastered import cut, shades

POINT = 25.4 / 72
NEAREST = 5.0  # millimetres from the edge that most printers cannot reach
PAPERS = pytest.mark.parametrize("paper", Paper)
MOST_PAGES = {"mammography_questionnaire": 4, "technologist_notes": 2, "radiologist_worksheet": 2}


def starts_of_words(page: PageObject) -> list[tuple[float, float]]:
    """Return where each piece of text begins, in millimetres from the lower left corner."""
    starts: list[tuple[float, float]] = []

    def look(text: str, _: object, matrix: list[float], *rest: object) -> None:
        if text.strip():
            starts.append((matrix[4] * POINT, matrix[5] * POINT))

    page.extract_text(visitor_text=look)
    return starts


@PAPERS
def test_the_forms_of_a_mammogram_need_no_more_paper_than_they_are_meant_to(paper: Paper) -> None:
    pages = {plan.form: len(plan.pages) for plan in library(paper).plans if plan.language == "en"}

    assert {form: pages[form] for form in MOST_PAGES} == MOST_PAGES


def test_nobody_finds_a_neighbour_of_the_day_on_their_paper() -> None:
    day = packets_of_the_day()
    for packet, document in zip(day, library().files(day), strict=True):
        text = "".join(pages_of_pdf(document))
        others = [other.appointment for other in day if other is not packet]
        assert packet.appointment
        assert packet.appointment.patient.mrn in text
        assert [o.accession for o in others if o and (o.accession in text or o.patient.mrn in text)] == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_every_question_and_every_box_of_our_forms_can_be_read(form: FormDefinition, language: str) -> None:
    if language not in form.languages:
        pytest.skip("the form does not speak the language")
    text = solid(text_of(library(), sheet_of(form, language=language)))
    fields = [field for section in printed_sections(form, language) for field in section.fields]
    fields += [column for field in fields for column in field.columns if not column.counts_rows]
    labels = [field.label for field in fields]
    boxes = [choice.label for field in fields for choice in field.choices]
    signs = {choice.label for field in fields for choice in field.choices if choice.mark}  # in a table, the sign alone

    assert [label for label in labels if solid(label) not in text] == []
    assert {label for label in boxes if solid(label) not in text} <= signs


@PAPERS
def test_no_word_stands_where_a_printer_does_not_reach(paper: Paper) -> None:
    width, height = paper.size
    for form in FORMS:
        for page in PdfReader(BytesIO(library(paper).render([sheet_of(form)]))).pages:
            starts = starts_of_words(page)
            assert starts
            assert all(NEAREST < x < width - NEAREST and NEAREST < y < height - NEAREST for x, y in starts)


def test_two_patients_with_one_name_are_warned_of_on_every_page() -> None:
    day = packets_of_the_day()
    warned = [{"NAME ALERT" in page for page in pages_of_pdf(document)} for document in library().files(day[:4])]

    assert warned == [{False}, {True}, {False}, {True}]


@PAPERS
def test_the_serial_on_the_bars_is_the_serial_in_print(paper: Paper) -> None:
    for number in SERIALS:
        packet = packet_of(number)
        images = images_of_pdf(library(paper).render([packet]))
        found = [code_on(image, zxingcpp.BarcodeFormat.Code39) for image in images]
        assert list(dict.fromkeys(found)) == list(SERIALS[number])


def test_paper_about_nobody_has_no_place_for_a_name_and_more_room_for_the_form() -> None:
    site = FORM.model_copy(update={"key": "of_the_site", "about": About.SITE, "record": None})
    text = text_of(press_of(site), sheet_of(site, appointment=None))

    assert "Date of birth" not in text
    assert "place a label" not in text
    assert "west" in text
    assert SERIAL in text


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ({"required_if": {"field": "way", "value": "bus"}}, "* only if Way back: By bus"),
        ({"shown_if": [{"field": "way", "operator": "!=", "value": "bus"}]}, "only if Way back: not By bus"),
        ({"shown_if": [{"field": "ill"}]}, "only if Are you ill? Yes"),
        ({"shown_if": [{"field": "ill", "value": "false"}, {"field": "age", "operator": ">=", "value": "18"}],
          "shown_if_any": True}, "only if Are you ill? No or Age: 18 or more"),
        ({"shown_if": [{"field": "age", "operator": "exists", "value": "true"}]}, "only if Age: is filled in"),
        ({"kind": "number", "minimum": "1", "maximum": "12"}, "(1 to 12)"),
        ({"kind": "number", "minimum": "0"}, ""),
    ],
)  # fmt: skip
def test_paper_says_when_a_question_is_asked(field: dict[str, object], told: str) -> None:
    ways = [{"key": "foot", "label": "On foot"}, {"key": "bus", "label": "By bus"}]
    first = [
        {"key": "way", "label": "Way back", "kind": "one_of", "choices": ways},
        {"key": "ill", "label": "Are you ill?", "kind": "yes_no"},
        {"key": "age", "label": "Age", "kind": "number"},
        {"key": "asked", "label": "Asked", "kind": "text", **field},
    ]
    form = asking().model_validate({**asking().model_dump(), "sections": [{"title": "Only", "fields": first}]})
    text = solid(text_of(press_of(form), sheet_of(form)))

    assert solid(told) in text
    assert "ormore" not in text or "or more" in told


@pytest.mark.parametrize(
    ("least", "most", "told"),
    [(0, 1, "at most 1 of these"), (1, None, "at least 1 of these"), (1, 1, "exactly 1 of these"), (0, None, "")],
)
def test_paper_says_how_many_of_a_group_are_filled_in(least: int, most: int | None, told: str) -> None:
    group = {"key": "dose", "label": "Dose", "fields": ["number", "text"], "at_least": least, "at_most": most}
    form = FORM.model_validate({**FORM.model_dump(), "key": "grouped", "groups": [group], "translations": []})
    text = text_of(press_of(form), sheet_of(form))

    assert ("of these" in text) is bool(told)
    assert solid(f"Dose: {told}") in solid(text) or not told


# Forms of a site's own


@PAPERS
@pytest.mark.parametrize("kind", [FieldKind.NOTE, FieldKind.SIGNATURE, FieldKind.DATE, FieldKind.NUMBER])
def test_a_long_question_is_printed_whole(paper: Paper, kind: FieldKind) -> None:
    label, hint = "How come, " * 19, "as far as anybody knows, " * 8
    form = asking(kind=kind, label=label, hint=hint)
    text = solid(text_of(press_of(form, paper), sheet_of(form)))

    assert solid(label) in text
    assert solid(hint) in text


def test_a_long_note_goes_on_over_the_page() -> None:
    form = asking(kind="note", lines=40)

    assert len(press_of(form).plans[0].pages) == 2


def test_forty_boxes_are_aligned_on_one_page() -> None:
    boxes = [{"key": f"box-{number}", "label": f"Box {number:02d}"} for number in range(40)]
    form = asking(kind="many_of", choices=boxes)
    (plan,) = press_of(form).plans
    lefts = [round(zone.place.x, 1) for zone in plan.pages[0].zones if zone.choice]

    assert len(plan.pages) == 1
    assert len(set(lefts)) < 10


def test_a_box_that_is_ticked_alone_stands_below_the_others() -> None:
    boxes = [{"key": "none", "label": "None of these", "alone": True}, {"key": "a", "label": "A"}]
    (plan,) = press_of(asking(kind="many_of", choices=boxes)).plans
    where = {zone.choice: zone.place.y for zone in plan.pages[0].zones if zone.choice}

    assert where["none"] > where["a"] + 6


def test_what_must_be_read_without_doubt_has_more_room() -> None:
    rooms = [press_of(asking(critical=critical)).plans[0].pages[0].zones[0].place.h for critical in (False, True)]

    assert rooms[1] > rooms[0] + 2


def test_a_question_that_is_longer_than_a_page_is_refused_when_the_form_is_made_ready() -> None:
    boxes = [{"key": f"box-{number}", "label": f"{number} " + "very long " * 18} for number in range(60)]

    with pytest.raises(Rejected, match="form own: a part of the form is too long for a page"):
        press_of(asking(kind="one_of", choices=boxes))


def test_a_body_is_drawn_from_both_sides() -> None:
    form = asking(kind="diagram", diagram="body")
    text = text_of(press_of(form), sheet_of(form))

    assert all(text.count(word) >= times for word, times in (("FRONT", 1), ("BACK", 1), ("RIGHT", 2), ("LEFT", 2)))


def test_a_form_of_more_pages_than_a_code_counts_is_refused_before_the_night() -> None:
    notes = [{"key": f"k{number}", "label": f"Note {number}", "kind": "note", "lines": 60} for number in range(150)]

    with pytest.raises(Rejected, match="form own: has more than 99 pages"):
        press_of(a_form(*notes))


def test_a_unit_that_is_wider_than_its_column_is_refused_before_the_night() -> None:
    columns = [{"key": f"c{number}", "label": "Dose", "kind": "number", "unit": "W" * 20} for number in range(10)]

    with pytest.raises(Rejected, match="form own: a unit is too long for its place"):
        press_of(asking(kind="table", lines=3, columns=columns))


def test_a_long_sign_of_a_box_does_not_run_into_its_words() -> None:
    signs = [{"key": f"k{number}", "label": "Zebra", "mark": f"WWWWWWW{number}"} for number in range(3)]
    form = asking(kind="many_of", choices=signs)
    (page,) = PdfReader(BytesIO(press_of(form).render([sheet_of(form)]))).pages
    found: dict[str, float] = {}

    def look(text: str, _: object, matrix: list[float], *rest: object) -> None:
        found.setdefault(text.strip(), matrix[4] * POINT)

    page.extract_text(visitor_text=look)
    assert found["Zebra"] - found["WWWWWWW0"] >= 8 * 2.5  # a W of this size is wider than that


@PAPERS
def test_a_title_in_two_lines_keeps_away_from_what_stands_under_it(paper: Paper) -> None:
    form = a_form({"key": "a", "label": "A", "kind": "text"}, title="A title so long that it goes on in a second line")
    places = furniture_of(paper, About.PATIENT)
    (page,) = shades(press_of(form, paper), sheet_of(form))
    under = places.how.y - places.title.bottom

    assert under > 0.8
    assert cut(page, Place(x=places.title.x, y=places.title.bottom, w=places.title.w, h=under)).min() == 255


def test_the_warning_of_a_name_stands_within_its_black_box() -> None:
    form = asking()
    alert = furniture_of(Paper.LETTER, About.PATIENT).alert
    _, packet, *_ = packets_of_the_day()
    (page,) = shades(press_of(form), packet.model_copy(update={"sheets": sheet_of(form).sheets}))
    edges = [Place(x=x, y=alert.y, w=0.4, h=alert.h) for x in (alert.x, alert.right - 0.4)]

    assert [cut(page, edge, inset=0.05).max() for edge in edges] == [0, 0]
