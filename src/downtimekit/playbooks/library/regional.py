"""The regional playbook: the vendor's service is down, and its second, read-only document site tells how wide it is.

Source: a behavioural-health EHR vendor's public procedure: where the primary application is unavailable, documents that
were generated before can be viewed on a second site; where that is unavailable as well, this points to a disruption of
the service region. A public status page tells the state; the next day's schedule is printed every evening; prescription
pads are kept.
"""

from __future__ import annotations

from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.people.staff import Role
from downtimekit.playbooks.library import notices, recovery
from downtimekit.playbooks.library.parts import (
    Deadline,
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

_AWAY = ("primary_down", "document_site", "regional")
_LONG_TASKS, _LONG_DEADLINES = recovery.long_downtime(*_AWAY)
_VENDOR = "Behavioural-health vendor's procedure: use the upload site for read-only access"

REGIONAL = Playbook(
    name="regional_disruption",
    version=3,
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
            event=NoticeEvent.STARTED,
            subject="Downtime at $sites: work on paper",
            body="$services cannot be used at $sites since $since. $todo Go by the printed schedule. You will be told"
            " whether documents can be read elsewhere. Questions: call $call.",
            short="$services at $sites cannot be used since $since. $todo Go by the printed schedule. Questions: $call",
            says=(LetterPart.NEXT_UPDATE,),
            texts=(
                Translation(
                    language="es",
                    subject="Interrupción en $sites: trabaje en papel",
                    body="No se puede usar $services en $sites desde $since. $todo Guíese por la agenda impresa. Se le"
                    " avisará si se pueden leer documentos en otro sitio. Preguntas: llame a $call.",
                    short="No se puede usar $services en $sites desde $since. $todo Use la agenda impresa. Preguntas:"
                    " $call",
                ),
            ),
        ),
        NoticeRule(
            name="use_document_site",
            audience=recovery.STAFF,
            event=NoticeEvent.UPDATE,
            subject="Downtime at $sites: documents can be read on the document site",
            body="$services is down at $sites since $since. $todo Next update by $next_update. Questions: call $call.",
            short="$services is down at $sites. $todo Next update by $next_update. Questions: $call",
            texts=(
                Translation(
                    language="es",
                    subject="Interrupción en $sites: se pueden leer documentos en el sitio de documentos",
                    body="$services está fuera de servicio en $sites desde $since. $todo Habrá otro aviso para"
                    " $next_update a más tardar. Preguntas: llame a $call.",
                    short="$services: fuera de servicio en $sites. $todo Otro aviso: $next_update. Preguntas: $call",
                ),
            ),
        ),
        NoticeRule(
            name="regional_disruption",
            audience=(*recovery.IT_TOO, Role.INCIDENT_COMMANDER),
            event=NoticeEvent.IDENTIFIED,
            subject="Downtime at $sites: a regional disruption",
            body="$services at $sites and the document site are down: the whole region of the vendor's cloud seems to"
            " be disrupted, and it may last. $todo Next update by $next_update. Questions: call $call.",
            short="$services at $sites and the document site are down, and it may last. $todo Next update by"
            " $next_update. Questions: $call",
            texts=(
                Translation(
                    language="es",
                    subject="Interrupción en $sites: falla toda la región",
                    body="$services en $sites y el sitio de documentos están fuera de servicio: parece que falla toda"
                    " la región de la nube del proveedor, y puede durar. $todo Habrá otro aviso para $next_update a más"
                    " tardar. Preguntas: llame a $call.",
                    short="Fallan $services en $sites y el sitio de documentos; puede durar. $todo Otro aviso:"
                    " $next_update. Preguntas: $call",
                ),
            ),
        ),
        notices.FALSE_ALARM,
        *notices.NOTICES,
    ),
    declared_tells=("paper_started",),
)
"""Run a disruption of the vendor's cloud."""
