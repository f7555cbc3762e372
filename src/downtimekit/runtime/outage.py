"""One downtime in a host's hands: commands go in, facts go to the journal, the standing comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from attrs import define, evolve

from downtimekit.errors import Reason
from downtimekit.models.downtime import Extension, Scheduled, ServiceAccess
from downtimekit.models.downtime.observation import Observation
from downtimekit.models.facts import (
    AccessChanged,
    Fact,
    HoldLifted,
    HoldPlaced,
    Observed,
    SignalCorrected,
    Signalled,
    TaskDone,
    WindowExtended,
)
from downtimekit.models.people import Staff
from downtimekit.models.reading import read
from downtimekit.models.zones import instant
from downtimekit.playbooks import Playbook, Standing
from downtimekit.playbooks.checks import check
from downtimekit.playbooks.correcting import as_corrected, correction
from downtimekit.playbooks.deadlines import anchored
from downtimekit.playbooks.decide import Report, allowed
from downtimekit.playbooks.due import decide_at, up_to
from downtimekit.playbooks.marks import Promise
from downtimekit.playbooks.migrating import migrate, rehearse
from downtimekit.playbooks.naming import DEFAULT as NAMING
from downtimekit.playbooks.naming import NamingTable, Proposal, propose
from downtimekit.playbooks.scope import Scope
from downtimekit.playbooks.table import Anchor
from downtimekit.playbooks.tasks import OpenTask, open_tasks
from downtimekit.playbooks.telling import owed
from downtimekit.ports import Entry
from downtimekit.runtime.closing import ClosingTrail, after


@define
class Outage(ClosingTrail):
    """A handle on one downtime: what people report, what they must do, and what is due."""

    def signal(self, name: str, *, by: Staff, command: str | None = None, **details: str) -> Sequence[Entry]:
        """Report that something happened, now and to everything that it can be about; else see `report`.

        Args:
            name: a signal of the playbook.
            by: who reports it.
            command: an id under which it is done only once, however often it is sent.
            details: what the signal says, such as ``ticket="INC-4711"``.

        Raises:
            Refused: with every reason that stands against it, also that it names a patient; nothing was written.
            CommandReused: the command was sent before with another signal, or saying something else.
        """
        return self.report(Report(name, details), by=by, command=command)

    def report(
        self, report: Report, *, by: Staff, command: str | None = None, seen: int | None = None
    ) -> Sequence[Entry]:
        """Report that something happened, to some sites and services, or earlier than now.

        Args:
            report: the signal, what it says, what it is about and when it happened.
            by: who reports it.
            command: an id under which it is done only once, however often it is sent.
            seen: the version that they had before them; see `commit`.

        Raises:
            Refused: with every reason that stands against it; nothing was written.
            Overtaken: somebody else decided something since `seen`.
            CommandReused: the command was sent before with another signal, or saying something else.
            InvalidInput: the time has no zone.
        """
        happened_at = instant(report.happened_at) if report.happened_at else None
        said = {detail: str(words).strip() for detail, words in report.details.items()}
        told = evolve(report, details=said, happened_at=happened_at)

        def facts(standing: Standing, now: datetime) -> Sequence[Fact]:
            self._look_at(told.signal, standing, *said.values())
            drawn_up = self._accounts_for(told.signal, standing)
            then = after(standing, drawn_up, at=now)
            return [*drawn_up, *decide_at(then, told, now=now, guards=self.guards)]

        return self.commit(
            facts,
            by=by,
            command=command,
            seen=seen,
            same=lambda facts: (
                (told.signal, told.details)
                in [(fact.signal, dict(fact.details)) for fact in facts if isinstance(fact, Signalled)]
            ),
        )

    def correct(
        self,
        version: int,
        *,
        details: Mapping[str, str] | None = None,
        happened_at: datetime | None = None,
        reason: str,
        by: Staff,
        command: str | None = None,
    ) -> Sequence[Entry]:
        """Put right what a signal said; the old words stay in the record, and whoever was told them is told again.

        Args:
            version: of the signal's entry.
            details: what it should have said; what is not named stays.
            happened_at: when it happened, where that was wrong.
            reason: why it was wrong.
            by: who corrects it.
            command: an id under which it is done only once.

        Raises:
            Refused: no signal stands at that version, it does not take such details, or they or the reason name a
                patient.
            InvalidInput: there is no reason.
            CommandReused: the command corrected something else before.
        """
        said = {detail: words.strip() for detail, words in (details or {}).items()}

        def facts(standing: Standing, now: datetime) -> Sequence[Fact]:
            self._look_at("correct", standing, *said.values(), reason)
            since = self.journal.read(self.id, after=max(version, 1) - 1)
            heard = as_corrected((entry.fact for entry in since), version)
            reasons, facts = correction(
                standing, heard, version=version, details=said, happened_at=happened_at, reason=reason, now=now
            )
            if reasons:
                self._refuse("correct", reasons, standing)
            return facts

        def same(facts: Sequence[Fact]) -> bool:
            wrote = [fact for fact in facts if isinstance(fact, SignalCorrected)]
            return any(
                (fact.version, fact.happened_at) == (version, happened_at)
                and said.items() <= dict(fact.details).items()
                for fact in wrote
            )

        return self.commit(facts, by=by, command=command, same=same)

    def complete(
        self, task: str, *, subject: str = "", remark: str = "", by: Staff, command: str | None = None
    ) -> Sequence[Entry]:
        """Record that a task is done, and what came of it.

        Args:
            task: its name in the playbook.
            subject: which interface, site or track it was done for, where it is done for each.
            remark: what came of it; never about a patient.
            by: who did it.
            command: an id under which it is done only once.

        Raises:
            Refused: it is not open, or the remark names a patient.
            InvalidInput: the remark is too long.
        """
        fact = read(TaskDone, {"task": task, "subject": subject, "remark": remark}, source="complete")

        def facts(standing: Standing, now: datetime) -> Sequence[Fact]:
            self._look_at("complete", standing, remark)
            due, then = up_to(standing, now=now, guards=self.guards)
            still = [(one.name, one.subject) for one in open_tasks(then, now=now, guards=self.guards)]
            if (task, subject) not in still:
                named = ", ".join(f"{name} {about}".strip() for name, about in still) or "none"
                words = f"'{f'{task} {subject}'.strip()}' is no open task"
                self._refuse("complete", [Reason("task_not_open", words, f"open now: {named}")], then)
            return [*due, fact]

        return self.commit(facts, by=by, command=command, same=lambda facts: fact in facts)

    def change_access(
        self, access: Iterable[ServiceAccess], *, by: Staff, command: str | None = None
    ) -> Sequence[Entry]:
        """Record how services can be used from now on, such as that only the document site is left.

        Raises:
            Refused: the downtime does not have such a service or site.
            InvalidInput: there is none.
        """
        fact = read(AccessChanged, {"access": tuple(access)}, source="change_access")

        def reasons(standing: Standing) -> Iterator[Reason]:
            for one in fact.access:
                scope = Scope(sites=[one.site] if one.site else [], services=[one.service])
                yield from scope.unknown(standing)

        return self._write(fact, unless=reasons, by=by, command=command)

    def extend(self, extension: Extension, *, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Move the end of planned work to a later time.

        Raises:
            Refused: it was not planned, is closed, it says that it was decided later than now, or its reason names a
                patient.
            InvalidInput: the end does not move to a later time, or it was decided before the last extension.
        """

        def facts(standing: Standing, now: datetime) -> Sequence[Fact]:
            self._look_at("extend", standing, extension.reason)
            # What was decided before the old end, and is only recorded after it, is no overrun.
            due, then = up_to(standing, now=now, by=min(extension.decided_at, now), guards=self.guards)
            event = then.downtime.event
            reasons = list(_unmovable(then, extension, now))
            if reasons or not isinstance(event, Scheduled):
                self._refuse("extend", reasons, then)
            event.extended(extension)
            after, fact = then.copy(), WindowExtended(extension=extension)
            after.fold(fact, version=after.version + 1, at=now)
            told = owed(then.playbook.extended_tells, standing=after, tracks=after.tracks, details={}, now=now)
            return [*due, fact, *anchored(Anchor.WINDOW_ENDS, standing=after, now=now), *told]

        return self.commit(
            facts, by=by, command=command, same=lambda facts: WindowExtended(extension=extension) in facts
        )

    def migrate(
        self,
        to: Playbook,
        *,
        phases: Mapping[str, str] | None = None,
        reason: str,
        by: Staff,
        command: str | None = None,
    ) -> Sequence[Entry]:
        """Go on under other rules; `Desk.rehearse` says beforehand who would be stuck.

        Args:
            to: the playbook to go on under.
            phases: which phase each becomes, where the name is another.
            reason: why.
            by: who changes the rules.
            command: an id under which it is done only once.

        Raises:
            Refused: a track would be stuck, its service would be released by a change of words, or the reason names a
                patient.
            InvalidInput: the playbook has faults, or there is no reason.
        """
        check(to, guards=self.guards)
        became = phases or {}

        def facts(standing: Standing, now: datetime) -> Sequence[Fact]:
            self._look_at("migrate", standing, reason)
            due, then = up_to(standing, now=now, guards=self.guards)
            stuck = rehearse(then, to, phases=became).stuck
            if stuck:
                self._refuse("migrate", stuck, then)
            return [*due, *migrate(then, to, phases=became, reason=reason, now=now)]

        return self.commit(facts, by=by, command=command)

    def observe(self, observations: Iterable[Observation], *, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record what people and checks found out; it proposes a target (see `propose`) and decides nothing."""
        found = [Observed(observation=observation) for observation in observations]
        return self.commit(
            lambda _standing, _now: found, by=by, command=command, same=lambda facts: list(facts) == found
        )

    def propose(self, *, table: NamingTable = NAMING) -> Proposal:
        """Propose what is down, from everything that was observed in this downtime; a person decides."""
        facts = (entry.fact for entry in self.journal.read(self.id))
        found = [fact.observation for fact in facts if isinstance(fact, Observed)]
        return propose(found, now=self.clock.now(), table=table)

    def hold(self, name: str, *, reason: str, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Place a legal hold: the record is kept whatever its retention says, until the hold is lifted.

        Raises:
            Refused: the reason names a patient.
            InvalidInput: the name is none, or there is no reason.
        """
        fact = read(HoldPlaced, {"hold": name, "reason": reason}, source="hold")

        def facts(standing: Standing, _: datetime) -> Sequence[Fact]:
            self._look_at("hold", standing, reason)
            return [fact]

        return self.commit(facts, by=by, command=command, same=lambda facts: fact in facts)

    def lift_hold(self, name: str, *, reason: str, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """End a legal hold.

        Raises:
            Refused: there is no such hold, or the reason names a patient.
            InvalidInput: there is no reason.
        """
        fact = read(HoldLifted, {"hold": name, "reason": reason}, source="lift_hold")

        def facts(standing: Standing, _: datetime) -> Sequence[Fact]:
            self._look_at("lift_hold", standing, reason)
            if name not in standing.holds:
                self._refuse(
                    "lift_hold", [Reason("hold_unknown", f"no hold '{name}' stands", "look at the holds")], standing
                )
            return [fact]

        return self.commit(facts, by=by, command=command, same=lambda facts: fact in facts)

    def close(self, *, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Close the downtime.

        Raises:
            Refused: with the list of what is still open.
        """
        return self.signal("closed", by=by, command=command)

    def allowed(self) -> tuple[str, ...]:
        """Return the signals that no rule stands against now."""
        now = self.clock.now()
        _, then = up_to(self.standing, now=now, guards=self.guards)
        return allowed(after(then, self._accounts_for(None, then), at=now), now=now, guards=self.guards)

    def open_tasks(self) -> tuple[OpenTask, ...]:
        """Return what a person must do now."""
        now = self.clock.now()
        _, then = up_to(self.standing, now=now, guards=self.guards)
        return open_tasks(then, now=now, guards=self.guards)

    def due(self) -> dict[str, Promise]:
        """Return the deadlines that stand, by their names and what each is for."""
        return dict(self.standing.promises)

    def tick(self, *, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record whatever has come due by now, and what follows from it; a host calls this from its own timer."""
        return self.commit(
            lambda standing, now: up_to(standing, now=now, guards=self.guards)[0], by=by, command=command
        )


def _unmovable(standing: Standing, extension: Extension, now: datetime) -> Iterator[Reason]:
    """Yield why the end of a downtime cannot be moved."""
    if not isinstance(standing.downtime.event, Scheduled):
        words = "it was not planned, and has no end that could be moved"
        yield Reason("not_planned", words, "give staff an update")
    if extension.decided_at > now:
        words = "it says that it was decided later than now"
        yield Reason("not_yet", words, "look at the date and the time zone")
    if standing.is_over:
        yield Reason("closed", "the downtime is closed", "plan new work")
