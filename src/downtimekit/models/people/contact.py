"""A contact: somebody who is told, and everything that decides how, where and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from pydantic import Field, field_validator

from downtimekit.models.people.channels import Channel, ChannelKind
from downtimekit.models.people.languages import Language
from downtimekit.models.people.on_call import OnCall, QuietHours
from downtimekit.models.people.staff import PersonName, Role
from downtimekit.models.ranked import Severity
from downtimekit.models.strict import Key, Strict

MOST_CHANNELS = 20
"""How many ways to reach somebody there may be: more is a mistake in a file."""


class Contact(Strict):
    """Somebody who is told.

    Attributes:
        roles: what they do in a downtime.
        sites: which sites they are concerned with; without sites, all.
        languages: in which they can be spoken to, the best first.
        channels: in the order in which they should be tried; none of an address twice.
        on_call: their shifts; without them, they are taken to be there at any time, as a help desk is.
        quiet_hours: when they must not be disturbed for less than they say.
    """

    id: Key
    name: PersonName
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    sites: tuple[Key, ...] = ()
    languages: tuple[Language, ...] = ()
    channels: Annotated[tuple[Channel, ...], Field(max_length=MOST_CHANNELS, repr=False)] = ()
    on_call: OnCall | None = None
    quiet_hours: QuietHours | None = None

    @field_validator("roles", "sites", "languages")
    @classmethod
    def _each_once(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(words))

    @field_validator("channels")
    @classmethod
    def _each_address_once(cls, channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
        # Otherwise somebody could opt out of an address, and still be told there.
        if len({(channel.kind, channel.address.casefold()) for channel in channels}) < len(channels):
            raise ValueError("has the same address more than once")
        return channels

    def reached_by(self) -> Iterator[Channel]:
        """Yield the channels to try, in this contact's order: all but those that they opted out of."""
        return (channel for channel in self.channels if not channel.opted_out)

    def address(self, kind: ChannelKind) -> str | None:
        """Return the first address to try of a kind; None where there is none."""
        return next((channel.address for channel in self.reached_by() if channel.kind is kind), None)

    def serves(self, site: str) -> bool:
        """Say whether this contact is concerned with a site."""
        return not self.sites or site in self.sites

    def is_on_call(self, at: datetime) -> bool:
        """Say whether this contact is there at an instant."""
        return self.on_call is None or self.on_call.covers(at)

    def is_quiet(self, at: datetime, *, severity: Severity | None) -> bool:
        """Say whether a notice of a downtime has to wait; one whose severity nobody knows yet does not."""
        return self.quiet_hours is not None and self.quiet_hours.silence(at, severity=severity)
