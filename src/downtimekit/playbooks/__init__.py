"""Playbooks: the rules of a downtime as tables, and the decision on a signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from downtimekit.playbooks.library.unscheduled import UNSCHEDULED
from downtimekit.playbooks.table import Playbook

if TYPE_CHECKING:
    from downtimekit.playbooks.standing import Standing
else:

    def __getattr__(name: str) -> object:
        """Load `Standing` when it is asked for: it folds facts, and so knows every model of a paper record."""
        if name == "Standing":
            from downtimekit.playbooks.standing import Standing  # noqa: PLC0415  (three times the cost of the face)

            return Standing
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["UNSCHEDULED", "Playbook", "Standing"]
