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
from downtimekit.playbooks.library import notices, recovery
from downtimekit.playbooks.library.parts import (
    Anchor,
    Deadline,
    Detail,
    LetterPart,
    Move,
    NoticeEvent,
    NoticeRule,
    Phase,
    Playbook,
    Signal,
    Span,
    Task,
    Translation,
)

_WORK = ("working", "overrun")
_LONG_TASKS, _LONG_DEADLINES = recovery.long_downtime(*_WORK, unplanned=("overrun",))
_CONTACTS = (Role.IT_LEAD, Role.POINT_OF_CONTACT, Role.HELP_DESK)
_VENDOR = "Breast-imaging vendor's procedure: scheduled downtime"

SCHEDULED = Playbook(
    name="scheduled",
    version=3,
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
            event=NoticeEvent.PLANNED,
            subject="Planned work on $services at $sites: $starts",
            body="There is planned work on $services at $sites from $starts to $ends: $purpose. $impact Print what you"
            " need before. Questions: call $call.",
            short="Planned work on $services at $sites: $starts to $ends. Print what you need before. Questions: $call",
            texts=(
                Translation(
                    language="es",
                    subject="Trabajo programado en $services en $sites: $starts",
                    body="Hay un trabajo programado en $services en $sites desde $starts hasta $ends: $purpose. $impact"
                    " Imprima antes lo que necesite. Preguntas: llame a $call.",
                    short="Trabajo en $services en $sites, $starts a $ends. Imprima lo necesario. Preguntas: $call",
                ),
            ),
        ),
        NoticeRule(
            name="announcement_overdue",
            audience=_CONTACTS,
            event=NoticeEvent.OVERDUE,
            subject="Planned work on $services: nobody was told yet",
            body="$services at $sites is to go down at $starts, and nobody was told in time. Tell the points of contact"
            " now, by phone where email is not available, or put the work off. Questions: call $call.",
            short="Planned work on $services at $sites, $starts: nobody was told yet. Tell the contacts now. Questions:"
            " $call",
            texts=(
                Translation(
                    language="es",
                    subject="Trabajo programado en $services: aún no se avisó a nadie",
                    body="El trabajo programado en $services en $sites empieza $starts, y no se avisó a tiempo. Avise"
                    " ahora a los puntos de contacto, por teléfono si no hay correo electrónico, o aplace el trabajo."
                    " Preguntas: llame a $call.",
                    short="Trabajo programado en $services en $sites, $starts: no se avisó a nadie. Avise ya."
                    " Preguntas: $call",
                ),
            ),
        ),
        NoticeRule(
            name="reminder",
            audience=recovery.STAFF,
            event=NoticeEvent.REMINDER,
            subject="Soon: planned work on $services at $sites",
            body="There is planned work on $services at $sites from $starts to $ends. Save your work, and have the"
            " paper forms at hand. Questions: call $call.",
            short="Soon: planned work on $services at $sites, $starts to $ends. Save your work. Questions: $call",
            texts=(
                Translation(
                    language="es",
                    subject="Pronto: trabajo programado en $services en $sites",
                    body="Hay un trabajo programado en $services en $sites desde $starts hasta $ends. Guarde su trabajo"
                    " y tenga a mano los formularios de papel. Preguntas: llame a $call.",
                    short="Pronto: trabajo en $services en $sites, $starts a $ends. Guarde todo. Preguntas: $call",
                ),
            ),
        ),
        NoticeRule(
            name="begun",
            audience=(*recovery.STAFF, Role.HELP_DESK),
            event=NoticeEvent.STARTED,
            subject="Planned work on $services at $sites has begun",
            body="Planned work on $services at $sites goes on until about $ends. $todo You will be told when it is"
            " back, and when it takes longer. Questions: call $call.",
            short="Planned work on $services at $sites has begun, until about $ends. $todo Questions: $call",
            says=(LetterPart.NEXT_UPDATE,),
            texts=(
                Translation(
                    language="es",
                    subject="Empezó el trabajo programado en $services en $sites",
                    body="El trabajo programado en $services en $sites dura aproximadamente hasta $ends. $todo Se le"
                    " avisará cuando termine, y también si se prolonga. Preguntas: llame a $call.",
                    short="Empezó el trabajo programado en $services en $sites, hasta aprox. $ends. $todo Preguntas:"
                    " $call",
                ),
            ),
        ),
        NoticeRule(
            name="extended",
            audience=(*recovery.IT_TOO, Role.INCIDENT_COMMANDER),
            event=NoticeEvent.EXTENDED,
            subject="Planned work on $services at $sites takes longer: until $ends",
            body="The planned work on $services at $sites is now to end at $ends. $todo This holds from $starts until"
            " you are told that it is back. Questions: call $call.",
            short="Planned work on $services at $sites takes longer: until $ends. $todo Questions: $call",
            texts=(
                Translation(
                    language="es",
                    subject="El trabajo programado en $services en $sites se prolonga: hasta $ends",
                    body="El trabajo programado en $services en $sites ahora termina $ends. $todo Esto vale desde"
                    " $starts hasta que se le avise que terminó. Preguntas: llame a $call.",
                    short="El trabajo programado en $services en $sites se prolonga hasta $ends. $todo Preguntas:"
                    " $call",
                ),
            ),
        ),
        NoticeRule(
            name="overran",
            audience=(*recovery.IT_TOO, Role.INCIDENT_COMMANDER),
            event=NoticeEvent.STARTED,
            subject="$services at $sites is not back: unplanned downtime",
            body="The planned work on $services at $sites was to end at $ends and goes on: it is an unplanned downtime"
            " now. $todo Next update by $next_update. Questions: call $call.",
            short="$services at $sites is not back: unplanned downtime. $todo Next update by $next_update. Questions:"
            " $call",
            texts=(
                Translation(
                    language="es",
                    subject="$services en $sites no ha vuelto: interrupción no programada",
                    body="El trabajo programado en $services en $sites debía terminar $ends y continúa: ahora es una"
                    " interrupción no programada. $todo Habrá otro aviso para $next_update a más tardar. Preguntas:"
                    " llame a $call.",
                    short="$services en $sites no ha vuelto: interrupción no programada. $todo Otro aviso:"
                    " $next_update. Preguntas: $call",
                ),
            ),
        ),
        NoticeRule(
            name="called_off",
            audience=recovery.IT_TOO,
            event=NoticeEvent.STOOD_DOWN,
            subject="Called off: planned work on $services at $sites",
            body="The planned work on $services at $sites of $starts does not take place. Questions: call $call.",
            short="Called off: planned work on $services at $sites, $starts. Questions: $call",
            texts=(
                Translation(
                    language="es",
                    subject="Cancelado: trabajo programado en $services en $sites",
                    body="No se hará el trabajo programado en $services en $sites que debía empezar $starts. Preguntas:"
                    " llame a $call.",
                    short="Cancelado: trabajo programado en $services en $sites, $starts. Preguntas: $call",
                ),
            ),
        ),
        *notices.NOTICES,
    ),
    extended_tells=("extended",),
)
"""Run planned work."""
