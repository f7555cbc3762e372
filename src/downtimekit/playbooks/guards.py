"""The rules that a playbook's moves and tasks name: each says what stands against it, in words, and what would help.

A rule looks at the standing, at what the signal says and at the time that it is given; it reads no clock and asks
nobody. Codes, serial numbers and exam numbers may stand in a reason; a patient may not.

A host adds rules of its own by giving its desk a mapping with further names; tables never hold code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from downtimekit.errors import Reason
from downtimekit.models.breast import ReportStatus
from downtimekit.models.capture import Capture, RecordKind
from downtimekit.models.downtime import Scheduled
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.paper import SheetState
from downtimekit.playbooks.closing_guards import CLOSING_GUARDS
from downtimekit.playbooks.situation import Guard, Guards, Situation, Takes, broken, listed, many
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.table import Meaning
from downtimekit.playbooks.track import TrackStanding

__all__ = ["GUARDS", "Guard", "Guards", "Situation", "Takes", "broken", "listed", "users_are_back"]


def _where(standing: Standing, tracks: Iterable[TrackStanding]) -> str:
    """Return of which tracks a reason is, where it is not of all of them."""
    tracks = list(tracks)
    return f" for {listed(track.label for track in tracks)}" if len(tracks) < len(standing.tracks) else ""


def _not_valid(situation: Situation, interface: str) -> list[TrackStanding]:
    """Return on which tracks an interface was not validated since they answered again, or failed after that."""
    standing = situation.standing
    validated = [signal.name for signal in standing.playbook.signals if signal.means is Meaning.INTERFACE_VALID]
    failed = [signal.name for signal in standing.playbook.signals if signal.means is Meaning.INTERFACE_FAILED]

    def is_valid(track: TrackStanding) -> bool:
        since = standing.last_heard(*validated, subject=interface, track=track.name)
        lost = max(track.lost, track.restored)
        return since > lost and since > standing.last_heard(*failed, subject=interface, track=track.name)

    return [track for track in situation.tracks if not is_valid(track)]


def interface_is_known(situation: Situation, _: str) -> Iterator[Reason]:
    """The interface is one of those that were declared."""
    known = situation.standing.downtime.interfaces
    named = situation.details.get("interface")
    if named is not None and named not in known:
        yield Reason(
            "interface_unknown",
            "that is no interface of this downtime",
            f"name one of: {', '.join(known) or 'none was declared'}",
        )


def earlier_interfaces_are_valid(situation: Situation, _: str) -> Iterator[Reason]:
    """Interfaces are validated in their order."""
    known = situation.standing.downtime.interfaces
    named = situation.details.get("interface")
    for earlier in known[: known.index(named)] if named in known else ():
        if tracks := _not_valid(situation, earlier):
            where = _where(situation.standing, tracks)
            yield Reason(
                "interface_out_of_order",
                f"interface '{earlier}' comes first and is not validated{where}",
                f"validate '{earlier}'",
            )


def interface_is_valid(situation: Situation, _: str) -> Iterator[Reason]:
    """The interface was validated since the service came back, and did not fail after that."""
    interface = situation.details.get("interface")
    if interface is not None and (tracks := _not_valid(situation, interface)):
        yield Reason(
            "interface_not_validated",
            f"interface '{interface}' is not validated{_where(situation.standing, tracks)}",
            f"validate it, and report 'interface_validated' for '{interface}'",
        )


def interfaces_are_valid(situation: Situation, _: str) -> Iterator[Reason]:
    """Up is not released: every interface is validated first."""
    for interface in situation.standing.downtime.interfaces:
        told = Situation(situation.standing, situation.tracks, {"interface": interface}, situation.now)
        yield from interface_is_valid(told, "")


def was_heard(situation: Situation, signal: str) -> Iterator[Reason]:
    """Something was reported, and again where the service went down again after that."""
    standing = situation.standing
    tracks = [track for track in situation.tracks if standing.last_heard(signal, track=track.name) <= track.lost]
    if tracks:
        label = standing.playbook.signal(signal).label
        words = f"nobody has reported this yet{_where(standing, tracks)}: {label}"
        yield Reason(f"{signal}_not_reported", words, f"see that it is done, and report '{signal}'")


def task_is_done(situation: Situation, task: str) -> Iterator[Reason]:
    """Somebody recorded a task as done, since the last track came to its phase."""
    standing = situation.standing
    rule = standing.playbook.task(task)
    since = standing.entered.get(rule.phase)
    done = max((step.version for (name, _), step in standing.done.items() if name == task), default=0)
    if since is None or done <= since.version:
        yield Reason("task_not_done", f"this is still to be done: {rule.label}", f"do it, and record '{task}' as done")


def steady_for(situation: Situation, minutes: str) -> Iterator[Reason]:
    """The service has not gone bad for some minutes: one that comes and goes is not yet back."""
    span = timedelta(minutes=int(minutes))
    shaky = [track for track in situation.tracks if _bad_at(situation, track) > situation.now - span]
    if shaky:
        ready = max(_bad_at(situation, track) for track in shaky) + span
        at = situation.standing.downtime.local(ready).strftime("%H:%M %Z")
        words = f"the service has not been good for {minutes} minutes yet{_where(situation.standing, shaky)}"
        rest = ", or report it now for the others by name" if len(shaky) < len(situation.tracks) else ""
        yield Reason("not_steady", words, f"watch it until {at}, and report it then{rest}")


def _bad_at(situation: Situation, track: TrackStanding) -> datetime:
    """Return when a track was last reported to be bad: when it went down, or a signal kept it there."""
    standing = situation.standing
    kept = [
        heard.at
        for (signal, _, about), heard in standing.heard.items()
        if about in {None, track.name}
        and any(
            standing.playbook.phase(move.target).state is TrackState.DOWN
            for move in standing.playbook.moves_on(signal)
            if move.target
        )
    ]
    return max([*kept, track.down_at or standing.downtime.began_at])


def users_are_back(situation: Situation, _: str) -> Iterator[Reason]:
    """The service was given back to its users."""
    away = [track for track in situation.tracks if track.state is not TrackState.RELEASED]
    if away:
        words = f"the service is not released to its users{_where(situation.standing, away)}"
        yield Reason("not_released", words, "validate its interfaces, and release it")


def was_announced(situation: Situation, _: str) -> Iterator[Reason]:
    """Planned work is announced before it begins."""
    event = situation.standing.downtime.event
    announced = isinstance(event, Scheduled) and event.announced_at is not None
    if not announced and not situation.standing.last_heard("announced"):
        yield Reason("not_announced", "nobody was told of the planned work", "tell people, and report 'announced'")


def paper_balances(situation: Situation, _: str) -> Iterator[Reason]:
    """Every numbered sheet that was issued is returned, voided, or declared missing."""
    out = [serial for serial, state in situation.standing.sheets.items() if state is SheetState.OUT]
    if out:
        yield Reason(
            "paper_out",
            f"{len(out)} of {many(situation.standing.sheets, 'numbered sheet')} neither returned nor voided:"
            f" {listed(out)}",
            "type them in, void them, or declare them missing",
        )


def nothing_was_captured(situation: Situation, _: str) -> Iterator[Reason]:
    """No sheet came back, so that nothing has to be entered."""
    if situation.standing.captures or situation.standing.refused:
        words = "sheets were typed in, and what stands on them must come into the chart"
        yield Reason("captured", words, "bring the downtime to its back-fill, and close it after that")


def _open(standing: Standing, kinds: frozenset[RecordKind]) -> list[Capture]:
    return [capture for capture in standing.open_captures() if capture.kind in kinds]


def questionnaires_are_entered(situation: Situation, _: str) -> Iterator[Reason]:
    """Every questionnaire that was typed in is in the chart."""
    waiting = _open(situation.standing, frozenset({RecordKind.QUESTIONNAIRE}))
    if waiting:
        yield Reason(
            "questionnaires_waiting",
            f"{many(waiting, 'questionnaire')} not in the chart: {listed(c.serial or c.id for c in waiting)}",
            "plan, agree and apply the back-fill",
        )


def everything_is_entered(situation: Situation, _: str) -> Iterator[Reason]:
    """Every sheet that was typed in is in the chart, and none waits for a person."""
    standing = situation.standing
    waiting = _open(standing, frozenset(RecordKind))
    if waiting:
        yield Reason(
            "captures_waiting",
            f"{many(waiting, 'typed sheet')} not in the chart: {listed(c.serial or c.id for c in waiting)}",
            "decide what is held for a person, then plan, agree and apply the back-fill",
        )
    if standing.refused:
        yield Reason(
            "captures_refused",
            f"{many(standing.refused, 'sheet')} typed in with faults:"
            f" {listed(r.serial or r.capture for r in standing.refused.values())}",
            "type them in again",
        )
    if standing.rejected:
        yield Reason(
            "writes_rejected", f"{many(standing.rejected, 'record')} refused by the system", "plan the back-fill again"
        )


def reports_are_final(situation: Situation, _: str) -> Iterator[Reason]:
    """Every report that was entered is final."""
    unsigned = [
        accession for accession, status in situation.standing.statuses.items() if status is not ReportStatus.FINAL
    ]
    if unsigned:
        yield Reason(
            "reports_not_final",
            f"{many(unsigned, 'report')} not final: {', '.join(unsigned)}",
            "have a radiologist sign them: on paper, and enter the sheet; or in the system, and plan and agree again",
        )


def nobody_is_left_to_tell(situation: Situation, _: str) -> Iterator[Reason]:
    """Every notice reached everybody: no call is still to be made, none failed."""
    not_reached = list(situation.standing.not_reached())
    if not_reached:
        people = listed(dict.fromkeys(contact for _, contact in not_reached))
        yield Reason(
            "notices_open",
            f"{many(not_reached, 'message')} not known to have arrived: {people}",
            "make the calls on the call sheet and record the answers",
        )
    untold = list(situation.standing.untold())
    if untold:
        subjects = listed(f"'{notice.subject}'" for notice in untold)
        yield Reason(
            "notices_untold",
            f"{many(untold, 'notice')} told to nobody: {subjects}",
            "deliver what is owed, or tell people and record who has it",
        )


GUARDS: Guards = {
    "interface_is_known": Guard(interface_is_known),
    "earlier_interfaces_are_valid": Guard(earlier_interfaces_are_valid),
    "interface_is_valid": Guard(interface_is_valid),
    "interfaces_are_valid": Guard(interfaces_are_valid),
    "was_heard": Guard(was_heard, Takes.SIGNAL),
    "task_is_done": Guard(task_is_done, Takes.TASK),
    "steady_for": Guard(steady_for, Takes.MINUTES),
    "users_are_back": Guard(users_are_back),
    "was_announced": Guard(was_announced),
    "paper_balances": Guard(paper_balances),
    "nothing_was_captured": Guard(nothing_was_captured),
    "questionnaires_are_entered": Guard(questionnaires_are_entered),
    "everything_is_entered": Guard(everything_is_entered),
    "reports_are_final": Guard(reports_are_final),
    "nobody_is_left_to_tell": Guard(nobody_is_left_to_tell),
    **CLOSING_GUARDS,
}
"""The rules that are shipped."""
