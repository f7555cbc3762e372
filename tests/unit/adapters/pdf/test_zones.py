"""The plan says where everything is, and the paper has it there."""

from __future__ import annotations

import pytest

from downtimekit.adapters.pdf.measures import TICK
from downtimekit.forms.codes import QR_SIZE
from downtimekit.forms.printed import printed_sections
from downtimekit.models.forms import FieldKind, FormDefinition, FormField, FormPlan, Paper, Place, Zone
from downtimekit.testing.contracts.renderer import FORM
from tests.pressed import FORMS, asking, library, plan_of, press_of, sheet_of
from tests.rastered import cut, shades

APART = 0.45
EVERY_FORM = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
PAPERS = pytest.mark.parametrize("paper", Paper)


def zones_of(plan: FormPlan) -> list[Zone]:
    return [zone for page in plan.pages for zone in page.zones]


def answers_of(field: FormField) -> set[tuple[str, str | None]]:
    """Return what has a place on paper: a path, and the key of a box."""
    if field.kind is FieldKind.TABLE:
        columns = [column for column in field.columns if not column.counts_rows]
        rows = (f"{field.key}[{row}]" for row in range(field.lines))
        return {(f"{row}.{path}", box) for row in rows for column in columns for path, box in answers_of(column)}
    if field.kind is FieldKind.YES_NO:
        return {(field.key, "true"), (field.key, "false")}
    return {(field.key, choice.key) for choice in field.choices} or {(field.key, None)}


def overlap(one: Place, other: Place) -> bool:
    """Tell whether two places are nearer to each other than what is kept free of marks around each."""
    across = max(one.x, other.x) - min(one.x + one.w, other.x + other.w)
    down = max(one.y, other.y) - min(one.y + one.h, other.y + other.h)
    return max(across, down) < APART


@PAPERS
@EVERY_FORM
def test_every_answer_has_its_place(form: FormDefinition, paper: Paper) -> None:
    plan = plan_of(library(paper), form)
    found = {(zone.path, zone.choice) for zone in zones_of(plan)}
    fields = [field for section in printed_sections(form, "en") for field in section.fields]
    wanted = set().union(*(answers_of(field) for field in fields if field.kind is not FieldKind.STATEMENT))
    written = {path for path, choice in found if choice is None}  # the boxes of a wide column are written as a sign

    assert {(path, box) for path, box in wanted - found if path not in written} == set()
    assert {path for path, _ in found} == {path for path, _ in wanted}


@PAPERS
@EVERY_FORM
def test_no_two_places_lie_on_each_other(form: FormDefinition, paper: Paper) -> None:
    for plan in (plan for plan in library(paper).plans if plan.form_digest == form.digest):
        for page in plan.pages:
            places = [zone.place for zone in page.zones]
            assert plan.code
            assert not [place for place in places if overlap(place, plan.code)]
            pairs = [(one, two) for number, one in enumerate(places) for two in places[number + 1 :]]
            assert [pair for pair in pairs if overlap(*pair)] == []


def test_the_plan_is_the_same_whenever_and_wherever_it_is_made() -> None:
    plans = [press_of(FORM).plans for _ in range(2)]

    assert [plan.digest for plan in plans[0]] == [plan.digest for plan in plans[1]]
    assert len({plan.digest for paper in Paper for plan in library(paper).plans}) == 2 * len(library().plans)


@PAPERS
def test_four_black_squares_are_where_a_scan_is_straightened(paper: Paper) -> None:
    plan = plan_of(library(paper), FORM)
    right, below = (round(side - 8, 2) for side in paper.size)
    assert plan.corners == ((8, 8), (right, 8), (8, below), (right, below))
    for page in shades(library(paper), sheet_of(FORM)):
        for x, y in plan.corners:
            assert cut(page, Place(x=x - 2.5, y=y - 2.5, w=5, h=5), inset=0.2).max() == 0
            for across, down in ((-4.5, 0), (3, 0), (0, -4.5), (0, 3)):
                beside = Place(x=x + across, y=y + down, w=1.5, h=1.5)
                assert cut(page, beside).min() == 255


@PAPERS
@EVERY_FORM
def test_every_box_to_tick_is_a_frame_with_nothing_in_it(form: FormDefinition, paper: Paper) -> None:
    for page, image in zip(plan_of(library(paper), form).pages, shades(library(paper), sheet_of(form)), strict=True):
        for zone in (zone for zone in page.zones if zone.choice):
            assert (zone.place.w, zone.place.h) == (TICK, TICK)
            assert cut(image, zone.place, inset=0.35).min() == 255
            outline = cut(image, zone.place, inset=-0.2)
            middle = outline.shape[0] // 2
            assert max(outline[middle, :4].min(), outline[middle, -4:].min(), outline[:4, middle].min()) < 160


def test_where_a_line_is_written_there_is_nothing_yet() -> None:
    form = asking(kind="text")
    (zone,) = (zone for zone in zones_of(press_of(form).plans[0]) if zone.path == "asked")
    (page,) = shades(press_of(form), sheet_of(form))

    assert cut(page, zone.place).min() == 255


def test_a_note_that_goes_on_over_the_page_has_a_place_on_both() -> None:
    form = asking(kind="note", lines=40)
    (plan,) = press_of(form).plans

    assert [[zone.path for zone in page.zones].count("asked") for page in plan.pages] == [1, 1]


@PAPERS
def test_the_code_is_where_the_plan_says_and_large_enough_for_a_scan(paper: Paper) -> None:
    plan = plan_of(library(paper), FORM)
    assert plan.code
    (page, *_) = shades(library(paper), sheet_of(FORM))
    module = plan.code.w / QR_SIZE

    assert plan.code.w == plan.code.h >= 18
    finder = Place(x=plan.code.x + 2 * module, y=plan.code.y + 2 * module, w=3 * module, h=3 * module)
    assert cut(page, finder, inset=0.2).max() == 0
    quiet = Place(x=plan.code.x - 2.6, y=plan.code.y, w=2.5, h=plan.code.h)
    assert cut(page, quiet).min() == 255
