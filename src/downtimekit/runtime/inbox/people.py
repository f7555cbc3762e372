"""The people of a directory by their ids and addresses, so that a big one is not walked for every reply."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from attrs import Factory, field, frozen

from downtimekit.models.people import ChannelKind, Contact, Directory

_DIALLED = (ChannelKind.PHONE, ChannelKind.SMS, ChannelKind.PAGER)
_MARKS = str.maketrans("", "", " ()-./\u00a0")


def _by_id(people: People) -> Mapping[str, Contact]:
    return {contact.id: contact for contact in people.directory.contacts}


def _by_address(people: People) -> Mapping[tuple[bool, str], Sequence[Contact]]:
    found: defaultdict[tuple[bool, str], dict[str, Contact]] = defaultdict(dict)
    for contact in people.directory.contacts:
        for channel in contact.channels:
            found[channel.kind in _DIALLED, channel.address.casefold()][contact.id] = contact
    return {address: tuple(contacts.values()) for address, contacts in found.items()}


@frozen
class People:
    """Who is who in a directory."""

    directory: Directory = field(repr=False)
    by_id: Mapping[str, Contact] = field(init=False, repr=False, default=Factory(_by_id, takes_self=True))
    _by_address: Mapping[tuple[bool, str], Sequence[Contact]] = field(
        init=False, repr=False, default=Factory(_by_address, takes_self=True)
    )

    def at(self, address: str) -> tuple[Contact, ...]:
        """Return the contacts who have an address; several may share a phone."""
        written = address.strip().casefold()
        dialled, other = (True, written.translate(_MARKS)), (False, written)
        return (*self._by_address.get(dialled, ()), *self._by_address.get(other, ()))
