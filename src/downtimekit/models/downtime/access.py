"""How a service can still be used: live, or by which of the fallbacks, and how old the data there is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Self

from pydantic import model_validator

from downtimekit.models.ranked import Ranked
from downtimekit.models.strict import Instant, Key, Strict
from downtimekit.models.zones import shown_at


class AccessTier(Ranked):
    """What people can work with; each tier is worse than those before it.

    Sources: the order of the read-only tiers is Kennedy Krieger's written rule: the read-only copy of production, then
    the web copy, then the workstation's own copy (kki.freshservice.com); the second, read-only document site from a
    vendor's public downtime procedure; *degraded* because very slow is the same as down (InterCare), and functional
    downtime is a state of its own in the SAFER guide on contingency planning.
    """

    LIVE = "live"
    DEGRADED = "degraded"
    """It can be used, but slowly or in part."""
    READ_ONLY = "read_only"
    """A copy of production; it needs the network."""
    DOCUMENT_SITE = "document_site"
    """Another site, with documents that were made before; it needs the internet."""
    LOCAL_SNAPSHOT = "local_snapshot"
    """A copy on a workstation; it needs nothing but power."""
    PAPER = "paper"

    @property
    def is_writable(self) -> bool:
        """Whether anything can be entered."""
        return self <= AccessTier.DEGRADED

    @property
    def is_read_only(self) -> bool:
        """Whether charts can be looked at and nothing entered."""
        return AccessTier.DEGRADED < self < AccessTier.PAPER


FALLBACK = tuple(AccessTier)
"""The order in which to try."""


def best_tier(available: Collection[AccessTier], *, order: Sequence[AccessTier] = FALLBACK) -> AccessTier:
    """Return the first tier of an order that is available; paper always is."""
    return next((tier for tier in order if tier in available), AccessTier.PAPER)


class ServiceAccess(Strict):
    """How one service can be used, at one site or at all of them.

    Attributes:
        site: empty where it holds for every site of the downtime.
        as_of: how old the data is; required where it is a copy, because whoever reads it must be able to see that
            (SAFER contingency planning: a read-only system is clearly told apart from the live one).
    """

    service: Key
    tier: AccessTier
    site: Key | None = None
    as_of: Instant | None = None

    @model_validator(mode="after")
    def _says_how_old(self) -> Self:
        if self.tier.is_read_only and self.as_of is None:
            raise ValueError("must say as of when its data is: it is a copy that can only be read")
        if not self.tier.is_read_only and self.as_of is not None:
            raise ValueError("says as of when its data is, but is no copy that can only be read")
        return self

    def watermark(self, *, zone: str) -> str:
        """Return what must stand on everything that is shown or printed from here; empty where it is live.

        Args:
            zone: of the clock by which it is read, as an IANA name.
        """
        if self.as_of is None:
            return ""
        return f"READ ONLY - data as of {shown_at(self.as_of, zone=zone):%Y-%m-%d %H:%M %Z}"
