"""People: who acts, who is told, by which channels, when they are there, and whom to ask next.

`Contact` and `Directory` are where to begin. Imported by name, so that whoever only needs a `Role` does not load them:
`table` (CSV), `document` (JSON) and `downtimekit.interop.vcard` read and write the files that a clinic keeps people in;
`concerns` says what is strange about a directory; `coverage` when nobody, or more than one, is on call; `escalation`
whom to ask next.
"""

from downtimekit.models.people.addresses import Email, Phone, printed_phone
from downtimekit.models.people.channels import Channel, ChannelKind
from downtimekit.models.people.contact import Contact
from downtimekit.models.people.directory import Directory, People
from downtimekit.models.people.hours import DatedHours, Hours, Shift, Span, Weekday
from downtimekit.models.people.languages import Language
from downtimekit.models.people.on_call import OnCall, QuietHours
from downtimekit.models.people.staff import STAFF_ROLES, PersonName, Role, Staff

__all__ = [
    "STAFF_ROLES",
    "Channel",
    "ChannelKind",
    "Contact",
    "DatedHours",
    "Directory",
    "Email",
    "Hours",
    "Language",
    "OnCall",
    "People",
    "PersonName",
    "Phone",
    "QuietHours",
    "Role",
    "Shift",
    "Span",
    "Staff",
    "Weekday",
    "printed_phone",
]
