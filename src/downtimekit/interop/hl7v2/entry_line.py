"""A late entry, whole, in one line (OBX) of a message: for whoever knows it, beside what every system reads.

HL7 has no place for the version that an update expects, for the second clock and the second person of every kind of
record, nor for most of what a sheet says. So the entry goes along as a JSON document with the number of its schema, as
encapsulated data under a name of our own. A structure has room for it where other observations stand: HL7 v2.5.1, 3.3.1
(ADT), 4.4.1 and 4.4.6 (orders), 7.3.1 (results), 9.5.2 (documents); 2.A.24 (ED).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from downtimekit.errors import InvalidInput
from downtimekit.interop.hl7v2.message import Message
from downtimekit.interop.hl7v2.trail import Segment
from downtimekit.interop.hl7v2.tree import SCHEME
from downtimekit.interop.hl7v2.writing import Line, Raw, components, plain, segment
from downtimekit.models.chart import ChartEntry
from downtimekit.models.stored import ENTRIES

_NAME = "chart_entry"
WITHOUT_ROOM = frozenset({"MDM_T01", "ADT_A39", "ADT_A30", "ADT_A24", "ADT_A37", "ACK"})
"""The structures that have no place for an observation."""

_AFTER = ("IPC", "ZDS")  # they follow the observations of an order


def is_entry(obx: Segment) -> bool:
    """Say whether a line brings a late entry along, and is nothing of the result or the document around it."""
    if not obx.begins(3, _NAME):
        return False
    name = obx.field(3)
    return name.peek() == _NAME and name.peek(3).strip() == SCHEME


def with_entry(lines: Sequence[Line], entry: ChartEntry) -> Sequence[Line]:
    """Return the segments of a message with one more, which brings an entry along."""
    place = next((turn for turn, (name, _) in enumerate(lines) if name in _AFTER), len(lines))
    number = 1 + sum(name == "OBX" for name, _ in lines)
    document = base64.b64encode(ENTRIES.write(entry).encode()).decode()
    fields = {
        1: plain(str(number)),
        2: Raw("ED"),
        3: components(_NAME, "Late entry", SCHEME),
        5: components("", "application", "json", "Base64", document),
        11: Raw("F"),
    }
    return [*lines[:place], segment("OBX", fields), *lines[place:]]


def brought_along(message: Message) -> ChartEntry | None:
    """Return the entry that a message brings along; None, and told where it cannot be read, if there is none."""
    found = next((obx for obx in message.all("OBX") if is_entry(obx)), None)
    if found is None:
        return None
    try:
        text = base64.b64decode(found.field(5).peek(5), validate=True).decode()
        entry = ENTRIES.read(text, source=_NAME)
    except (InvalidInput, UnicodeDecodeError, binascii.Error):
        message.doubt("entry_unusable", found.field(5).path, "is no late entry that this release can read")
        return None
    found.take(1, 2, 3, 5, 11)
    return entry
