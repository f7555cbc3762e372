"""How many codes of pages are drawn in a CPU second, beside segno."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from itertools import cycle
from typing import Any

from benchmarks.contest import Effort, contest, differences, is_installed, repeated
from benchmarks.figures import Bound, Figure, Measured, Wanted, rounds_of
from downtimekit.forms.codes import QR_ROW, QR_SIZE, PageCode, Seal, downtime_tag, qr_rows
from downtimekit.forms.serials import SerialPool

MASK = 4
SHEETS = 300
PLANS = ("0123abcd", "4567cdef", "89ab0123")
COMPARED = 50
QR = Measured("forms", "qr_vs_segno", "segno", "codes/s CPU", Wanted(Bound.AT_LEAST, target=200, aim=1000))
SAME_MASK = Measured(
    "forms", "qr_vs_segno_same_mask", "segno, told the mask", "codes/s CPU", Wanted(Bound.AT_LEAST, target=100, aim=200)
)


def run(effort: Effort) -> Iterator[Figure]:
    """Measure it against segno as it is used, which tries eight masks, and against segno that is told our mask."""
    yield _beside_segno(QR, None, effort=effort)
    yield _beside_segno(SAME_MASK, MASK, effort=effort)


def _beside_segno(measured: Measured, mask: int | None, *, effort: Effort) -> Figure:
    """Draw one code after the other, each for another page, as packed rows; the peer draws a matrix."""
    tokens = tokens_of(SHEETS)
    ours_next, peers_next = cycle(tokens), cycle(tokens)
    ours = repeated("downtimekit", lambda: qr_rows(next(ours_next)), effort=effort)
    if not is_installed("segno"):
        return measured.skipped(contest(ours, ours, effort=effort), missing="segno")
    peer = repeated("segno", lambda: drawn_by_segno(next(peers_next), mask), effort=effort)
    compared = tokens[:: len(tokens) // COMPARED]
    problems = differences(
        [matrix_of(token) for token in compared], [drawn_by_segno(token, MASK) for token in compared]
    )
    result = contest(ours, peer, effort=effort)
    note = f"version 3-M, {len(tokens[0])} characters; {rounds_of(result)}"
    return measured.rates(result, problems=problems, note=note)


def tokens_of(sheets: int) -> Sequence[str]:
    """Return the tokens of some sheets, printed by each of three plans, with two pages each."""
    seal = Seal.of(b"of nobody but this benchmark")
    return [
        seal.token(
            PageCode(
                serial=serial,
                page=page,
                pages=2,
                copy_number=1,
                drill=False,
                downtime=downtime_tag("west-2026-03-03"),
                plan=plan,
                expires=datetime(2026, 3, 4, 6, tzinfo=UTC),
            )
        )
        for serial in SerialPool("W", 1, 2 * sheets).take(sheets)
        for plan in PLANS
        for page in (1, 2)
    ]


def matrix_of(token: str) -> Sequence[Sequence[int]]:
    """Return the symbol that we draw as rows of modules."""
    rows = qr_rows(token)
    numbers = (int.from_bytes(rows[start : start + QR_ROW]) for start in range(0, len(rows), QR_ROW))
    return [[number >> (8 * QR_ROW - 1 - column) & 1 for column in range(QR_SIZE)] for number in numbers]


def drawn_by_segno(token: str, mask: int | None) -> Sequence[Sequence[int]]:
    """Return the symbol that the peer draws, with version and level as ours; without a mask it chooses one itself."""
    segno: Any = import_module("segno")
    symbol = segno.make(token, version=3, error="m", mask=mask, mode="alphanumeric", boost_error=False)
    return [[*row] for row in symbol.matrix]
