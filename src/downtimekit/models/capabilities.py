"""What a channel is and can do, as it says itself: the engine picks a channel by this alone."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from downtimekit.models.dependency import Dependency
from downtimekit.models.people.channels import ChannelKind


def _set(needs: Iterable[Dependency]) -> frozenset[Dependency]:
    return frozenset(needs)


@frozen
class Capabilities:
    """What a channel is and can do.

    Attributes:
        name: what receipts call it, such as ``smtp``; each channel of an engine has one of its own.
        kind: of the addresses that it takes; None for a board, which has none: a status page, a room, a pager service.
        needs: what must be up for it to work; what the contact needs at their end comes on top.
        idempotent: a message that is sent again under its key arrives once, or the contact sees that it is the same;
            where it is not, one that may have gone out is not sent again unless the rule says so.
        local: nothing leaves the house, so it is used in drills too.
        short: it takes the short form of the words; rich: it takes the form for mail, `Message.html`.
        at_once: how many messages it takes at the same time.
        vendor: whose limits it shares with other channels; its own name where it is empty.
    """

    name: str
    kind: ChannelKind | None
    needs: frozenset[Dependency] = field(default=frozenset(), converter=_set)
    idempotent: bool = False
    local: bool = False
    short: bool = False
    rich: bool = False
    at_once: int = 32
    vendor: str = ""
