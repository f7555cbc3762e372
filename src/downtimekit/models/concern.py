"""What a check found: something that a person should look at, and the source of the rule behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from attrs import evolve, frozen


class Gravity(StrEnum):
    """How much a concern weighs."""

    FAULT = "fault"
    WARNING = "warning"


@frozen
class Concern:
    """One thing that is wrong, or strange, with what was written down.

    A concern refuses nothing: paper says what it says, and is kept. It holds no patient data.

    Attributes:
        code: the rule that found it, for programs.
        path: the field that it is about, such as ``biopsies[1].on``; empty where it is about the whole.
        words: what is wrong, in words that a clerk understands.
        source: where the rule comes from, such as ``21 CFR 1306.05(a)``; empty where it is plain sense.
        gravity: a fault must be put right, a warning may be right as it is.
    """

    code: str
    path: str
    words: str
    source: str = ""
    gravity: Gravity = Gravity.FAULT

    def __str__(self) -> str:
        """Return ``path: words (source)``."""
        where = f"{self.path}: " if self.path else ""
        return f"{where}{self.words} ({self.source})" if self.source else f"{where}{self.words}"


def under(path: str, concerns: Iterable[Concern]) -> Iterator[Concern]:
    """Yield concerns about a part as concerns about the whole that has it under a path, such as ``session``."""
    for concern in concerns:
        yield evolve(concern, path=f"{path}.{concern.path}" if concern.path else path)
