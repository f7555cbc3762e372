"""The addresses on a card as channels: mail, telephone and chat, in the order in which they should be tried."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import define, field, frozen
from pydantic import ValidationError

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.vcard.cards import Card, Told
from downtimekit.interop.vcard.lines import ContentLine
from downtimekit.models.people.addresses import is_phone_region, phone_number
from downtimekit.models.people.channels import Channel, ChannelKind
from downtimekit.models.people.contact import MOST_CHANNELS
from downtimekit.models.reading import faults_of

ADDRESSES = ("EMAIL", "TEL", "IMPP")
LABEL, VERIFIED, OPTED_OUT = (f"X-DOWNTIMEKIT-{word}" for word in ("LABEL", "VERIFIED", "OPTED-OUT"))
"""Parameters for what vCard has none for."""

PLACES = {"cell": "mobile", "home": "home", "work": "work"}
"""The types that say where a telephone is, and the labels that say the same."""

_NO_CALLS = frozenset({"fax", "modem", "bbs", "video", "textphone"})
_TAKES = {"text": ChannelKind.SMS, "pager": ChannelKind.PAGER}
_APPLE_LABEL = re.compile(r"(?:_\$!<)?([A-Za-z][A-Za-z0-9-]{0,19})(?:>!\$_)?")


@frozen
class Numbers:
    """How numbers on cards are understood.

    Attributes:
        region: of numbers without a country code, as two letters of ISO 3166-1; None where they are not taken over.
    """

    region: str | None = None

    @classmethod
    def of(cls, region: str | None) -> Numbers:
        """Return how numbers of a region are understood.

        Raises:
            InvalidInput: no numbers are known of the region.
        """
        if region is not None and not is_phone_region(region):
            raise InvalidInput("region", [Fault("", "is not a region with phone numbers, such as US (ISO 3166-1)")])
        return cls(region)

    def international(self, number: str) -> str:
        """Return a number with a country code where that can be said."""
        bare = number.removeprefix("tel:")
        if self.region is None or bare.startswith("+"):
            return bare
        try:
            return phone_number(bare, region=self.region)
        except ValueError:
            return bare


@define
class _Kept:
    """The channels that were taken over so far, by kind and address."""

    channels: dict[tuple[ChannelKind, str], Channel] = field(repr=False)
    told: Told

    def take(self, channel: Channel, *, path: str) -> None:
        key = (channel.kind, channel.address.casefold())
        before = self.channels.get(key)
        if before is not None:
            self.told.lose(path)
            channel = before.model_copy(update={"opted_out": before.opted_out or channel.opted_out})
        elif len(self.channels) >= MOST_CHANNELS:
            words = f"is one address more than the {MOST_CHANNELS} that are taken over"
            self.told.leave_out("too_many_addresses", path, words)
            return
        self.channels[key] = channel


def channels_of(card: Card, *, numbers: Numbers, told: Told) -> tuple[Channel, ...]:
    """Return the addresses of a card as channels; what is none of a kind that we know is told."""
    kept = _Kept({}, told)
    labels = {line.group: line for line in card.named("X-ABLABEL") if line.group}
    for line in sorted(card.named(*ADDRESSES), key=lambda line: line.preference):
        path = f"line {line.number}, {line.name}"
        kinds = list(_kinds(line))
        if not kinds:
            told.lose(path)
        label = _label(line, labels.get(line.group), told)
        for kind in kinds:
            try:
                kept.take(_channel(line, kind, label=label, numbers=numbers), path=path)
            except ValidationError as error:
                told.leave_out("not_valid", path, "; ".join(fault.words for fault in faults_of(error)))
    return tuple(kept.channels.values())


def _channel(line: ContentLine, kind: ChannelKind, *, label: str, numbers: Numbers) -> Channel:
    address = line.text.strip()
    if kind is ChannelKind.EMAIL:
        address = address.removeprefix("mailto:")
    elif kind in {ChannelKind.PHONE, ChannelKind.SMS}:
        address = numbers.international(address)
    elif kind is ChannelKind.PAGER:
        address = address.removeprefix("tel:")
    return kind.at(address, label=label, verified=_is_yes(line, VERIFIED), opted_out=_is_yes(line, OPTED_OUT))


def _kinds(line: ContentLine) -> Iterator[ChannelKind]:
    if line.name == "EMAIL":
        yield ChannelKind.EMAIL
    elif line.name == "IMPP":
        yield ChannelKind.CHAT
    else:
        others = [kind for word, kind in _TAKES.items() if word in line.types]
        if "voice" in line.types or not (others or _NO_CALLS & line.types):
            yield ChannelKind.PHONE
        yield from others


def _label(line: ContentLine, apple: ContentLine | None, told: Told) -> str:
    """Return which of several addresses it is: as we wrote, or as the types say, or as an Apple card says beside it."""
    said = "".join(line.parameters.get(LABEL, ()))
    if said:
        return said
    places = [label for word, label in PLACES.items() if word in line.types]
    if len(places) > 1:
        told.leave_out("several_places", f"line {line.number}, {line.name}", f"is said to be more than {places[0]}")
    if places or apple is None:
        return places[0] if places else ""
    found = _APPLE_LABEL.fullmatch(apple.text.strip())
    if found is None:
        told.leave_out(
            "not_valid", f"line {apple.number}, {apple.name}", "is more than one word, and is not taken over"
        )
        return ""
    return found[1].lower()


def _is_yes(line: ContentLine, parameter: str) -> bool:
    return "".join(line.parameters.get(parameter, ())).lower() == "yes"
