"""The glossary explains each word once, and has every word that a choice of the models offers a newcomer."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum

import pytest

from downtimekit.forms.codes import TokenAnswer
from downtimekit.models.amending import AmendmentKind
from downtimekit.models.downtime import AccessTier
from downtimekit.models.forms import FieldKind
from downtimekit.models.matching import MatchGrade
from downtimekit.models.notice import ReceiptState
from downtimekit.models.plan import Urgency, Verdict
from tests.docs.pages import DOCS

TEXT = (DOCS / "glossary.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^\*\*(.+)\*\*\n: ", TEXT, re.MULTILINE)
CHOICES: dict[str, type[StrEnum]] = {
    "Access tier": AccessTier,
    "Receipt": ReceiptState,
    "Amendment": AmendmentKind,
    "Match grade": MatchGrade,
    "Urgency": Urgency,
    "Verdict": Verdict,
    "Field kind": FieldKind,
    "Token": TokenAnswer,
}


def explained(entry: str) -> str:
    """Return what is said of a word."""
    return TEXT.partition(f"**{entry}**\n: ")[2].partition("\n\n")[0].lower()


def test_a_word_stands_there_once_and_is_explained() -> None:
    words = Counter(word.strip().lower() for entry in ENTRIES for word in entry.split(","))

    assert [word for word, count in words.items() if count > 1] == []
    assert len(ENTRIES) == TEXT.count("\n**")


@pytest.mark.parametrize("entry", CHOICES)
def test_every_choice_is_named_where_its_word_is_explained(entry: str) -> None:
    told = re.sub(r"\s+", " ", explained(entry))

    assert [choice for choice in CHOICES[entry] if choice.value.replace("_", "-") not in told.replace(" ", "-")] == []
