"""Name the target: from what people and checks found out to what is probably down, and which playbook fits.

`propose` only proposes; a person decides. The rules are a table: `DEFAULT`, or a clinic's own through `table_from`.
"""

from downtimekit.models.downtime.observation import Answer, Observation
from downtimekit.playbooks.naming.checking import faults_of_table, table_from
from downtimekit.playbooks.naming.proposal import Aside, AsideKind, Ask, Candidate, Fit, Proposal
from downtimekit.playbooks.naming.propose import propose
from downtimekit.playbooks.naming.shipped import DEFAULT
from downtimekit.playbooks.naming.table import CheckKind, Condition, NamingTable, Row, Steadiness, Where

__all__ = [
    "DEFAULT",
    "Answer",
    "Aside",
    "AsideKind",
    "Ask",
    "Candidate",
    "CheckKind",
    "Condition",
    "Fit",
    "NamingTable",
    "Observation",
    "Proposal",
    "Row",
    "Steadiness",
    "Where",
    "faults_of_table",
    "propose",
    "table_from",
]
