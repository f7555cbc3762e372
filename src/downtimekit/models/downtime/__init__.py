"""A downtime event: what is down, where, how badly, how it can still be used, and when it ended in which sense.

`Downtime` is the declaration that playbooks and the journal use; its `event` is `Unscheduled` or `Scheduled`. Imported
by name: `tracks` has the technical and the clinical end of each service at each site, `criticality` how long each may
be away, `observation` what somebody found out about whether something answers.
"""

from downtimekit.models.downtime.access import FALLBACK, AccessTier, ServiceAccess, best_tier
from downtimekit.models.downtime.declaration import Downtime, Event, ShortKey
from downtimekit.models.downtime.notice_policy import NoticeDue, NoticeKind, NoticePolicy
from downtimekit.models.downtime.scheduled import Extension, Extent, Overrun, Scheduled
from downtimekit.models.downtime.targets import Cause, OutageTarget
from downtimekit.models.downtime.unscheduled import Unscheduled
from downtimekit.models.downtime.window import Window
from downtimekit.models.ranked import Severity
from downtimekit.models.zones import Pass, Zone

__all__ = [
    "FALLBACK",
    "AccessTier",
    "Cause",
    "Downtime",
    "Event",
    "Extension",
    "Extent",
    "NoticeDue",
    "NoticeKind",
    "NoticePolicy",
    "OutageTarget",
    "Overrun",
    "Pass",
    "Scheduled",
    "ServiceAccess",
    "Severity",
    "ShortKey",
    "Unscheduled",
    "Window",
    "Zone",
    "best_tier",
]
