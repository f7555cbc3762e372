"""When and by whom something was told (EVN), read and written.

Source: HL7 v2.5.1, 3.4.1 (EVN): EVN-2 is when it was entered, EVN-5 by whom, EVN-6 when it happened.
"""

from __future__ import annotations

from collections.abc import Mapping

from downtimekit.interop.hl7v2.message import Message
from downtimekit.interop.hl7v2.people import staff_name, written_staff_name
from downtimekit.interop.hl7v2.times import instant, written_instant
from downtimekit.interop.hl7v2.writing import Line, plain, segment
from downtimekit.models.registration import Told


def told(message: Message) -> Mapping[str, object]:
    """Read the fields of a `Told`."""
    evn = message.first("EVN")
    return {
        "recorded_at": instant(evn.field(2), message),
        "entered_by": staff_name(evn.field(5), message),
        "occurred_at": instant(evn.field(6), message),
    }


def written_told(event: Told) -> Line:
    """Write when and by whom something was told."""
    evn = {
        2: plain(written_instant(event.recorded_at)),
        5: written_staff_name(event.entered_by),
        6: plain(written_instant(event.occurred_at)),
    }
    return segment("EVN", evn)
