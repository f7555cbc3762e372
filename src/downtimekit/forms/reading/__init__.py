"""What was read from paper: marks, what they seem to say field by field, and how a person confirms it."""

from downtimekit.forms.reading.marks import Seen, SeenZone, Why
from downtimekit.forms.reading.pages import PageView, ReadPage
from downtimekit.forms.reading.proposals import Proposed
from downtimekit.forms.reading.sheets import AsidePage, Reading, ReadPaper, ReadSheet

__all__ = [
    "AsidePage",
    "PageView",
    "Proposed",
    "ReadPage",
    "ReadPaper",
    "ReadSheet",
    "Reading",
    "Seen",
    "SeenZone",
    "Why",
]
