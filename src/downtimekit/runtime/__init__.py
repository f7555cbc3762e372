"""Run a downtime: the desk and its outages, delivery of notices, back-fill, and what the journal tells afterwards."""

from downtimekit.runtime.after_action import AfterAction, after_action, summary
from downtimekit.runtime.backfilling import Applied, Backfill, Manner, Patience, Step, StepKind
from downtimekit.runtime.bridge import run
from downtimekit.runtime.clock import SystemClock
from downtimekit.runtime.delivery import Delivery
from downtimekit.runtime.desk import Desk
from downtimekit.runtime.evidence import collect_evidence, verify_evidence
from downtimekit.runtime.number_desk import NumberDesk, TakenNumbers, find_clones
from downtimekit.runtime.outage import Outage
from downtimekit.runtime.replaying import as_of, replay
from downtimekit.runtime.retention import remove_expired, retention
from downtimekit.runtime.timeline import Line, in_words, timeline
from downtimekit.runtime.verifying import verify_journal
from downtimekit.runtime.worker import Worker

__all__ = [
    "AfterAction",
    "Applied",
    "Backfill",
    "Delivery",
    "Desk",
    "Line",
    "Manner",
    "NumberDesk",
    "Outage",
    "Patience",
    "Step",
    "StepKind",
    "SystemClock",
    "TakenNumbers",
    "Worker",
    "after_action",
    "as_of",
    "collect_evidence",
    "find_clones",
    "in_words",
    "remove_expired",
    "replay",
    "retention",
    "run",
    "summary",
    "timeline",
    "verify_evidence",
    "verify_journal",
]
