"""What a clerk types from a site's own form: what is taken, and what is said of the rest."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.forms import FormBook, read_keyed
from downtimekit.forms.answers import answer_faults, without_blanks
from downtimekit.models.capture import Capture, Doubt, ReviewCode
from downtimekit.models.forms import FormDefinition
from downtimekit.models.paperwork import FilledForm
from tests.own_form import ANSWERS, EVERY_KIND, FORM, form_of, issued, keyed

WEEK, PREGNANT = EVERY_KIND[8], EVERY_KIND[7]


def taken(sheet: dict[str, Any], form: FormDefinition = FORM) -> Capture:
    """Read a sheet of a form."""
    return read_keyed(sheet, issued=issued(form), source="sheet 1", forms=FormBook.of(form))


def filled(capture: Capture) -> FilledForm:
    """Return what a capture says."""
    assert isinstance(capture.content, FilledForm)
    return capture.content


def faults(form: FormDefinition, **answers: Any) -> dict[str, str]:
    """Return what is wrong with answers, by path."""
    found = list(answer_faults(without_blanks(answers), form, at="content"))
    assert len({fault.path for fault in found}) == len(found)
    return {fault.path.removeprefix("content."): fault.words for fault in found}


def asked(**field: Any) -> FormDefinition:
    """Return a form with one question."""
    return form_of({"key": "asked", "label": "Asked", **field})


def test_a_sites_own_form_becomes_its_answers_pinned_to_the_version_that_was_printed() -> None:
    content = filled(taken(keyed()))

    assert (content.form, content.version, content.form_digest) == ("arrival", 1, FORM.digest)
    assert content.answers == ANSWERS | {
        "weight": 72.5,
        "hour": "07:05",
        "pregnant": False,
        "places": [{"x": 0.25, "y": 0.5, "sign": "x"}],
    }


def test_what_is_left_empty_is_not_answered() -> None:
    empty = {"story": " ", "since": None, "places": [], "drugs": [{"drug": "Exampline"}, {}, {"dose": ""}]}

    answers = filled(taken(keyed(**empty))).answers
    assert answers["drugs"] == [{"drug": "Exampline"}]
    assert not {"story", "since", "places"} & answers.keys()


def test_everything_that_is_wrong_is_said_at_once_in_the_words_of_the_form() -> None:
    wrong = {
        "about": "yes",
        "weight": "400.6",
        "since": "2019-12-31",
        "hour": "05:59",
        "moment": "2026-03-03T18:00:00+00:00",
        "pregnant": "yes",
        "way": ["bus", "car"],
        "line": "",
        "signs": ["none", "cough", "cough", "rash"],
        "places": [{"x": 2, "y": 0.5}, "there"],
        "drugs": [{"dose": "five"}, "aspirin"],
        "signed": "",
        "extra": "x",
    }
    with pytest.raises(InvalidInput) as caught:
        taken(keyed(**wrong))

    assert [str(fault).removeprefix("content.") for fault in caught.value.faults] == [
        "about: is not asked for: the form only says something here",
        "weight: is more than 400.5",
        "since: is earlier than 2020-01-01",
        "hour: is earlier than 06:00",
        "moment: is later than 2026-03-03T12:00:00-05:00",
        "week: 'Which week?' must be filled in",
        "way: has 2 ticks, and 'Way here' takes one: ask which is meant",
        "line: 'Bus line' must be filled in: 'Way here' is 'By bus'",
        "signs[2]: is ticked twice",
        "signs[3]: is not a box of 'Signs'; the boxes are cough, fever, none",
        "signs: has 'None of these' ticked together with another box: ask which is meant",
        "places[0].x: must be less than or equal to 1",
        "places[1]: is not a set of fields",
        "drugs[0].drug: 'Name' must be filled in",
        "drugs[0].dose: is not a number (write digits, with a point before decimals)",
        "drugs[1]: is not a row of answers",
        "signed: 'Signature' must be filled in",
        "extra: is not a question of this form",
    ]


_WALL = datetime(2026, 3, 3, 9, 40)  # noqa: DTZ001  (a clock on a wall, of which nobody knows where it hangs)
TAKEN: dict[str, list[Any]] = {
    "number": [5, 5.25, "5", "-0.5", ".5", "+3"],
    "date": ["2026-02-28", "2024-02-29", date(2026, 2, 28)],
    "time": ["07:05", "7:05", "23:59:59"],
    "date_time": ["2026-03-03T09:40:00-05:00", "2026-03-03 09:40Z"],
    "yes_no": [True, False, "yes", "N", "TRUE"],
    "text": ["words"],
    "note": ["a\nb"],
    "signature": ["R. Ames"],
}
REFUSED: dict[str, list[Any]] = {
    "number": ["1,5", "five", True, float("nan"), "1e3", "٣", {}, "1" * 60],
    "date": ["2026-02-30", "02/28/2026", "2026-02", 20260228, "20260228"],
    "time": ["24:00", "7", "07:60", "7 pm"],
    "date_time": ["2026-03-03T09:40", "2026-03-03", "1926-03-03T09:40Z", "2026-13-03T09:40Z", _WALL],
    "yes_no": ["perhaps", 1, "ja", []],
    "text": [5, True, {}, "x" * 4001],
    "note": [["a"]],
    "signature": [True],
}


@pytest.mark.parametrize(("kind", "answer"), [(kind, one) for kind, each in TAKEN.items() for one in each], ids=repr)
def test_an_answer_of_its_kind_is_taken(kind: str, answer: object) -> None:
    assert faults(asked(kind=kind), asked=answer) == {}


@pytest.mark.parametrize(("kind", "answer"), [(kind, one) for kind, each in REFUSED.items() for one in each], ids=ascii)
def test_an_answer_of_another_kind_is_refused_and_never_repeated(kind: str, answer: object) -> None:
    told = faults(asked(kind=kind, required=True), asked=answer)

    assert list(told) == ["asked"]
    assert str(answer) not in told["asked"]


@pytest.mark.parametrize(
    ("condition", "answers", "holds"),
    [
        ({"field": "on", "value": "true"}, {"on": "yes"}, True),
        ({"field": "on", "value": "true"}, {"on": False}, False),
        ({"field": "on", "value": "false"}, {}, False),
        ({"field": "on", "operator": "!=", "value": "true"}, {}, True),
        ({"field": "on", "operator": "exists"}, {"on": False}, True),
        ({"field": "on", "operator": "exists", "value": "false"}, {}, True),
        ({"field": "count", "operator": ">", "value": "9"}, {"count": "10"}, True),
        ({"field": "count", "operator": ">", "value": "9"}, {"count": 9}, False),
        ({"field": "count", "operator": ">=", "value": "9"}, {"count": "9.0"}, True),
        ({"field": "count", "operator": "<", "value": "9"}, {"count": "x"}, False),
        ({"field": "count", "operator": "<=", "value": "9"}, {}, False),
        ({"field": "count", "value": "9.0"}, {"count": "9"}, True),
        ({"field": "day", "operator": "<", "value": "2026-03-01"}, {"day": "2026-02-28"}, True),
        ({"field": "ticks", "value": "fever"}, {"ticks": ["cough", "fever"]}, True),
        ({"field": "ticks", "operator": "!=", "value": "fever"}, {"ticks": ["cough", "fever"]}, False),
        ({"field": "way", "operator": "!=", "value": "bus"}, {"way": "foot"}, True),
        ({"field": "words", "value": "Yes please"}, {"words": "yes please"}, True),
    ],
)
def test_a_question_is_asked_where_the_answer_before_says_so(
    condition: dict[str, str], answers: dict[str, Any], holds: bool
) -> None:
    before = (
        {"key": "on", "label": "On?", "kind": "yes_no"},
        {"key": "count", "label": "How many?", "kind": "number"},
        {"key": "day", "label": "Which day?", "kind": "date"},
        {"key": "words", "label": "Words", "kind": "text"},
        EVERY_KIND[9],
        {**EVERY_KIND[11], "key": "ticks"},
    )
    shown = form_of(
        *before, {"key": "then", "label": "Then", "kind": "text", "required": True, "shown_if": [condition]}
    )
    needed = form_of(*before, {"key": "then", "label": "Then", "kind": "text", "required_if": condition})

    assert ("then" in faults(shown, **answers)) == holds
    assert ("then" in faults(needed, **answers)) == holds


@pytest.mark.parametrize(
    ("any_", "answers", "asked_for"), [(False, ["on"], 0), (True, ["on"], 1), (False, ["on", "too"], 1)]
)
def test_several_conditions_hold_together_or_one_for_all(any_: bool, answers: list[str], asked_for: int) -> None:
    form = form_of(
        {"key": "on", "label": "On?", "kind": "yes_no"},
        {"key": "too", "label": "Too?", "kind": "yes_no"},
        {
            "key": "then",
            "label": "Then",
            "kind": "text",
            "required": True,
            "shown_if": [{"field": "on"}, {"field": "too"}],
            "shown_if_any": any_,
        },
    )

    assert len(faults(form, **dict.fromkeys(answers, True))) == asked_for


def test_a_row_is_held_against_its_own_answers_and_not_against_the_forms() -> None:
    form = form_of(
        {"key": "daily", "label": "Daily?", "kind": "yes_no"},
        {
            "key": "rows",
            "label": "Rows",
            "kind": "table",
            "columns": [
                {"key": "daily", "label": "Daily?", "kind": "yes_no"},
                {"key": "why", "label": "Why?", "kind": "text", "required_if": {"field": "daily"}},
            ],
        },
    )

    assert faults(form, daily=True, rows=[{"daily": False}, {}, {"daily": True}]) == {
        "rows[2].why": "'Why?' must be filled in: 'Daily?' is 'yes'"
    }


# Answers to what was not asked


def test_an_answer_to_a_question_that_was_ruled_out_is_kept_and_a_person_looks() -> None:
    """What stands on paper is not thrown away, and nobody guesses which of the two is wrong."""
    rows = [{"drug": "Exampline", "daily": True, "why": "forgot"}]
    capture = taken(keyed(pregnant="no", week=12, drugs=rows))

    assert filled(capture).answers["week"] == 12
    (doubt,) = capture.doubts
    assert (doubt.code, doubt.fields) == (ReviewCode.ANSWER_NOT_ASKED_FOR, ("week", "drugs[0].why"))


def test_a_doubt_of_the_clerk_stays_beside_it() -> None:
    sheet = keyed(pregnant="no", week=12) | {"doubts": [{"code": "category_ambiguous"}]}

    assert [doubt.code for doubt in taken(sheet).doubts] == ["category_ambiguous", "answer_not_asked_for"]
    assert taken(keyed()).doubts == ()


# Groups


@pytest.mark.parametrize(
    ("limits", "answers", "at"),
    [
        ({"at_most": 1}, {"name": "x"}, []),
        ({"at_most": 1}, {"name": "x", "on": True}, ["on"]),
        ({"at_most": 1}, {"name": "x", "on": False}, []),
        ({"at_most": 2}, {"name": "x", "on": True, "count": 0}, ["on"]),
        ({"at_least": 1}, {}, ["name"]),
        ({"at_least": 1}, {"on": False}, ["name"]),
        ({"at_least": 2, "at_most": None}, {"name": "x"}, ["name"]),
        ({"at_least": 2, "at_most": None}, {"name": "x", "count": 3, "on": True}, []),
    ],
)
def test_of_a_group_not_too_many_and_not_too_few_are_answered(
    limits: dict[str, Any], answers: dict[str, Any], at: list[str]
) -> None:
    form = form_of(
        {"key": "name", "label": "Name", "kind": "text"},
        {"key": "count", "label": "Count", "kind": "number"},
        {"key": "on", "label": "On?", "kind": "yes_no"},
        groups=[{"key": "how", "label": "How", "fields": ["name", "count", "on"], **limits}],
    )

    told = faults(form, **answers)
    assert list(told) == at
    assert all(words.startswith("How: at ") and "'Name', 'Count', 'On?'" in words for words in told.values())


def test_a_group_asks_for_no_more_than_is_asked_for() -> None:
    form = form_of(PREGNANT, WEEK, groups=[{"key": "g", "label": "G", "fields": ["week", "pregnant"], "at_least": 1}])

    assert faults(form, pregnant=True, week=3) == {
        "pregnant": "G: at most 1 of 'Which week?', 'Pregnant?' may be filled in, and 2 are"
    }
    assert faults(form, pregnant=False) == {"pregnant": "G: at least 1 of 'Pregnant?' must be filled in"}


# Sheets


def test_paper_that_stays_out_of_the_chart_is_not_typed_in() -> None:
    card = form_of({"key": "say", "label": "Say this", "kind": "statement"}, record=None)
    with pytest.raises(InvalidInput) as caught:
        taken(keyed(), card)

    assert caught.value.faults[0].path == "serial"
    assert "(Arrival): only note that it came back" in caught.value.faults[0].words


def test_a_sheet_is_read_by_the_version_that_it_was_printed_from() -> None:
    newer = FORM.model_copy(update={"version": 2, "sections": form_of(WEEK | {"shown_if": []}).sections, "groups": ()})
    book = FormBook.of(FORM, newer)

    old = read_keyed(keyed(), issued=issued(FORM), source="sheet 1", forms=book)
    new = read_keyed(keyed() | {"content": {"week": 8}}, issued=issued(newer), source="sheet 1", forms=book)
    assert (filled(old).version, filled(new).version) == (1, 2)
    with pytest.raises(InvalidInput, match="a version of a form that is not known here: arrival"):
        read_keyed(keyed(), issued=issued(FORM), source="sheet 1", forms=FormBook.of(newer))


def test_no_fault_repeats_an_answer() -> None:
    secret = "Xylophonova"
    for field in FORM.fields():
        for answer in (secret, [secret], {secret: secret}, [{secret: secret}], [[secret]]):
            told = list(answer_faults({field.key: answer, secret + " ": secret}, FORM))
            assert secret not in "".join(map(str, told))


def test_boxes_whose_keys_differ_in_capitals_are_not_taken_for_each_other() -> None:
    units = [{"key": "mm", "label": "Millimetres"}, {"key": "Mm", "label": "Megametres"}]
    asked = {"key": "why", "label": "Why?", "kind": "text", "required_if": {"field": "unit", "value": "Mm"}}
    form = form_of({"key": "unit", "label": "Unit", "kind": "one_of", "choices": units}, asked)

    assert list(answer_faults({"unit": "mm"}, form)) == []
    assert len(list(answer_faults({"unit": "Mm"}, form))) == 1


NEEDED = asked(kind="text", required=True)


@pytest.mark.parametrize("code", ["illegible", "missing_required", "mark_unclear"])
def test_an_answer_that_cannot_be_read_is_left_out_and_a_person_looks_at_the_sheet(code: str) -> None:
    doubt = {"code": code, "fields": ["asked"]}
    sheet = keyed() | {"content": {"asked": " "}, "doubts": [doubt]}
    capture = taken(sheet, NEEDED)

    assert capture.doubts == (Doubt(code=ReviewCode(code), fields=("asked",)),)
    assert filled(capture).answers == {}


@pytest.mark.parametrize(
    "doubts",
    [
        [],
        [{"code": "field_conflict", "fields": ["asked"]}],
        [{"code": "illegible", "fields": ["other"]}],
        [{"code": "illegible"}],
    ],
    ids=["no doubt", "another doubt", "of another answer", "of no answer"],
)
def test_an_answer_that_is_needed_is_not_left_out_without_a_word(doubts: list[dict[str, Any]]) -> None:
    with pytest.raises(InvalidInput) as refused:
        taken(keyed() | {"content": {}, "doubts": doubts}, NEEDED)

    assert [fault.path for fault in refused.value.faults] == ["content.asked"]


def test_what_was_typed_is_looked_at_whatever_is_in_doubt() -> None:
    form = asked(kind="number", required=True)

    with pytest.raises(InvalidInput):
        taken(keyed() | {"content": {"asked": "ten"}, "doubts": [{"code": "illegible", "fields": ["asked"]}]}, form)
