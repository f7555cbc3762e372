"""The downtime log: who did what, when; a table that is kept while nothing else keeps it."""

from __future__ import annotations

from downtimekit.forms.library.asking import moment, note, statement, table, text, time
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.running import DOWNTIME_LOG as SPANISH
from downtimekit.models.forms import About, FormDefinition, Section

_HEAD = Section(
    title="Downtime",
    fields=(
        moment("started", "Started"),
        moment("ended", "Back to normal work"),
        text("unit", "Unit or room"),
        text("kept_by", "Log kept by"),
    ),
)
_LOG = Section(
    title="Log",
    fields=(
        statement(
            "how",
            "Log each call, notice, decision, outage and return as it happens; number and serial instead of a name.",
        ),
        table(
            "entries",
            "Entries",
            time("at", "Time"),
            text("who", "Who"),
            note("what", "What happened, who was told"),
            text("by", "Initials"),
            lines=17,
        ),
    ),
)

DOWNTIME_LOG = in_spanish(
    FormDefinition(
        key="downtime_log",
        version=1,
        title="Downtime log",
        record=None,
        about=About.SITE,
        filled_in_by="whoever keeps the log",
        sections=(_HEAD, _LOG),
        source="Los Angeles County, unplanned downtime procedures: a downtime log with the forms attached",
    ),
    SPANISH,
)
"""Who, when, what."""
