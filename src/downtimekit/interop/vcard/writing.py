"""Write contacts as vCards 4.0."""

from __future__ import annotations

from collections.abc import Iterator

from downtimekit.interop.vcard.cards import ON_CALL, QUIET_HOURS, SITE
from downtimekit.interop.vcard.channels import LABEL, OPTED_OUT, PLACES, VERIFIED
from downtimekit.interop.vcard.lines import escaped, written_line
from downtimekit.models.people.channels import Channel, ChannelKind
from downtimekit.models.people.contact import Contact
from downtimekit.models.people.directory import Directory

_TYPES = {ChannelKind.PHONE: "voice", ChannelKind.SMS: "text", ChannelKind.PAGER: "pager"}
_WHERE = {label: word for word, label in PLACES.items()}


def write_vcards(directory: Directory) -> str:
    """Write contacts as a file of vCards that `read_vcards` reads back to an equal directory, without losses."""
    return "".join("".join(_card(contact)) for contact in directory.contacts)


def _card(contact: Contact) -> Iterator[str]:
    yield written_line("BEGIN", "VCARD")
    yield written_line("VERSION", "4.0")
    yield written_line("UID", escaped(contact.id), VALUE="text")
    yield written_line("FN", escaped(contact.name))
    for role in contact.roles:
        yield written_line("ROLE", escaped(role))
    for place, language in enumerate(contact.languages, 1):
        yield written_line("LANG", language, PREF=str(min(place, 100)))
    for place, channel in enumerate(contact.channels, 1):
        yield _address(channel, preference=place)
    for site in contact.sites:
        yield written_line(SITE, escaped(site))
    if contact.on_call:
        yield written_line(ON_CALL, escaped(contact.on_call.text))
    if contact.quiet_hours:
        yield written_line(QUIET_HOURS, escaped(contact.quiet_hours.text))
    yield written_line("END", "VCARD")


def _address(channel: Channel, *, preference: int) -> str:
    # A cell is a telephone (RFC 6350 section 6.4.1); work and home may be anything (section 5.6).
    where = _WHERE.get(channel.label, "") if channel.kind in _TYPES or channel.label != "mobile" else ""
    types = f'"{_TYPES[channel.kind]},{where}"' if channel.kind in _TYPES and where else where
    parameters = {
        "TYPE": types or _TYPES.get(channel.kind, ""),
        "PREF": str(preference),
        LABEL: "" if where else channel.label,
        VERIFIED: "yes" if channel.verified else "",
        OPTED_OUT: "yes" if channel.opted_out else "",
    }
    if channel.kind is ChannelKind.EMAIL:
        return written_line("EMAIL", escaped(channel.address), **parameters)
    if channel.kind is ChannelKind.CHAT:
        return written_line("IMPP", channel.address, **parameters)
    if channel.address.startswith("+"):
        return written_line("TEL", f"tel:{channel.address}", VALUE="uri", **parameters)
    return written_line("TEL", channel.address, **parameters)
