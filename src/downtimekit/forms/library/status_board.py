"""The status board: what is down, since when, what works instead, and when the next news comes."""

from __future__ import annotations

from downtimekit.forms.library.asking import many_of, moment, note, one_of, statement, table, text, time
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.running import STATUS_BOARD as SPANISH
from downtimekit.models.forms import About, FormDefinition, Section

_NOW = Section(
    title="Now",
    fields=(
        statement("no_names", "Write no patient's name here: everybody can read this sheet."),
        moment("as_of", "Status as of"),
        moment("next_update", "Next update, also without news"),
        many_of(
            "target",
            "What is down",
            {
                "internet": "Our internet",
                "ris": "RIS",
                "pacs": "PACS",
                "ehr": "EHR",
                "prescribing": "E-prescribing",
                "phones": "Phones",
                "vendor": "Vendor's service",
                "other": "Other",
            },
        ),
        one_of(
            "state",
            "State",
            {
                "slow": "Slow",
                "read_only": "Read only",
                "down": "Down",
                "up_not_released": "Up, not released: stay on paper",
                "released": "Released: work in the system",
            },
        ),
        moment("since", "Since"),
        moment("expected_back", "Expected back"),
        note("what_to_do", "What to do now", lines=3),
        text("in_charge", "In charge"),
        text("call", "Call for help"),
        text("ticket", "Ticket number"),
        text("updated_by", "Updated by"),
    ),
)
_EARLIER = Section(
    title="Earlier updates",
    fields=(table("updates", "Updates", time("at", "Time"), note("news", "What was told"), text("by", "By"), lines=7),),
)

STATUS_BOARD = in_spanish(
    FormDefinition(
        key="status_board",
        version=1,
        title="Downtime status",
        record=None,
        about=About.SITE,
        filled_in_by="whoever is in charge",
        sections=(_NOW, _EARLIER),
        source="a published sample EHR downtime policy: the status line states problem, next update, expected return",
    ),
    SPANISH,
)
"""The sheet for the wall."""
