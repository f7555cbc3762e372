"""A change of rules in flight: a running downtime goes on under another playbook, or is told to be stuck with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from downtimekit.errors import Reason
from downtimekit.models.facts import Fact, PromiseEnded, RulesChanged
from downtimekit.models.reading import read
from downtimekit.playbooks import deadlines
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.table import Playbook


@frozen
class Migration:
    """What a change of rules would do to one downtime.

    Attributes:
        stuck: what stands against it; where there is nothing, it can go on under the other rules.
        lost: what the other rules no longer know and is dropped: deadlines that stand, by their keys.
    """

    downtime: str
    stuck: Sequence[Reason]
    lost: Sequence[str]


def rehearse(standing: Standing, to: Playbook, *, phases: Mapping[str, str]) -> Migration:
    """Say what a change of rules would do; nothing is changed.

    Args:
        standing: where the downtime stands.
        to: the playbook that it would go on under.
        phases: which phase each becomes, where the name is another.
    """
    lost = [key for key, promise in standing.promises.items() if to.deadline(promise.name) is None]
    return Migration(standing.downtime.id, tuple(_stuck(standing, to, phases)), tuple(lost))


def migrate(
    standing: Standing, to: Playbook, *, phases: Mapping[str, str], reason: str, now: datetime
) -> Sequence[Fact]:
    """Return the facts by which a downtime goes on under other rules; ask `rehearse` first whether it can.

    Raises:
        InvalidInput: there is no reason.
    """
    told = {"digest": to.digest, "table": to.table, "phases": tuple(phases.items()), "reason": reason}
    changed: Fact = read(RulesChanged, told, source="migrate")
    ended: list[Fact] = [
        PromiseEnded(promise=promise.name, subject=promise.subject)
        for promise in standing.promises.values()
        if to.deadline(promise.name) is None
    ]
    after = standing.copy()
    for fact in (changed, *ended):
        after.fold(fact, version=after.version + 1, at=now)
    return [changed, *ended, *deadlines.missing(after, now=now)]


def _stuck(standing: Standing, to: Playbook, phases: Mapping[str, str]) -> Iterator[Reason]:
    known = {phase.name for phase in to.phases}
    if to.digest == standing.playbook.digest:
        yield Reason("same_rules", "it is run by these rules already")
    for phase, became in phases.items():
        if became not in known:
            yield Reason("phase_unknown", f"'{phase}' would become '{became}', which {to.name} does not have")
    for name, count in standing.census.items():
        if count and name not in known and name not in phases:
            label = standing.playbook.phase(name).label
            words = f"{count} of its tracks stand at '{name}' ({label}), which {to.name} {to.version} does not have"
            yield Reason("phase_gone", words, "say which phase it becomes")
    if standing.is_over:
        yield Reason("closed", "it is closed, and stays under the rules that it was closed by")
    yield from _halfway(standing, to, phases)


def _halfway(standing: Standing, to: Playbook, phases: Mapping[str, str]) -> Iterator[Reason]:
    """Yield the tracks whose service would be released, or taken away, by a change of words."""
    known = {phase.name: phase.state for phase in to.phases}
    for name, count in standing.census.items():
        state = known.get(phases.get(name, name))
        if count and state is not None and state is not standing.playbook.phase(name).state:
            words = f"'{name}' would mean '{state}' to its users, and means '{standing.playbook.phase(name).state}' now"
            yield Reason("state_differs", words, "map it to a phase that means the same")
