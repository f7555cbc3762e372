"""Contacts as a clerk writes them, one address under the name of its kind, and as a program writes them.

A clerk writes ``+1 202-555-0100 (mobile verified); +1 202-555-0101`` under ``phone``, and under ``channels`` the order
in which to try: each mention of a kind takes its next address, and the last mention all that are left. An address that
the order does not mention is kept, and never used. A program writes a list of channels, each with its kind and address.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import Factory, define, field
from pydantic import ValidationError

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.people.addresses import is_house_pager, is_phone_region, phone_number, printed_phone
from downtimekit.models.people.channels import MARKS, Channel, ChannelKind
from downtimekit.models.people.contact import Contact
from downtimekit.models.people.directory import Directory
from downtimekit.models.people.staff import Role
from downtimekit.models.reading import faults_of

KINDS = tuple(kind.value for kind in ChannelKind)
"""The names under which a clerk writes addresses."""

_KEY = "letters, digits and . _ : / - (at most 200, the first a letter or a digit)"
_ALLOWED: Mapping[str, str] = {
    "id": f"must be {_KEY}",
    "roles": f"must be one or more of: {', '.join(Role)}",
    "sites": f"must be {_KEY}",
}
_KIND_WORDS = f"must be one or more of: {', '.join(ChannelKind)}"
_NUMBERS = frozenset({ChannelKind.PHONE, ChannelKind.SMS, ChannelKind.PAGER})
_Address = tuple[str, dict[str, Any]]
"""A channel as it is written, after the place where it stands."""

_CHANNEL = re.compile(r"channels\[(?P<place>\d+)\](?:\.(?P<field>\w+))?")


@define
class Found:
    """The contacts and the faults of one reading."""

    contacts: list[Contact] = Factory(list)
    faults: list[Fault] = Factory(list)
    paths: dict[str, str] = Factory(dict)
    region: str | None = None

    @classmethod
    def within(cls, region: str | None) -> Found:
        """Return a reading of nothing yet, in which numbers without a country code are those of a region.

        Raises:
            InvalidInput: no numbers are known of the region.
        """
        if region is not None and not is_phone_region(region):
            raise InvalidInput("region", [Fault("", "is not a region with phone numbers, such as US (ISO 3166-1)")])
        return cls(region=region)

    def take(self, entry: Mapping[str, Any], *, path: str) -> Iterator[Fault]:
        """Keep a contact, and yield what is wrong with it by field."""
        id_ = entry.get("id")
        if isinstance(id_, str) and self.paths.setdefault(id_.strip(), path) != path:
            yield Fault("id", f"is used before, in {self.paths[id_.strip()]}")
        contact = _contact(entry, self.region)
        if isinstance(contact, Contact):
            self.contacts.append(contact)
        else:
            yield from contact

    def directory(self, *, source: str) -> Directory:
        """Return the contacts.

        Raises:
            InvalidInput: with every fault, or because there are no contacts.
        """
        if not (self.faults or self.contacts):
            self.faults.append(Fault("", "has no contacts: nobody could be told"))
        if self.faults:
            raise InvalidInput(source, self.faults)
        return Directory(contacts=tuple(self.contacts))


def decoded(text: str | bytes, *, source: str) -> str:
    """Return text without a byte order mark; bytes are taken as UTF-8, or as UTF-16 where its mark stands first.

    Raises:
        InvalidInput: with every line that is not UTF-8.
    """
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    # A spreadsheet's "Unicode text" is UTF-16.
    is_utf16 = text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return text.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        faults = [Fault("", "begins as UTF-16, and is not: save it as UTF-8")] if is_utf16 else _not_utf8(text)
    raise InvalidInput(source, faults)


def _not_utf8(text: bytes) -> Sequence[Fault]:
    words = "has characters that are not UTF-8; save it as UTF-8, in a spreadsheet as 'CSV UTF-8'"
    bad = (number for number, line in enumerate(text.splitlines(), start=1) if not _is_utf8(line))
    return [Fault(f"line {number}", words) for number in bad]


def cell(channels: Sequence[Channel], *, kind: ChannelKind) -> str:
    """Return the addresses of a kind as a clerk writes them."""
    return "; ".join(_as_written(channel) for channel in channels if channel.kind is kind)


@define
class _Written:
    """The channels of one entry, as a program writes them, and the places where the clerk wrote them."""

    channels: list[dict[str, Any]] = field(factory=list, repr=False)
    places: list[str] = Factory(list)
    faults: list[Fault] = Factory(list)

    def put(self, written: _Address, **more: object) -> None:
        place, channel = written
        self.places.append(place)
        self.channels.append(channel | more)

    def place_of(self, fault: Fault) -> Fault:
        """Return a fault under the name that the clerk knows."""
        found = _CHANNEL.fullmatch(fault.path)
        if found is None:
            return fault
        label = "label " if found["field"] == "label" else ""
        return Fault(self.places[int(found["place"])], label + fault.words)


def _contact(entry: Mapping[str, Any], region: str | None) -> Contact | Sequence[Fault]:
    if not _is_a_clerks(entry):
        return _checked(entry)
    written = _written(entry, region)
    others = {name: said for name, said in entry.items() if name not in KINDS}
    contact = _checked(others | {"channels": written.channels})
    if isinstance(contact, Contact):
        return written.faults or contact
    return [*map(written.place_of, contact), *written.faults]


def _is_a_clerks(entry: Mapping[str, Any]) -> bool:
    if any(kind in entry for kind in KINDS):
        return True
    order = entry.get("channels", ())
    return isinstance(order, str) or not isinstance(order, Sequence) or any(isinstance(word, str) for word in order)


def _checked(entry: Mapping[str, Any]) -> Contact | Sequence[Fault]:
    try:
        return Contact.model_validate(entry)
    except ValidationError as error:
        return list(_in_clerks_words(faults_of(error)))


def _written(entry: Mapping[str, Any], region: str | None) -> _Written:
    written = _Written()
    waiting = {kind: list(_addresses(entry, kind, region, written.faults)) for kind in KINDS}
    kinds = entry.get("channels", KINDS)
    if not isinstance(kinds, Sequence) or isinstance(kinds, str):
        written.faults.append(Fault("channels", _KIND_WORDS))
        kinds = ()
    _put_in_order(written, waiting, kinds)
    return written


def _put_in_order(written: _Written, waiting: Mapping[str, list[_Address]], kinds: Sequence[object]) -> None:
    for place, kind in enumerate(kinds):
        if not isinstance(kind, str) or kind not in waiting:
            written.faults.append(Fault(f"channels[{place}]", _KIND_WORDS))
            continue
        take = 1 if kind in kinds[place + 1 :] else len(waiting[kind])
        for address in waiting[kind][:take]:
            written.put(address)
        del waiting[kind][:take]
    for left in waiting.values():
        for address in left:
            written.put(address, opted_out=True)


def _addresses(entry: Mapping[str, Any], kind: str, region: str | None, faults: list[Fault]) -> Iterator[_Address]:
    """Yield the addresses under one name, each with the place where it stands."""
    written = entry.get(kind)
    if written is None:
        return
    if not isinstance(written, str):
        faults.append(Fault(kind, "is not text"))
        return
    parts = [part.strip() for part in written.split(";") if part.strip()]
    for number, part in enumerate(parts):
        address, said = _words_beside(part)
        address = _with_country(address, kind, region)
        verified, opted_out = (mark in said for mark in MARKS)
        label = " ".join(word for word in said if word not in MARKS)
        channel = {"kind": kind, "address": address, "label": label, "verified": verified, "opted_out": opted_out}
        yield (f"{kind}[{number}]" if len(parts) > 1 else kind), channel


def _with_country(address: str, kind: str, region: str | None) -> str:
    """Return a number as E.164 where it is one of the region; what is none is left for its channel to refuse."""
    in_the_house = kind == ChannelKind.PAGER and is_house_pager(address)
    if region is None or kind not in _NUMBERS or in_the_house or address.startswith("+"):
        return address
    try:
        return phone_number(address, region=region)
    except ValueError:
        return address


def _words_beside(part: str) -> tuple[str, Sequence[str]]:
    """Return an address, and the words in the brackets behind it; brackets around digits belong to a number."""
    if part.endswith(")"):
        address, opened, words = part[:-1].rpartition("(")
        if opened and words.strip()[:1].isalpha():
            return address.strip(), words.lower().replace(",", " ").split()
    return part, ()


def _as_written(channel: Channel) -> str:
    is_number = channel.kind not in {ChannelKind.EMAIL, ChannelKind.CHAT} and channel.address.startswith("+")
    # Spaced, because a spreadsheet takes +12025550100 for a sum and drops the plus.
    address = printed_phone(channel.address) if is_number else channel.address
    marks = [mark for mark, holds in zip(MARKS, (channel.verified, channel.opted_out), strict=True) if holds]
    words = " ".join(filter(None, [channel.label, *marks]))
    return f"{address} ({words})" if words else address


def _in_clerks_words(faults: Sequence[Fault]) -> Iterator[Fault]:
    """Say what is allowed where pydantic says what is wrong."""
    return (Fault(fault.path, _ALLOWED.get(fault.path.partition("[")[0], fault.words)) for fault in faults)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
