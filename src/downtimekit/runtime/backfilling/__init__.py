"""Back-fill at run time: plan, have a person agree, enter what is owed, and take back what should not be there."""

from downtimekit.runtime.backfilling.backfill import Backfill
from downtimekit.runtime.backfilling.patience import Manner, Patience
from downtimekit.runtime.backfilling.steps import Applied, Step, StepKind

__all__ = ["Applied", "Backfill", "Manner", "Patience", "Step", "StepKind"]
