"""The reference says which model is for what: each name is in its room, and no room is missing."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import Any

import pytest

from downtimekit import models
from tests.docs.pages import DOCS
from tests.docs.tables import rows
from tests.every_model import CONCRETE

HEAD = ("I have", "model", "room", "what checks it, or works with it")
TABLE = list(rows(DOCS / "reference" / "models.md", head=HEAD))
GROUND = {"frozen", "plain", "ranked", "reading", "strict", "printed_dates", "schedule_check", "silence", "stored"}
"""What the models stand on, and what stands in the last column."""


def in_room(room: str) -> Any:  # noqa: ANN401  (a module)
    return importlib.import_module(f"{models.__name__}.{room}")


def names(cell: str) -> list[str]:
    """Return what stands between backticks."""
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize(("model", "room", "also"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_newcomer_can_import_what_the_table_says(model: str, room: str, also: str) -> None:
    (place,) = names(room)
    assert names(model)
    for name in names(model):
        assert hasattr(in_room(place), name), name
    for name in names(also):
        module, _, last = name.rpartition(".")
        if module and last[0].islower() and not hasattr(in_room(module), last):
            in_room(name)
        else:
            assert hasattr(in_room(module or place), last), name


def test_no_room_is_missing() -> None:
    rooms = {found.name for found in pkgutil.iter_modules(models.__path__)} - GROUND
    told = {place.partition(".")[0] for row in TABLE for place in names(row[2])}

    assert rooms == told


def test_what_stands_by_itself_is_told() -> None:
    """Whatever a record, a document or a message can be is found by somebody who has one in their hands."""
    told = {name for row in TABLE for name in names(row[1])}
    whole = {
        model.__name__
        for model in CONCRETE
        if "record" in model.model_fields and not model.__module__.endswith(".facts")
    }

    assert whole - told == set()


def test_the_face_of_the_models_names_every_room() -> None:
    told = set(re.findall(r"(?<!`)`(\w+)`(?!`)", models.__doc__ or ""))

    assert told == {found.name for found in pkgutil.iter_modules(models.__path__)}


@pytest.mark.parametrize("room", sorted({names(row[2])[0].partition(".")[0] for row in TABLE}))
def test_a_room_hands_out_what_it_says(room: str) -> None:
    module = in_room(room)
    assert module.__doc__
    for name in getattr(module, "__all__", ()):
        assert hasattr(module, name), name
