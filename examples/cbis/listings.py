"""What a run leaves to be read: the plan, the clerk's work list, and the summary."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from cbis.accounting import Accounted, Outcome, reasons_of
from cbis.backfill import Done
from downtimekit.models.breast import BreastReport, suggest_overall
from downtimekit.models.chart import ChartRecord


def plan_listing(done: Done) -> str:
    """Return what was planned, and the overall category that the findings of each report suggest."""
    lines = [
        done.plan.explain(),
        "Suggested overall category, by the most pressing finding. It was not entered anywhere: it is for the",
        "radiologist to compare with, who alone assigns one and makes a report final.",
        *_suggestions(done.records),
    ]
    return "\n".join(lines) + "\n"


def _suggestions(records: Sequence[ChartRecord]) -> Iterator[str]:
    for record in records:
        if isinstance(record.content, BreastReport):
            findings = " ".join(finding.assessment or "-" for finding in record.content.findings)
            suggested = suggest_overall(record.content) or "none"
            yield f"  {record.id:<14} {record.accession}  findings: {findings:<12}  suggested: {suggested}"


def work_list(done: Done, accounted: Sequence[Accounted]) -> str:
    """Return what a person must decide or key again, with the places of the lines."""
    places: dict[str, list[str]] = defaultdict(list)
    for entry in accounted:
        places[entry.row.id].append(f"{entry.row.line.file} line {entry.row.line.number}")
    waiting = [*_waiting(done, places)]
    again = [*_again(done, places)]
    return "\n".join(
        [
            f"Reports that wait for a decision: {len(waiting)}",
            *waiting,
            "",
            f"Lines that must be keyed again: {len(again)}",
            *again,
            "",
        ]
    )


def _waiting(done: Done, places: dict[str, list[str]]) -> Iterator[str]:
    for decision in done.left.waiting():
        why = "".join(f"\n    why: {reason}" for reason in reasons_of(decision))
        lines = [place for id_ in decision.captures for place in places.get(id_, [f"an earlier run ({id_})"])]
        yield f"\n  exam {decision.accession or 'in doubt'}{why}" + "".join(f"\n    [ ] {place}" for place in lines)


def _again(done: Done, places: dict[str, list[str]]) -> Iterator[str]:
    for refusal in done.standing.refused.values():
        where = ", ".join(places.get(refusal.capture, [f"an earlier run ({refusal.capture})"]))
        yield f"\n  [ ] {where}" + "".join(f"\n    {fault}" for fault in refusal.faults)


def summary(accounted: Sequence[Accounted], done: Done) -> str:
    """Return what became of the lines, in a few lines for a person."""
    count = Counter(entry.outcome for entry in accounted)
    lines = [
        f"{len(accounted)} lines:",
        f"  {count[Outcome.ENTERED]:>6} entered: each opened a report in the chart",
        f"  {count[Outcome.MERGED]:>6} merged into a report, or said again what was taken in before",
        f"  {count[Outcome.HELD]:>6} held, with their whole report, for a person to decide",
        *_by_reason(accounted, Outcome.HELD),
        f"  {count[Outcome.REFUSED]:>6} refused, to be keyed again",
        *_by_reason(accounted, Outcome.REFUSED),
        f"Reports in the chart: {len(done.records)}, all preliminary. Writes by this run: {done.new_writes}.",
        "Pathology, subtlety and image paths are no part of a report: they were not entered.",
        "No overall category was assigned: plan.txt shows what the findings suggest.",
    ]
    return "\n".join(lines)


def _by_reason(accounted: Sequence[Accounted], outcome: Outcome) -> Iterator[str]:
    reasons = Counter(reason for entry in accounted if entry.outcome is outcome for reason in entry.reasons)
    for reason, count in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])):
        yield f"         {count:>6} {reason}"
