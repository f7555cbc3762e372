"""The interface validation checklist: what must work, in order, before anybody works in the system again."""

from __future__ import annotations

from downtimekit.forms.library.asking import moment, note, number, one_of, signature, statement, table, text, time
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.running import INTERFACE_CHECKLIST as SPANISH
from downtimekit.models.forms import About, FormDefinition, Section

_BEFORE = Section(
    title="Before",
    fields=(
        statement(
            "not_released",
            "Up is not released: stay on paper until every line is checked and the release is signed.",
        ),
        moment("restored_at", "Service back"),
        text("told_by", "Told by"),
    ),
)
_LINES = Section(
    title="Interfaces, in their order",
    fields=(
        statement(
            "order",
            "Registration and merges first, then orders, worklist, results, documents, charges and schedule. Send one "
            "test message each way, and look for it at the other end. A failure stops here.",
        ),
        table(
            "interfaces",
            "Interfaces",
            number("number", "No."),
            text("name", "Interface"),
            note("test", "What was sent, and seen where"),
            one_of("result", "Result", {"works": ("OK", "Works"), "fails": ("X", "Fails"), "none": ("-", "Not used")}),
            time("at", "Time"),
            text("by", "By"),
            lines=12,
            hint="OK works, X fails, - not used",
        ),
    ),
)
_RELEASE = Section(
    title="Release",
    fields=(
        one_of("released", "Released for", {"all": "Everybody", "some": "Only as remarked", "nobody": "Nobody yet"}),
        moment("released_at", "Released"),
        signature("released_by", "Released by"),
        note("remarks", "Remarks"),
    ),
)

INTERFACE_CHECKLIST = in_spanish(
    FormDefinition(
        key="interface_checklist",
        version=1,
        title="Interface validation",
        record=None,
        about=About.SITE,
        filled_in_by="the IT lead",
        sections=(_BEFORE, _LINES, _RELEASE),
        done_by="released_by",
        done_at="released_at",
        source="Ikonopedia, Downtime Procedures: connect and validate interfaces; the order follows IHE's dependencies "
        "(registration must precede orders) and is our own",
    ),
    SPANISH,
)
"""Interfaces in order, who tested them, when, with what result, and the release."""
