"""Keep a clinic working when its system goes down, and get every paper record back into the chart.

This face holds the words that everything else speaks: playbooks, models and errors. The parts that touch the world are
imported by name: `downtimekit.runtime` runs a downtime, `downtimekit.adapters` connects it, `downtimekit.forms` makes
the paper, `downtimekit.testing` simulates outages.
"""

from downtimekit.errors import DowntimekitError, InvalidInput, Refused
from downtimekit.models.downtime import Downtime, OutageTarget
from downtimekit.models.people import ChannelKind, Contact, Directory, Role, Staff
from downtimekit.playbooks import UNSCHEDULED, Playbook

__all__ = [
    "UNSCHEDULED",
    "ChannelKind",
    "Contact",
    "Directory",
    "Downtime",
    "DowntimekitError",
    "InvalidInput",
    "OutageTarget",
    "Playbook",
    "Refused",
    "Role",
    "Staff",
]
