"""What to do next about one notice and one contact: pure, from what was heard so far and what works now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from attrs import define, field, frozen

from downtimekit.models.notice import Notice, PassedOver, ReceiptState, Suppression
from downtimekit.models.people.channels import ChannelKind
from downtimekit.models.ranked import Severity
from downtimekit.models.told import Begun, Told, Try
from downtimekit.notices.asking import Asked
from downtimekit.notices.policy import AfterUnknown, TellingRule
from downtimekit.notices.ways import House, Itinerary, Way, unknown_kinds, unusable, ways

_NOT_OVER = frozenset({Suppression.QUIET_HOURS, Suppression.SAME_FATE, Suppression.BROKEN, Suppression.NO_CHANNEL})
"""Whoever was not told for one of these is looked at again."""

_NO_ROUND = frozenset({Suppression.QUIET_HOURS, Suppression.DUPLICATE})
_WENT_OUT = (ReceiptState.QUEUED, ReceiptState.ACCEPTED, ReceiptState.DELIVERED)

_INTERRUPTED = "the program stopped while it went out"

_WHY: Mapping[Suppression, str] = {
    Suppression.PATIENT_DATA: "it would carry patient data",
    Suppression.SUPERSEDED: "a later notice says what holds now",
    Suppression.ACKNOWLEDGED: "enough people have said that they have it",
    Suppression.OPTED_OUT: "opted out of every way to be told",
    Suppression.QUIET_HOURS: "does not want to be told at this hour",
}


Owners = defaultdict[tuple[int, ChannelKind | None], dict[str, str]]
"""For whom an address was used first: by the level at which they were asked and the kind, then by the address."""


@define
class Case:
    """One notice, and everything that decides what to do about it.

    Attributes:
        stop: why it must not be sent to those who were not told yet; None where it may.
        answered: enough people have said that they have it.
        gathers_until: until when it waits for others that can go out with it.
        told_before: returns who has heard of it, and what; asked only when an address is to be used.
    """

    notice: Notice
    rule: TellingRule
    now: datetime
    house: House
    severity: Severity | None = None
    stop: Suppression | None = None
    answered: bool = False
    gathers_until: datetime | None = None
    told_before: Callable[[], Iterable[tuple[Asked, Told]]] = field(default=tuple, repr=False)

    @cached_property
    def owners(self) -> Owners:
        """For whom each address was used; it grows while contacts are looked at."""
        owners: Owners = defaultdict(dict)
        for asked, told in self.told_before():
            for way in _used(asked, told, self):
                owners[asked.level, way.kind].setdefault(way.address.casefold(), asked.id)
        return owners

    @cached_property
    def is_expired(self) -> bool:
        """Whether it is worth nothing any more."""
        ends = self.rule.expires_at(self.notice)
        return ends is not None and ends <= self.now


@frozen
class Send:
    """Send it by a way.

    Attributes:
        attempt: counts from 1 how often this contact was tried; passed: the ways that were passed over.
        begun: the try that a crash cut short, where this is the same again.
    """

    way: Way
    attempt: int
    level: int = 0
    passed: tuple[PassedOver, ...] = ()
    begun: Begun | None = None


@frozen
class Settle:
    """Send nothing, and write down why: the fields of its `Receipt`."""

    state: ReceiptState
    attempt: int
    level: int = 0
    why: Suppression | None = None
    remark: str = ""
    channel: ChannelKind | None = None
    via: str = ""
    passed: tuple[PassedOver, ...] = ()


@frozen
class Wait:
    """There is nothing to do before an instant."""

    until: datetime


Doing = Send | Settle | Wait | None
"""What to do next; None for nothing, ever."""


def next_step(asked: Asked, told: Told | None, begun: Begun | None, case: Case) -> Doing:
    """Return what to do next.

    Args:
        asked: somebody who is to be told, or a board.
        told: what became of this notice to them so far.
        begun: a try of which nothing was heard, because the program stopped.
        case: the notice, and what decides about it.
    """
    if told is not None and told.state is ReceiptState.ACKNOWLEDGED:
        return None
    if begun is not None:
        return _interrupted(asked, begun, case)
    past = _Past.of(asked, told, case)
    if not past.here or past.here[-1].why in _NOT_OVER:
        return _first(asked, past, case)
    if past.here[-1].why is Suppression.DUPLICATE:
        # Of whoever had the address first, all tries may have failed.
        is_told = any(_owner(way, asked, case) for way in past.trip.ways if way.kind is past.here[-1].channel)
        return None if is_told else _first(asked, past, case)
    return _after(asked, past, case)


def _used(asked: Asked, told: Told, case: Case) -> Iterator[Way]:
    """Yield the ways by which somebody was told, or may have been: nobody else is told there."""
    for one, way in _Past.of(asked, told, case).trip.steps:
        if one.state is not ReceiptState.FAILED and asked.contact is not None:
            yield way


@frozen
class _Past:
    """What was tried: at any level, at this one, and how far along that is."""

    asked: Asked
    case: Case
    tries: Sequence[Try]
    here: Sequence[Try]

    @classmethod
    def of(cls, asked: Asked, told: Told | None, case: Case) -> _Past:
        """Return what the receipts of somebody say."""
        tries = told.tries if told else ()
        return cls(asked, case, tries, [one for one in tries if one.level == asked.level])

    @cached_property
    def trip(self) -> Itinerary:
        """How far along the ways the tries have come; found out for those only about whom it decides something."""
        rule = self.case.rule
        again = rule.tries if rule.after_unknown is AfterUnknown.AGAIN else 1
        return Itinerary.after(ways(self.asked, self.case.house), self.here, again=again)

    @property
    def attempt(self) -> int:
        """The number of the next try."""
        return len(self.tries) + 1

    def has(self, *states: ReceiptState) -> bool:
        """Say whether a try at this level ended in one of some states."""
        return any(one.state in states for one in self.here)


def _interrupted(asked: Asked, begun: Begun, case: Case) -> Doing:
    """Return what to do about a try that a crash cut short; what must not be said any more is not said again."""
    for way in ways(asked, case.house) if case.stop is None and not case.is_expired else ():
        is_it = (way.kind, way.name) == (begun.channel, begun.via)
        if is_it and (way.capabilities.idempotent or case.rule.after_unknown is AfterUnknown.AGAIN):
            return Send(way, begun.attempt, begun.level, begun=begun)
    state = ReceiptState.UNKNOWN
    return Settle(state, begun.attempt, begun.level, remark=_INTERRUPTED, channel=begun.channel, via=begun.via)


def _first(asked: Asked, past: _Past, case: Case) -> Doing:
    """Return what to do about somebody who was not told yet, at this level."""
    held = _held_back(asked, past, case)
    if held is not None:
        return held
    if asked.contact is not None and case.gathers_until is not None and case.gathers_until > case.now:
        return Wait(case.gathers_until)
    quiet = _quiet_until(asked, case)
    if quiet is None:
        return _onward(asked, past, case)
    was_held = past.here and past.here[-1].why is Suppression.QUIET_HOURS
    return Wait(quiet) if was_held else _suppressed(Suppression.QUIET_HOURS, asked, past)


def _suppressed(why: Suppression, asked: Asked, past: _Past) -> Settle:
    return Settle(ReceiptState.SUPPRESSED, past.attempt, asked.level, why=why, remark=_WHY[why])


def _held_back(asked: Asked, past: _Past, case: Case) -> Settle | None:
    """Return why a notice is not sent to somebody who was not told yet."""
    if case.stop is not None:
        return _suppressed(case.stop, asked, past)
    if case.answered and asked.level:
        return _suppressed(Suppression.ACKNOWLEDGED, asked, past)
    if case.is_expired:
        remark = "worth nothing any more when it could be sent"
        return Settle(ReceiptState.EXPIRED, past.attempt, asked.level, remark=remark)
    contact = asked.contact
    if contact is not None and contact.channels and all(channel.opted_out for channel in contact.channels):
        return _suppressed(Suppression.OPTED_OUT, asked, past)
    return None


def _quiet_until(asked: Asked, case: Case) -> datetime | None:
    """Return until when somebody is left in peace; whoever an escalation asks on their own shift is not."""
    contact = asked.contact
    if contact is None or contact.quiet_hours is None or case.rule.overrides_quiet_hours:
        return None
    is_on_duty = asked.level > 0 and contact.on_call is not None and contact.on_call.covers(case.now)
    if is_on_duty or not contact.is_quiet(case.now, severity=case.severity):
        return None
    return contact.quiet_hours.silent_until(case.now)


def _after(asked: Asked, past: _Past, case: Case) -> Doing:
    """Return what to do about somebody with whom it was tried at this level."""
    last = past.here[-1]
    if last.state in {ReceiptState.SUPPRESSED, ReceiptState.EXPIRED}:
        return None
    held = _held_back(asked, past, case)
    if held is not None:
        # Who was to call them need not any more.
        return held if past.has(ReceiptState.QUEUED) else None
    match last.state:
        case ReceiptState.FAILED:
            return _onward(asked, past, case)
        case ReceiptState.UNKNOWN:
            return _after_unknown(asked, past, case)
        case _:
            return _unanswered(asked, past, case)


def _after_unknown(asked: Asked, past: _Past, case: Case) -> Doing:
    """Return what to do where a message may have gone out."""
    if case.rule.after_unknown is AfterUnknown.STOP:
        return None
    went = past.trip.went
    is_worth_it = case.rule.after_unknown is AfterUnknown.AGAIN and past.trip.doubts < case.rule.tries
    if is_worth_it and went is not None and unusable(went, rule=case.rule, house=case.house) is None:
        return _by([went], asked, past, case)
    return _by(past.trip.rest, asked, past, case)


def _unanswered(asked: Asked, past: _Past, case: Case) -> Doing:
    """Return what to do where a message went out and nobody has said that they have it."""
    went, last = past.trip.went, past.here[-1]
    if case.rule.answer_minutes is None or case.answered:
        return None
    # Another channel that takes the same address would tell them the same at the same place.
    rest = [way for way in past.trip.rest if asked.attempts or went is None or way.address != went.address]
    due = last.at + timedelta(minutes=case.rule.answer_minutes)
    if rest and due > case.now:
        return Wait(due)
    return _by(rest, asked, past, case)


def _onward(asked: Asked, past: _Past, case: Case) -> Doing:
    """Return the next way that works; when none is left, the first of a new round, or when that begins."""
    doing = _by(past.trip.rest, asked, past, case)
    if doing is not None:
        return doing
    if past.has(*_WENT_OUT):
        return None
    # A round is over where every way was tried, and where none could be.
    held = sum(not one.via and one.why not in _NO_ROUND for one in past.here)
    rounds = held + (past.trip.round + 1 if past.trip.went else 0)
    waits = case.rule.again_minutes
    if not rounds:
        return _nowhere(asked, past, case)
    if rounds > len(waits) or not past.trip.ways:
        return None
    again = past.here[-1].at + timedelta(minutes=waits[rounds - 1])
    if again > case.now:
        return Wait(again)
    return _by(past.trip.ways, asked, past, case) or _nowhere(asked, past, case)


def _by(choice: Sequence[Way], asked: Asked, past: _Past, case: Case) -> Doing:
    """Return the first of some ways that works, or until when it is too late at night for it; None where none does."""
    quiet = _quiet_until(asked, case) if choice else None
    if quiet is not None:
        return Wait(quiet)
    passed: list[PassedOver] = []
    for way in choice:
        why = _in_doubt(way, past, case) or unusable(way, rule=case.rule, house=case.house)
        if why is not None:
            passed.append(why)
            continue
        owner = _owner(way, asked, case, takes=True)
        if owner is None:
            went = past.trip.went
            before = unknown_kinds(asked, case.house, after=went.kind if went else None, until=way.kind)
            return Send(way, past.attempt, asked.level, (*before, *passed))
        return Settle(
            ReceiptState.SUPPRESSED,
            past.attempt,
            asked.level,
            why=Suppression.DUPLICATE,
            remark=f"'{owner}' was told at the same address",
            channel=way.kind,
        )
    return None


def _in_doubt(way: Way, past: _Past, case: Case) -> PassedOver | None:
    """Return why a way is not used again by which a message may have gone out; None where it may be."""
    if case.rule.after_unknown is AfterUnknown.AGAIN:
        return None
    if all((one.state, went) != (ReceiptState.UNKNOWN, way) for one, went in past.trip.steps):
        return None
    return PassedOver(kind=way.kind, why=Suppression.DUPLICATE, remark=f"{way.name}: may have gone out before")


def _owner(way: Way, asked: Asked, case: Case, *, takes: bool = False) -> str | None:
    """Return for whom an address was used already; a phone is not meant, which rings for each by name.

    Args:
        way: to the address.
        asked: who is to be told there.
        case: knows who was told where.
        takes: whether the address is theirs from now on, where it is nobody's.
    """
    if asked.contact is None or way.kind is None or way.kind is ChannelKind.PHONE:
        return None
    owners, place, me = case.owners[asked.level, way.kind], way.address.casefold(), asked.contact.id
    owner = owners.setdefault(place, me) if takes else owners.get(place, me)
    return owner if owner != me else None


def _nowhere(asked: Asked, past: _Past, case: Case) -> Settle:
    """Return what to write down where no way to somebody works."""
    passed = [*unknown_kinds(asked, case.house)]
    passed += filter(None, (unusable(way, rule=case.rule, house=case.house) for way in past.trip.ways))
    remark = "; ".join(over.remark for over in passed) or "has no address at which to be told"
    reasons = {over.why for over in passed}
    held = (Suppression.SAME_FATE, Suppression.BROKEN, Suppression.UNVERIFIED)
    why = next((why for why in held if why in reasons), None)
    state = ReceiptState.FAILED if why is None else ReceiptState.SUPPRESSED
    return Settle(state, past.attempt, asked.level, why=why, remark=remark, passed=tuple(passed))
