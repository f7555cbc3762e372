"""The unscheduled playbook: from the first call to the help desk to the last report back in the chart.

Source: a breast-imaging vendor's public downtime procedure (contact the IT help desk; gather information and identify
the target; tell all impacted staff; monitor and give updates; contact vendor support; meanwhile work on paper; connect
and validate interfaces; back-fill questionnaires; back-fill findings and finalize reports).
"""

from __future__ import annotations

from downtimekit.models.downtime import OutageTarget
from downtimekit.models.people.staff import Role
from downtimekit.playbooks.library import notices, recovery
from downtimekit.playbooks.library.parts import (
    Detail,
    LetterPart,
    Move,
    NoticeEvent,
    NoticeRule,
    Phase,
    Playbook,
    Signal,
    Task,
    Translation,
)

_LONG_TASKS, _LONG_DEADLINES = recovery.long_downtime("declared", "identifying", "down")

UNSCHEDULED = Playbook(
    name="unscheduled",
    version=4,
    title="Unscheduled downtime",
    phases=(
        Phase(name="declared", label="Declared: work goes on on paper"),
        Phase(name="identifying", label="The help desk is finding out what is down"),
        Phase(name="down", label="Down: the target is known"),
        *recovery.PHASES,
    ),
    signals=(
        Signal(
            name="help_desk_contacted",
            label="The internal IT help desk was contacted",
            details=(Detail(name="ticket"),),
        ),
        Signal(
            name="target_identified",
            label="What is down was identified",
            details=(Detail(name="target", choices=tuple(OutageTarget)), Detail(name="evidence", required=False)),
        ),
        recovery.STAFF_TOLD,
        recovery.VENDOR_CONTACTED,
        recovery.UPDATE_GIVEN,
        recovery.STOOD_DOWN,
        *recovery.SIGNALS,
    ),
    moves=(
        Move(signal="help_desk_contacted", sources=("declared",), target="identifying"),
        Move(
            signal="target_identified",
            sources=("identifying", "down"),
            target="down",
            tells=("target_known",),
            promises=("next_update",),
        ),
        Move(signal="staff_told", sources=("down", "validating")),
        Move(signal="vendor_support_contacted", sources=("identifying", "down", "validating")),
        Move(
            signal="update_given",
            sources=("identifying", "down", "validating"),
            tells=("update",),
            promises=("next_update",),
        ),
        recovery.stand_down("declared", "identifying"),
        *recovery.moves(
            down=("down",),
            again="down",
            release=("was_heard:staff_told", "was_heard:vendor_support_contacted"),
        ),
    ),
    tasks=(
        Task(
            name="contact_help_desk",
            label="Contact the internal IT help desk",
            phase="declared",
            done_by="help_desk_contacted",
        ),
        recovery.work_on_paper("declared"),
        Task(
            name="identify_target",
            label="Gather information and identify what is down",
            phase="identifying",
            who=Role.HELP_DESK,
            done_by="target_identified",
        ),
        Task(name="tell_staff", label="Tell all impacted staff", phase="down", until="was_heard:staff_told"),
        Task(
            name="contact_vendor_support",
            label="Contact vendor support",
            phase="down",
            who=Role.VENDOR_LIAISON,
            until="was_heard:vendor_support_contacted",
        ),
        Task(
            name="give_updates",
            label="Monitor, and give staff updates as promised",
            phase="down",
            until="users_are_back",
        ),
        *recovery.TASKS,
        *_LONG_TASKS,
    ),
    deadlines=(recovery.NEXT_UPDATE, *_LONG_DEADLINES),
    notices=(
        NoticeRule(
            name="paper_started",
            audience=(*recovery.STAFF, Role.HELP_DESK),
            event=NoticeEvent.STARTED,
            subject="Downtime at $sites: work on paper",
            body="$services cannot be used at $sites since $since. $todo Questions: call $call. You will be told what"
            " is down as soon as it is known.",
            short="$services at $sites cannot be used since $since. $todo Questions: $call",
            says=(LetterPart.NEXT_UPDATE,),
            texts=(
                Translation(
                    language="es",
                    subject="Interrupción en $sites: trabaje en papel",
                    body="No se puede usar $services en $sites desde $since. $todo Preguntas: llame a $call. Se le"
                    " avisará qué es lo que falla en cuanto se sepa.",
                    short="No se puede usar $services en $sites desde $since. $todo Preguntas: $call",
                ),
            ),
        ),
        NoticeRule(
            name="target_known",
            audience=recovery.IT_TOO,
            event=NoticeEvent.IDENTIFIED,
            subject="Downtime at $sites: $target",
            body="What is down: $target, since $since. $todo Next update by $next_update. Questions: call $call.",
            short="Downtime at $sites: $target. $todo Next update by $next_update. Questions: $call",
            texts=(
                Translation(
                    language="es",
                    subject="Interrupción en $sites: $target",
                    body="Lo que falla: $target, desde $since. $todo Habrá otro aviso para $next_update a más tardar."
                    " Preguntas: llame a $call.",
                    short="Interrupción en $sites: $target. $todo Otro aviso: $next_update. Preguntas: $call",
                ),
            ),
        ),
        notices.FALSE_ALARM,
        *notices.NOTICES,
    ),
    declared_tells=("paper_started",),
)
"""Run an outage that nobody planned."""
