"""Keep a clinic working when its system goes down, and get every paper record back into the chart.

This face holds the words that everything else speaks: playbooks, models and errors. The parts that touch the world are
imported by name: `downtimekit.runtime` runs a downtime, `downtimekit.adapters` connects it, `downtimekit.forms` makes
the paper, `downtimekit.testing` simulates outages.

A name is loaded when it is asked for, as pydantic does it: whoever imports one room, such as
`downtimekit.models.patient`, passes here, and does not pay for the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

if not TYPE_CHECKING:
    _ROOMS = {
        "errors": ("DowntimekitError", "InvalidInput", "Refused"),
        "models.downtime": ("Downtime", "OutageTarget"),
        "models.people": ("ChannelKind", "Contact", "Directory", "Role", "Staff"),
        "playbooks": ("UNSCHEDULED", "Playbook"),
    }
    _ROOM_OF = {name: f"{__name__}.{room}" for room, names in _ROOMS.items() for name in names}

    def __getattr__(name: str) -> object:
        """Load a name of the face from its room, once."""
        if name not in _ROOM_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(_ROOM_OF[name]), name)
        return found

    def __dir__() -> list[str]:
        """Return the names of the face, also of what is not loaded yet."""
        return sorted({*globals(), *__all__})
