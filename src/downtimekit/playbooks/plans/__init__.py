"""The downtime plan that a ward keeps on paper, generated from a playbook: as data, as Markdown and as HTML.

`downtimekit.adapters.plan_pdf` draws the same plan for a printer.
"""

from __future__ import annotations

from downtimekit.playbooks.plans.page import plan_html
from downtimekit.playbooks.plans.plan import Plan, plan
from downtimekit.playbooks.plans.text import plan_markdown

__all__ = ["Plan", "plan", "plan_html", "plan_markdown"]
