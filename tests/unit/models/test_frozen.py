"""What a model holds cannot be changed behind its back, at any depth."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from downtimekit.models.paperwork import FilledForm

ANSWERS: dict[str, Any] = {"signs": ["lump", "pain"], "findings": [{"side": "left"}], "note": "none"}


def a_form() -> FilledForm:
    return FilledForm(form="skin", version=1, form_digest="a" * 64, answers=ANSWERS)


@pytest.mark.parametrize(
    "change",
    [
        lambda answers: answers.update(note="other"),
        lambda answers: answers.__setitem__("note", "other"),
        lambda answers: answers.pop("note"),
        lambda answers: answers.setdefault("more", 1),
        lambda answers: answers["signs"].append("redness"),
        lambda answers: answers["signs"].sort(),
        lambda answers: answers["findings"][0].clear(),
    ],
    ids=["update", "set", "pop", "setdefault", "append", "sort", "clear a row"],
)
def test_nobody_changes_an_answer(change: Callable[[Any], object]) -> None:
    form = a_form()
    with pytest.raises(TypeError, match="never changes"):
        change(form.answers)

    assert form.answers == ANSWERS


def test_what_was_handed_in_may_change_and_the_model_does_not() -> None:
    given = json.loads(json.dumps(ANSWERS))
    form = FilledForm(form="skin", version=1, form_digest="a" * 64, answers=given)
    given["signs"].append("redness")
    given["findings"][0]["side"] = "right"

    assert form == a_form()


def test_copies_are_equal_and_found_in_sets() -> None:
    form = a_form()
    copies = [copy.copy(form), copy.deepcopy(form), pickle.loads(pickle.dumps(form)), form.model_copy()]

    assert {form, *copies} == {form}
    assert json.loads(form.model_dump_json())["answers"] == ANSWERS
