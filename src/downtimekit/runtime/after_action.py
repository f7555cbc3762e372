"""The after-action report: what the journal says about how a downtime went, as figures and as words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from downtimekit.models import facts
from downtimekit.models.breast import ReportStatus
from downtimekit.models.downtime import Downtime
from downtimekit.models.downtime.tracks import RollUp, roll_up_by_site
from downtimekit.models.notice import ReceiptState
from downtimekit.models.paper import SheetState
from downtimekit.playbooks import Playbook, Standing
from downtimekit.playbooks.table import Meaning, Span
from downtimekit.playbooks.tasks import open_tasks
from downtimekit.ports import Entry
from downtimekit.runtime.updates import MissedUpdate, dated, missed_updates


@frozen
class AfterAction:
    """The figures of one downtime.

    Attributes:
        down_for: from the beginning until the service answered again for good, the technical end.
        unusable_for: from the beginning until it was released to its users, the clinical end.
        steps: how long after the beginning each signal was first heard, by its words.
        receipts: how many notices to how many contacts ended in which state.
        sheets: how many numbered forms there are of each state; their sum was issued.
        by_hand: how many more captures a person dealt with outside the back-fill.
        records: how many captures are in the chart, of `captures` that count.
        slowest_entry: the longest time from care to the chart; None where nothing was entered.
        open_items: what a person must still do.
        sites: the tracks of each site as one, with the technical and the clinical end.
    """

    about: Downtime
    phase: str
    down_for: timedelta | None
    unusable_for: timedelta | None
    steps: Mapping[str, timedelta]
    updates_promised: int
    missed_updates: Sequence[MissedUpdate]
    failed_interfaces: Sequence[str]
    receipts: Mapping[ReceiptState, int]
    sheets: Mapping[SheetState, int]
    captures: int
    by_hand: int
    entered: int
    records: int
    final_reports: int
    slowest_entry: timedelta | None
    open_items: Sequence[str]
    sites: Mapping[str, RollUp]


def after_action(entries: Sequence[Entry], *, playbook: Playbook, standing: Standing) -> AfterAction:
    """Work out the figures.

    Args:
        entries: all of the downtime, in their order.
        playbook: the one that it is run by.
        standing: where it stands after the last entry.
    """
    updates = {deadline.name for deadline in playbook.deadlines if deadline.span is Span.UPDATE_EVERY}
    counted = {capture.id for capture in standing.counted_captures()}
    return AfterAction(
        about=standing.downtime,
        phase=playbook.phase(standing.phase).label,
        down_for=_span_of(standing, [track.up_at for track in standing.tracks.values()]),
        unusable_for=_span_of(standing, [track.released_at for track in standing.tracks.values()]),
        steps=_steps(entries, playbook=playbook, began_at=standing.downtime.began_at),
        updates_promised=_promised(entries, updates),
        missed_updates=tuple(missed_updates(entries, updates)),
        failed_interfaces=tuple(_failed_interfaces(entries, playbook)),
        receipts=Counter(receipt.state for receipt in standing.receipts.values()),
        sheets=Counter(standing.sheets.values()),
        captures=len(counted),
        by_hand=len(standing.by_hand),
        entered=len(counted & standing.settled.keys()),
        records=sum(isinstance(entry.fact, facts.RecordEntered) for entry in entries),
        final_reports=sum(status is ReportStatus.FINAL for status in standing.statuses.values()),
        slowest_entry=max(_delays(entries, standing), default=None),
        open_items=tuple(_open_items(standing, at=entries[-1].at)),
        sites=roll_up_by_site([track.track for track in standing.tracks.values() if track.track]),
    )


def _promised(entries: Sequence[Entry], updates: Collection[str]) -> int:
    """Return how many updates were promised."""
    return sum(isinstance(entry.fact, facts.Promised) and entry.fact.promise in updates for entry in entries)


def _failed_interfaces(entries: Sequence[Entry], playbook: Playbook) -> Iterator[str]:
    """Yield each interface as often as it failed a validation."""
    failing = _failing(playbook)
    return (fact.subject for fact in _signals(entries) if fact.signal in failing)


def _open_items(standing: Standing, *, at: datetime) -> Iterator[str]:
    """Yield what a person must still do."""
    for task in open_tasks(standing, now=at):
        yield f"{task.label} ({task.subject})" if task.subject else task.label


def _signals(entries: Sequence[Entry]) -> Iterator[facts.Signalled]:
    return (entry.fact for entry in entries if isinstance(entry.fact, facts.Signalled))


def _steps(entries: Sequence[Entry], *, playbook: Playbook, began_at: datetime) -> Mapping[str, timedelta]:
    steps: dict[str, timedelta] = {}
    when = dated(entries)
    for entry in entries:
        if isinstance(entry.fact, facts.Signalled):
            label = next((one.label for one in playbook.signals if one.name == entry.fact.signal), entry.fact.signal)
            steps.setdefault(label, when.get(entry.version, entry.at) - began_at)
    return steps


def _failing(playbook: Playbook) -> Collection[str]:
    """Return the signals that say that an interface failed."""
    return {signal.name for signal in playbook.signals if signal.means is Meaning.INTERFACE_FAILED}


def _span_of(standing: Standing, ends: Sequence[datetime | None]) -> timedelta | None:
    """Return how long it was until the last track came to its end; None as long as one has not."""
    began = min((track.down_at for track in standing.tracks.values() if track.down_at), default=None)
    known = [end for end in ends if end is not None]
    return max(known) - began if began and len(known) == len(ends) else None


def _delays(entries: Sequence[Entry], standing: Standing) -> Iterator[timedelta]:
    for entry in entries:
        if isinstance(entry.fact, facts.RecordEntered):
            written = standing.decisions[entry.fact.key].entry
            if written:
                yield entry.at - written.late.occurred_at


def summary(report: AfterAction) -> str:
    """Return the report as Markdown that a charge nurse can read."""
    about = report.about
    lines = [
        f"# After action: {about.id}{' (DRILL)' if about.drill else ''}",
        "",
        f"{', '.join(about.services)} at {', '.join(about.sites)}; began {_clock(about, about.began_at)}.",
        f"It stands at: {report.phase}.",
        "",
        f"Down, until the service answered: {_span(report.down_for)}.",
        f"Not to be used, until it was released: {_span(report.unusable_for)}.",
        *_per_site(report),
        "",
        "## Steps, after the beginning",
        *(f"- {_span(span)}  {words}" for words, span in report.steps.items()),
        "",
        "## Kept and missed",
        *_kept_and_missed(report),
        "",
        "## Paper",
        *_paper(report),
        "",
        "## Still open",
        *(f"- {item}" for item in report.open_items or ("nothing",)),
    ]
    return "\n".join(lines) + "\n"


def _per_site(report: AfterAction) -> Iterator[str]:
    """Yield the two ends of each site, where there is more than one."""
    if len(report.sites) < 2:  # noqa: PLR2004  (of one site the lines above say it all)
        return
    yield from (
        "",
        "## Site by site",
        "| site | down | answered again | released | not to be used |",
        "|---|---|---|---|---|",
    )
    for site, tracks in report.sites.items():
        times = (tracks.down_at, tracks.up_at, tracks.released_at)
        down, up, released = ("not yet" if at is None else _clock(report.about, at) for at in times)
        unusable = tracks.released_at - tracks.down_at if tracks.released_at else None
        yield f"| {site} | {down} | {up} | {released} | {_span(unusable)} |"


def _kept_and_missed(report: AfterAction) -> Iterator[str]:
    about, late = report.about, report.missed_updates
    yield f"- updates promised: {report.updates_promised}; missed: {len(late)}"
    yield from (f"  - promised for {_clock(about, update.due)}, {_given(about, update)}" for update in late)
    yield f"- interfaces that failed a validation: {', '.join(report.failed_interfaces) or 'none'}"
    yield f"- notices: {', '.join(f'{count} {state}' for state, count in report.receipts.items()) or 'none'}"


def _paper(report: AfterAction) -> Iterator[str]:
    where = ", ".join(f"{report.sheets.get(state, 0)} {state}" for state in SheetState)
    yield f"- numbered forms issued: {sum(report.sheets.values())} = {where}"
    yield f"- sheets typed in: {report.captures}; in the chart: {report.entered}"
    if report.by_hand:
        yield f"- sheets dealt with by hand: {report.by_hand}"
    yield f"- records entered: {report.records}; final reports: {report.final_reports}"
    yield f"- slowest from care to chart: {_span(report.slowest_entry)}"


def _clock(about: Downtime, moment: datetime) -> str:
    return f"{about.local(moment):%Y-%m-%d %H:%M}"


def _given(about: Downtime, update: MissedUpdate) -> str:
    if update.given is None:
        return "never given"
    late = update.given - update.due
    how = f"{_span(late)} late" if late > timedelta(0) else "by a clock that was set back meanwhile"
    return f"given at {_clock(about, update.given)}, {how}"


def _span(span: timedelta | None) -> str:
    if span is None:
        return "not yet"
    if span < timedelta(0):
        return "by a clock that was set back:"
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60:02d} min"
