"""Every page that comes in gets an answer of its own, and none is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.forms.codes import FoundPage, Matter, Seal, SortedPaper, Weight, downtime_tag
from downtimekit.forms.codes.findings import WEIGHTS
from downtimekit.models.paper import SheetState
from tests.coded import NOON, OTHER_SERIAL, SERIAL, came_in, issued_form, reception

ANOTHER_HOUSE = Seal.of(b"of another house, not ours")
WHOLE = (came_in("a", page=1), came_in("b", page=2), came_in("c", page=3))


def matters(paper: SortedPaper) -> list[Matter]:
    """Return everything that was found, once."""
    of_sheets = [finding for sheet in paper.sheets for finding in sheet.findings]
    pages = [page for sheet in paper.sheets for page in (*sheet.pages, *sheet.again)] + [*paper.aside]
    return [finding.matter for finding in [*of_sheets, *(finding for page in pages for finding in page.findings)]]


def test_a_whole_sheet_is_put_in_order_and_asks_nothing() -> None:
    (sheet,) = reception().sort(reversed(WHOLE)).sheets

    assert [page.found.where for page in sheet.pages] == ["a", "b", "c"]
    assert (sheet.serial, sheet.copy_number, sheet.issued) == (SERIAL, 1, issued_form())
    assert (sheet.missing, sheet.findings, sheet.asks) == ((), (), False)


@pytest.mark.parametrize(
    ("token", "matter"),
    [
        (None, Matter.UNREADABLE),
        ("(01)09501101020917", Matter.NOT_OURS),
        ("DK1" + "A" * 47, Matter.FORGED),
        ("DK7" + "A" * 48, Matter.NEWER),
        (came_in("", seal=ANOTHER_HOUSE).token, Matter.FOREIGN),
    ],
)
def test_a_page_whose_code_says_nothing_is_laid_aside_with_the_reason(token: str | None, matter: Matter) -> None:
    paper = reception().sort([*WHOLE, FoundPage("d", token)])

    assert [page.found.where for page in paper.aside] == ["d"]
    assert matters(paper) == [matter]
    assert not paper.sheets[0].asks


@pytest.mark.parametrize(
    ("known", "code", "matter"),
    [
        ({"now": NOON + timedelta(days=1)}, {}, Matter.EXPIRED),
        ({"issued": {}, "plans": []}, {"downtime": downtime_tag("east")}, Matter.OTHER_DOWNTIME),
        ({}, {"drill": True}, Matter.DRILL_PAPER),
        ({"drill": True}, {}, Matter.REAL_PAPER),
        ({"issued": {}}, {}, Matter.NEVER_ISSUED),
        ({"states": {SERIAL: SheetState.VOIDED}}, {}, Matter.VOIDED),
        ({"states": {SERIAL: SheetState.RETURNED}}, {}, Matter.RETURNED),
        ({"states": {SERIAL: SheetState.MISSING}}, {}, Matter.WAS_MISSING),
        ({"issued": {SERIAL: issued_form(copy_number=2)}}, {}, Matter.OLDER_COPY),
        ({}, {"copy_number": 2}, Matter.COPY_NOT_ISSUED),
        ({"plans": []}, {}, Matter.OTHER_PLAN),
        ({"issued": {SERIAL: issued_form(form_digest="b" * 64)}}, {}, Matter.OTHER_PLAN),
    ],
)
def test_what_stands_against_a_sheet_is_told(known: dict[str, Any], code: dict[str, Any], matter: Matter) -> None:
    paper = reception(**known).sort([came_in(f"image {page}", page=page, **code) for page in (1, 2, 3)])

    assert matters(paper) == [matter]
    assert paper.sheets[0].asks is (WEIGHTS[matter] is Weight.ASKS)


def test_everything_that_stands_against_a_sheet_is_told_at_once() -> None:
    sorter = reception(drill=True, now=NOON + timedelta(days=1), states={SERIAL: SheetState.VOIDED}, plans=[])

    assert matters(sorter.sort(WHOLE)) == [Matter.REAL_PAPER, Matter.VOIDED, Matter.OTHER_PLAN, Matter.EXPIRED]


def test_paper_is_not_over_before_its_time() -> None:
    assert matters(reception(now=NOON + timedelta(hours=20, seconds=-1)).sort(WHOLE)) == []
    assert matters(reception(now=NOON + timedelta(hours=20)).sort(WHOLE)) == [Matter.EXPIRED]


def test_the_same_page_twice_is_kept_twice_and_a_person_looks_at_both() -> None:
    (sheet,) = reception().sort([*WHOLE, came_in("b again", page=2)]).sheets

    assert [page.found.where for page in sheet.pages] == ["a", "b", "c"]
    assert [page.found.where for page in sheet.again] == ["b again"]
    assert "first as b" in sheet.again[0].findings[0].words
    assert sheet.asks


def test_two_copies_of_a_sheet_are_two_printings_and_the_older_one_says_so() -> None:
    copies = [came_in(f"copy, {page}", page=page, copy_number=2) for page in (1, 2, 3)]

    old, new = reception(issued={SERIAL: issued_form(copy_number=2)}).sort([*copies, *WHOLE]).sheets

    assert [finding.matter for finding in old.findings] == [Matter.OLDER_COPY]
    assert (old.copy_number, new.copy_number, new.findings) == (1, 2, ())


def test_page_2_of_another_patient_goes_to_its_own_sheet_and_the_gap_is_told() -> None:
    pile = [
        came_in("image 1", page=1, position=1),
        came_in("image 2", page=2, position=2, serial=OTHER_SERIAL),
        came_in("image 3", page=3, position=3),
    ]

    other, ours = reception().sort(pile).sheets

    assert (other.serial, [page.found.where for page in other.pages], other.missing) == (
        OTHER_SERIAL,
        ["image 2"],
        (1, 3),
    )
    assert (ours.serial, [page.found.where for page in ours.pages], ours.missing) == (
        SERIAL,
        ["image 1", "image 3"],
        (2,),
    )
    assert ours.findings[0].words.endswith(f"in its place lies page 2 of {OTHER_SERIAL}: image 2")
    assert ours.asks
    assert other.asks


def test_an_unread_page_is_named_where_it_may_close_a_gap_and_is_not_put_there() -> None:
    pile = [
        came_in("image 1", page=1, position=1),
        FoundPage("image 2", position=2),
        came_in("image 3", page=3, position=3),
    ]

    paper = reception().sort(pile)

    assert [page.found.where for page in paper.aside] == ["image 2"]
    assert paper.sheets[0].missing == (2,)
    assert "it may be the page after page 1, whose code was not read: image 2" in paper.sheets[0].findings[0].words


def test_pages_in_no_pile_give_no_hint() -> None:
    (sheet,) = reception().sort([came_in("a", page=1), came_in("c", page=3)]).sheets

    assert sheet.findings[0].words == "page 2 of 3 is missing: look for it before the rest is read"


def test_pages_of_one_copy_that_contradict_each_other_are_not_put_together() -> None:
    paper = reception().sort([came_in("a", page=1), came_in("b", page=2, pages=2)])

    assert [len(sheet.pages) for sheet in paper.sheets] == [1, 1]
    assert matters(paper).count(Matter.TWO_PRINTINGS) == 2


def test_two_pages_cannot_have_been_found_at_one_place() -> None:
    with pytest.raises(InvalidInput):
        reception().sort([came_in("a", page=1), came_in("a", page=2)])


def test_a_clerk_is_told_of_every_sheet_and_page_what_to_do() -> None:
    told = reception().sort([came_in("a", page=1), came_in("b", page=1), FoundPage("c")]).told

    assert [line.partition(": ")[0] for line in told] == [f"{SERIAL}, copy 1"] * 3 + ["c"]
    assert [line for line in told if "M-1" in line or "A-1" in line] == []


def test_every_finding_has_a_weight() -> None:
    assert set(WEIGHTS) == set(Matter)
