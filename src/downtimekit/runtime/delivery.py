"""Tell people: whatever the journal says is owed goes out over channels that work, and what became of it goes back.

A pass plans from the journal what there is to do now, does it, and plans again with what came of it: the next channel
of whom one failed, the next level of an escalation. When nothing is left to do it writes down until when each notice
waits, so that the agenda brings it back then, or that it was carried. After a crash, whoever has no receipt is told
again under the same key, except over a channel that could carry it twice.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache

import anyio
from attrs import define, field, frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.capabilities import Capabilities
from downtimekit.models.dependency import LOST_WITH, Dependency, lost
from downtimekit.models.downtime import OutageTarget, Scheduled
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.facts import Fact, NoticeCarried, NoticeWaits
from downtimekit.models.notice import Notice, ReceiptState
from downtimekit.models.people import ChannelKind, People, Staff
from downtimekit.notices.answers import AnswerKeys
from downtimekit.notices.policy import DEFAULT, TellingPolicy
from downtimekit.notices.screening import Screen
from downtimekit.notices.ways import House
from downtimekit.playbooks import Standing
from downtimekit.ports import Notifier
from downtimekit.runtime.outage import Outage
from downtimekit.runtime.sync_channel import PlainNotifier, adapted
from downtimekit.runtime.telling.carrying import Carrying, Progress
from downtimekit.runtime.telling.envelopes import Envelopes
from downtimekit.runtime.telling.lane import Lane
from downtimekit.runtime.telling.pacing import Breaker, Pace, breaker, paces, paces_of
from downtimekit.runtime.telling.planned import Planner, Waits
from downtimekit.runtime.telling.story import Story, story

_log = logging.getLogger("downtimekit.telling")

_MOST_PASSES = 200
"""More would be a channel that never comes to an end; what is left waits for the next call."""


def what_is_down(standing: Standing) -> Collection[str]:
    """Return what is down, as far as it was named; nothing once everybody can work again."""
    if all(track.state is TrackState.RELEASED for track in standing.tracks.values()):
        return ()
    event = standing.downtime.event
    told = None if isinstance(event, Scheduled) else event.target
    return tuple(filter(None, (standing.detail("target"), told)))


def _are_written(waits: Waits, planned: Standing, outage: Outage, by: Staff) -> bool:
    """Write down until when each notice waits, or that there is nothing more to do about it.

    False where somebody wrote something since the plan was made, such as an answer: then it does not hold any more.
    """
    facts = list[Fact]()
    for id_, until in waits.until.items():
        remark = waits.remarks[id_]
        if until is None and id_ not in planned.carried:
            facts.append(NoticeCarried(notice=id_, remark=remark))
        elif until is not None and planned.waits.get(id_) != until:
            facts.append(NoticeWaits(notice=id_, until=until, remark=remark))

    def still(standing: Standing, _: datetime) -> Sequence[Fact]:
        return facts if standing.version == planned.version else ()

    return not facts or bool(outage.commit(still, by=by))


@frozen
class Told:
    """What became of the tries of one call.

    Attributes:
        states: how many ended in which state.
        nobody: the notices that are for nobody: look at the roles and sites of the directory.
    """

    states: Mapping[ReceiptState, int]
    nobody: tuple[str, ...] = ()

    @property
    def tries(self) -> int:
        """How many there were."""
        return sum(self.states.values())


def _all_adapted(notifiers: Iterable[Notifier | PlainNotifier]) -> tuple[Notifier, ...]:
    return tuple(adapted(notifier) for notifier in notifiers)


def _adapted(notifier: Notifier | PlainNotifier | None) -> Notifier | None:
    return None if notifier is None else adapted(notifier)


@define(eq=False)
class Delivery:
    """The engine: tells the contacts of a directory, over the channels that it is given.

    It keeps what a channel suffered, so that a broken one is left alone: a process has one, and uses it again.

    Attributes:
        directory: whom there is to tell.
        notifiers: the channels, with an async or a plain `send`; of several for one kind of address the first is tried
            first; one without addresses is a board, such as a status page, of which `TellingPolicy.boards` says what
            it is told.
        policy: the rules by which people are told.
        last_resort: takes what no other way takes: the printed call tree.
        answers: makes the links and codes by which people say that they have it; None where the host takes none.
        screen: finds patient data and credentials in a notice, which is then not sent.
        down: says what is down, by what the playbook calls it; a host may know more.
        lost_with: which channels are lost with what.
    """

    directory: People
    notifiers: tuple[Notifier, ...] = field(converter=_all_adapted)
    policy: TellingPolicy = DEFAULT
    last_resort: Notifier | None = field(default=None, converter=_adapted)
    answers: AnswerKeys | None = field(default=None, repr=False)
    screen: Screen = field(factory=Screen, repr=False)
    down: Callable[[Standing], Collection[str]] = what_is_down
    lost_with: Mapping[OutageTarget, frozenset[Dependency]] = field(default=LOST_WITH, repr=False)
    _breakers: dict[str, Breaker] = field(factory=dict, init=False, repr=False)
    _paces: Mapping[str, Pace] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse channels that receipts could not tell apart, and rules about channels that are not there."""
        if faults := list(self._faults()):
            raise InvalidInput("channels", faults)

    def _faults(self) -> Iterator[Fault]:
        names = [notifier.capabilities.name for notifier in self._every]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Fault("name", f"two channels have the same name: {name}")
        known = {*names, *(notifier.capabilities.vendor for notifier in self._every)}
        named = [
            *((f"limits[{place}]", limit.of) for place, limit in enumerate(self.policy.limits)),
            *((f"boards[{place}]", rule.board) for place, rule in enumerate(self.policy.boards)),
        ]
        for path, name in named:
            if name not in known:
                yield Fault(f"policy.{path}", "names no channel that is here")

    @property
    def _every(self) -> tuple[Notifier, ...]:
        """Every channel once; the last resort may be one of the others."""
        every = (*self.notifiers, *filter(None, [self.last_resort]))
        return tuple({id(notifier): notifier for notifier in every}.values())

    @_paces.default
    def _default_paces(self) -> Mapping[str, Pace]:
        return paces(self.policy)

    async def deliver(
        self,
        outage: Outage,
        *,
        by: Staff,
        notices: Collection[str] | None = None,
        progress: Callable[[Progress], object] | None = None,
    ) -> Told:
        """Do whatever there is to do now about the notices of a downtime.

        Args:
            outage: the downtime.
            by: as whom the receipts are written.
            notices: the ids of those to look at; all that are open, where none are named.
            progress: called now and then with how far it is, in a bulk send.

        Raises:
            JournalError: it cannot be written now; call again, nobody is told twice who can be told apart.
            UnknownName: the downtime has no such notice.
        """
        lanes = self._lanes(outage)
        carrying = Carrying(outage, by, lanes, Envelopes(outage.id, self.answers), progress)
        is_held = cache(self._carries_patient_data)  # a notice does not change from pass to pass
        try:
            for _ in range(_MOST_PASSES):
                standing, waits = outage.standing, Waits()
                # Also those that were carried: who has joined the directory since is told what they missed.
                about = tuple(standing.notices) if notices is None else notices
                planner = self._planner(standing, lanes, outage.clock.now(), is_held)
                plan = planner.plan(standing, about, waits=waits, now=outage.clock.now())
                if not await carrying.carry(plan) and _are_written(waits, standing, outage, by):
                    break
        finally:
            with anyio.CancelScope(shield=True):
                await self._rest()
        return Told(carrying.states, tuple(waits.nobody))

    def explain(self, outage: Outage, contact: str) -> Story:
        """Tell what became of somebody's notices, and why; `str` of it is text.

        Args:
            outage: the downtime.
            contact: the contact's id, or the name of a board.
        """
        known = next((one for one in self.directory.contacts if one.id == contact), None)
        return story(outage.journal.read(outage.id), downtime=outage.standing.downtime, id=contact, contact=known)

    def _planner(
        self, standing: Standing, lanes: Mapping[str, Lane], now: datetime, is_held: Callable[[Notice], bool]
    ) -> Planner:
        kinds: defaultdict[ChannelKind, list[Capabilities]] = defaultdict(list)
        boards: list[Capabilities] = []
        for capabilities in (notifier.capabilities for notifier in self.notifiers):
            (boards if capabilities.kind is None else kinds[capabilities.kind]).append(capabilities)
        house = House(
            kinds,
            self.last_resort.capabilities if self.last_resort else None,
            lost=lost(self.down(standing), lost_with=self.lost_with),
            broken=frozenset(name for name, lane in lanes.items() if lane.breaker.is_open(now)),
        )
        return Planner(self.directory, self.policy, boards, house, is_held)

    def _carries_patient_data(self, notice: Notice) -> bool:
        texts = [f"{text.subject}\n{text.body}\n{text.short}" for text in (notice.text(), *notice.texts)]
        # Some channels carry fields and no sentences; the rest of them nobody types.
        fields = [notice.facts.call] if notice.facts else []
        return any(map(self.screen.faults, [*texts, *fields]))

    def _lanes(self, outage: Outage) -> Mapping[str, Lane]:
        return {notifier.capabilities.name: self._lane(notifier, outage) for notifier in self._every}

    def _lane(self, notifier: Notifier, outage: Outage) -> Lane:
        capabilities = notifier.capabilities
        fuse = self._breakers.setdefault(capabilities.name, breaker(self.policy))
        return Lane(
            notifier,
            capabilities,
            fuse,
            paces_of(capabilities, self._paces),
            self.policy.longest_send_seconds,
            outage.clock.now,
        )

    async def _rest(self) -> None:
        """Let channels close what they keep open: the next call may come from another event loop."""
        for notifier in self._every:
            rest = getattr(notifier, "rest", None)
            if rest is not None:
                try:
                    await rest()
                except Exception as error:
                    _log.error("channel %s broke its promise: %s", notifier.capabilities.name, type(error).__name__)
