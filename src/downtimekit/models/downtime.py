"""A downtime event: what is down, where, and under which playbook it is run."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints

from downtimekit.models.strict import Instant, Key, Name, Strict


class OutageTarget(StrEnum):
    """What is down, as the help desk and the people on site find out."""

    CUSTOMER_WAN = "customer_wan"
    CUSTOMER_RIS = "customer_ris"
    CUSTOMER_PACS = "customer_pacs"
    VENDOR_OFFLINE = "vendor_offline"

    @property
    def label(self) -> str:
        """The words that staff are told."""
        return _TARGET_LABELS[self]


_TARGET_LABELS = {
    OutageTarget.CUSTOMER_WAN: "our internet or WAN connection",
    OutageTarget.CUSTOMER_RIS: "our RIS",
    OutageTarget.CUSTOMER_PACS: "our PACS",
    OutageTarget.VENDOR_OFFLINE: "the vendor's system",
}


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        raise ValueError("is not the name of a time zone, such as America/New_York") from None
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
"""The IANA name of a time zone."""


ShortKey = Annotated[Key, StringConstraints(max_length=80)]
"""A key that leaves room: notices, commands and writes have keys that begin with it."""


class Downtime(Strict):
    """One downtime, as it was declared.

    ``interfaces`` stand in the order in which they must be validated before the service is released;
    ``update_every_minutes`` is the promise made to staff: no longer than this without news.
    """

    id: ShortKey
    playbook: Key
    playbook_digest: str
    sites: Annotated[tuple[Key, ...], Field(min_length=1)]
    services: Annotated[tuple[Key, ...], Field(min_length=1)]
    interfaces: tuple[Key, ...] = ()
    update_every_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    began_at: Instant
    zone: Zone = "UTC"
    call: Name = "the IT help desk"
    drill: bool = False

    def local(self, moment: datetime) -> datetime:
        """Return an instant as the clinic's wall clock shows it."""
        return moment.astimezone(ZoneInfo(self.zone))
