"""Whether a host is the machine that asks: what goes there may go unencrypted."""

from __future__ import annotations

import ipaddress


def is_this_machine(host: str) -> bool:
    """Say whether a name or an address stands for this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
