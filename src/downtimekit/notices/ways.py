"""The ways to reach somebody: which there are, in which order, and which of them work now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from attrs import evolve, field, frozen

from downtimekit.models.capabilities import Capabilities
from downtimekit.models.dependency import USUALLY_NEEDS, Dependency
from downtimekit.models.notice import PassedOver, ReceiptState, Suppression
from downtimekit.models.people.channels import Channel, ChannelKind
from downtimekit.models.told import Try
from downtimekit.notices.asking import Asked
from downtimekit.notices.policy import TellingRule

_MOBILE = "mobile"
"""The label of a phone that does not hang on the house's own switch."""


@frozen
class House:
    """What there is, and what of it works now.

    Attributes:
        channels: by the kind of address that they take, in the order in which to try them.
        last_resort: takes what no other way takes: the printed call tree.
        lost: what cannot be relied on; broken: names of the channels that failed too often.
    """

    channels: Mapping[ChannelKind, Sequence[Capabilities]]
    last_resort: Capabilities | None = None
    lost: frozenset[Dependency] = frozenset()
    broken: frozenset[str] = frozenset()


@frozen
class Way:
    """One address and a channel that takes it.

    Attributes:
        kind: None for a board, which has no address.
        label, verified: as of the contact's `Channel`.
    """

    capabilities: Capabilities
    kind: ChannelKind | None
    address: str = field(default="", repr=False)
    label: str = ""
    verified: bool = True

    @property
    def name(self) -> str:
        """What receipts call its channel."""
        return self.capabilities.name

    @property
    def needs(self) -> frozenset[Dependency]:
        """What must be up, at both ends."""
        theirs = frozenset[Dependency]() if self.kind is None or self.label == _MOBILE else USUALLY_NEEDS[self.kind]
        return self.capabilities.needs | theirs

    def took(self, one: Try) -> bool:
        """Say whether a try went this way."""
        return (self.kind, self.name) == (one.channel, one.via)


def ways(asked: Asked, house: House) -> tuple[Way, ...]:
    """Return every way to reach somebody, in the order in which to try them; the last resort last."""
    contact = asked.contact
    if contact is None:
        return () if asked.board is None else (Way(asked.board, None),)
    usual = [
        Way(capabilities, channel.kind, channel.address, channel.label, channel.verified)
        for channel in _in_order(asked)
        for capabilities in house.channels.get(channel.kind, ())
    ]
    if house.last_resort is None:
        return tuple(usual)
    phone = contact.address(ChannelKind.PHONE) or ""
    return (*usual, Way(house.last_resort, ChannelKind.PHONE, phone, _MOBILE))


def _in_order(asked: Asked) -> Sequence[Channel]:
    """Return somebody's channels: by the kinds that the level tries, one after the other, or in their own order."""
    usable = list(asked.contact.reached_by()) if asked.contact else []
    of_level = [channel for kind in asked.attempts for channel in usable if channel.kind is kind]
    return of_level or usable


def unusable(way: Way, *, rule: TellingRule, house: House) -> PassedOver | None:
    """Return why a way is passed over; None where it works."""
    if rule.verified_only and not way.verified:
        return _passed(way, Suppression.UNVERIFIED, "nobody verified the address")
    lost = sorted(way.needs & house.lost)
    if lost:
        needed = ", ".join(lost).replace("_", " ")
        return _passed(way, Suppression.SAME_FATE, f"needs what is down ({needed})")
    if way.name in house.broken:
        return _passed(way, Suppression.BROKEN, "failed too often and is left alone for a while")
    return None


def _passed(way: Way, why: Suppression, words: str) -> PassedOver:
    return PassedOver(kind=way.kind, why=why, remark=f"{way.name}: {words}")


def unknown_kinds(
    asked: Asked, house: House, *, after: ChannelKind | None = None, until: ChannelKind | None = None
) -> Iterator[PassedOver]:
    """Yield the kinds of somebody's addresses that no channel here takes: all, or those between two others."""
    kinds = list(dict.fromkeys(channel.kind for channel in _in_order(asked)))
    for kind in kinds[kinds.index(after) + 1 if after in kinds else 0 :]:
        if kind is until:
            return
        if not house.channels.get(kind):
            yield PassedOver(kind=kind, why=Suppression.NO_CHANNEL, remark=f"{kind}: no such channel here")


@frozen
class Itinerary:
    """The ways to somebody in their order, round after round, and how far along they were tried.

    Attributes:
        ways: of one round.
        steps: each try and the way that it went, oldest first; of a way that is gone, none.
        tried: how many ways were tried or left behind in the round that is on; round: counts from 0.
    """

    ways: tuple[Way, ...]
    steps: tuple[tuple[Try, Way], ...] = ()
    tried: int = 0
    round: int = 0

    @classmethod
    def after(cls, ways: tuple[Way, ...], tries: Sequence[Try], *, again: int = 1) -> Itinerary:
        """Return how far along tries have come; whoever has changed addresses meanwhile is tried from where it fits.

        Args:
            ways: of one round.
            tries: oldest first.
            again: how often a message that may have gone out is sent by the same way, one after the other.
        """
        now = cls(ways)
        for one in tries:
            if one.via:
                now = now._then(one, again)
        return now

    def _then(self, one: Try, again: int) -> Itinerary:
        if 0 < self.doubts < again and self.steps[-1][1].took(one):
            return evolve(self, steps=(*self.steps, (one, self.steps[-1][1])))
        over = sum(passed.why is not Suppression.NO_CHANNEL for passed in one.passed)
        for begin, round_ in ((self.tried + over, self.round), (over, self.round + 1), (0, self.round + 1)):
            for place in range(begin, len(self.ways)):
                if self.ways[place].took(one):
                    return Itinerary(self.ways, (*self.steps, (one, self.ways[place])), place + 1, round_)
        return self

    @property
    def went(self) -> Way | None:
        """The way of the last try; None where there was none, or that way is gone."""
        return self.steps[-1][1] if self.steps else None

    @property
    def doubts(self) -> int:
        """How many tries were the last by one way, all of which may have gone out."""
        doubtful = ((one.state, way) == (ReceiptState.UNKNOWN, self.went) for one, way in reversed(self.steps))
        return sum(1 for _ in takewhile(bool, doubtful))

    @property
    def rest(self) -> tuple[Way, ...]:
        """The ways that are left in this round."""
        return self.ways[self.tried :]
