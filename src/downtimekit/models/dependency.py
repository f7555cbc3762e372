"""What a channel needs in order to work, and what is lost with what: so that nobody is told over what is down."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from downtimekit.models.downtime.targets import OutageTarget
from downtimekit.models.people.channels import ChannelKind

_Needs = frozenset["Dependency"]


class Dependency(StrEnum):
    """Something that a channel needs.

    Source: SAFER contingency planning, 2.2: communication that does not rely on the computing infrastructure.
    """

    CUSTOMER_INTERNET = "customer_internet"
    CUSTOMER_NETWORK = "customer_network"
    """The network within the house, with or without wires."""
    MAIL_SERVER = "mail_server"
    PHONE_SWITCH = "phone_switch"
    MOBILE_NETWORK = "mobile_network"
    SIGN_IN = "sign_in"
    POWER = "power"
    VENDOR_CLOUD = "vendor_cloud"
    """The cloud of whoever runs the channel; which one, a channel adds in its settings where it matters."""


LOST_WITH: Mapping[OutageTarget, frozenset[Dependency]] = {
    OutageTarget.CUSTOMER_WAN: frozenset({Dependency.CUSTOMER_INTERNET}),
    OutageTarget.CUSTOMER_WIRELESS: frozenset({Dependency.CUSTOMER_NETWORK}),
    OutageTarget.DATA_CENTRE: frozenset({Dependency.CUSTOMER_INTERNET, Dependency.MAIL_SERVER}),
    OutageTarget.IDENTITY_PROVIDER: frozenset({Dependency.SIGN_IN}),
    OutageTarget.POWER: frozenset(
        {Dependency.POWER, Dependency.CUSTOMER_NETWORK, Dependency.CUSTOMER_INTERNET, Dependency.PHONE_SWITCH}
    ),
    OutageTarget.REGIONAL_CLOUD: frozenset({Dependency.VENDOR_CLOUD}),
    OutageTarget.TELEPHONY: frozenset({Dependency.PHONE_SWITCH}),
}
"""What is lost with what is down. Our own inference: hand in what holds at yours."""

USUALLY_NEEDS: Mapping[ChannelKind, _Needs] = {
    ChannelKind.EMAIL: frozenset({Dependency.MAIL_SERVER, Dependency.CUSTOMER_INTERNET, Dependency.SIGN_IN}),
    ChannelKind.PHONE: frozenset({Dependency.PHONE_SWITCH}),
    ChannelKind.SMS: frozenset({Dependency.MOBILE_NETWORK}),
    ChannelKind.CHAT: frozenset({Dependency.CUSTOMER_NETWORK, Dependency.CUSTOMER_INTERNET, Dependency.SIGN_IN}),
    ChannelKind.PAGER: frozenset({Dependency.PHONE_SWITCH}),
}
"""What somebody needs in order to be reached at a kind of address, whoever sends."""


def lost(down: Collection[str], *, lost_with: Mapping[OutageTarget, frozenset[Dependency]] = LOST_WITH) -> _Needs:
    """Return what cannot be relied on while targets are down; a target of a clinic's own takes nothing with it."""
    known = [OutageTarget(name) for name in down if name in set(OutageTarget)]
    return frozenset().union(*(lost_with.get(target, frozenset()) for target in known))
