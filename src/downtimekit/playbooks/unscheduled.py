"""The unscheduled playbook: from the first call to the help desk to the last report back in the chart.

Source: a breast-imaging vendor's public downtime procedure (contact the IT help desk; gather information and identify
the target; tell all impacted staff; monitor and give updates; contact vendor support; meanwhile work on paper; connect
and validate interfaces; back-fill questionnaires; back-fill findings and finalize reports).
"""

from __future__ import annotations

from downtimekit.models.downtime import OutageTarget
from downtimekit.models.people import STAFF_ROLES, Role
from downtimekit.playbooks.table import Detail, Each, Move, NoticeRule, Phase, Playbook, Signal, Task

_STAFF = tuple(sorted(STAFF_ROLES))
_ACCOUNTED = ("everything_is_entered", "paper_balances", "reports_are_final")

UNSCHEDULED = Playbook(
    name="unscheduled",
    version=1,
    title="Unscheduled downtime",
    phases=(
        Phase("declared", "Declared: work goes on on paper"),
        Phase("identifying", "The help desk is finding out what is down"),
        Phase("down", "Down: the target is known"),
        Phase("validating", "Up again, not released: interfaces are being validated"),
        Phase("released", "Released: the system may be used again"),
        Phase("backfilling", "Paper records are being entered"),
        Phase("reconciled", "Reconciled: every sheet is accounted for"),
        Phase("closed", "Closed: nothing is open", final=True),
    ),
    signals=(
        Signal("help_desk_contacted", "The internal IT help desk was contacted", (Detail("ticket"),)),
        Signal(
            "target_identified",
            "What is down was identified",
            (Detail("target", choices=tuple(OutageTarget)), Detail("evidence", required=False)),
        ),
        Signal("staff_told", "All impacted staff were told"),
        Signal("vendor_support_contacted", "Vendor support was contacted", (Detail("ticket"),)),
        Signal("update_given", "Staff were given an update", (Detail("news"),)),
        Signal("service_restored", "The service answers again", (Detail("evidence", required=False),)),
        Signal("interface_validated", "An interface was validated", (Detail("interface"),), subject="interface"),
        Signal(
            "interface_failed",
            "An interface failed its validation",
            (Detail("interface"), Detail("reason")),
            subject="interface",
        ),
        Signal("service_lost", "The service went down again", (Detail("reason"),)),
        Signal("released", "The service was released to its users"),
        Signal("backfill_started", "Back-fill began"),
        Signal("reconciled", "Paper and chart were reconciled"),
        Signal("stood_down", "It was a false alarm", (Detail("reason"),)),
        Signal("closed", "The downtime was closed"),
    ),
    moves=(
        Move("help_desk_contacted", ("declared",), "identifying"),
        Move(
            "target_identified",
            ("identifying", "down"),
            "down",
            tells=("target_known",),
            promises=("next_update",),
        ),
        Move("staff_told", ("down", "validating")),
        Move("vendor_support_contacted", ("identifying", "down", "validating")),
        Move("update_given", ("identifying", "down", "validating"), tells=("update",), promises=("next_update",)),
        Move("service_restored", ("down",), "validating"),
        Move("interface_validated", ("validating",), guards=("interface_is_known", "earlier_interfaces_are_valid")),
        Move("interface_failed", ("validating",), guards=("interface_is_known",)),
        Move(
            "service_lost",
            ("validating", "released", "backfilling"),
            "down",
            tells=("lost_again",),
            promises=("next_update",),
        ),
        Move(
            "released",
            ("validating",),
            "released",
            guards=("interfaces_are_valid", "staff_were_told", "vendor_support_was_contacted"),
            tells=("back_online",),
            ends=("next_update",),
        ),
        Move("backfill_started", ("released", "reconciled"), "backfilling"),
        Move("reconciled", ("backfilling",), "reconciled", guards=_ACCOUNTED),
        Move(
            "stood_down",
            ("declared", "identifying"),
            "closed",
            guards=("paper_balances", "nothing_was_captured"),
            tells=("false_alarm",),
            ends=("next_update",),
        ),
        Move("closed", ("reconciled",), "closed", guards=(*_ACCOUNTED, "nobody_is_left_to_tell")),
    ),
    tasks=(
        Task("contact_help_desk", "Contact the internal IT help desk", "declared", done_by="help_desk_contacted"),
        Task(
            "identify_target",
            "Gather information and identify what is down",
            "identifying",
            done_by="target_identified",
        ),
        Task("tell_staff", "Tell all impacted staff", "down", until="staff_were_told"),
        Task("contact_vendor_support", "Contact vendor support", "down", until="vendor_support_was_contacted"),
        Task(
            "validate_interface",
            "Connect and validate the interface",
            "validating",
            until="interface_is_valid",
            each=Each.INTERFACE,
        ),
        Task("backfill_questionnaires", "Back-fill questionnaires", "backfilling", until="questionnaires_are_entered"),
        Task("backfill_findings", "Back-fill tech notes and findings", "backfilling", until="everything_is_entered"),
        Task("account_for_paper", "Account for every numbered sheet", "backfilling", until="paper_balances"),
        Task("finalize_reports", "Finalize reports", "backfilling", until="reports_are_final"),
    ),
    notices=(
        NoticeRule(
            "paper_started",
            (*_STAFF, Role.HELP_DESK),
            "Downtime at $sites: work on paper",
            "$services cannot be used at $sites since $since. Work on paper: take the numbered forms. Do not enter"
            " anything into the system. Questions: call $call. You will be told what is down as soon as it is known.",
        ),
        NoticeRule(
            "target_known",
            (*_STAFF, Role.HELP_DESK, Role.VENDOR_SUPPORT),
            "Downtime at $sites: $target",
            "What is down: $target, since $since. Go on working on paper. Next update by $next_update."
            " Questions: call $call.",
        ),
        NoticeRule(
            "update",
            _STAFF,
            "Downtime at $sites: update",
            "$news Go on working on paper. Next update by $next_update. Questions: call $call.",
        ),
        NoticeRule(
            "lost_again",
            (*_STAFF, Role.HELP_DESK, Role.VENDOR_SUPPORT),
            "Downtime at $sites: down again",
            "$services cannot be used at $sites again since $now. Work on paper, and do not enter anything into the"
            " system. Next update by $next_update. Questions: call $call.",
        ),
        NoticeRule(
            "back_online",
            (*_STAFF, Role.HELP_DESK, Role.VENDOR_SUPPORT),
            "$services is back at $sites",
            "$services at $sites is validated and released at $now. Use the system again. Hand every paper sheet,"
            " used or not, to the records clerk. Questions: call $call.",
        ),
        NoticeRule(
            "false_alarm",
            (*_STAFF, Role.HELP_DESK),
            "$services at $sites: false alarm",
            "$services can be used at $sites: the downtime was stood down at $now. Hand every paper sheet, used or"
            " not, to the records clerk. Questions: call $call.",
        ),
    ),
    promises=(("next_update", "The next update to staff"),),
    declared_tells=("paper_started",),
)
"""Run an outage that nobody planned."""
