"""Role cards: one page for each person, with boxes to tick, for the first minutes, every hour and the end."""

from __future__ import annotations

from collections.abc import Sequence

from downtimekit.forms.library.asking import many_of, moment, note, statement, table, text, time
from downtimekit.forms.library.role_tasks import CHARGE_NURSE, IT_HELP_DESK, RADIOLOGIST, TECHNOLOGIST, Role, Said
from downtimekit.forms.library.role_tasks_clinic import CLINIC_MANAGER, FRONT_DESK, PRESCRIBER, THERAPIST
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.running import ROLE_CARD
from downtimekit.models.forms import About, FormDefinition, FormField, Section

_TITLE: Said = ("Role card", "Tarjeta de función")
_ROUNDS = table(
    "rounds", "Rounds", time("at", "Time"), note("news", "Anything to report"), text("by", "Initials"), lines=4
)


def role_card(role: Role) -> FormDefinition:
    """Return the card of a role."""
    tasks = (*role.first, *role.hourly, *role.last)
    title = tuple(f"{card}: {name}" for card, name in zip(_TITLE, role.title, strict=True))
    form = FormDefinition(
        key=f"role_card_{role.key}",
        version=1,
        title=title[0],
        record=None,
        about=About.SITE,
        filled_in_by="whoever holds the role",
        sections=(
            Section(
                title="Who",
                fields=(
                    statement("tick", "Tick what is done. Hand the card on with the role."),
                    text("held_by", "Held by"),
                    moment("held_from", "From"),
                    text("leader", "Who is in charge, and phone"),
                    text("help_desk", "Help desk, phone"),
                ),
            ),
            Section(title="First minutes", fields=(_tasks("first", "At once", role.first),)),
            Section(title="Every hour", fields=(_tasks("hourly", "Again and again", role.hourly), _ROUNDS)),
            Section(title="At the end", fields=(_tasks("last", "Before you go", role.last),)),
        ),
        source="Ikonopedia, Downtime Procedures; ICANotes Servers Downtime Procedure; role_tasks names the others",
    )
    return in_spanish(form, dict([*tasks, (title[0], title[1])]), ROLE_CARD)


def _tasks(key: str, label: str, tasks: Sequence[Said]) -> FormField:
    return many_of(key, label, {f"{key}-{number}": task for number, (task, _) in enumerate(tasks, start=1)})


CARD_CHARGE_NURSE = role_card(CHARGE_NURSE)
CARD_IT_HELP_DESK = role_card(IT_HELP_DESK)
CARD_RADIOLOGIST = role_card(RADIOLOGIST)
CARD_TECHNOLOGIST = role_card(TECHNOLOGIST)
CARD_FRONT_DESK = role_card(FRONT_DESK)
CARD_THERAPIST = role_card(THERAPIST)
CARD_PRESCRIBER = role_card(PRESCRIBER)
CARD_CLINIC_MANAGER = role_card(CLINIC_MANAGER)

ROLE_CARDS = (
    CARD_CHARGE_NURSE,
    CARD_IT_HELP_DESK,
    CARD_RADIOLOGIST,
    CARD_TECHNOLOGIST,
    CARD_FRONT_DESK,
    CARD_THERAPIST,
    CARD_PRESCRIBER,
    CARD_CLINIC_MANAGER,
)
"""Every card, in the order in which they are needed."""
