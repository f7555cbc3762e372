"""The table of how the journal's cost grows has a row for every axis and size."""

from __future__ import annotations

import pytest

from benchmarks import journal_growth


def test_the_table_can_be_plotted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(journal_growth, "ROUNDS", 1)
    for axis, size, what, microseconds in journal_growth.rows(sizes=(1, 2)):
        print(f"{axis},{what},{size > 0},{microseconds > 0}")

    rows = capsys.readouterr().out.splitlines()
    assert {row.split(",")[0] for row in rows} == {"events", "streams", "operators", "open"}
    assert {row.split(",", 2)[2] for row in rows} == {"True,True"}
    assert len(rows) == 2 * (3 + 2 + 1 + 1)
