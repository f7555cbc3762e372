"""Numbers without a network: granted beforehand, taken once, told in time when they run out, and all accounted for."""

from downtimekit.forms.numbers.alarms import AlarmKind, NumberAlarm, alarms
from downtimekit.forms.numbers.book import Holding, NumberBook
from downtimekit.forms.numbers.clones import Clone, clones
from downtimekit.forms.numbers.granting import check_grant, split
from downtimekit.forms.numbers.ledger import NumberLedger, ledger
from downtimekit.forms.numbers.printed import check_number, printed, printed_all

__all__ = [
    "AlarmKind",
    "Clone",
    "Holding",
    "NumberAlarm",
    "NumberBook",
    "NumberLedger",
    "alarms",
    "check_grant",
    "check_number",
    "clones",
    "ledger",
    "printed",
    "printed_all",
    "split",
]
