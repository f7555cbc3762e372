"""Accounts for every line: entered, merged, held or refused, and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from attrs import frozen

from cbis.rows import Row
from downtimekit.models.plan import Decision, Plan, Verdict


class Outcome(StrEnum):
    """What became of a line."""

    ENTERED = "entered"
    """It opened its report in the chart."""
    MERGED = "merged"
    """It went into a report that another line opened, or says again what a line said before."""
    HELD = "held"
    """It waits for a person, with its whole report."""
    REFUSED = "refused"
    """It cannot be read, and must be keyed again."""


@frozen
class Accounted:
    """A line and what became of it.

    Attributes:
        report: the identifier of its report in the chart, where it has one.
        reasons: why it is not in the chart, or into what it was merged.
    """

    row: Row
    outcome: Outcome
    report: str = ""
    reasons: tuple[str, ...] = ()


def account(rows: Sequence[Row], plan: Plan) -> tuple[Accounted, ...]:
    """Say of every line what became of it.

    Args:
        rows: the lines, in the order of the input.
        plan: made after everything was entered that could be.
    """
    decisions = {capture: decision for decision in plan.decisions for capture in decision.captures}
    return tuple(_accounted(rows, decisions))


def _accounted(rows: Sequence[Row], decisions: Mapping[str, Decision]) -> Iterator[Accounted]:
    seen: dict[str, Row] = {}
    for row in rows:
        first = seen.setdefault(row.id, row)
        if row.refusal:
            yield Accounted(row, Outcome.REFUSED, reasons=row.refusal.faults)
            continue
        decision = decisions[row.id]
        report = decision.chart_id or ""
        if first is not row:
            again = f"says the same as {first.line.file} line {first.line.number}"
            yield Accounted(row, Outcome.MERGED, report, (again,))
        elif decision.verdict is not Verdict.SKIP_DUPLICATE:
            yield Accounted(row, Outcome.HELD, reasons=reasons_of(decision))
        elif decision.captures[0] == row.id:
            yield Accounted(row, Outcome.ENTERED, report)
        else:
            yield Accounted(row, Outcome.MERGED, report)


def reasons_of(decision: Decision) -> tuple[str, ...]:
    """Return why a record is not in the chart, in words."""
    return (*map(str, decision.doubts), *([decision.refused.reason] if decision.refused else []))


def as_csv(accounted: Sequence[Accounted]) -> str:
    """Return one line for each line of the input: where it stands, what became of it, and where it is now or why not.

    Nothing of what the line said is repeated.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", "line", "outcome", "report", "reason"])
    for entry in accounted:
        where = (entry.row.line.file, entry.row.line.number)
        writer.writerow([*where, entry.outcome.value, entry.report, "; ".join(entry.reasons)])
    return out.getvalue()
