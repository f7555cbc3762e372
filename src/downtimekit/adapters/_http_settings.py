"""How the line over which every HTTP channel calls is set up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from downtimekit.adapters._http_guard import Guard, is_name, network_of
from downtimekit.adapters._http_proxy import ProxyUrl
from downtimekit.models.strict import Strict


class LineSettings(Strict):
    """How the line calls, and where it may.

    Attributes:
        timeout: for one call, from looking up the name to the last byte of the answer, in seconds. Waiting until a
            connection is free does not count.
        connections: how many there are to each host at most; further calls wait.
        allow_private: hosts that may have private or loopback addresses, by name, or such addresses in CIDR notation,
            as ``fhir.clinic.example`` or ``10.20.0.0/16``.
        allow_plain: permits ``http://`` to these.
        ca_file: the certificates to trust instead of the system's, in PEM.
        proxy: through which every call goes, as ``http://user:password@proxy.clinic.example:3128``. It looks the names
            up: only URLs that hold an address are checked here, and it is the proxy that must refuse private places.
        max_bytes: how much of an answer is read.
    """

    timeout: Annotated[float, Field(ge=0.1, le=600)] = 10.0
    connections: Annotated[int, Field(ge=1, le=1000)] = 32
    allow_private: tuple[str, ...] = ()
    allow_plain: bool = False
    ca_file: Path | None = None
    proxy: ProxyUrl | None = None
    max_bytes: Annotated[int, Field(ge=256, le=16_777_216)] = 65_536

    @field_validator("allow_private")
    @classmethod
    def _names_or_networks(cls, listed: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [place for place, text in enumerate(listed, start=1) if not (network_of(text) or is_name(text))]:
            which = ", ".join(map(str, wrong))
            raise ValueError(f"entry {which} is neither a host's name in small letters nor addresses as 10.20.0.0/16")
        return listed

    def guard(self) -> Guard:
        """Return who decides where a call may go."""
        networks = tuple(network for text in self.allow_private if (network := network_of(text)))
        names = frozenset(text for text in self.allow_private if not network_of(text))
        return Guard(names=names, networks=networks, plain=self.allow_plain)
