"""Playbooks: the rules of a downtime as tables, and the decision on a signal."""

from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.table import Playbook
from downtimekit.playbooks.unscheduled import UNSCHEDULED

__all__ = ["UNSCHEDULED", "Playbook", "Standing"]
