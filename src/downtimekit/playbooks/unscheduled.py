"""The unscheduled playbook: from the first call to the help desk to the last report back in the chart.

Source: a breast-imaging vendor's public downtime procedure (contact the IT help desk; gather information and identify
the target; tell all impacted staff; monitor and give updates; contact vendor support; meanwhile work on paper; connect
and validate interfaces; back-fill questionnaires; back-fill findings and finalize reports).
"""

from __future__ import annotations

from downtimekit.models.downtime import OutageTarget
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.people import STAFF_ROLES, Role
from downtimekit.playbooks.table import (
    Deadline,
    Detail,
    Each,
    Meaning,
    Move,
    NoticeRule,
    Phase,
    Playbook,
    Signal,
    Span,
    Task,
)

_STAFF = tuple(sorted(STAFF_ROLES))
_ACCOUNTED = ("everything_is_entered", "paper_balances", "reports_are_final")

UNSCHEDULED = Playbook(
    name="unscheduled",
    version=2,
    title="Unscheduled downtime",
    phases=(
        Phase(name="declared", label="Declared: work goes on on paper"),
        Phase(name="identifying", label="The help desk is finding out what is down"),
        Phase(name="down", label="Down: the target is known"),
        Phase(
            name="validating",
            label="Up again, not released: interfaces are being validated",
            state=TrackState.VALIDATING,
        ),
        Phase(name="released", label="Released: the system may be used again", state=TrackState.RELEASED),
        Phase(name="backfilling", label="Paper records are being entered", state=TrackState.RELEASED, entering=True),
        Phase(name="reconciled", label="Reconciled: every sheet is accounted for", state=TrackState.RELEASED),
        Phase(name="closed", label="Closed: nothing is open", state=TrackState.RELEASED, final=True),
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
        Signal(name="staff_told", label="All impacted staff were told"),
        Signal(name="vendor_support_contacted", label="Vendor support was contacted", details=(Detail(name="ticket"),)),
        Signal(name="update_given", label="Staff were given an update", details=(Detail(name="news"),)),
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
        Signal(name="stood_down", label="It was a false alarm", details=(Detail(name="reason"),)),
        Signal(name="closed", label="The downtime was closed", whole=True),
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
        Move(signal="service_restored", sources=("down",), target="validating"),
        Move(
            signal="interface_validated",
            sources=("validating",),
            guards=("interface_is_known", "earlier_interfaces_are_valid"),
        ),
        Move(signal="interface_failed", sources=("validating",), guards=("interface_is_known",)),
        Move(
            signal="service_lost",
            sources=("validating", "released", "backfilling"),
            target="down",
            tells=("lost_again",),
            promises=("next_update",),
        ),
        Move(
            signal="data_impacted",
            sources=("down", "validating", "released", "backfilling"),
            tells=("data_impact",),
        ),
        Move(
            signal="released",
            sources=("validating",),
            target="released",
            guards=("interfaces_are_valid", "was_heard:staff_told", "was_heard:vendor_support_contacted"),
            tells=("back_online",),
            ends=("next_update",),
        ),
        Move(signal="backfill_started", sources=("released", "reconciled"), target="backfilling"),
        Move(signal="reconciled", sources=("backfilling",), target="reconciled", guards=_ACCOUNTED),
        Move(
            signal="stood_down",
            sources=("declared", "identifying"),
            target="closed",
            guards=("paper_balances", "nothing_was_captured"),
            tells=("false_alarm",),
            ends=("next_update",),
        ),
        Move(signal="closed", sources=("reconciled",), target="closed", guards=(*_ACCOUNTED, "nobody_is_left_to_tell")),
    ),
    tasks=(
        Task(
            name="contact_help_desk",
            label="Contact the internal IT help desk",
            phase="declared",
            done_by="help_desk_contacted",
        ),
        Task(
            name="identify_target",
            label="Gather information and identify what is down",
            phase="identifying",
            done_by="target_identified",
        ),
        Task(name="tell_staff", label="Tell all impacted staff", phase="down", until="was_heard:staff_told"),
        Task(
            name="contact_vendor_support",
            label="Contact vendor support",
            phase="down",
            until="was_heard:vendor_support_contacted",
        ),
        Task(
            name="validate_interface",
            label="Connect and validate the interface",
            phase="validating",
            until="interface_is_valid",
            each=Each.INTERFACE,
        ),
        Task(
            name="backfill_questionnaires",
            label="Back-fill questionnaires",
            phase="backfilling",
            until="questionnaires_are_entered",
        ),
        Task(
            name="backfill_findings",
            label="Back-fill tech notes and findings",
            phase="backfilling",
            until="everything_is_entered",
        ),
        Task(
            name="account_for_paper",
            label="Account for every numbered sheet",
            phase="backfilling",
            until="paper_balances",
        ),
        Task(name="finalize_reports", label="Finalize reports", phase="backfilling", until="reports_are_final"),
        Task(
            name="restock_paper",
            label="Bring paper: what was printed lasts for 8 hours",
            phase="declared",
            who=Role.CHARGE_NURSE,
            within_minutes=60,
            on_demand=True,
            source="SAFER contingency planning 1.3",
        ),
        Task(
            name="analyse_root_cause",
            label="Analyse the cause of this downtime of more than 24 hours",
            phase="declared",
            who=Role.IT_LEAD,
            each=Each.SITE,
            on_demand=True,
            source="SAFER contingency planning 3.3",
        ),
    ),
    deadlines=(
        Deadline(
            name="next_update",
            label="The next update to staff",
            span=Span.UPDATE_EVERY,
            promise=True,
            tells=("update_overdue",),
            source="Ikonopedia downtime procedure: monitor and provide communication updates",
        ),
        Deadline(
            name="paper_stock",
            label="Look at the stock of paper: a ward holds enough for 8 hours",
            minutes=7 * 60,
            starts=("declared", "down"),
            ends=("released", "backfilling", "reconciled", "closed"),
            opens=("restock_paper",),
            repeats=True,
            source="SAFER contingency planning 1.3: paper for at least 8 hours",
        ),
        Deadline(
            name="root_cause_analysis",
            label="Down for 24 hours: the cause is to be analysed",
            minutes=24 * 60,
            starts=("declared", "down"),
            ends=("released", "backfilling", "reconciled", "closed"),
            each=Each.SITE,
            opens=("analyse_root_cause",),
            source="SAFER contingency planning 3.3: a root-cause analysis of unplanned downtime beyond 24 hours",
        ),
    ),
    notices=(
        NoticeRule(
            name="paper_started",
            audience=(*_STAFF, Role.HELP_DESK),
            subject="Downtime at $sites: work on paper",
            body="$services cannot be used at $sites since $since. Work on paper: take the numbered forms. Do not enter"
            " anything into the system. Questions: call $call. You will be told what is down as soon as it is known.",
        ),
        NoticeRule(
            name="target_known",
            audience=(*_STAFF, Role.HELP_DESK, Role.VENDOR_SUPPORT),
            subject="Downtime at $sites: $target",
            body="What is down: $target, since $since. Go on working on paper. Next update by $next_update."
            " Questions: call $call.",
        ),
        NoticeRule(
            name="update",
            audience=_STAFF,
            subject="Downtime at $sites: update",
            body="$news Go on working on paper. Next update by $next_update. Questions: call $call.",
        ),
        NoticeRule(
            name="update_overdue",
            audience=(Role.INCIDENT_COMMANDER, Role.CHARGE_NURSE, Role.HELP_DESK),
            subject="Downtime at $sites: the promised update is overdue",
            body="Staff were promised an update on $services at $sites that was not given. Give one now, also where"
            " there is no news. Questions: call $call.",
        ),
        NoticeRule(
            name="data_impact",
            audience=(Role.ACCOUNT_OWNER, Role.PRIVACY_OFFICER),
            subject="$services at $sites: data was impacted",
            body="The vendor says that data of $services at $sites was impacted, reference $reference. It will contact"
            " you; ask for what was lost and from when to when. Questions: call $call.",
        ),
        NoticeRule(
            name="lost_again",
            audience=(*_STAFF, Role.HELP_DESK, Role.VENDOR_SUPPORT),
            subject="Downtime at $sites: down again",
            body="$services cannot be used at $sites again since $now. Work on paper, and do not enter anything into"
            " the system. Next update by $next_update. Questions: call $call.",
        ),
        NoticeRule(
            name="back_online",
            audience=(*_STAFF, Role.HELP_DESK, Role.VENDOR_SUPPORT),
            subject="$services is back at $sites",
            body="$services at $sites is validated and released at $now. Use the system again. Hand every paper sheet,"
            " used or not, to the records clerk. Questions: call $call.",
        ),
        NoticeRule(
            name="false_alarm",
            audience=(*_STAFF, Role.HELP_DESK),
            subject="$services at $sites: false alarm",
            body="$services can be used at $sites: the downtime was stood down at $now. Hand every paper sheet, used or"
            " not, to the records clerk. Questions: call $call.",
        ),
    ),
    declared_tells=("paper_started",),
)
"""Run an outage that nobody planned."""
