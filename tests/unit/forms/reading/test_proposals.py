"""What marks on a sheet say, field by field, and what a person must decide."""

from __future__ import annotations

import pytest
from attrs import evolve, frozen

from downtimekit.forms.codes import FoundPage
from downtimekit.forms.reading import Proposed, ReadPage, Seen, SeenZone, Why
from downtimekit.forms.reading.proposals import proposals_of, with_rules
from downtimekit.models.forms import (
    Choice,
    FieldKind,
    FormDefinition,
    FormField,
    FormPlan,
    Group,
    PagePlan,
    Paper,
    Place,
    Section,
    Zone,
)

TICKED, EMPTY, UNCLEAR, WRITTEN = Seen.TICKED, Seen.EMPTY, Seen.UNCLEAR, Seen.WRITTEN
BOXES = {
    "side": (FieldKind.ONE_OF, ("left", "right", "both")),
    "signs": (FieldKind.MANY_OF, ("lump", "rash", "none")),
    "oral": (FieldKind.YES_NO, ("true", "false")),
    "infused": (FieldKind.YES_NO, ("true", "false")),
}


@frozen
class Picture:
    """The picture of a page: tells which part of it was asked for."""

    def clip(self, place: Place) -> bytes:
        return f"{place.x:g} {place.y:g} {place.w:g} {place.h:g}".encode()

    def page(self) -> bytes:
        return b"page"


def _zones() -> tuple[Zone, ...]:
    lines = enumerate(BOXES.items())
    boxes = [
        Zone(path=path, kind=kind, choice=choice, place=Place(x=50 + 30 * column, y=60 + 7 * line, w=4, h=4))
        for line, (path, (kind, choices)) in lines
        for column, choice in enumerate(choices)
    ]
    return (*boxes, Zone(path="words", kind=FieldKind.NOTE, place=Place(x=20, y=100, w=150, h=30)))


FORM = FormDefinition(
    key="f",
    version=1,
    title="F",
    record=None,
    filled_in_by="anybody",
    sections=(
        Section(
            title="All",
            fields=(
                *(
                    FormField(
                        key=key,
                        label=key,
                        kind=kind,
                        choices=()
                        if kind is FieldKind.YES_NO
                        else tuple(Choice(key=choice, label=choice, alone=choice == "none") for choice in choices),
                    )
                    for key, (kind, choices) in BOXES.items()
                ),
                FormField(key="words", label="words", kind=FieldKind.NOTE),
            ),
        ),
    ),
    groups=(Group(key="way", label="Way", fields=("oral", "infused")),),
)
PLAN = FormPlan(
    form="f", form_digest=FORM.digest, language="en", paper=Paper.A4, pages=(PagePlan(zones=_zones()), PagePlan())
)


def a_scan(*, faxed: bool = False, **marks: Seen) -> ReadPage:
    """Return a page with these marks, named as ``side_left``; the rest of it is empty."""
    seen = tuple(
        SeenZone(zone, found, Why.SPECK if found is UNCLEAR else Why.HANDWRITING if found is WRITTEN else None)
        for zone in PLAN.pages[0].zones
        for found in [marks.get(f"{zone.path}_{zone.choice}" if zone.choice else zone.path, EMPTY)]
    )
    return ReadPage(FoundPage("scan, page 1"), Picture(), seen, faxed)


def said(*scans: ReadPage) -> dict[str, Proposed]:
    """Return the proposals of a sheet."""
    return with_rules(proposals_of(PLAN, {1: scans}), FORM)


@pytest.mark.parametrize(
    ("path", "marks", "value", "why"),
    [
        ("side", {"side_left": TICKED}, "left", None),
        ("side", {}, None, None),
        ("side", {"side_left": TICKED, "side_right": TICKED}, None, Why.TWO_TICKS),
        ("side", {"side_left": TICKED, "side_right": UNCLEAR}, "left", Why.SPECK),
        ("side", {"side_left": UNCLEAR}, "left", Why.SPECK),
        ("side", {"side_left": UNCLEAR, "side_right": UNCLEAR}, None, Why.SPECK),
        ("signs", {"signs_lump": TICKED, "signs_rash": TICKED}, ["lump", "rash"], None),
        ("signs", {"signs_lump": TICKED, "signs_rash": UNCLEAR}, ["lump"], Why.SPECK),
        ("signs", {"signs_lump": TICKED, "signs_none": TICKED}, ["lump", "none"], Why.ALONE),
        ("signs", {"signs_none": TICKED}, ["none"], None),
        ("oral", {"oral_true": TICKED}, True, None),
        ("oral", {"oral_false": TICKED}, False, None),
        ("oral", {"oral_true": TICKED, "oral_false": TICKED}, None, Why.TWO_TICKS),
        ("oral", {"oral_true": TICKED, "infused_true": TICKED}, True, Why.GROUP),
        ("oral", {"oral_true": TICKED, "infused_false": TICKED}, True, None),
        ("words", {}, None, None),
        ("words", {"words": WRITTEN}, None, Why.HANDWRITING),
        ("words", {"words": UNCLEAR}, None, Why.SPECK),
    ],
)
def test_a_field_says_what_its_boxes_say_or_asks_a_person(
    path: str, marks: dict[str, Seen], value: object, why: Why | None
) -> None:
    proposed = said(a_scan(**marks))[path]  # type: ignore[arg-type]

    assert (proposed.value, proposed.why, proposed.is_sure) == (value, why, why is None)


def test_fields_stand_in_the_order_of_the_form() -> None:
    assert list(said(a_scan())) == [*BOXES, "words"]


def test_two_scans_of_a_page_must_say_the_same() -> None:
    found = said(a_scan(side_left=TICKED, oral_true=TICKED), a_scan(side_left=TICKED, oral_false=TICKED))

    assert (found["side"].why, found["oral"].why) == (None, Why.SCANS_DIFFER)


def test_a_page_that_did_not_come_in_says_nothing() -> None:
    found = proposals_of(PLAN, {})

    assert {(proposed.value, proposed.why, proposed.clip) for proposed in found.values()} == {(None, Why.NO_PAGE, None)}


def test_a_page_that_could_not_be_straightened_says_nothing_and_is_shown() -> None:
    found = said(evolve(a_scan(side_left=TICKED), zones=None))

    assert {(proposed.value, proposed.why) for proposed in found.values()} == {(None, Why.NOT_READ)}
    assert found["side"].clip


def test_a_fax_may_have_lost_a_tick() -> None:
    found = said(a_scan(faxed=True, side_left=TICKED, signs_lump=TICKED, oral_true=UNCLEAR))

    whys = {path: found[path].why for path in ("side", "signs", "oral", "infused", "words")}
    assert whys == {"side": None, "signs": Why.FAXED, "oral": Why.SPECK, "infused": Why.FAXED, "words": None}


def test_a_clip_shows_every_box_of_a_field_and_the_words_beside_them() -> None:
    found = said(a_scan())

    x, _, width, _ = map(float, (found["side"].clip or b"").split())
    assert x <= 50
    assert x + width >= 50 + 2 * 30 + 4 + 30


def test_where_one_reads_from_the_right_the_words_stand_to_the_left() -> None:
    arabic = PLAN.model_copy(update={"language": "ar"})

    found = proposals_of(arabic, {1: [a_scan()]})

    assert float((found["side"].clip or b"").split()[0]) <= 50 - 30


def test_a_field_that_goes_on_on_the_next_page_is_one_field() -> None:
    side = PLAN.pages[0].zones[:2]
    plan = PLAN.model_copy(update={"pages": (PagePlan(zones=side[:1]), PagePlan(zones=side[1:]))})
    scans = [ReadPage(FoundPage("scan"), Picture(), (SeenZone(zone, TICKED),)) for zone in side]

    assert proposals_of(plan, {1: scans[:1], 2: scans[1:]})["side"].why is Why.TWO_TICKS


def test_a_proposal_shows_no_answer() -> None:
    assert "left" not in repr(said(a_scan(side_left=TICKED))["side"])
