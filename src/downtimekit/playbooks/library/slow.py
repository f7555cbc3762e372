"""The slow-system playbook: a service that answers too slowly is down, and one that comes and goes is not back.

Sources: "very slow is the same as down" (InterCare); slowness and partial failures are a class of their own (SPHP);
functional downtime is to be identified (SAFER contingency planning 3.2). How long a service must stay fast is for the
clinic to settle; fifteen minutes is our default.
"""

from __future__ import annotations

from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.people.staff import Role
from downtimekit.playbooks.library import notices, recovery
from downtimekit.playbooks.library.parts import (
    Deadline,
    Detail,
    Each,
    Move,
    NoticeEvent,
    NoticeRule,
    Phase,
    Playbook,
    Signal,
    Task,
    Translation,
)

_STEADY_MINUTES = 15
_BAD = ("degraded", "unusable")
_AWAY = (*_BAD, "watching")
_LONG_TASKS, _LONG_DEADLINES = recovery.long_downtime("unusable")

SLOW = Playbook(
    name="slow_system",
    version=3,
    title="Slow system",
    phases=(
        Phase(name="degraded", label="Slow: only what cannot wait is entered", tier=AccessTier.DEGRADED),
        Phase(name="unusable", label="Too slow to be used: it counts as down", tier=AccessTier.PAPER),
        Phase(name="watching", label="Fast again, and being watched: it may come and go", tier=AccessTier.DEGRADED),
        *recovery.PHASES,
    ),
    signals=(
        Signal(name="slow_again", label="The service is slow", details=(Detail(name="seconds", required=False),)),
        Signal(name="too_slow", label="The service is too slow to be used", details=(Detail(name="reason"),)),
        Signal(name="fast_again", label="The service is fast again"),
        recovery.STAFF_TOLD,
        recovery.VENDOR_CONTACTED,
        recovery.UPDATE_GIVEN,
        recovery.STOOD_DOWN,
        *recovery.SIGNALS,
    ),
    moves=(
        Move(signal="slow_again", sources=("degraded", "watching"), target="degraded"),
        Move(
            signal="too_slow",
            sources=("degraded", "watching"),
            target="unusable",
            tells=("paper_started",),
            promises=("next_update",),
        ),
        Move(signal="fast_again", sources=_BAD, target="watching"),
        *recovery.news(*_AWAY, "validating"),
        recovery.stand_down("degraded", "watching"),
        *recovery.moves(
            down=("watching",),
            again="unusable",
            restore=(f"steady_for:{_STEADY_MINUTES}",),
            release=("was_heard:staff_told", "was_heard:vendor_support_contacted"),
        ),
    ),
    tasks=(
        Task(name="tell_staff", label="Tell all impacted staff", phase="degraded", until="was_heard:staff_told"),
        Task(
            name="contact_vendor_support",
            label="Contact vendor support",
            phase="degraded",
            who=Role.VENDOR_LIAISON,
            until="was_heard:vendor_support_contacted",
        ),
        recovery.work_on_paper("unusable"),
        Task(
            name="decide_whether_it_is_back",
            label=f"It was watched for {_STEADY_MINUTES} minutes: decide whether it is back",
            phase="watching",
            who=Role.IT_LEAD,
            done_by="service_restored",
            each=Each.TRACK,
            on_demand=True,
        ),
        *recovery.TASKS,
        *_LONG_TASKS,
    ),
    deadlines=(
        Deadline(
            name="watched",
            label="It was watched for long enough",
            minutes=_STEADY_MINUTES,
            starts=("watching",),
            ends=(*_BAD, "validating", *recovery.USABLE),
            each=Each.TRACK,
            opens=("decide_whether_it_is_back",),
        ),
        recovery.NEXT_UPDATE,
        *_LONG_DEADLINES,
    ),
    notices=(
        NoticeRule(
            name="slow",
            audience=recovery.IT_TOO,
            event=NoticeEvent.STARTED,
            subject="$services at $sites is slow",
            body="$services is slow at $sites since $since. $todo Questions: call $call.",
            short="$services at $sites is slow since $since. $todo Questions: $call",
            texts=(
                Translation(
                    language="es",
                    subject="$services en $sites: el sistema está lento",
                    body="$services está lento en $sites desde $since. $todo Preguntas: llame a $call.",
                    short="$services en $sites: lento desde $since. $todo Preguntas: $call",
                ),
            ),
        ),
        NoticeRule(
            name="paper_started",
            audience=recovery.IT_TOO,
            event=NoticeEvent.STARTED,
            subject="$services at $sites is too slow: work on paper",
            body="$services is too slow at $sites and counts as down since $now. $todo Next update by $next_update."
            " Questions: call $call.",
            short="$services at $sites is too slow: down since $now. $todo Next update by $next_update. Questions:"
            " $call",
            texts=(
                Translation(
                    language="es",
                    subject="$services en $sites es demasiado lento: trabaje en papel",
                    body="$services es demasiado lento en $sites y se considera fuera de servicio desde $now. $todo"
                    " Habrá otro aviso para $next_update a más tardar. Preguntas: llame a $call.",
                    short="$services en $sites: muy lento, fuera de servicio desde $now. $todo Otro aviso:"
                    " $next_update. Preguntas: $call",
                ),
            ),
        ),
        notices.FALSE_ALARM,
        *notices.NOTICES,
    ),
    declared_tells=("slow",),
)
"""Run a time in which a service is slow."""
