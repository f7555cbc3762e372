"""The test that the how-to shows is one: it passes, it is short, and it fails where somebody forgets an update."""

from __future__ import annotations

import ast
from pathlib import Path

import outage_test
import pytest

from downtimekit.testing import assert_cadence_kept, play

SOURCE = Path(outage_test.__file__)
HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "testing.md"


def test_a_vendors_test_of_a_whole_outage_passes() -> None:
    outage_test.test_nobody_is_left_without_news_in_the_night_of_the_long_hour()


def test_it_fits_in_twenty_lines() -> None:
    written = [node for node in ast.parse(SOURCE.read_text()).body if isinstance(node, ast.Assign | ast.FunctionDef)]

    assert sum((node.end_lineno or 0) - node.lineno + 1 for node in written) <= 20


def test_the_guide_shows_it_as_it_is() -> None:
    _, _, code = SOURCE.read_text().partition("from downtimekit")

    assert f"from downtimekit{code}" in HOW_TO.read_text()


def test_it_fails_where_nobody_gives_the_update() -> None:
    steps = tuple(step for step in outage_test.OUTAGE.steps if step.signal != "update_given")
    with pytest.raises(AssertionError, match=r"it was due at 2026-11-01 01:40 EDT and went by; news came at 01:06"):
        assert_cadence_kept(play(outage_test.OUTAGE.model_copy(update={"steps": steps})).outage)
