"""Addresses: what mail, a phone, a pager and a chat understand, checked so that nothing can be smuggled in."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

# The patterns are compiled when they are first used: not everyone who imports this reads contacts.
#
# RFC 5321 section 4.1.2, without quoted local parts and address literals: contacts have none, and with them
# a text can be smuggled past a mail client. ASCII only, for mail servers that do not know SMTPUTF8.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = rf"(?=.{{1,254}}\Z)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?!\d+\Z){_LABEL}"

# A dash may be any that a word processor made of it; letters are refused because they stand for an extension.
_DIALLED = r"(?=.{1,32}\Z)\+?[\d ().\-/\u00a0\u2010-\u2014]+"

# RFC 3986, without the characters that end an address in a mail, a table or a page.
_CHAT = r"(?=.{1,254}\Z)[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&*+=%-]+"
_PAGER = r"[0-9]{2,10}"


def email_address(address: str) -> str:
    """Return an address such as ``name@example.org``, in ASCII and without anything around it.

    Raises:
        ValueError: it is none.
    """
    if not re.fullmatch(_EMAIL, address):
        raise ValueError("is not an email address, such as name@example.org")
    return address


def phone_number(number: str, *, region: str | None = None) -> str:
    """Return a number as E.164, such as ``+12025550100``.

    Args:
        number: with + and country code, or as it is dialled within the region.
        region: of numbers without a country code, as two letters of ISO 3166-1; None where none are accepted.

    Raises:
        ValueError: it has no country code, has an extension, or cannot be a number of its country.
    """
    import phonenumbers  # noqa: PLC0415  (34 ms: paid by those who read contacts, not by everyone who imports)

    if not re.fullmatch(_DIALLED, number) or (region is None and not number.startswith("+")):
        raise ValueError("must be a phone number with + and country code, and no extension: +1 202 555 0100")
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        raise ValueError("is not a phone number: no country has its code, or its length is wrong") from None
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise ValueError("is not a possible phone number: too few or too many digits for its country")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def is_phone_region(region: str) -> bool:
    """Say whether phone numbers are known of a region, as two capitals of ISO 3166-1."""
    import phonenumbers  # noqa: PLC0415  (as above)

    return region in phonenumbers.SUPPORTED_REGIONS


def chat_address(address: str) -> str:
    """Return a chat address that says its service first, such as ``xmpp:nurse@example.org`` (RFC 4770).

    Raises:
        ValueError: it is none.
    """
    if not re.fullmatch(_CHAT, address):
        raise ValueError("is not a chat address with its service first, such as xmpp:name@example.org or slack:U024BE")
    return address


def pager_number(number: str) -> str:
    """Return a pager's number: E.164, or the 2 to 10 digits of a house system.

    Raises:
        ValueError: it is neither.
    """
    if is_house_pager(number):
        return number
    if not number.startswith("+"):
        raise ValueError("is not a pager number: 2 to 10 digits, or a phone number with + and country code")
    return phone_number(number)


def is_house_pager(number: str) -> bool:
    """Say whether a number is one of a house's own pagers: 2 to 10 digits."""
    return re.fullmatch(_PAGER, number) is not None


def printed_phone(number: str) -> str:
    """Return an E.164 number as people write it: ``+1 202-555-0100``."""
    import phonenumbers  # noqa: PLC0415  (as above)

    spaced = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(phonenumbers.parse(number), spaced)


Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(email_address)]
"""An address such as ``name@example.org``, in ASCII and without anything around it."""

Phone = Annotated[str, StringConstraints(max_length=32), AfterValidator(phone_number)]
"""A number in international form; it becomes E.164, such as ``+12025550100``."""
