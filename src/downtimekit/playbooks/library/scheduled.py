"""The scheduled playbook: planned work is announced, people are reminded, it begins and ends by the clock.

Work that is not back by its announced end is an unplanned downtime from then on. Sources: a breast-imaging vendor's
public procedure (contacts are told by email, or by phone where email is not available; IT tells the end users, also
when it is back); lead times from UC Davis SHCS policy 110-16 and Natividad's "Code 800", which the notice policy of a
downtime holds.
"""

from __future__ import annotations

from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.people.staff import Role
from downtimekit.playbooks.library import recovery
from downtimekit.playbooks.library.parts import (
    Anchor,
    Deadline,
    Detail,
    Move,
    NoticeRule,
    Phase,
    Playbook,
    Signal,
    Span,
    Task,
)

_WORK = ("working", "overrun")
_LONG_TASKS, _LONG_DEADLINES = recovery.long_downtime(*_WORK, unplanned=("overrun",))
_CONTACTS = (Role.IT_LEAD, Role.POINT_OF_CONTACT, Role.HELP_DESK)
_VENDOR = "Breast-imaging vendor's procedure: scheduled downtime"

SCHEDULED = Playbook(
    name="scheduled",
    version=1,
    title="Scheduled downtime",
    phases=(
        Phase(name="planned", label="Planned: nobody was told yet", state=TrackState.RELEASED, tier=AccessTier.LIVE),
        Phase(name="announced", label="Announced: it has not begun", state=TrackState.RELEASED, tier=AccessTier.LIVE),
        Phase(name="working", label="Planned work is being done: work goes on on paper"),
        Phase(name="overrun", label="Past its announced end: an unplanned downtime now"),
        *recovery.PHASES,
    ),
    signals=(
        Signal(name="announced", label="IT and points of contact were told of the planned work"),
        Signal(name="window_began", label="The planned work began"),
        Signal(name="window_overran", label="The planned work is not back by its announced end"),
        Signal(name="cancelled", label="The planned work was called off", details=(Detail(name="reason"),), whole=True),
        recovery.STAFF_TOLD,
        recovery.VENDOR_CONTACTED,
        recovery.UPDATE_GIVEN,
        *recovery.SIGNALS,
    ),
    moves=(
        Move(signal="announced", sources=("planned",), target="announced", tells=("announcement",)),
        Move(signal="staff_told", sources=("announced", *_WORK, "validating", "released")),
        Move(signal="cancelled", sources=("planned", "announced"), target="closed", tells=("called_off",)),
        Move(signal="window_began", sources=("planned", "announced"), target="working", tells=("begun",)),
        Move(
            signal="window_overran",
            sources=("working",),
            target="overrun",
            tells=("overran",),
            promises=("next_update",),
        ),
        Move(signal="vendor_support_contacted", sources=(*_WORK, "validating")),
        Move(signal="update_given", sources=(*_WORK, "validating"), tells=("update",), promises=("next_update",)),
        *recovery.moves(down=_WORK, again="overrun"),
    ),
    tasks=(
        Task(
            name="announce",
            label="Tell IT and the points of contact by email, or by phone where email is not available",
            phase="planned",
            who=Role.POINT_OF_CONTACT,
            done_by="announced",
            source=_VENDOR,
        ),
        Task(
            name="tell_end_users",
            label="Tell the end users of the planned work, by email or phone",
            phase="announced",
            who=Role.IT_LEAD,
            done_by="staff_told",
            source=_VENDOR,
        ),
        Task(
            name="print_ahead",
            label="Print the day's schedule and the packets",
            phase="announced",
            who=Role.FRONT_DESK,
            source="Behavioural-health vendor's procedure: print your daily schedule",
        ),
        recovery.work_on_paper("working"),
        Task(
            name="contact_vendor_support",
            label="Contact vendor support: the work is not back in time",
            phase="overrun",
            who=Role.VENDOR_LIAISON,
            done_by="vendor_support_contacted",
        ),
        *recovery.TASKS,
        Task(
            name="tell_end_users_it_is_back",
            label="Tell the end users that it is back, by email or phone",
            phase="released",
            who=Role.IT_LEAD,
            done_by="staff_told",
            source=_VENDOR,
        ),
        *_LONG_TASKS,
    ),
    deadlines=(
        Deadline(
            name="announce_by",
            label="The announcement of the planned work",
            span=Span.ANNOUNCE_AHEAD,
            anchor=Anchor.WINDOW_STARTS,
            starts=("planned",),
            ends=("announced", *_WORK, "validating", *recovery.USABLE),
            promise=True,
            tells=("announcement_overdue",),
        ),
        Deadline(
            name="reminder",
            label="A reminder that the planned work begins soon",
            span=Span.REMIND_AHEAD,
            anchor=Anchor.WINDOW_STARTS,
            starts=("planned", "announced"),
            ends=(*_WORK, "validating", *recovery.USABLE),
            tells=("reminder",),
        ),
        Deadline(
            name="window_starts",
            label="The planned work begins",
            minutes=0,
            anchor=Anchor.WINDOW_STARTS,
            starts=("planned",),
            ends=(*_WORK, "validating", *recovery.USABLE),
            signal="window_began",
        ),
        Deadline(
            name="window_ends",
            label="The announced end of the planned work",
            minutes=0,
            anchor=Anchor.WINDOW_ENDS,
            starts=("working",),
            ends=("overrun", "validating", *recovery.USABLE),
            signal="window_overran",
        ),
        recovery.NEXT_UPDATE,
        *_LONG_DEADLINES,
    ),
    notices=(
        NoticeRule(
            name="announcement",
            audience=recovery.IT_TOO,
            subject="Planned work on $services at $sites: $starts",
            body="$services cannot be used at $sites from $starts to $ends: $purpose. $impact Print what you need"
            " before. Questions: call $call.",
        ),
        NoticeRule(
            name="announcement_overdue",
            audience=_CONTACTS,
            subject="Planned work on $services: nobody was told yet",
            body="$services at $sites is to go down at $starts, and nobody was told in time. Tell the points of contact"
            " now, by phone where email is not available, or put the work off. Questions: call $call.",
        ),
        NoticeRule(
            name="reminder",
            audience=recovery.STAFF,
            subject="Soon: planned work on $services at $sites",
            body="$services cannot be used at $sites from $starts to $ends. Save your work, and have the paper forms at"
            " hand. Questions: call $call.",
        ),
        NoticeRule(
            name="begun",
            audience=(*recovery.STAFF, Role.HELP_DESK),
            subject="Planned work on $services at $sites has begun",
            body="$services cannot be used at $sites until about $ends. Work on paper: take the numbered forms. Do not"
            " enter anything into the system until you are told. Questions: call $call.",
        ),
        NoticeRule(
            name="extended",
            audience=(*recovery.IT_TOO, Role.INCIDENT_COMMANDER),
            subject="Planned work on $services at $sites takes longer: until $ends",
            body="The planned work is now to end at $ends. Do not enter anything into the system from $starts until you"
            " are told that it is back. Questions: call $call.",
        ),
        NoticeRule(
            name="overran",
            audience=(*recovery.IT_TOO, Role.INCIDENT_COMMANDER),
            subject="$services at $sites is not back: unplanned downtime",
            body="The planned work was to end at $ends and goes on. Go on working on paper. Next update by"
            " $next_update. Questions: call $call.",
        ),
        NoticeRule(
            name="called_off",
            audience=recovery.IT_TOO,
            subject="Called off: planned work on $services at $sites",
            body="The planned work of $starts does not take place. Questions: call $call.",
        ),
        *recovery.NOTICES,
    ),
    extended_tells=("extended",),
)
"""Run planned work."""
