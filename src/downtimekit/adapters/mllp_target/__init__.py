"""Back-fill into a system that takes HL7 version 2 over MLLP, and hearing what it tells of its patients.

`MllpTarget` sends entries and judges the answers; `MllpListener` hears registrations and merges. `settings` says where
and how, `blocks` and `line` are the framing and the connection, `lanes` keeps a patient's messages in order, `answers`
says what an answer means, `ledger` remembers what was sent, `looking` asks the chart beside the interface.

Source of the framing: HL7 v2, Transport Specification MLLP, releases 1 and 2. Needs asyncio.
"""

from downtimekit.adapters.mllp_target.ledger import Ledger, MemoryLedger, Sending, State
from downtimekit.adapters.mllp_target.listener import Heard, HeardNews, ListenerSettings, MllpListener
from downtimekit.adapters.mllp_target.settings import MllpSettings, Mode
from downtimekit.adapters.mllp_target.sqlite_ledger import SqliteLedger
from downtimekit.adapters.mllp_target.target import MllpTarget

__all__ = [
    "Heard",
    "HeardNews",
    "Ledger",
    "ListenerSettings",
    "MemoryLedger",
    "MllpListener",
    "MllpSettings",
    "MllpTarget",
    "Mode",
    "Sending",
    "SqliteLedger",
    "State",
]
