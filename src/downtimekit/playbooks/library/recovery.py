"""What every playbook ends with: the service is validated, released, and its paper is entered and accounted for.

Sources: a breast-imaging vendor's public downtime procedure (connect and validate interfaces; back-fill questionnaires;
back-fill findings and finalize reports); "up" is not "released" (For The Record, 9 Nov 2009); the balance of forms and
the closing rule are this library's own. `notices` is what people are told meanwhile.
"""

from __future__ import annotations

from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.people.staff import STAFF_ROLES, Role
from downtimekit.playbooks.library.parts import (
    Deadline,
    Detail,
    Each,
    Meaning,
    Move,
    Phase,
    Signal,
    Span,
    Task,
)

STAFF = tuple(sorted(STAFF_ROLES))
"""Everybody who works at the clinic."""

IT_TOO = (*STAFF, Role.HELP_DESK, Role.VENDOR_SUPPORT)
"""Everybody, and those who mend it."""

ACCOUNTED = ("everything_is_entered", "paper_balances", "reports_are_final")
"""Rules: nothing of the paper is left."""

SETTLED = ("medication_is_settled", "patients_are_identified", "numbers_balance", "mqsa_dates_are_kept")
"""Rules: nobody waits for anything that the downtime began."""

USABLE = ("released", "backfilling", "reconciled", "closed")
"""The phases in which users are back."""

PHASES = (
    Phase(
        name="validating",
        label="Up again, not released: interfaces are being validated",
        state=TrackState.VALIDATING,
    ),
    Phase(name="released", label="Released: the system may be used again", state=TrackState.RELEASED),
    Phase(name="backfilling", label="Paper records are being entered", state=TrackState.RELEASED, entering=True),
    Phase(name="reconciled", label="Reconciled: every sheet is accounted for", state=TrackState.RELEASED),
    Phase(name="closed", label="Closed: nothing is open", state=TrackState.RELEASED, final=True),
)

STAFF_TOLD = Signal(name="staff_told", label="All impacted staff were told")
VENDOR_CONTACTED = Signal(
    name="vendor_support_contacted", label="Vendor support was contacted", details=(Detail(name="ticket"),)
)
UPDATE_GIVEN = Signal(name="update_given", label="Staff were given an update", details=(Detail(name="news"),))
STOOD_DOWN = Signal(name="stood_down", label="It was a false alarm", details=(Detail(name="reason"),))

SIGNALS = (
    Signal(
        name="service_restored",
        label="The service answers again",
        details=(Detail(name="evidence", required=False),),
    ),
    Signal(
        name="interface_validated",
        label="An interface was validated",
        details=(Detail(name="interface"),),
        subject="interface",
        means=Meaning.INTERFACE_VALID,
    ),
    Signal(
        name="interface_failed",
        label="An interface failed its validation",
        details=(Detail(name="interface"), Detail(name="reason")),
        subject="interface",
        means=Meaning.INTERFACE_FAILED,
    ),
    Signal(name="service_lost", label="The service went down again", details=(Detail(name="reason"),)),
    Signal(
        name="data_impacted",
        label="Data was impacted: the account owner is told",
        details=(Detail(name="reference"),),
    ),
    Signal(name="released", label="The service was released to its users"),
    Signal(name="backfill_started", label="Back-fill began", whole=True),
    Signal(name="reconciled", label="Paper and chart were reconciled", whole=True),
    Signal(name="closed", label="The downtime was closed", whole=True),
)


def moves(
    *,
    down: tuple[str, ...],
    again: str,
    restore: tuple[str, ...] = (),
    release: tuple[str, ...] = (),
    to_close: tuple[str, ...] = (),
) -> tuple[Move, ...]:
    """Return the moves from a service that is down to a downtime that is closed.

    Args:
        down: the phases from which the service can come back.
        again: the phase in which it is when it is lost again.
        restore: rules that must hold before the service counts as back.
        release: further rules that must hold before users come back.
        to_close: further rules that must hold before the downtime is closed.
    """
    return (
        Move(signal="service_restored", sources=down, target="validating", guards=restore),
        Move(
            signal="interface_validated",
            sources=("validating",),
            guards=("interface_is_known", "earlier_interfaces_are_valid"),
        ),
        Move(signal="interface_failed", sources=("validating",), guards=("interface_is_known",)),
        Move(
            signal="service_lost",
            sources=("validating", "released", "backfilling"),
            target=again,
            tells=("lost_again",),
            promises=("next_update",),
        ),
        Move(
            signal="data_impacted",
            sources=(*down, "validating", "released", "backfilling", "reconciled"),
            tells=("data_impact",),
        ),
        Move(
            signal="released",
            sources=("validating",),
            target="released",
            guards=("interfaces_are_valid", *release),
            tells=("back_online",),
        ),
        Move(signal="backfill_started", sources=("released", "reconciled"), target="backfilling"),
        Move(signal="reconciled", sources=("backfilling",), target="reconciled", guards=ACCOUNTED),
        Move(
            signal="closed",
            sources=("reconciled",),
            target="closed",
            guards=(*ACCOUNTED, *SETTLED, "nobody_is_left_to_tell", *to_close),
        ),
    )


def news(*sources: str) -> tuple[Move, ...]:
    """Return the moves by which it is reported that staff and the vendor know, and what staff were told."""
    return (
        Move(signal="staff_told", sources=sources),
        Move(signal="vendor_support_contacted", sources=sources),
        Move(signal="update_given", sources=sources, tells=("update",), promises=("next_update",)),
    )


def stand_down(*sources: str) -> Move:
    """Return the move by which a false alarm ends, as long as nothing was written on paper."""
    return Move(
        signal="stood_down",
        sources=sources,
        target="closed",
        guards=("paper_balances", "nothing_was_captured"),
        tells=("false_alarm",),
    )


def work_on_paper(phase: str) -> Task:
    """Return the task that goes on as long as the service cannot be used."""
    return Task(
        name="work_on_paper",
        label="Collect on paper: patient questionnaire, tech notes, and the radiologist's density, findings, BI-RADS"
        " and recommendations",
        phase=phase,
        until="users_are_back",
        source="Breast-imaging vendor's procedure: information to gather during downtime",
    )


TASKS = (
    Task(
        name="validate_interface",
        label="Connect and validate the interface",
        phase="validating",
        who=Role.IT_LEAD,
        until="interface_is_valid",
        each=Each.INTERFACE,
    ),
    Task(
        name="backfill_questionnaires",
        label="Back-fill questionnaires",
        phase="backfilling",
        who=Role.RECORDS_CLERK,
        until="questionnaires_are_entered",
    ),
    Task(
        name="backfill_findings",
        label="Back-fill tech notes and findings",
        phase="backfilling",
        who=Role.RECORDS_CLERK,
        until="everything_is_entered",
    ),
    Task(
        name="account_for_paper",
        label="Account for every numbered sheet",
        phase="backfilling",
        who=Role.RECORDS_CLERK,
        until="paper_balances",
    ),
    Task(
        name="finalize_reports",
        label="Finalize reports",
        phase="backfilling",
        who=Role.RADIOLOGIST,
        until="reports_are_final",
    ),
)

NEXT_UPDATE = Deadline(
    name="next_update",
    label="The next update to staff",
    span=Span.UPDATE_EVERY,
    ends=USABLE,
    promise=True,
    tells=("update_overdue",),
    source="Breast-imaging vendor's procedure: monitor and provide communication updates",
)


def long_downtime(*starts: str, unplanned: tuple[str, ...] = ()) -> tuple[tuple[Task, ...], tuple[Deadline, ...]]:
    """Return what a long downtime asks for: paper for the next 8 hours, and the cause analysed after 24.

    Args:
        starts: the phases in which the service cannot be used; the first is where its tasks open.
        unplanned: those in which nobody had planned that; all of them, where none are named.
    """
    tasks = (
        Task(
            name="restock_paper",
            label="Bring paper: what was printed lasts for 8 hours",
            phase=starts[0],
            who=Role.CHARGE_NURSE,
            within_minutes=60,
            until="users_are_back",
            on_demand=True,
            source="SAFER contingency planning 1.3",
        ),
        Task(
            name="analyse_root_cause",
            label="Analyse the cause of this downtime of more than 24 hours",
            phase=(unplanned or starts)[0],
            who=Role.IT_LEAD,
            each=Each.SITE,
            on_demand=True,
            source="SAFER contingency planning 3.3",
        ),
    )
    deadlines = (
        Deadline(
            name="paper_stock",
            label="Look at the stock of paper: a ward holds enough for 8 hours",
            minutes=7 * 60,
            starts=starts,
            ends=USABLE,
            opens=("restock_paper",),
            repeats=True,
            source="SAFER contingency planning 1.3: paper for at least 8 hours",
        ),
        Deadline(
            name="root_cause_analysis",
            label="Down for 24 hours: the cause is to be analysed",
            minutes=24 * 60,
            starts=unplanned or starts,
            ends=USABLE,
            each=Each.SITE,
            opens=("analyse_root_cause",),
            source="SAFER contingency planning 3.3: a root-cause analysis of unplanned downtime beyond 24 hours",
        ),
    )
    return tasks, deadlines
