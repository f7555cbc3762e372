"""Identity after a downtime: numbers that were merged, changed, linked and parted, and patients without a name.

identities = Identities.of(events)
identities.resolve(number)        # the number that counts now
identities = identities.heard(event)     # InvalidInput, with every fault, where it contradicts what was told
"""

from downtimekit.backfill.identities.outgoing import under_current_number
from downtimekit.backfill.identities.steps import How, Step
from downtimekit.backfill.identities.value import Alike, Identities, IdentityTerms
from downtimekit.backfill.identities.waiting import Unnamed, keys_in_doubt, unidentified

__all__ = [
    "Alike",
    "How",
    "Identities",
    "IdentityTerms",
    "Step",
    "Unnamed",
    "keys_in_doubt",
    "under_current_number",
    "unidentified",
]
