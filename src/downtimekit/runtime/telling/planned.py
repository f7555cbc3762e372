"""What there is to do for the notices of one downtime now: messages, receipts without one, and times to wait for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from attrs import define, field, frozen

from downtimekit.errors import UnknownName
from downtimekit.models.capabilities import Capabilities
from downtimekit.models.downtime import Scheduled, Severity
from downtimekit.models.notice import Notice, Receipt, Suppression
from downtimekit.models.people import People
from downtimekit.models.people.escalation import Answer
from downtimekit.models.told import Told
from downtimekit.notices.asking import Asked, Audience, audience
from downtimekit.notices.news import News
from downtimekit.notices.planning import Case, Doing, Send, Settle, Wait, next_step
from downtimekit.notices.policy import TellingPolicy, TellingRule
from downtimekit.notices.ways import House
from downtimekit.playbooks import Standing
from downtimekit.runtime.telling.envelopes import Job


@define
class Waits:
    """What is known of each notice once everything about it was planned.

    Attributes:
        until: until when it waits; None where nothing more will be done about it.
        remarks: what it waits for, or how an escalation ended.
        nobody: those that are for nobody: no contact has such a role at such a site.
    """

    until: dict[str, datetime | None] = field(factory=dict)
    remarks: dict[str, str] = field(factory=dict)
    nobody: list[str] = field(factory=list)

    def begin(self, notice: Notice, told: Audience) -> None:
        """Take in a notice, and when others may have to be asked."""
        self.until[notice.id] = told.wake
        self.remarks[notice.id] = _stands(told)

    def wait(self, notice: Notice, until: datetime) -> None:
        """Take in that something is to be done about a notice at an instant."""
        before = self.until[notice.id]
        self.until[notice.id] = until if before is None else min(before, until)


class Part(NamedTuple):
    """What was decided about one notice and one contact that goes out."""

    notice: Notice
    rule: TellingRule
    send: Send
    asked: Asked


@frozen
class Planner:
    """Finds out what there is to do.

    Attributes:
        boards: the channels that have no address.
        house: what works now.
        carries_patient_data: says whether a text must not leave.
    """

    directory: People
    policy: TellingPolicy
    boards: Sequence[Capabilities]
    house: House
    carries_patient_data: Callable[[Notice], bool]

    def plan(
        self, standing: Standing, notices: Collection[str], *, waits: Waits, now: datetime
    ) -> Iterator[Job | Receipt]:
        """Yield what there is to do about some notices: messages, and the receipts of those that are not sent.

        Args:
            standing: where the downtime stands; what comes of it shows in the next plan only.
            notices: their ids; those that a crash caught in one message with them are looked at, too.
            waits: takes in when there is more to do.
            now: the present instant.
        """
        gathered: defaultdict[tuple[object, ...], list[Part]] = defaultdict(list)
        news = News.of(standing.notices.values(), self.policy)
        for notice in _wanted(notices, standing):
            rule = self.policy.rule(notice)
            for asked, doing in self._doings(notice, rule, standing, waits, news, now):
                match doing:
                    case Send() if asked.contact is not None and rule.gather_seconds:
                        gathered[_place(asked, doing)].append(Part(notice, rule, doing, asked))
                    case Send():
                        yield _job([Part(notice, rule, doing, asked)])
                    case Settle():
                        yield _receipt(notice, asked, doing, now)
                    case Wait(until):
                        waits.wait(notice, until)
                    case None:
                        pass
        yield from (_job(parts) for parts in gathered.values())

    def _doings(
        self, notice: Notice, rule: TellingRule, standing: Standing, waits: Waits, news: News, now: datetime
    ) -> Iterator[tuple[Asked, Doing]]:
        """Yield everybody whom a notice is for, and what to do about each."""
        case = Case(
            notice,
            rule,
            now,
            self.house,
            severity=_severity(standing),
            stop=self._stop(notice, news),
            gathers_until=news.gathers_until.get(notice.id),
        )
        told = audience(
            notice,
            rule.escalation,
            directory=self.directory,
            receipts=standing.receipts,
            now=now,
            is_over=case.stop is not None or case.is_expired,
        )
        waits.begin(notice, told)
        case.answered = told.is_answered
        case.told_before = lambda: _heard_of(notice, told, standing)
        boards = (Asked(None, board=board) for board in self.boards if self.policy.tells(board.name, notice))
        is_for_somebody = False
        for asked in chain(boards, told):
            is_for_somebody, who = True, (notice.id, asked.id)
            yield asked, next_step(asked, standing.receipts.get(who), standing.begun.get(who), case)
        if not is_for_somebody and told.escalation is None:
            waits.nobody.append(notice.id)
            waits.remarks[notice.id] = "is for nobody: no contact has such a role at such a site"

    def _stop(self, notice: Notice, news: News) -> Suppression | None:
        if self.carries_patient_data(notice):
            return Suppression.PATIENT_DATA
        return Suppression.SUPERSEDED if notice.id in news.outdated else None


def _heard_of(notice: Notice, told: Audience, standing: Standing) -> Iterator[tuple[Asked, Told]]:
    """Yield who has heard of a notice, and what became of it."""
    if any(about == notice.id for about, _ in standing.receipts):
        for asked in told:
            before = standing.receipts.get((notice.id, asked.id))
            if before is not None:
                yield asked, before


def _wanted(notices: Collection[str], standing: Standing) -> Sequence[Notice]:
    """Return notices by their ids, and those that a crash caught in one message with them, as they were owed.

    Raises:
        UnknownName: there is none of that id.
    """
    for unknown in (id_ for id_ in notices if id_ not in standing.notices):
        raise UnknownName("notice", unknown, known=standing.notices)
    wanted = {*notices, *_caught_with(notices, standing)}
    return [notice for id_, notice in standing.notices.items() if id_ in wanted]


def _caught_with(notices: Collection[str], standing: Standing) -> Iterator[str]:
    """Yield the notices that were in one message with some others when a program stopped."""
    for (notice, _), begun in standing.begun.items():
        if notice in notices:
            yield from begun.notices


def _place(asked: Asked, send: Send) -> tuple[object, ...]:
    """Return what messages share that may go out as one."""
    return asked.id, send.way, send.attempt, send.level, send.begun.notices if send.begun else ()


def _job(parts: Sequence[Part]) -> Job:
    """Return one message about one notice, or about several that were gathered."""
    rule = next((part.rule for part in parts if part.rule.wants_answer), parts[0].rule)
    notices, sends = tuple(part.notice for part in parts), tuple(part.send for part in parts)
    return Job(notices, sends, parts[0].asked, rule)


def _stands(told: Audience) -> str:
    """Return in words where an escalation stands; nothing where there is none."""
    if told.escalation is None:
        return ""
    have_it = told.escalation.acknowledged
    match told.escalation.answer:
        case Answer.ANSWERED:
            return f"{', '.join(have_it)} said that they have it, and nobody else is asked"
        case Answer.EXHAUSTED:
            return f"everybody was asked, and {len(have_it) or 'nobody'} said that they have it"
        case Answer.WAITING:
            return "for an answer"


def _severity(standing: Standing) -> Severity | None:
    """Return how badly it hurts; planned work was planned so that it does not."""
    event = standing.downtime.event
    return Severity.LOW if isinstance(event, Scheduled) else event.severity


def _receipt(notice: Notice, asked: Asked, settle: Settle, now: datetime) -> Receipt:
    return Receipt(
        notice=notice.id,
        contact=asked.id,
        state=settle.state,
        channel=settle.channel,
        at=now,
        remark=settle.remark,
        via=settle.via,
        attempt=settle.attempt,
        level=settle.level,
        why=settle.why,
        passed=settle.passed,
    )
