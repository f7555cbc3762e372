"""How long each downtime must be kept, and the removal of those whose time is over.

Nothing is removed by itself: a host asks what may go, somebody decides, and a mark of it stays. A downtime that is
still open, that is under a legal hold, whose chain does not hold or that cannot be read is never removed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from attrs import field, frozen

from downtimekit.errors import Fault, InvalidInput, JournalError, Reason, UnknownName, VersionConflict
from downtimekit.models import facts
from downtimekit.models.people import Staff
from downtimekit.models.retention import RetentionPolicy, RetentionRule
from downtimekit.playbooks import UNSCHEDULED, Playbook, Standing
from downtimekit.ports import Entry, Journal
from downtimekit.ports.agenda import in_utc
from downtimekit.ports.chain import Head
from downtimekit.ports.journal import Removed
from downtimekit.runtime.replaying import as_of

_HOLDS = (facts.HoldPlaced, facts.HoldLifted)


@frozen
class Kept:
    """How long one downtime must be kept.

    Attributes:
        last_in_effect: when something was last recorded of it, apart from legal holds; None where it cannot be read.
        keep_until: the last day on which it must be kept, by the clinic's wall clock; None where it has not ended.
        rule: the one that asks for the longest time.
        holds: the legal holds that stand.
        obstacles: every reason why it may not be removed now.
        head: where it ended when this was worked out.
    """

    downtime: str
    head: Head
    obstacles: tuple[Reason, ...]
    drill: bool = False
    last_in_effect: datetime | None = None
    keep_until: date | None = None
    rule: RetentionRule | None = None
    holds: tuple[str, ...] = ()

    @property
    def is_removable(self) -> bool:
        """Whether it may be removed."""
        return not self.obstacles

    def __str__(self) -> str:
        """Say it in a line."""
        name = f"{self.downtime}{' (DRILL)' if self.drill else ''}"
        until = f"kept until {self.keep_until}" if self.keep_until else "kept"
        why = "; ".join(map(str, self.obstacles)) or "may be removed"
        return f"{name}: {until}; {why}"


@frozen
class Removal:
    """What was removed, and what was not because somebody wrote to it in that moment."""

    removed: tuple[Removed, ...] = field(converter=tuple[Removed, ...])
    changed: tuple[str, ...] = field(converter=tuple[str, ...])


def retention(
    journal: Journal, policy: RetentionPolicy, *, now: datetime, playbooks: Sequence[Playbook] = (UNSCHEDULED,)
) -> tuple[Kept, ...]:
    """Say of each downtime how long it must be kept, and why; oldest first.

    Args:
        journal: where they are.
        policy: how long.
        now: the present, by a clock that the host vouches for.
        playbooks: the rules of downtimes that were declared by release 0.1.0.

    Raises:
        InvalidInput: `now` has no time zone.
    """
    moment = in_utc(now, "now")
    return tuple(_kept(journal, stream, policy, moment, playbooks) for stream in journal.streams())


def remove_expired(
    journal: Journal,
    policy: RetentionPolicy,
    *,
    now: datetime,
    by: Staff,
    reason: str,
    only: Collection[str] | None = None,
    playbooks: Sequence[Playbook] = (UNSCHEDULED,),
) -> Removal:
    """Remove the downtimes that may be removed; each leaves a mark with its last digest, and its name stays taken.

    Args:
        journal: where they are.
        policy: how long they are kept.
        now: the present, by a clock that the host vouches for; a wrong one removes what must be kept.
        by: who decided it.
        reason: why, for the marks; the rule and the day are added.
        only: of these; all of them, where None.
        playbooks: as for `retention`.

    Raises:
        InvalidInput: there is no reason, or `now` has no time zone.
    """
    if not reason.strip():
        raise InvalidInput("remove_expired", [Fault("reason", "is missing: say why they are removed")])
    removed, changed = [], []
    for kept in retention(journal, policy, now=now, playbooks=playbooks):
        if not kept.is_removable or kept.rule is None or (only is not None and kept.downtime not in only):
            continue
        words = f"{reason.strip()} (kept until {kept.keep_until}; {kept.rule.source})"
        try:
            mark = journal.remove(kept.downtime, digest=kept.head.digest, at=now, by=by, reason=words)
        except (VersionConflict, UnknownName):
            changed.append(kept.downtime)  # a hold was placed meanwhile, or somebody else removed it
        else:
            removed.append(mark)
    return Removal(removed, changed)


def _kept(journal: Journal, stream: str, policy: RetentionPolicy, now: datetime, playbooks: Sequence[Playbook]) -> Kept:
    try:
        entries = journal.read(stream)
        head = Head(entries[-1].version, entries[-1].digest) if entries else Head()
        standing = as_of(journal, stream, version=head.version, playbooks=playbooks)
    except UnknownName:
        words = "it is not known whether it has ended: it is no downtime, or its rules are nowhere to be had"
        return Kept(stream, head, (Reason("rules_unknown", words, "give its playbook"),))
    except (JournalError, InvalidInput):
        return Kept(stream, Head(), (Reason("unreadable", "it cannot be read", "restore it from a copy"),))
    rule = policy.rule_for({capture.kind for capture in standing.captures.values()}, drill=standing.downtime.drill)
    last = max(entry.at for entry in entries if not isinstance(entry.fact, _HOLDS))
    until = _years_later(standing.downtime.local(last).date(), rule.years) if standing.is_over else None
    obstacles = tuple(_obstacles(journal, standing, entries, until, now))
    return Kept(stream, head, obstacles, standing.downtime.drill, last, until, rule, tuple(standing.holds))


def _obstacles(
    journal: Journal, standing: Standing, entries: Sequence[Entry], until: date | None, now: datetime
) -> Iterator[Reason]:
    for hold in standing.holds:
        yield Reason("on_hold", f"the legal hold '{hold}' stands", "whoever placed it lifts it")
    if until is None:
        yield Reason("not_over", "it has not ended", "close it")
    elif standing.downtime.local(now).date() <= until:
        yield Reason("not_yet", f"it must be kept until {until}")
    elif not _holds(journal, entries[-1]):
        yield Reason("damaged", "its record was altered", "find out by whom, and restore it from a copy")


def _holds(journal: Journal, last: Entry) -> bool:
    try:
        return journal.verify(last.stream) == last.digest
    except JournalError:
        return False


def _years_later(day: date, years: int) -> date:
    """Return the same day so many years later; the day after where there is none, so that nothing goes too early."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
