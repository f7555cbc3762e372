"""Forms: their definitions, numbers that need no network, packets of paper, and what was typed from it."""

from downtimekit.forms.keying import keying_id, read_keyed
from downtimekit.forms.library import LIBRARY, QUESTIONNAIRE, RADIOLOGIST_WORKSHEET, TECH_NOTES
from downtimekit.forms.packet import issued, packets
from downtimekit.forms.serials import SerialPool, check_serial

__all__ = [
    "LIBRARY",
    "QUESTIONNAIRE",
    "RADIOLOGIST_WORKSHEET",
    "TECH_NOTES",
    "SerialPool",
    "check_serial",
    "issued",
    "keying_id",
    "packets",
    "read_keyed",
]
