"""The code on every page: what it says, how it is sealed and drawn, and how pages that came in are sorted by it."""

from downtimekit.forms.codes.findings import Finding, Matter, Weight
from downtimekit.forms.codes.on_sheets import code_on
from downtimekit.forms.codes.page_code import MOST_PAGES, PageCode, downtime_tag
from downtimekit.forms.codes.qr import QR_ROW, QR_SIZE, qr_rows
from downtimekit.forms.codes.seal import TOKEN_LENGTH, Opened, Seal, SealKey, TokenAnswer
from downtimekit.forms.codes.sorting import FoundPage, Reception, SortedPage, SortedPaper, SortedSheet

__all__ = [
    "MOST_PAGES",
    "QR_ROW",
    "QR_SIZE",
    "TOKEN_LENGTH",
    "Finding",
    "FoundPage",
    "Matter",
    "Opened",
    "PageCode",
    "Reception",
    "Seal",
    "SealKey",
    "SortedPage",
    "SortedPaper",
    "SortedSheet",
    "TokenAnswer",
    "Weight",
    "code_on",
    "downtime_tag",
    "qr_rows",
]
