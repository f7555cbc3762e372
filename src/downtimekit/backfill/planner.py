"""Plan a back-fill: from captures and the chart to one decision a record. Pure: it asks nobody and writes nothing.

The order of the walk: whose is each sheet, to which exam does it belong, which sheets make one record, what does the
chart hold already, what must be there before it. A doubt at any step sends the whole record to a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from downtimekit.backfill.arranging import arranged
from downtimekit.backfill.chart_index import ChartIndex
from downtimekit.backfill.deciding import Deciding, Gate
from downtimekit.backfill.paper import Paper
from downtimekit.backfill.placing import Sheet, entangled, placed
from downtimekit.backfill.rules import DEFAULT_RULES, BackfillRules
from downtimekit.models.chart import Chart
from downtimekit.models.downtime import Downtime
from downtimekit.models.plan import Plan

OPEN = Gate(everywhere=True)
CLOSED = Gate()


def make_plan(
    paper: Paper, *, chart: Chart, downtime: Downtime, gate: Gate = CLOSED, rules: BackfillRules = DEFAULT_RULES
) -> Plan:
    """Decide what becomes of every record.

    Args:
        paper: what came back.
        chart: what the target answered to `lookup_for`.
        downtime: the event that the paper belongs to.
        gate: where the interfaces are validated and back-fill has begun; everything else is held until then.
        rules: of the site.
    """
    known = ChartIndex.of(chart, survivors=paper.survivors)
    index, records = placed(paper, index=known, downtime=downtime, rules=rules)
    doubts = entangled(records)
    deciding = Deciding(paper, known, index, _snapshot(paper), _piles(records.values()), downtime, gate, rules)
    drafts = [deciding.draft(sheets, doubts.get(record, ())) for record, sheets in records.items()]
    decisions = arranged(drafts, ordered=known.orders.keys(), rules=rules)
    return Plan(
        downtime=downtime.id,
        decisions=tuple(decisions),
        superseded=tuple(sorted(paper.superseded)),
        outside=tuple(deciding.outside()),
    )


def _piles(records: Iterable[Sequence[Sheet]]) -> Mapping[str, Sequence[Sheet]]:
    """Return the sheets of each patient, the one that opens each record."""
    piles: dict[str, list[Sheet]] = defaultdict(list)
    for first, *_ in records:
        if first.match.mrn:
            piles[first.match.mrn].append(first)
    return piles


def _snapshot(paper: Paper) -> ChartIndex | None:
    return ChartIndex.of(paper.before.chart, survivors=paper.survivors) if paper.before else None
