"""Tables of the pages, as a test reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path


def rows(page: Path, *, head: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the cells of every row of the tables of a page that have these column heads."""
    within = False
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells == list(head):
            within = True
        elif not cells:
            within = False
        elif within and set(cells) != {"---"}:
            yield cells
