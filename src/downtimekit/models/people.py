"""Staff and contacts: who acts, who is told, and by which channels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from downtimekit.models.strict import Key, Name, Strict


class Role(StrEnum):
    """What a person does in a downtime."""

    HELP_DESK = "help_desk"
    IT_LEAD = "it_lead"
    CHARGE_NURSE = "charge_nurse"
    FRONT_DESK = "front_desk"
    TECHNOLOGIST = "technologist"
    RADIOLOGIST = "radiologist"
    RECORDS_CLERK = "records_clerk"
    VENDOR_SUPPORT = "vendor_support"
    INCIDENT_COMMANDER = "incident_commander"


STAFF_ROLES = frozenset(Role) - {Role.VENDOR_SUPPORT, Role.HELP_DESK}
"""The roles of people who work at the clinic and are impacted by an outage."""


class ChannelKind(StrEnum):
    """A way to reach a person."""

    EMAIL = "email"
    PHONE = "phone"


def _one_line(name: str) -> str:
    if any(unicodedata.category(char) in {"Cc", "Zl", "Zp"} for char in name):
        raise ValueError("has a line break or a control character")
    return name


# RFC 5321 section 4.1.2, without quoted local parts and address literals: contacts have none, and with them
# a text can be smuggled past a mail client. ASCII only, for mail servers that do not know SMTPUTF8.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?!\d+\Z){_LABEL}")


def _email(address: str) -> str:
    if not _EMAIL.fullmatch(address):
        raise ValueError("is not an email address, such as name@example.org")
    return address


# A dash may be any that a word processor made of it; letters are refused because they stand for an extension.
_DIALLED = re.compile(r"\+[\d ().\-/\u00a0\u2010-\u2014]+")


def _phone(number: str) -> str:
    import phonenumbers  # noqa: PLC0415  (34 ms: paid by those who read contacts, not by everyone who imports)

    if not _DIALLED.fullmatch(number):
        raise ValueError("must be a phone number with + and country code, and no extension: +1 202 555 0100")
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        raise ValueError("is not a phone number: no country has its code, or its length is wrong") from None
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise ValueError("is not a possible phone number: too few or too many digits for its country")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def printed_phone(number: str) -> str:
    """Return an E.164 number as people write it: ``+1 202-555-0100``."""
    import phonenumbers  # noqa: PLC0415  (as above)

    spaced = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(phonenumbers.parse(number), spaced)


PersonName = Annotated[Name, AfterValidator(_one_line)]
"""What somebody is called, on one line."""

Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_email)]
"""An address such as ``name@example.org``, in ASCII and without anything around it."""

Phone = Annotated[str, StringConstraints(max_length=32), AfterValidator(_phone)]
"""A number in international form; it becomes E.164, such as ``+12025550100``."""


class Staff(Strict):
    """Somebody who acts: the *by* of every fact."""

    name: PersonName
    role: Role


class Contact(Strict):
    """Somebody who is told, with the channels in the order in which they should be tried."""

    id: Key
    name: PersonName
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    sites: tuple[Key, ...] = ()
    email: Annotated[Email | None, Field(repr=False)] = None
    phone: Annotated[Phone | None, Field(repr=False)] = None
    channels: tuple[ChannelKind, ...] = (ChannelKind.EMAIL, ChannelKind.PHONE)

    @model_validator(mode="after")
    def _can_be_reached(self) -> Contact:
        if not any(self.addresses()):
            raise ValueError("cannot be reached: has neither an email address nor a phone number to use")
        return self

    def addresses(self) -> Iterator[tuple[ChannelKind, str]]:
        """Yield the channels that have an address, in this contact's order."""
        known = {ChannelKind.EMAIL: self.email, ChannelKind.PHONE: self.phone}
        for kind in self.channels:
            address = known[kind]
            if address is not None:
                yield kind, address

    def serves(self, site: str) -> bool:
        """Say whether this contact is concerned with a site; one without sites serves all."""
        return not self.sites or site in self.sites


class Directory(Strict):
    """The contacts of a clinic."""

    contacts: tuple[Contact, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Directory:
        ids = [contact.id for contact in self.contacts]
        twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
        if twice:
            raise ValueError(f"contact ids are used more than once: {', '.join(twice)}")
        return self

    def audience(self, roles: frozenset[Role], *, sites: tuple[str, ...]) -> tuple[Contact, ...]:
        """Return the contacts that have one of the roles and serve one of the sites, in directory order."""
        return tuple(
            contact
            for contact in self.contacts
            if roles.intersection(contact.roles) and any(contact.serves(site) for site in sites)
        )
