"""Forms that were filled in and scanned by the thousand say what was written, or are shown to a person."""

from __future__ import annotations

import pytest

from benchmarks.contest import TINY, Effort
from benchmarks.forms import scan


@pytest.mark.slow
@pytest.mark.parametrize("effort", [TINY, Effort(rounds=1, seconds=0.1)], ids=["tiny", "quick"])
def test_no_box_is_read_as_what_it_is_not(effort: Effort) -> None:
    figures = {figure.figure: figure for figure in scan.run(effort)}

    assert figures["scan_silent_errors"].ours == 0
    assert figures["scan_silent_errors_fax"].ours == 0
    assert all(figure.is_verified for figure in figures.values())
