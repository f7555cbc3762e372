"""What every playbook tells people, in English and Spanish.

Source: a breast-imaging vendor's public downtime procedure (tell all impacted staff; monitor and give updates; IT tells
the end users that it is back); the texts are our own.
"""

from __future__ import annotations

from downtimekit.models.people.staff import Role
from downtimekit.playbooks.library.parts import NoticeEvent, NoticeRule, Translation
from downtimekit.playbooks.library.recovery import IT_TOO, STAFF

UPDATE = NoticeRule(
    name="update",
    audience=STAFF,
    event=NoticeEvent.UPDATE,
    subject="Downtime at $sites: update",
    body="$news $todo Next update by $next_update. Questions: call $call.",
    short="Downtime at $sites: $news $todo Next update by $next_update. Questions: $call",
    texts=(
        Translation(
            language="es",
            subject="Interrupción en $sites: novedades",
            body="$news $todo Habrá otro aviso para $next_update a más tardar. Preguntas: llame a $call.",
            short="Interrupción en $sites: $news $todo Otro aviso: $next_update. Preguntas: $call",
        ),
    ),
)
FALSE_ALARM = NoticeRule(
    name="false_alarm",
    audience=(*STAFF, Role.HELP_DESK),
    event=NoticeEvent.STOOD_DOWN,
    subject="$services at $sites: false alarm",
    body="$services can be used at $sites: the downtime was stood down at $now. Hand every paper sheet, used or not, to"
    " the records clerk. Questions: call $call.",
    short="False alarm: $services at $sites can be used. Hand in every paper sheet. Questions: $call",
    texts=(
        Translation(
            language="es",
            subject="$services en $sites: falsa alarma",
            body="Se puede usar $services en $sites: la alarma se canceló a $now. Entregue todas las hojas de papel,"
            " usadas o no, a la persona encargada de los expedientes. Preguntas: llame a $call.",
            short="Falsa alarma: se puede usar $services en $sites. Entregue todas las hojas de papel. Preguntas:"
            " $call",
        ),
    ),
)
NOTICES = (
    UPDATE,
    NoticeRule(
        name="update_overdue",
        audience=(Role.INCIDENT_COMMANDER, Role.CHARGE_NURSE, Role.HELP_DESK),
        event=NoticeEvent.OVERDUE,
        subject="Downtime at $sites: the promised update is overdue",
        body="Staff were promised an update on $services at $sites that was not given. Give one now, also where there"
        " is no news. Questions: call $call.",
        short="$sites: the promised update on $services is overdue. Give one now. Questions: $call",
        texts=(
            Translation(
                language="es",
                subject="Interrupción en $sites: no se dio el aviso prometido",
                body="Se prometió al personal un aviso sobre $services en $sites y no se dio. Dé uno ahora, aunque no"
                " haya novedades. Preguntas: llame a $call.",
                short="$sites: no se dio el aviso prometido sobre $services. Dé uno ahora. Preguntas: $call",
            ),
        ),
    ),
    NoticeRule(
        name="data_impact",
        audience=(Role.ACCOUNT_OWNER, Role.PRIVACY_OFFICER),
        subject="$services at $sites: data was impacted",
        body="The vendor says that data of $services at $sites was impacted in the downtime since $since, reference"
        " $reference. It will contact you; ask for what was lost, and from when to when. Questions: call $call.",
        short="$services at $sites: data was impacted, reference $reference. The vendor will contact you. Questions:"
        " $call",
        texts=(
            Translation(
                language="es",
                subject="$services en $sites: hay datos afectados",
                body="El proveedor informa que hay datos afectados de $services en $sites por la interrupción desde"
                " $since; referencia: $reference. Se comunicará con usted: pregunte qué se perdió y de qué horas."
                " Preguntas: llame a $call.",
                short="$services en $sites: hay datos afectados, referencia $reference. El proveedor le llamará."
                " Preguntas: $call",
            ),
        ),
    ),
    NoticeRule(
        name="lost_again",
        audience=IT_TOO,
        event=NoticeEvent.LOST_AGAIN,
        subject="Downtime at $sites: down again",
        body="$services cannot be used at $sites again since $now. $todo Next update by $next_update. Questions: call"
        " $call.",
        short="$services at $sites: down again since $now. $todo Next update by $next_update. Questions: $call",
        texts=(
            Translation(
                language="es",
                subject="Interrupción en $sites: otra vez fuera de servicio",
                body="Otra vez no se puede usar $services en $sites, desde $now. $todo Habrá otro aviso para"
                " $next_update a más tardar. Preguntas: llame a $call.",
                short="$services en $sites: otra vez fuera de servicio desde $now. $todo Otro aviso: $next_update."
                " Preguntas: $call",
            ),
        ),
    ),
    NoticeRule(
        name="back_online",
        audience=IT_TOO,
        event=NoticeEvent.RELEASED,
        subject="$services is back at $sites",
        body="$services at $sites is validated and released at $now. Use the system again. Hand every paper sheet, used"
        " or not, to the records clerk. Questions: call $call.",
        short="$services is back at $sites since $now. Use it again. Hand in every paper sheet. Questions: $call",
        texts=(
            Translation(
                language="es",
                subject="$services en $sites: de nuevo en servicio",
                body="Ya se validó $services en $sites y se puede usar desde $now. Use el sistema de nuevo. Entregue"
                " todas las hojas de papel, usadas o no, a la persona encargada de los expedientes. Preguntas: llame a"
                " $call.",
                short="Ya puede usar $services en $sites, desde $now. Entregue todas las hojas de papel. Preguntas:"
                " $call",
            ),
        ),
    ),
)
