"""A directory: the contacts of a clinic, and who of them is meant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from pydantic import field_validator

from downtimekit.errors import UnknownName
from downtimekit.models.people.contact import Contact
from downtimekit.models.people.staff import Role
from downtimekit.models.strict import Strict


class People(Protocol):
    """Whoever knows a clinic's contacts: a `Directory`, or a host's own that reads them from its database.

    Promises:
        - each contact is yielded once, has an id of its own, and comes in the same order each time.
    """

    @property
    def contacts(self) -> Iterable[Contact]:
        """Every contact."""
        ...

    def audience(self, roles: frozenset[Role], *, sites: tuple[str, ...]) -> Iterable[Contact]:
        """Return the contacts that have one of the roles and serve one of the sites."""
        ...


class Directory(Strict):
    """The contacts of a clinic, each with an id of its own."""

    contacts: tuple[Contact, ...] = ()

    @field_validator("contacts")
    @classmethod
    def _ids_are_unique(cls, contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
        ids = [contact.id for contact in contacts]
        twice = sorted({id_ for id_ in ids if ids.count(id_) > 1}) if len(set(ids)) < len(ids) else []
        if twice:
            raise ValueError(f"contact ids are used more than once: {', '.join(twice)}")
        return contacts

    def contact(self, id: str) -> Contact:
        """Return a contact by its id.

        Raises:
            UnknownName: there is none of that id.
        """
        for contact in self.contacts:
            if contact.id == id:
                return contact
        raise UnknownName("contact", id, known=(contact.id for contact in self.contacts))

    def audience(self, roles: frozenset[Role], *, sites: tuple[str, ...]) -> tuple[Contact, ...]:
        """Return the contacts that have one of the roles and serve one of the sites, in directory order."""
        return tuple(
            contact
            for contact in self.contacts
            if roles.intersection(contact.roles) and any(contact.serves(site) for site in sites)
        )

    def on_call(self, at: datetime, *, role: Role, site: str) -> tuple[Contact, ...]:
        """Return who is there for a site at an instant: first whoever has the shift, then whoever keeps no hours.

        Raises:
            InvalidInput: the instant has no offset, and so could be anywhere.
        """
        present = [who for who in self.audience(frozenset({role}), sites=(site,)) if who.is_on_call(at)]
        return tuple(sorted(present, key=lambda contact: contact.on_call is None))
