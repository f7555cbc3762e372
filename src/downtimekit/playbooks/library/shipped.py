"""All of the playbooks that are shipped."""

from __future__ import annotations

from downtimekit.playbooks.library.eprescribing import EPRESCRIBING
from downtimekit.playbooks.library.read_only import READ_ONLY
from downtimekit.playbooks.library.regional import REGIONAL
from downtimekit.playbooks.library.scheduled import SCHEDULED
from downtimekit.playbooks.library.slow import SLOW
from downtimekit.playbooks.library.unscheduled import UNSCHEDULED

SHIPPED = (UNSCHEDULED, SCHEDULED, READ_ONLY, REGIONAL, SLOW, EPRESCRIBING)
"""Every playbook that is shipped."""
