"""An unscheduled downtime: an outage that nobody planned, with what is known of it so far."""

from __future__ import annotations

from typing import Literal

from downtimekit.models.downtime.targets import Cause, OutageTarget
from downtimekit.models.people.staff import Staff
from downtimekit.models.ranked import Severity
from downtimekit.models.strict import Instant, Strict


class Unscheduled(Strict):
    """An outage; everything about it may be unknown when it is declared.

    Attributes:
        target: what is down; None until it is identified.
        severity: how badly it hurts; None until somebody has judged it, and until then it is treated as the worst.
        detected_at: when somebody or something noticed; it may be later than it began.
        reported_by: who noticed.
    """

    kind: Literal["unscheduled"] = "unscheduled"
    target: OutageTarget | None = None
    cause: Cause = Cause.UNKNOWN
    severity: Severity | None = None
    detected_at: Instant | None = None
    reported_by: Staff | None = None
