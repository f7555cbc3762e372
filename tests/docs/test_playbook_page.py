"""The guide to one's own playbook names everything that a table can hold."""

from __future__ import annotations

import ast
import inspect
from enum import StrEnum

import pytest

from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.news import LetterPart
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.notice import NoticeEvent
from downtimekit.playbooks import checks, notice_checks
from downtimekit.playbooks.table import (
    Anchor,
    Deadline,
    Detail,
    Each,
    Meaning,
    Move,
    NoticeRule,
    Phase,
    Playbook,
    Signal,
    Span,
    Task,
    Translation,
)
from downtimekit.playbooks.wording import WORDS
from scripts.pictures import guards_table
from tests.docs.pages import DOCS

PAGE = (DOCS / "how-to" / "playbooks.md").read_text(encoding="utf-8")
PARTS = (Playbook, Phase, Signal, Detail, Move, Task, Deadline, NoticeRule, Translation)


def test_it_has_the_registered_guards_with_what_they_take() -> None:
    assert guards_table() in PAGE, "put in what scripts.pictures.guards_table() returns"


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_it_names_every_field(part: type[Playbook]) -> None:
    assert [field for field in part.model_fields if f"{field}:" not in PAGE and f"`{field}" not in PAGE] == []


@pytest.mark.parametrize(
    "choices",
    [Anchor, Span, Each, Meaning, AccessTier, TrackState, NoticeEvent, LetterPart],
    ids=lambda one: one.__name__,
)
def test_it_names_every_choice(choices: type[StrEnum]) -> None:
    assert [one.value for one in choices if f"`{one.value}`" not in PAGE and f": {one.value}`" not in PAGE] == []


def test_it_says_what_to_do_about_every_fault_that_a_table_can_have() -> None:
    sources = map(inspect.getsource, (checks, notice_checks))
    calls = [node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    told = [call.args[1] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Fault"]
    # Of words with names in them, the longest stretch without one is looked for.
    stretches = [
        max((part.value for part in ast.walk(words) if isinstance(part, ast.Constant)), key=lambda part: len(str(part)))
        for words in told
    ]

    assert len(stretches) > 20
    assert [words for words in map(str, stretches) if words.strip(" ':") not in PAGE] == []


def test_it_names_every_word_of_a_notice() -> None:
    assert [word for word in WORDS if f"`${word}`" not in PAGE] == []
