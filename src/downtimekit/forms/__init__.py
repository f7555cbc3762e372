"""Forms: their definitions, numbers that need no network, packets of paper, and what was typed from it."""

from downtimekit.forms.form_book import FormBook
from downtimekit.forms.keying import SHIPPED, keying_id, read_keyed
from downtimekit.forms.library import LIBRARY, QUESTIONNAIRE, RADIOLOGIST_WORKSHEET, TECH_NOTES
from downtimekit.forms.packet import PacketTerms, blank_packets, blanked, issued, packets, reprinted
from downtimekit.forms.rules import FormRule, forms_by
from downtimekit.forms.serials import SerialPool, check_serial
from downtimekit.forms.stock import Load, StockLine, StockRule, stock

__all__ = [
    "LIBRARY",
    "QUESTIONNAIRE",
    "RADIOLOGIST_WORKSHEET",
    "SHIPPED",
    "TECH_NOTES",
    "FormBook",
    "FormRule",
    "Load",
    "PacketTerms",
    "SerialPool",
    "StockLine",
    "StockRule",
    "blank_packets",
    "blanked",
    "check_serial",
    "forms_by",
    "issued",
    "keying_id",
    "packets",
    "read_keyed",
    "reprinted",
    "stock",
]
