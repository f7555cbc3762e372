"""Compare what paper says with what the chart has: when it went down, and now."""

from downtimekit.backfill.comparing.allergies import compare_allergy
from downtimekit.backfill.comparing.amendments import compare_amendment, entered_as
from downtimekit.backfill.comparing.beside import PatientRecords
from downtimekit.backfill.comparing.checks import content_doubts
from downtimekit.backfill.comparing.comparison import Comparison
from downtimekit.backfill.comparing.medication import Change, Reconciliation, reconcile_changes
from downtimekit.backfill.comparing.three_way import TWO_SIDES, Basis, Joined, differences, join
from downtimekit.backfill.comparing.verdicts import compare

__all__ = [
    "TWO_SIDES",
    "Basis",
    "Change",
    "Comparison",
    "Joined",
    "PatientRecords",
    "Reconciliation",
    "compare",
    "compare_allergy",
    "compare_amendment",
    "content_doubts",
    "differences",
    "entered_as",
    "join",
    "reconcile_changes",
]
