"""Back-fill: from captured paper and the chart to a plan. Pure: nothing here asks, waits or writes."""

from downtimekit.backfill.identity import ChartIndex, Match, identify
from downtimekit.backfill.merging import Merged, merge
from downtimekit.backfill.placing import Paper, lookup_for
from downtimekit.backfill.planner import make_plan, write_key

__all__ = ["ChartIndex", "Match", "Merged", "Paper", "identify", "lookup_for", "make_plan", "merge", "write_key"]
