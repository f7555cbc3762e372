"""The unscheduled playbook: from the first call to the help desk to the last report back in the chart.

Source: a breast-imaging vendor's public downtime procedure (contact the IT help desk; gather information and identify
the target; tell all impacted staff; monitor and give updates; contact vendor support; meanwhile work on paper; connect
and validate interfaces; back-fill questionnaires; back-fill findings and finalize reports).
"""

from __future__ import annotations

from downtimekit.models.downtime import OutageTarget
from downtimekit.models.people.staff import Role
from downtimekit.playbooks.library import recovery
from downtimekit.playbooks.library.parts import Detail, Move, NoticeRule, Phase, Playbook, Signal, Task

_LONG_TASKS, _LONG_DEADLINES = recovery.long_downtime("declared", "identifying", "down")

UNSCHEDULED = Playbook(
    name="unscheduled",
    version=2,
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
            subject="Downtime at $sites: work on paper",
            body="$services cannot be used at $sites since $since. Work on paper: take the numbered forms. Do not enter"
            " anything into the system. Questions: call $call. You will be told what is down as soon as it is known.",
        ),
        NoticeRule(
            name="target_known",
            audience=recovery.IT_TOO,
            subject="Downtime at $sites: $target",
            body="What is down: $target, since $since. Go on working on paper. Next update by $next_update."
            " Questions: call $call.",
        ),
        recovery.FALSE_ALARM,
        *recovery.NOTICES,
    ),
    declared_tells=("paper_started",),
)
"""Run an outage that nobody planned."""
