"""Forms as data: a definition says what is asked, a packet for whom it is printed, a plan where it stands on paper."""

from downtimekit.models.forms.definition import (
    About,
    FormDefinition,
    Group,
    Section,
    Translation,
    runs_right_to_left,
)
from downtimekit.models.forms.fields import Choice, Code, Condition, Diagram, FieldKind, FormField, Operator
from downtimekit.models.forms.layout import FormPlan, Layout, PagePlan, Paper, Place, Zone
from downtimekit.models.forms.packet import Packet, Sheet

__all__ = [
    "About",
    "Choice",
    "Code",
    "Condition",
    "Diagram",
    "FieldKind",
    "FormDefinition",
    "FormField",
    "FormPlan",
    "Group",
    "Layout",
    "Operator",
    "Packet",
    "PagePlan",
    "Paper",
    "Place",
    "Section",
    "Sheet",
    "Translation",
    "Zone",
    "runs_right_to_left",
]
