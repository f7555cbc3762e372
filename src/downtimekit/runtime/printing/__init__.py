"""Printing: a day's packets as files and as one print job, resumable, alone or on many workers; each evening anew."""

from downtimekit.runtime.printing.evening import EveningOutcome, EveningPrint
from downtimekit.runtime.printing.job import PrintJob
from downtimekit.runtime.printing.manifest import Manifest, PrintedFile
from downtimekit.runtime.printing.naming import drawer_name
from downtimekit.runtime.printing.printed import Printed, Progress
from downtimekit.runtime.printing.record import PrintPromise, PrintRecord, PrintStatus, print_status
from downtimekit.runtime.printing.watching import PrintWatch

__all__ = [
    "EveningOutcome",
    "EveningPrint",
    "Manifest",
    "PrintJob",
    "PrintPromise",
    "PrintRecord",
    "PrintStatus",
    "PrintWatch",
    "Printed",
    "PrintedFile",
    "Progress",
    "drawer_name",
    "print_status",
]
