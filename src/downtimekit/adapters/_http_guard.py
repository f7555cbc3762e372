"""Where a configured URL may lead: to the public network, and to private places only by a list.

A URL in a setting can be made to point at the inside of a hospital's network (CWE-918). So a URL is read by one strict
pattern, every address that its name stands for is checked, and the connection goes to the address that was checked.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Annotated

from attrs import field, frozen
from pydantic import AfterValidator, SecretStr

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# RFC 3986 without user info and fragment; what it does not allow (blanks, quotes, backslashes, control characters,
# letters beyond ASCII) must come percent-encoded, so that no two readers of the URL disagree about its host.
_URL = re.compile(
    r"(?P<scheme>https?)://"
    r"(?:(?P<name>[A-Za-z0-9_.-]{1,254})|\[(?P<six>[0-9A-Fa-f:.]{2,45})\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<target>(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?)",
    re.IGNORECASE,
)
_NUMERIC_LABEL = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")
_LONGEST = 4096
_PORTS = {"https": 443, "http": 80}
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")

# What lies within the unicast addresses of the public network and yet leads elsewhere: IANA's registries of
# special-purpose addresses (RFC 6890), and prefixes that hide an IPv4 address. `ipaddress` learnt some of them late.
_ELSEWHERE = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # protocol assignments, RFC 6890
            "192.88.99.0/24",  # relays of 6to4, RFC 7526
            "2001::/23",  # protocol assignments, Teredo among them, RFC 2928 and 4380
            "2002::/16",  # 6to4, RFC 3056
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)
_UNICAST_6 = IPv6Network("2000::/3")  # all that is given out (RFC 4291, 2.4, and IANA's registry)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052; networks without IPv4 reach the rest of the world so


@frozen
class Place:
    """Where a URL leads.

    Attributes:
        host: as TLS and the name service know it: in small letters, an IPv6 address without its brackets.
        address: of the host, where the URL holds one and not a name.
        target: what is asked of it.
    """

    scheme: str
    host: str
    address: Address | None
    port: int
    target: str = field(repr=False)


def place_of(url: str) -> Place:
    """Take a URL apart.

    Raises:
        ValueError: in words that show nothing of the URL.
    """
    match = _URL.fullmatch(url) if len(url) <= _LONGEST else None
    if match is None:
        raise ValueError(
            "is not a web address of https:// with a host, without user name, password, fragment, blanks or special "
            "characters"
        )
    scheme, host, target = match["scheme"].lower(), (match["six"] or match["name"]).lower(), match["target"]
    host = host.removesuffix(".")
    port = int(match["port"] or _PORTS[scheme])
    if not 1 <= port <= 65535:  # noqa: PLR2004 - the ports there are
        raise ValueError("names a port that does not exist")
    address = _address(host, six=match["six"] is not None)
    return Place(scheme, host, address, port, target if target.startswith("/") else f"/{target}")


def _address(host: str, *, six: bool) -> Address | None:
    """Return a host's address, None where it is a name; 127.1 and the like are neither."""
    address = address_of(host)
    if isinstance(address, IPv6Address) != six or (address is None and not is_name(host)):
        raise ValueError("names a host that is neither a name nor an IP address as it is usually written")
    return address


def _checked(url: SecretStr) -> SecretStr:
    place_of(url.get_secret_value())
    return url


ChannelUrl = Annotated[SecretStr, AfterValidator(_checked)]
"""A setting that holds a URL, which may be a credential. Where it may lead is checked by the line it is used on."""


@frozen
class Guard:
    """Says where calls may go.

    Attributes:
        names: hosts that may have private addresses, and may be called without encryption where `plain` is set.
        networks: addresses of which the same is true.
        plain: whether ``http://`` is permitted to these.
    """

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()
    plain: bool = False

    def against(self, place: Place) -> str:
        """Return what stands against a place as far as its URL tells; empty where nothing does."""
        address = None if place.address is None else _plainly(place.address)
        listed = place.host in self.names or (address is not None and self._is_listed(address))
        if place.scheme != "https" and not (self.plain and listed):
            return "must begin with https://; http:// is permitted to hosts in allow_private, where allow_plain is set"
        if address is not None and not self.allows(address, host=place.host):
            return "leads to a private address that is not in allow_private"
        return ""

    def allows(self, address: Address, *, host: str) -> bool:
        """Say whether a connection to one of a host's addresses is permitted."""
        plain = _plainly(address)
        if plain.is_multicast or plain.is_unspecified:
            return False
        if self._is_listed(plain) or _is_public(plain):
            return True
        # Not link-local by a name: there a cloud hands out its machines' credentials.
        return host in self.names and not plain.is_link_local

    def _is_listed(self, plain: Address) -> bool:
        return any(plain in network for network in self.networks if network.version == plain.version)


def _plainly(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for, else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    return IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else address.ipv4_mapped or address


def _is_public(plain: Address) -> bool:
    if isinstance(plain, IPv6Address) and plain not in _UNICAST_6:
        return False
    elsewhere = any(plain in network for network in _ELSEWHERE if network.version == plain.version)
    return plain.is_global and not (elsewhere or plain.is_multicast or plain.is_reserved)


def address_of(text: str) -> Address | None:
    """Return an IP address; None where it is none."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def network_of(text: str) -> Network | None:
    """Return a network or a single address in CIDR notation; None where it is none."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def is_name(text: str) -> bool:
    """Say whether a text is a host's name in small letters, without a port."""
    return bool(_NAME.fullmatch(text)) and not _NUMERIC_LABEL.fullmatch(text.rpartition(".")[2])
