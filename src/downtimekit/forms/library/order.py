"""The order sheet: what is asked for, why, and where whoever asks is told of the result."""

from __future__ import annotations

from downtimekit.forms.library.asking import many_of, note, one_of, signature, text, yes_no
from downtimekit.forms.library.breasts import SIDES
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.front_desk import ORDER as SPANISH
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import FormDefinition, Section

_ORDER = Section(
    title="Order",
    fields=(
        note("what", "What is ordered", lines=2, required=True, critical=True),
        many_of("sides", "Side, for a breast", SIDES, critical=True),
        note("reason", "Reason, and the clinical question", lines=2),
        one_of(
            "priority",
            "How soon",
            {"routine": "Routine", "urgent": "Urgent", "asap": "As soon as possible", "stat": "At once (STAT)"},
        ),
        text("call_back", "Call-back number for the result", hint="while the system is down"),
        yes_no("carried_out", "Carried out already?", hint="then it is not done again"),
    ),
)
_BY = Section(title="Ordered by", fields=(signature("ordered_by", "Ordering clinician"),))

ORDER = in_spanish(
    FormDefinition(
        key="order",
        version=1,
        title="Order",
        record=RecordKind.ORDER,
        filled_in_by="the ordering clinician",
        sections=(_ORDER, _BY),
        done_by="ordered_by",
        source="Houston Methodist, IT downtime page: a call-back number on every order; FHIR R4 request-priority",
    ),
    SPANISH,
)
"""What, why, how soon, call-back number, and whether it was done."""
