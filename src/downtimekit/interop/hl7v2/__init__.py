"""HL7 version 2: registrations, orders, results, appointments and documents, read and written.

    found = read(message, zone="America/Chicago")
    found.value      # a Registration, a Merge, Orders, Results, AppointmentNews, DocumentNews, an Acknowledgement
    found.losses     # ("PID-9", "ZPI"): what has no place in it
    found.concerns   # what is doubtful

    write(value, Envelope(control_id="MSG-1", sent_at=now)).message

    write(told_as(Telling(entry, patient, number="1"), Way.ORU), Envelope(control_id="MSG-2"), entry=entry)

One module a family, named by what it maps: `adt`, `orders`, `results`, `scheduling`, `documents`, `acks`. Above them,
`late_entries` says by which of them an entry of a back-fill is told, and `entry_line` takes it along whole. Below them
stand the parts that messages share: `envelope`, `patient`, `visit`, `event`; `identifiers`, `people`, `times`; and
`message`, `trail` and `wire`, on which all of them stand.
"""

from downtimekit.interop.hl7v2.acks import AckCode, AckError, Acknowledgement, Severity, answering, objections
from downtimekit.interop.hl7v2.envelope import Envelope, Party
from downtimekit.interop.hl7v2.exchange import Read, Value, Written, read, read_envelope, write
from downtimekit.interop.hl7v2.late_entries import WAYS, Telling, Way, can_go, told_as, way_of

__all__ = [
    "WAYS",
    "AckCode",
    "AckError",
    "Acknowledgement",
    "Envelope",
    "Party",
    "Read",
    "Severity",
    "Telling",
    "Value",
    "Way",
    "Written",
    "answering",
    "can_go",
    "objections",
    "read",
    "read_envelope",
    "told_as",
    "way_of",
    "write",
]
