"""What comparing found: the value that a planner reads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from attrs import field, frozen

from downtimekit.backfill.comparing.parts import label_of
from downtimekit.models.amending import WrittenAmendment
from downtimekit.models.breast import BreastReport
from downtimekit.models.capture import Content, Doubt, ReviewCode
from downtimekit.models.plan import FieldComparison, Verdict

_READER = ("interpreted_by", "interpreted_at")
_NUMBERED = re.compile(r"(findings|breasts)\[(\d+)\]")


@frozen
class Comparison:
    """What the chart's present content means for a record.

    Attributes:
        content: what is to be written: what paper says, joined with what the chart has. Where nothing is written, what
            the record says.
        doubts: what keeps it from being written; notes: what a person should know.
        fields: those on which the sides do not say the same.
        amends: what is written beside a final record instead.
        chart_id: the chart's record that it was compared with, where that has another place than the sheet.
    """

    verdict: Verdict
    content: Content = field(repr=False)
    doubts: tuple[Doubt, ...] = ()
    notes: tuple[Doubt, ...] = ()
    fields: tuple[FieldComparison, ...] = ()
    amends: WrittenAmendment | None = None
    chart_id: str | None = None


def contradictions(paths: Sequence[str], content: Content) -> Iterator[Doubt]:
    """Yield what it comes to that two sides contradict each other in fields.

    Two categories are two readings, which nobody averages; who read them belongs to it.

    Args:
        paths: of the fields.
        content: of one of the sides.
    """
    read = [path for path in paths if isinstance(content, BreastReport) and is_category(path)]
    read += [path for path in paths if read and path in _READER]
    others = [path for path in paths if path not in read]
    if read:
        yield Doubt(code=ReviewCode.READER_DISCREPANCY, fields=tuple(read))
    if others:
        yield Doubt(code=ReviewCode.FIELD_CONFLICT, fields=tuple(others))


def is_category(path: str) -> bool:
    """Tell whether a field of a report is an assessment category: of the exam, of a breast or of a finding."""
    return path.rpartition(".")[2] == "assessment"


def gathered(found: Iterable[tuple[ReviewCode, str]]) -> tuple[Doubt, ...]:
    """Return one doubt for each code, with its fields in the order in which they were found, each once."""
    fields: dict[ReviewCode, dict[str, None]] = defaultdict(dict)
    for code, path in found:
        fields[code].update({path: None} if path else {})
    return tuple(Doubt(code=code, fields=tuple(paths)) for code, paths in fields.items())


def named(path: str, report: BreastReport) -> str:
    """Return the path of a concern with findings and breasts named by what they are, not by their place in a list."""

    def name(found: re.Match[str]) -> str:
        items, number = getattr(report, found[1]), int(found[2])
        return f"{found[1]}[{label_of(items[number], number + 1)}]"

    return _NUMBERED.sub(name, path)
