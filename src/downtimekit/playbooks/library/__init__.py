"""The playbooks that are shipped, a module each; `recovery` is what they have in common.

A playbook is loaded when it is asked for: most programs use one of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from downtimekit.playbooks.library.eprescribing import EPRESCRIBING
    from downtimekit.playbooks.library.read_only import READ_ONLY
    from downtimekit.playbooks.library.regional import REGIONAL
    from downtimekit.playbooks.library.scheduled import SCHEDULED
    from downtimekit.playbooks.library.shipped import SHIPPED
    from downtimekit.playbooks.library.slow import SLOW
    from downtimekit.playbooks.library.unscheduled import UNSCHEDULED

__all__ = ["EPRESCRIBING", "READ_ONLY", "REGIONAL", "SCHEDULED", "SHIPPED", "SLOW", "UNSCHEDULED"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a playbook from the module of its name, once."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f"{__name__}.{name.lower()}"), name)
        return found

    def __dir__() -> list[str]:
        """Return the names of all, also of those that are not loaded yet."""
        return sorted({*globals(), *__all__})
