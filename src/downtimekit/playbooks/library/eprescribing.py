"""The e-prescribing playbook: paper pads, a portal that works alone and does not sync, and its changes put right after.

Source: a behavioural-health EHR vendor's public procedure: the portal's credentials are obtained by phone from vendor
support, never by email or ticket; its account-management part is left alone, because who acts there answers for billing
and access; changes made there do not sync, and are documented by hand after restore; prescription pads are kept. That a
printed prescription is never transmitted later is 21 CFR 1311.170(f) and this library's own rule.
"""

from __future__ import annotations

from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.people.staff import Role
from downtimekit.playbooks.library import notices, recovery
from downtimekit.playbooks.library.parts import (
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

_AWAY = ("pads", "portal")
_LONG_TASKS, _LONG_DEADLINES = recovery.long_downtime(*_AWAY)
_VENDOR = "Behavioural-health vendor's procedure: using the prescribing portal outside of the EHR"

EPRESCRIBING = Playbook(
    name="eprescribing_outage",
    version=3,
    title="E-prescribing outage",
    phases=(
        Phase(name="pads", label="E-prescribing cannot be used: prescriptions on paper pads", tier=AccessTier.PAPER),
        Phase(
            name="portal",
            label="The portal is used by itself: it does not sync, and every change is recorded",
            tier=AccessTier.DEGRADED,
        ),
        *recovery.PHASES,
    ),
    signals=(
        Signal(name="credentials_obtained", label="Credentials for the portal were obtained, by phone"),
        Signal(name="portal_opened", label="The portal is used by itself"),
        Signal(name="portal_lost", label="The portal cannot be used any more"),
        recovery.STAFF_TOLD,
        recovery.VENDOR_CONTACTED,
        recovery.UPDATE_GIVEN,
        recovery.STOOD_DOWN,
        *recovery.SIGNALS,
    ),
    moves=(
        Move(signal="credentials_obtained", sources=("pads",)),
        Move(
            signal="portal_opened",
            sources=("pads",),
            target="portal",
            guards=("was_heard:credentials_obtained",),
            tells=("use_portal",),
            promises=("next_update",),
        ),
        Move(
            signal="portal_lost",
            sources=("portal",),
            target="pads",
            tells=("use_pads",),
            promises=("next_update",),
        ),
        *recovery.news(*_AWAY, "validating"),
        recovery.stand_down("pads"),
        *recovery.moves(
            down=_AWAY,
            again="pads",
            release=("was_heard:staff_told",),
            to_close=("task_is_done:document_portal_changes", "task_is_done:account_for_pads"),
        ),
    ),
    tasks=(
        Task(
            name="fetch_pads",
            label="Fetch the prescription pads from their safe, and note the serial numbers",
            phase="pads",
            who=Role.PRESCRIBER,
            source="Behavioural-health vendor's procedure: keep prescription pads handy",
        ),
        Task(
            name="obtain_credentials",
            label="Call vendor support for the portal's credentials: by phone only, never by email or ticket",
            phase="pads",
            who=Role.IT_LEAD,
            done_by="credentials_obtained",
            source=_VENDOR,
        ),
        Task(
            name="contact_vendor_support",
            label="Contact vendor support",
            phase="pads",
            who=Role.VENDOR_LIAISON,
            done_by="vendor_support_contacted",
        ),
        Task(name="tell_staff", label="Tell all prescribers and nurses", phase="pads", until="was_heard:staff_told"),
        Task(
            name="leave_account_management_alone",
            label="Tell whoever uses the portal: change nothing in its account management",
            phase="portal",
            who=Role.IT_LEAD,
            source=_VENDOR,
        ),
        Task(
            name="record_portal_changes",
            label="Record every change that is made in the portal on a medication-change sheet",
            phase="portal",
            who=Role.PRESCRIBER,
            until="users_are_back",
            source=_VENDOR,
        ),
        *recovery.TASKS,
        Task(
            name="document_portal_changes",
            label="Document every change that was made in the portal or on paper in the chart; transmit nothing again",
            phase="released",
            who=Role.PRESCRIBER,
            source=_VENDOR,
        ),
        Task(
            name="account_for_pads",
            label="Put the pads back, and account for every serial number",
            phase="released",
            who=Role.PHARMACY_LEAD,
        ),
        *_LONG_TASKS,
    ),
    deadlines=(recovery.NEXT_UPDATE, *_LONG_DEADLINES),
    notices=(
        NoticeRule(
            name="use_pads",
            audience=recovery.IT_TOO,
            event=NoticeEvent.STARTED,
            subject="E-prescribing cannot be used at $sites: use the pads",
            body="$services cannot be used at $sites since $since. Write prescriptions on the numbered pads, and keep a"
            " copy of each. Questions: call $call.",
            short="$services at $sites cannot be used since $since. Prescribe on the numbered pads. Questions: $call",
            says=(LetterPart.TODO,),
            texts=(
                Translation(
                    language="es",
                    subject="No se puede recetar electrónicamente en $sites: use los talonarios",
                    body="No se puede usar $services en $sites desde $since. Escriba las recetas en los talonarios"
                    " numerados y guarde una copia de cada una. Preguntas: llame a $call.",
                    short="No se puede usar $services en $sites desde $since. Use los talonarios numerados. Preguntas:"
                    " $call",
                ),
            ),
        ),
        NoticeRule(
            name="use_portal",
            audience=(Role.PRESCRIBER, Role.NURSE, Role.IT_LEAD),
            event=NoticeEvent.UPDATE,
            subject="E-prescribing at $sites: the portal can be used by itself",
            body="The portal works by itself and does not sync: write every change on a medication-change sheet, and"
            " change nothing in its account management. For access, call $call; nobody sends a password. Next update by"
            " $next_update.",
            short="E-prescribing at $sites: use the portal, and write every change on a sheet. Access: call $call. Next"
            " update by $next_update",
            says=(LetterPart.TODO,),
            texts=(
                Translation(
                    language="es",
                    subject="Recetas electrónicas en $sites: se puede usar el portal por separado",
                    body="El portal funciona por separado y no se sincroniza: anote cada cambio en una hoja de cambios"
                    " de medicación y no cambie nada en la administración de cuentas. Para obtener acceso, llame a"
                    " $call; nadie envía contraseñas. Habrá otro aviso para $next_update a más tardar.",
                    short="Recetas en $sites: use el portal y anote cada cambio en una hoja. Acceso: llame a $call."
                    " Otro aviso: $next_update",
                ),
            ),
        ),
        notices.FALSE_ALARM,
        *notices.NOTICES,
    ),
    declared_tells=("use_pads",),
)
"""Run an outage of e-prescribing."""
