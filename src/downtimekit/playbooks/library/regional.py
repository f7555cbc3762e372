"""The regional playbook: the vendor's service is down, and its second, read-only document site tells how wide it is.

Source: a behavioural-health EHR vendor's public procedure: where the primary application is unavailable, documents that
were generated before can be viewed on a second site; where that is unavailable as well, this points to a disruption of
the service region. A public status page tells the state; the next day's schedule is printed every evening; prescription
pads are kept.
"""

from __future__ import annotations

from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.people.staff import Role
from downtimekit.playbooks.library import recovery
from downtimekit.playbooks.library.parts import Deadline, Move, NoticeRule, Phase, Playbook, Signal, Task

_AWAY = ("primary_down", "document_site", "regional")
_LONG_TASKS, _LONG_DEADLINES = recovery.long_downtime(*_AWAY)
_VENDOR = "Behavioural-health vendor's procedure: use the upload site for read-only access"

REGIONAL = Playbook(
    name="regional_disruption",
    version=1,
    title="Regional cloud disruption",
    phases=(
        Phase(name="primary_down", label="The application is down; nobody has tried the document site yet"),
        Phase(
            name="regional",
            label="The document site is down as well: a regional disruption",
            tier=AccessTier.PAPER,
        ),
        Phase(
            name="document_site",
            label="The application is down; documents can be read on the document site",
            tier=AccessTier.DOCUMENT_SITE,
        ),
        *recovery.PHASES,
    ),
    signals=(
        Signal(name="document_site_reached", label="The document site answers"),
        Signal(name="document_site_lost", label="The document site does not answer"),
        Signal(name="status_page_read", label="The vendor's status page was read"),
        recovery.STAFF_TOLD,
        recovery.VENDOR_CONTACTED,
        recovery.UPDATE_GIVEN,
        recovery.STOOD_DOWN,
        *recovery.SIGNALS,
    ),
    moves=(
        Move(
            signal="document_site_reached",
            sources=("primary_down", "regional"),
            target="document_site",
            tells=("use_document_site",),
            promises=("next_update",),
        ),
        Move(
            signal="document_site_lost",
            sources=("primary_down", "document_site"),
            target="regional",
            tells=("regional_disruption",),
            promises=("next_update",),
        ),
        Move(signal="status_page_read", sources=_AWAY),
        *recovery.news(*_AWAY, "validating"),
        recovery.stand_down("primary_down"),
        *recovery.moves(
            down=_AWAY,
            again="primary_down",
            release=("was_heard:staff_told", "was_heard:vendor_support_contacted"),
        ),
    ),
    tasks=(
        Task(
            name="try_document_site",
            label="Try the second, read-only document site",
            phase="primary_down",
            who=Role.IT_LEAD,
            within_minutes=15,
            source=_VENDOR,
        ),
        Task(
            name="read_status_page",
            label="Read the vendor's public status page",
            phase="primary_down",
            who=Role.IT_LEAD,
            done_by="status_page_read",
            source="Behavioural-health vendor's procedure: status page",
        ),
        Task(
            name="contact_vendor_support",
            label="Contact vendor support",
            phase="primary_down",
            who=Role.VENDOR_LIAISON,
            until="was_heard:vendor_support_contacted",
        ),
        Task(name="tell_staff", label="Tell all impacted staff", phase="primary_down", until="was_heard:staff_told"),
        Task(
            name="use_printed_schedule",
            label="Work by the schedule that was printed the evening before, and take the prescription pads",
            phase="primary_down",
            who=Role.FRONT_DESK,
            source="Behavioural-health vendor's procedure: print your daily schedule; keep prescription pads handy",
        ),
        recovery.work_on_paper("primary_down"),
        Task(
            name="retry_document_site",
            label="Try the document site again",
            phase="regional",
            who=Role.IT_LEAD,
            done_by="document_site_reached",
            on_demand=True,
        ),
        *recovery.TASKS,
        *_LONG_TASKS,
    ),
    deadlines=(
        Deadline(
            name="try_document_site_again",
            label="Try the document site again",
            minutes=60,
            starts=("regional",),
            ends=("document_site", "validating", *recovery.USABLE),
            opens=("retry_document_site",),
            repeats=True,
        ),
        recovery.NEXT_UPDATE,
        *_LONG_DEADLINES,
    ),
    notices=(
        NoticeRule(
            name="paper_started",
            audience=recovery.IT_TOO,
            subject="Downtime at $sites: work on paper",
            body="$services cannot be used at $sites since $since. Work by the printed schedule and on paper. You will"
            " be told whether documents can be read elsewhere. Questions: call $call.",
        ),
        NoticeRule(
            name="use_document_site",
            audience=recovery.STAFF,
            subject="Downtime at $sites: documents can be read on the document site",
            body="$services is down at $sites. Notes and reports that were made before can be read on the document"
            " site; nothing can be entered there. Next update by $next_update. Questions: call $call.",
        ),
        NoticeRule(
            name="regional_disruption",
            audience=(*recovery.IT_TOO, Role.INCIDENT_COMMANDER),
            subject="Downtime at $sites: a regional disruption",
            body="$services and the document site are down: the whole region of the vendor's cloud seems to be"
            " disrupted, and it may last. Work on paper only. Next update by $next_update. Questions: call $call.",
        ),
        recovery.FALSE_ALARM,
        *recovery.NOTICES,
    ),
    declared_tells=("paper_started",),
)
"""Run a disruption of the vendor's cloud."""
