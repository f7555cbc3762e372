"""Playbooks: the rules of a downtime as tables, and the decision on a signal.

A name is loaded when it is asked for: `Standing` folds facts, and so knows every model of a paper record.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from downtimekit.playbooks.library.unscheduled import UNSCHEDULED
    from downtimekit.playbooks.standing import Standing
    from downtimekit.playbooks.table import Playbook

__all__ = ["UNSCHEDULED", "Playbook", "Standing"]

if not TYPE_CHECKING:
    _ROOM_OF = {"UNSCHEDULED": "library.unscheduled", "Playbook": "table", "Standing": "standing"}

    def __getattr__(name: str) -> object:
        """Load a name from its room, once."""
        if name not in _ROOM_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
        return found

    def __dir__() -> list[str]:
        """Return every name, also of what is not loaded yet."""
        return sorted({*globals(), *__all__})
