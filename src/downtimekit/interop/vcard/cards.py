"""Cards: which lines belong together, and which of them stand nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import Factory, define

from downtimekit.errors import Fault
from downtimekit.interop.vcard.lines import ContentLine
from downtimekit.models.concern import Concern, Gravity

SITE, ON_CALL, QUIET_HOURS = (f"X-DOWNTIMEKIT-{word}" for word in ("SITE", "ON-CALL", "QUIET-HOURS"))
"""Properties for what vCard has none for."""

_VERSIONS = frozenset({"3.0", "4.0"})


@define
class Told:
    """What is told of cards: what was left out, and why that may be a pity.

    Attributes:
        losses: the path of what was left out.
        concerns: what a person could put right of it.
    """

    losses: list[str] = Factory(list)
    concerns: list[Concern] = Factory(list)

    def lose(self, path: str) -> None:
        """Take down what has no place in a contact, or says nothing new."""
        self.losses.append(path)

    def leave_out(self, code: str, path: str, words: str) -> None:
        """Take down what would have a place, and why it is not taken over."""
        self.losses.append(path)
        self.concerns.append(Concern(code, path, words, gravity=Gravity.WARNING))


@define
class Card:
    """The properties of one card.

    Attributes:
        place: of the card in the file, from 1; line: on which it begins.
    """

    place: int
    line: int
    properties: list[ContentLine] = Factory(list)

    @property
    def path(self) -> str:
        """The name of the card, for a fault."""
        return f"card {self.place} (line {self.line})"

    def named(self, *names: str) -> list[ContentLine]:
        """Return the properties of these names, in the order of the file."""
        return [line for line in self.properties if line.name in names]

    def first(self, name: str) -> ContentLine | None:
        """Return the property of a name that should be tried first; None where there is none."""
        return min(self.named(name), key=lambda line: line.preference, default=None)

    @property
    def is_group(self) -> bool:
        """Whether it names other cards, and is nobody itself."""
        kinds = self.named("KIND", "X-ADDRESSBOOKSERVER-KIND")
        return any(line.text.strip().lower() == "group" for line in kinds)


def cards(lines: Iterable[ContentLine], *, faults: list[Fault]) -> Iterator[Card]:
    """Yield every card that begins and ends; what stands in none is taken down as a fault."""
    card: Card | None = None
    place = 0
    for line in lines:
        is_edge = line.name in {"BEGIN", "END"} and line.text.strip().upper() == "VCARD"
        if is_edge and line.name == "BEGIN":
            if card is not None:
                faults.append(Fault(card.path, f"has no end before another begins in line {line.number}"))
            place += 1
            card = Card(place, line.number)
        elif card is None:
            faults.append(Fault(f"line {line.number}", "stands outside of a card"))
        elif is_edge:
            faults.extend(_version_faults(card))
            yield card
            card = None
        else:
            card.properties.append(line)
    if card is not None:
        faults.append(Fault(card.path, "has no end: the file breaks off"))


def _version_faults(card: Card) -> Iterator[Fault]:
    version = card.first("VERSION")
    # A card that does not say is read as 3.0, which asks for no more than what is read here.
    if version is not None and version.text.strip() not in _VERSIONS:
        yield Fault(card.path, "is a vCard of another version; export it as 4.0 or 3.0")
