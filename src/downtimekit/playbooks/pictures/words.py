"""The words of a table for people: what a rule asks for, when a deadline comes and what follows, who a role is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.people.staff import STAFF_ROLES, Role
from downtimekit.playbooks.guards import GUARDS, Guards, Takes
from downtimekit.playbooks.table import Anchor, Deadline, Phase, Playbook, Span

ASKS: Mapping[str, str] = {
    "interface_is_known": "the interface is one that was declared",
    "earlier_interfaces_are_valid": "the interfaces before it are validated",
    "interface_is_valid": "the interface is validated",
    "interfaces_are_valid": "every interface is validated",
    "was_heard": "it was reported: {}",
    "task_is_done": "it is recorded as done: {}",
    "steady_for": "it was not bad for {} minutes on end",
    "users_are_back": "the service was given back to its users",
    "was_announced": "the planned work was announced",
    "paper_balances": "every numbered sheet is returned, voided or declared missing",
    "nothing_was_captured": "no sheet was typed in",
    "questionnaires_are_entered": "every questionnaire is in the chart",
    "everything_is_entered": "every typed sheet is in the chart",
    "reports_are_final": "every report is final",
    "nobody_is_left_to_tell": "every notice reached everybody",
    "medication_is_settled": "every medication record is in the chart or explained",
    "patients_are_identified": "every patient has a name and a lasting number",
    "numbers_balance": "it is said of every number what became of it",
    "mqsa_dates_are_kept": "what the law on mammography asks for was sent by its date, or it is said why not",
    "scans_are_filed": "every sheet that came back is in the chart as a scan, or it is said why not",
}
"""What each shipped rule asks for; a host's own is told by the first line of its docstring."""

STATES: Mapping[TrackState, str] = {
    TrackState.DOWN: "down",
    TrackState.VALIDATING: "up, being checked",
    TrackState.RELEASED: "in use",
}
TIERS: Mapping[AccessTier, str] = {tier: tier.value.replace("_", " ") for tier in AccessTier}
_ANCHORS: Mapping[Anchor, str] = {
    Anchor.NOW: "",
    Anchor.BEGAN: "the beginning of the downtime",
    Anchor.WINDOW_STARTS: "the planned start",
    Anchor.WINDOW_ENDS: "the announced end",
}
_DAY = 24 * 60


def asked(rule: str, *, playbook: Playbook, guards: Guards = GUARDS) -> str:
    """Return what a rule asks for, such as ``it was reported: All impacted staff were told``."""
    name, _, about = rule.partition(":")
    guard = guards.get(name)
    if guard is not None and guard.takes is Takes.SIGNAL:
        about = next((one.label for one in playbook.signals if one.name == about), about)
    if guard is not None and guard.takes is Takes.TASK:
        about = next((one.label for one in playbook.tasks if one.name == about), about)
    if name in ASKS:
        return ASKS[name].format(about)
    first = ((guard.check.__doc__ if guard else None) or name.replace("_", " ")).strip().partition("\n")[0]
    words = first[0].lower() + first[1:].rstrip(".")
    return f"{words}: {about}" if about else words


def when(deadline: Deadline) -> str:
    """Return when a deadline comes, counted from the moment in which it is set where it does not say otherwise."""
    again = ", again and again" if deadline.repeats else ""
    anchor = _ANCHORS[deadline.anchor]
    if deadline.span is Span.ANNOUNCE_AHEAD:
        return f"as long before {anchor or 'it'} as the notice policy asks"
    if deadline.span is Span.REMIND_AHEAD:
        return f"each time before {anchor or 'it'} that the notice policy names"
    if deadline.span is Span.UPDATE_EVERY:
        return f"by the time between updates that was promised{again}"
    minutes = deadline.minutes or 0
    if not anchor:
        return f"after {duration(minutes)}{again}"
    if minutes == 0:
        return f"at {anchor}{again}"
    return f"{duration(abs(minutes))} {'before' if minutes < 0 else 'after'} {anchor}{again}"


def follows(deadline: Deadline, *, playbook: Playbook) -> Iterator[str]:
    """Yield what follows when a deadline comes."""
    if deadline.promise:
        yield "it counts as missed"
    if deadline.signal:
        yield f"the clock reports: {playbook.signal(deadline.signal).label}"
    for name in deadline.opens:
        yield f"a task opens: {playbook.task(name).label}"
    for name in deadline.tells:
        yield f"told: {people(playbook.notice(name).audience)}"


def duration(minutes: int) -> str:
    """Return a number of minutes as people say it: ``45 min``, ``7 h``, ``1 h 30 min``, ``3 days``."""
    if minutes >= 2 * _DAY and minutes % _DAY == 0:
        return f"{minutes // _DAY} days"
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part
    )


def people(roles: Iterable[Role]) -> str:
    """Return who is meant, in words; all who work at the clinic are one word."""
    named = list(dict.fromkeys(roles))
    if set(named) >= STAFF_ROLES:
        return ", ".join(["all staff", *(role_words(role) for role in named if role not in STAFF_ROLES)])
    return ", ".join(role_words(role) for role in named)


def role_words(role: Role) -> str:
    """Return a role as people read it."""
    return role.value.replace("_", " ").replace("it lead", "IT lead")


def standing_words(phase: Phase) -> str:
    """Return what a phase means for those who use the service."""
    words = [STATES[phase.state]]
    if phase.tier is not None and phase.tier is not AccessTier.LIVE:
        words.append(f"access: {TIERS[phase.tier]}")
    if phase.entering:
        words.append("paper records may be entered")
    if phase.final:
        words.append("the downtime ends here")
    return ", ".join(words)
