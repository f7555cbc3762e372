"""Whatever a clerk typed into a case description file, every line is read or refused, and accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cbis.accounting import Accounted, Outcome, account
from cbis.backfill import Done, enter, keying, open_outage, register
from cbis.lines import read_lines
from cbis.rows import read_row
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_ris import SampleRis

from downtimekit.errors import InvalidInput
from downtimekit.runtime import Outage, run
from downtimekit.testing.memory_journal import MemoryJournal
from tests.case_files import Row, calc, mass, write
from tests.unit.examples.test_cbis_rows import KEYING

PLANTED = "\u2602planted\u2602"
COLUMNS = [*mass(), "calc type", "calc distribution"]

cells = st.one_of(
    st.text(max_size=12),
    st.text(max_size=12).map(lambda text: text + PLANTED),
    st.sampled_from([*mass().values(), *calc().values(), "0", "NA", '"', "\n", "\x00", ","]),
)
anything = st.fixed_dictionaries(dict.fromkeys(COLUMNS, cells))
"""A line with any text in any cell."""

places = st.fixed_dictionaries(
    {
        "patient_id": st.sampled_from(["P_1", "P_2", "P_3"]),
        "breast_density": st.sampled_from(["2", "2", "2", "2", "b", "3", "0"]),
        "left or right breast": st.sampled_from(["LEFT", "LEFT", "RIGHT"]),
        "image view": st.sampled_from(["CC", "MLO", "MLO", "AP"]),
        "assessment": st.sampled_from(["4", "4", "4", "4", "4", "5", "0", "9"]),
    }
)
lines = st.builds(
    lambda like, place, path: _same_columns(like) | place | {"image file path": path},
    st.sampled_from([mass(), calc()]),
    places,
    st.sampled_from(["1.dcm", "2.dcm", ""]),
)
"""A line of one of a few findings, so that many say the same again, or contradict each other."""


def _same_columns(like: Row) -> Row:
    return {
        column: like.get(column, like.get("breast density", "") if column == "breast_density" else "")
        for column in COLUMNS
    }


class Ward:
    """A downtime with its RIS, into which files are entered."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.ris = SampleRis(folder / "ris.db")
        self.outage: Outage = open_outage(MemoryJournal())

    def enter(self, *files: Sequence[Row]) -> tuple[Counter[Outcome], Done]:
        """Enter files in one run, and return the counts."""
        paths = [write(self.folder / f"{number}.csv", rows, columns=COLUMNS) for number, rows in enumerate(files)]
        rows = [read_row(line, keying(self.outage)) for path in paths for line in read_lines(path)]
        register(self.ris, rows)
        done = run(enter, self.outage, self.ris, rows, progress=lambda done, of: None)
        accounted: tuple[Accounted, ...] = account(rows, done.left)
        assert len(accounted) == len(rows)
        return Counter(entry.outcome for entry in accounted), done


@given(anything)
def test_any_line_is_taken_or_refused_without_repeating_what_it_says(written: Row) -> None:
    with TemporaryDirectory() as folder:
        read = read_lines(write(Path(folder) / "cases.csv", [written], columns=COLUMNS))
    for line in read:
        row = read_row(line, KEYING)
        assert (row.capture is None) != (row.refusal is None)
        assert PLANTED not in "".join(row.refusal.faults if row.refusal else ())


@given(st.binary(max_size=200), st.booleans())
def test_any_file_is_read_or_refused_as_a_whole(content: bytes, has_header: bool) -> None:
    header = ",".join(COLUMNS).encode() + b"\n" if has_header else b""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cases.csv"
        path.write_bytes(header + content)
        if not has_header:
            with suppress(InvalidInput):
                read_lines(path)
            return
        read = read_lines(path)
    assert all(read_row(line, KEYING).refusal for line in read)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(lines, max_size=14), st.randoms(use_true_random=False), st.integers(0, 14))
def test_lines_end_the_same_in_whichever_order_and_in_however_many_files_they_come(
    written: list[Row], random: object, cut: int
) -> None:
    shuffled = sorted(written, key=lambda _: random.random())  # type: ignore[attr-defined]
    with TemporaryDirectory() as folder:
        at_once, one_by_one = Ward(Path(folder) / "at-once"), Ward(Path(folder) / "one-by-one")
        counts, _ = at_once.enter(written)
        again, done = at_once.enter(written)
        one_by_one.enter(shuffled[:cut])
        one_by_one.enter(shuffled[cut:])

        assert sum(counts.values()) == len(written)
        assert again == counts
        assert done.new_writes == 0
        assert counts[Outcome.ENTERED] == len(at_once.ris.contents()) == len(done.records)
        assert one_by_one.ris.contents() == at_once.ris.contents()
