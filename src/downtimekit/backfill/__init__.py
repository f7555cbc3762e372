"""Back-fill: from captured paper and the chart to a plan. Pure: nothing here asks, waits or writes."""

from downtimekit.backfill.chart_index import ChartIndex
from downtimekit.backfill.deciding import Gate, write_key
from downtimekit.backfill.identity import Match, identify
from downtimekit.backfill.merging import Merged, merge
from downtimekit.backfill.paper import Paper, lookup_for
from downtimekit.backfill.planner import CLOSED, OPEN, make_plan
from downtimekit.backfill.rules import DEFAULT_RULES, BackfillRules, ScannedOnly

__all__ = [
    "CLOSED",
    "DEFAULT_RULES",
    "OPEN",
    "BackfillRules",
    "ChartIndex",
    "Gate",
    "Match",
    "Merged",
    "Paper",
    "ScannedOnly",
    "identify",
    "lookup_for",
    "make_plan",
    "merge",
    "write_key",
]
