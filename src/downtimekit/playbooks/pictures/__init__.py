"""Pictures of a playbook, and of a downtime's path through it: as SVG and as Mermaid, from the same table."""

from __future__ import annotations

from downtimekit.playbooks.pictures.mermaid import mermaid
from downtimekit.playbooks.pictures.svg import svg
from downtimekit.playbooks.pictures.walked import Walked

__all__ = ["Walked", "mermaid", "svg"]
