"""The read-only playbook: charts can be read and nothing can be entered, planned or not.

Source: a behavioural-health EHR vendor's public procedure: during nightly maintenance, and in recovery events tied to
one organisation's volume of data, users remain in a read-only state; the account owner is told when data was impacted.
SAFER contingency planning 2.4: a read-only system is clearly told apart from the live one.
"""

from __future__ import annotations

from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.people.staff import Role
from downtimekit.playbooks.library import notices, recovery
from downtimekit.playbooks.library.parts import (
    Detail,
    Move,
    NoticeEvent,
    NoticeRule,
    Phase,
    Playbook,
    Signal,
    Task,
    Translation,
)

_LONG_TASKS, _LONG_DEADLINES = recovery.long_downtime("read_only", "down")
_AWAY = ("read_only", "down")
_VENDOR = "Behavioural-health vendor's procedure: read-only state"

READ_ONLY = Playbook(
    name="read_only",
    version=3,
    title="Read-only mode",
    phases=(
        Phase(
            name="read_only",
            label="Read-only: charts can be looked at, and nothing can be entered",
            tier=AccessTier.READ_ONLY,
        ),
        Phase(name="down", label="Down: charts cannot be read any more", tier=AccessTier.PAPER),
        *recovery.PHASES,
    ),
    signals=(
        Signal(name="reading_lost", label="Charts cannot be read any more", details=(Detail(name="reason"),)),
        Signal(name="reading_restored", label="Charts can be read again"),
        recovery.STAFF_TOLD,
        recovery.VENDOR_CONTACTED,
        recovery.UPDATE_GIVEN,
        recovery.STOOD_DOWN,
        *recovery.SIGNALS,
    ),
    moves=(
        Move(
            signal="reading_lost",
            sources=("read_only",),
            target="down",
            tells=("now_down",),
            promises=("next_update",),
        ),
        Move(
            signal="reading_restored",
            sources=("down",),
            target="read_only",
            tells=("readable",),
            promises=("next_update",),
        ),
        *recovery.news(*_AWAY, "validating"),
        recovery.stand_down("read_only"),
        *recovery.moves(down=_AWAY, again="down", release=("was_heard:staff_told",)),
    ),
    tasks=(
        Task(name="tell_staff", label="Tell all impacted staff", phase="read_only", until="was_heard:staff_told"),
        Task(
            name="mark_read_only",
            label="Mark every screen and print as READ ONLY, with the time that its data is from",
            phase="read_only",
            who=Role.IT_LEAD,
            source="SAFER contingency planning 2.4",
        ),
        Task(
            name="contact_vendor_support",
            label="Contact vendor support",
            phase="read_only",
            who=Role.VENDOR_LIAISON,
            done_by="vendor_support_contacted",
            source=_VENDOR,
        ),
        recovery.work_on_paper("read_only"),
        *recovery.TASKS,
        Task(
            name="ask_for_data_impact",
            label="Ask the vendor whether data was impacted, and tell the account owner if so",
            phase="released",
            who=Role.VENDOR_LIAISON,
            source=_VENDOR,
        ),
        *_LONG_TASKS,
    ),
    deadlines=(recovery.NEXT_UPDATE, *_LONG_DEADLINES),
    notices=(
        NoticeRule(
            name="read_only_started",
            audience=recovery.IT_TOO,
            event=NoticeEvent.STARTED,
            subject="$services at $sites: read-only",
            body="$services at $sites is read-only since $since. $todo Take the numbered forms. Questions: call $call.",
            short="$services at $sites is read-only since $since. Write on paper what you would enter. Questions:"
            " $call",
            texts=(
                Translation(
                    language="es",
                    subject="$services en $sites: solo lectura",
                    body="$services en $sites está en modo de solo lectura desde $since. $todo Use los formularios"
                    " numerados. Preguntas: llame a $call.",
                    short="$services en $sites: solo lectura desde $since. Anote en papel lo que ingresaría. Preguntas:"
                    " $call",
                ),
            ),
        ),
        NoticeRule(
            name="now_down",
            audience=recovery.IT_TOO,
            event=NoticeEvent.STARTED,
            subject="$services at $sites: charts cannot be read any more",
            body="$services cannot be used at $sites at all since $now. $todo Use the printed schedule. Next update by"
            " $next_update. Questions: call $call.",
            short="$services at $sites: charts cannot be read since $now. $todo Next update by $next_update. Questions:"
            " $call",
            texts=(
                Translation(
                    language="es",
                    subject="$services en $sites: ya no se pueden leer los expedientes",
                    body="Ya no se puede usar $services en $sites para nada, desde $now. $todo Use la agenda impresa."
                    " Habrá otro aviso para $next_update a más tardar. Preguntas: llame a $call.",
                    short="$services en $sites: no se puede leer desde $now. $todo Otro aviso: $next_update. Preguntas:"
                    " $call",
                ),
            ),
        ),
        NoticeRule(
            name="readable",
            audience=recovery.STAFF,
            event=NoticeEvent.UPDATE,
            subject="$services at $sites: charts can be read again",
            body="Charts in $services can be looked at again at $sites since $now. $todo Next update by $next_update."
            " Questions: call $call.",
            short="$services at $sites: charts can be read again. $todo Next update by $next_update. Questions: $call",
            texts=(
                Translation(
                    language="es",
                    subject="$services en $sites: los expedientes se pueden leer de nuevo",
                    body="Los expedientes de $services en $sites se pueden leer de nuevo desde $now. $todo Habrá otro"
                    " aviso para $next_update a más tardar. Preguntas: llame a $call.",
                    short="$services en $sites: se puede leer de nuevo. $todo Otro aviso: $next_update. Preguntas:"
                    " $call",
                ),
            ),
        ),
        notices.FALSE_ALARM,
        *notices.NOTICES,
    ),
    declared_tells=("read_only_started",),
)
"""Run a time in which charts can only be read."""
