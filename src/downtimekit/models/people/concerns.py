"""What is strange about a directory: people who stand there twice, and people whom nothing would reach.

Nothing here refuses anything. A ward's phone is shared by a shift, twins work at one site, and a new colleague has no
number yet; a person looks, and decides. A concern names contacts by their ids, never an address.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.dependency import USUALLY_NEEDS, lost
from downtimekit.models.downtime.targets import OutageTarget
from downtimekit.models.people.channels import Channel, ChannelKind
from downtimekit.models.people.contact import Contact
from downtimekit.models.people.directory import Directory
from downtimekit.models.people.escalation import EscalationChain, EscalationLevel

_OUT_OF_BAND = "SAFER contingency planning, 2.2: communication that does not rely on the computing infrastructure"
Survives = Callable[[Channel, OutageTarget], bool]
"""Says whether a channel still works while something is down."""


def survives(channel: Channel, target: OutageTarget) -> bool:
    """Say whether a channel still works while something is down, by `LOST_WITH`; a mobile phone always does."""
    return channel.label == "mobile" or USUALLY_NEEDS[channel.kind].isdisjoint(lost([target]))


def directory_concerns(
    directory: Directory,
    *,
    down: Collection[OutageTarget] = (OutageTarget.CUSTOMER_WAN,),
    survives: Survives = survives,
) -> Iterator[Concern]:
    """Yield everything that is strange about a directory, contact by contact.

    Args:
        directory: the contacts.
        down: what may be down while people must be told; each contact should have a channel that works then.
        survives: says whether a channel works then.
    """
    seen = _Seen()
    for number, contact in enumerate(directory.contacts):
        path = f"contacts[{number}]"
        yield from seen.twice(contact, path=path)
        yield from _unreachable(contact, path=path, down=down, survives=survives)


def chain_concerns(chain: EscalationChain, *, directory: Directory, site: str) -> Iterator[Concern]:
    """Yield what would keep an escalation from being answered, though everybody were on call.

    Args:
        chain: the levels.
        directory: the contacts that they ask.
        site: for which site.
    """
    for number, level in enumerate(chain.levels):
        yield from _unanswerable(level, directory=directory, site=site, path=f"levels[{number}]")


def on_call_concerns(directory: Directory, *, chain: EscalationChain, site: str, at: datetime) -> Iterator[Concern]:
    """Yield the levels of an escalation that would ask too few people for a site at an instant."""
    for number, level in enumerate(chain.levels):
        if len(level.asks(directory, at=at, site=site)) < level.acknowledgements:
            yield Concern("nobody_on_call", f"levels[{number}]", "has too few people on call at that time to answer")


class _Seen:
    """Who was seen before, by address and by name."""

    def __init__(self) -> None:
        self.addresses: dict[tuple[str, str], str] = {}
        self.names: dict[str, list[Contact]] = {}

    def twice(self, contact: Contact, *, path: str) -> Iterator[Concern]:
        """Yield who else may be the same person."""
        for kind, address in dict.fromkeys(_address(channel) for channel in contact.channels):
            other = self.addresses.setdefault((kind, address), contact.id)
            if other != contact.id:
                words = f"has the {kind} of '{other}': perhaps the same person twice"
                yield Concern("same_address", f"{path}.channels", words, gravity=Gravity.WARNING)
        namesakes = self.names.setdefault(_spoken(contact.name), [])
        for other_contact in namesakes:
            if _share_a_site(contact, other_contact):
                words = f"has the name of '{other_contact.id}' at the same site: perhaps the same person twice"
                yield Concern("same_name", f"{path}.name", words, gravity=Gravity.WARNING)
        namesakes.append(contact)


def _address(channel: Channel) -> tuple[str, str]:
    """Return an address by what it is of: a phone takes calls and texts under one number."""
    if channel.kind in {ChannelKind.EMAIL, ChannelKind.CHAT}:
        return channel.kind.value, channel.address.casefold()
    return "number", channel.address


def _spoken(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _share_a_site(one: Contact, other: Contact) -> bool:
    return not one.sites or not other.sites or not set(one.sites).isdisjoint(other.sites)


def _unreachable(
    contact: Contact, *, path: str, down: Collection[OutageTarget], survives: Survives
) -> Iterator[Concern]:
    usable = list(contact.reached_by())
    where = f"{path}.channels"
    if not contact.channels:
        yield Concern("no_address", where, f"'{contact.id}' has no address at which to be told")
    elif not usable:
        yield Concern("opted_out", where, f"'{contact.id}' opted out of every channel")
    if not usable:
        return
    if not any(channel.verified for channel in usable):
        words = f"'{contact.id}' has no address that somebody verified"
        yield Concern("nothing_verified", where, words, gravity=Gravity.WARNING)
    for target in down:
        if not any(survives(channel, target) for channel in usable):
            words = f"'{contact.id}' has no channel that works while {target.label} is down"
            yield Concern("cut_off", where, words, _OUT_OF_BAND)


def _unanswerable(level: EscalationLevel, *, directory: Directory, site: str, path: str) -> Iterator[Concern]:
    known = {contact.id for contact in directory.contacts}
    for id_ in level.contacts:
        if id_ not in known:
            yield Concern("contact_unknown", f"{path}.contacts", f"names '{id_}', who is not in the directory")
    asked = {
        contact.id
        for contact in directory.contacts
        if contact.id in level.contacts or (contact.serves(site) and not set(level.roles).isdisjoint(contact.roles))
    }
    if len(asked) < level.acknowledgements:
        words = f"wants {level.acknowledgements} acknowledgements, and asks {len(asked)} at this site"
        yield Concern("too_few_asked", path, words)
