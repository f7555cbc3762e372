"""HL7 version 2: registrations, orders, results, appointments and documents, read and written.

    found = read(message, zone="America/Chicago")
    found.value      # a Registration, a Merge, Orders, Results, AppointmentNews, DocumentNews, an Acknowledgement
    found.losses     # ("PID-9", "ZPI"): what has no place in it
    found.concerns   # what is doubtful

    write(value, Envelope(control_id="MSG-1", sent_at=now)).message

One module a family, named by what it maps: `adt`, `orders`, `results`, `scheduling`, `documents`, `acks`. Below them
stand the parts that messages share: `envelope`, `patient`, `visit`, `event`; `identifiers`, `people`, `times`; and
`message`, `trail` and `wire`, on which all of them stand.
"""

from downtimekit.interop.hl7v2.acks import AckCode, AckError, Acknowledgement, Severity, answering, objections
from downtimekit.interop.hl7v2.envelope import Envelope, Party
from downtimekit.interop.hl7v2.exchange import Read, Value, Written, read, read_envelope, write

__all__ = [
    "AckCode",
    "AckError",
    "Acknowledgement",
    "Envelope",
    "Party",
    "Read",
    "Severity",
    "Value",
    "Written",
    "answering",
    "objections",
    "read",
    "read_envelope",
    "write",
]
