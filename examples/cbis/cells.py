"""Takes the cells of one line one by one, and keeps every fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from attrs import Factory, define

from cbis.lines import WORDS, Line
from downtimekit.errors import Fault
from downtimekit.models.breast import FindingKind
from downtimekit.models.breast.lexicon import BIRADS5_MAMMOGRAPHY

Value = TypeVar("Value")

_NOT_GIVEN = frozenset({"", "na", "n/a"})
# Under mass shape the data also say what is no mass, such as an asymmetry.
_DESCRIPTORS: Mapping[str, tuple[str, ...]] = {
    "mass shape": ("shape", "seen_as"),
    "mass margins": ("margin",),
    "calc type": ("morphology",),
    "calc distribution": ("distribution",),
}


@define
class Cells:
    """One line, while it is read.

    Attributes:
        faults: what was found to be wrong so far, without what was written.
    """

    line: Line
    faults: list[Fault] = Factory(list)

    def take(self, column: str, read: Callable[[str], Value | None], *, accepted: str) -> Value | None:
        """Read a cell that must be there; None where it cannot be read."""
        cell = self.line.cells.get(column, "")
        value = read(cell)
        if value is None:
            self.faults.append(Fault(column, f"{'cannot be read' if cell else 'is empty'}: write {accepted}"))
        return value

    def take_terms(self, kind: FindingKind) -> dict[str, tuple[str, ...]]:
        """Read the words that describe a finding of a kind; the columns of other kinds must say nothing."""
        terms: dict[str, tuple[str, ...]] = {}
        for column, descriptors in _DESCRIPTORS.items():
            cell = self.line.cells.get(column)
            if column in WORDS[kind]:
                terms.update(self._terms(column, cell, descriptors))
            elif not _is_blank(cell):
                self.faults.append(Fault(column, f"is filled in, but the finding is a {kind.value}"))
        return terms

    def _terms(self, column: str, cell: str | None, descriptors: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        if cell is None:
            self.faults.append(Fault(column, "the file has no such column"))
        if cell is None or _is_blank(cell):
            return {}
        terms = BIRADS5_MAMMOGRAPHY.read_joined(cell, descriptors=descriptors)
        if terms is None:
            known = ", ".join(word for name in descriptors for word in BIRADS5_MAMMOGRAPHY[name].known)
            self.faults.append(Fault(column, f"has a word that is not known: write {known}, joined by '-', or NA"))
        return terms or {}


def among(accepted: Mapping[str, Value]) -> Callable[[str], Value | None]:
    """Return a reading that knows some words, in any case."""
    return lambda cell: accepted.get(cell.casefold())


def matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    """Return a reading that takes what a pattern describes, as it stands."""
    return lambda cell: cell if pattern.fullmatch(cell) else None


def _is_blank(cell: str | None) -> bool:
    return cell is None or cell.casefold() in _NOT_GIVEN
