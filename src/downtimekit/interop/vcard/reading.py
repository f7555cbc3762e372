"""Read vCards as contacts. Whatever is not taken over is told, by its line and its property, and never by its value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import Factory, define, frozen
from pydantic import TypeAdapter, ValidationError

from downtimekit.errors import Fault
from downtimekit.interop.vcard.cards import ON_CALL, QUIET_HOURS, SITE, Card, Told, cards
from downtimekit.interop.vcard.channels import ADDRESSES, Numbers, channels_of
from downtimekit.interop.vcard.lines import ContentLine, content_lines
from downtimekit.models.concern import Concern
from downtimekit.models.people.directory import Directory
from downtimekit.models.people.entries import Found
from downtimekit.models.people.languages import Language
from downtimekit.models.people.staff import Role
from downtimekit.models.reading import faults_of
from downtimekit.models.strict import ADAPTER, Key

_ROLES = ("ROLE", "TITLE", "CATEGORIES")
_ABOUT_THE_CARD = frozenset({"VERSION", "KIND", "X-ADDRESSBOOKSERVER-KIND", "UID", "PRODID", "REV", "X-ABLABEL"})
_READ = frozenset({"FN", "LANG", SITE, ON_CALL, QUIET_HOURS, *_ROLES, *ADDRESSES})
# RFC 6350, RFC 2426. Only these names are repeated: in a damaged file, what looks like a name may be somebody's.
_KNOWN = re.compile(
    r"X-.*|ADR|AGENT|ANNIVERSARY|BDAY|CALADRURI|CALURI|CATEGORIES|CLASS|CLIENTPIDMAP|EMAIL|FBURL|FN|GENDER|GEO|IMPP|KEY"
    r"|KIND|LABEL|LANG|LOGO|MAILER|MEMBER|N|NAME|NICKNAME|NOTE|ORG|PHOTO|PRODID|PROFILE|RELATED|REV|ROLE|SORT-STRING"
    r"|SOUND|SOURCE|TEL|TITLE|TZ|UID|URL|VERSION|XML"
)
_LONGEST_SLUG = 60
_KEYS: TypeAdapter[str] = TypeAdapter(Key, config=ADAPTER)
_LANGUAGES: TypeAdapter[str] = TypeAdapter(Language, config=ADAPTER)


@frozen
class VcardReading:
    """What was read.

    Attributes:
        directory: the contacts.
        losses: the path of everything that was on the cards and is not in the directory, such as ``line 5, PHOTO``;
            never what stands there.
        concerns: why something was left out that would have had a place, such as a number without a country code.
    """

    directory: Directory
    losses: Sequence[str] = ()
    concerns: Sequence[Concern] = ()


@frozen
class _Words:
    """What the words on cards mean."""

    roles: Mapping[str, Role]
    otherwise: Sequence[Role]
    numbers: Numbers

    def role(self, said: str) -> Role | None:
        """Return the role that a card names, in any case and with blanks or dashes."""
        return self.roles.get(_plain(said))


def read_vcards(
    content: str | bytes,
    *,
    source: str,
    roles: Mapping[str, Role] | None = None,
    otherwise: Sequence[Role] = (),
    region: str | None = None,
) -> VcardReading:
    """Read contacts from a file of vCards, 4.0 or 3.0.

    A role is looked for in ROLE, TITLE and CATEGORIES. Lost are properties without a place, such as PHOTO, and unusable
    addresses, of which the concerns say why; not told are PRODID, REV and KIND, which are about the card, and an N that
    says no more than FN. A card without a UID gets an id from its name.

    Args:
        content: the file; bytes are taken as UTF-8.
        source: what is read, such as the file's name, for the error.
        roles: what cards call roles in addition to our own words, such as ``{"Head of IT": Role.IT_LEAD}``.
        otherwise: the roles of a card that names none.
        region: of phone numbers without a country code, such as ``US``; without it they are not taken over.

    Raises:
        InvalidInput: with everything that is no card or no contact, without values; or the region is none.
    """
    known = {_plain(role): role for role in Role} | {_plain(word): role for word, role in (roles or {}).items()}
    words = _Words(known, tuple(otherwise), Numbers.of(region))
    found = Found()
    whole = list(cards(content_lines(content, faults=found.faults), faults=found.faults))
    told = Told()
    _take(whole, words=words, found=found, told=told)
    return VcardReading(found.directory(source=source), tuple(told.losses), tuple(told.concerns))


def _take(whole: Sequence[Card], *, words: _Words, found: Found, told: Told) -> None:
    """Take over every card, and tell what is lost of it."""
    ids = _Ids.beside(whole)
    for card in whole:
        if card.is_group:
            told.leave_out("group", card.path, "is a group of cards, and nobody to tell")
            continue
        reading = _Reading(card, words, told)
        entry = reading.entry() | {"id": ids.of(card, name=reading.name, told=told)}
        for fault in found.take(entry, path=card.path):
            found.faults.append(Fault(f"{card.path}, {fault.path}" if fault.path else card.path, fault.words))
        for path in _unplaced(card):
            told.lose(path)


@define
class _Reading:
    """One card on its way to a contact."""

    card: Card
    words: _Words
    told: Told

    @property
    def name(self) -> str:
        """Return what the card calls somebody, on one line: by FN, or else N, or else ORG."""
        line = self.card.first("FN") or self.card.first("N") or self.card.first("ORG")
        if line is None:
            return ""
        parts = [line.text] if line.name == "FN" else line.parts(";")
        if line.name == "N":
            family, given, more, before, after = [*parts, "", "", "", "", ""][:5]
            parts = [before, given, more, family, after]
        return " ".join(_one_line(part) for part in parts if part.strip())

    def entry(self) -> dict[str, Any]:
        """Return what a contact is made of, without its id."""
        said: dict[str, Any] = {
            "name": self.name or None,
            "roles": list(self._roles()) or self.words.otherwise or None,
            "sites": [line.text for line in self.card.named(SITE)],
            "languages": list(self._languages()),
            "channels": channels_of(self.card, numbers=self.words.numbers, told=self.told),
            "on_call": self._only(ON_CALL),
            "quiet_hours": self._only(QUIET_HOURS),
        }
        return {field: value for field, value in said.items() if value is not None}

    def _roles(self) -> Iterator[Role]:
        for line in self.card.named(*_ROLES):
            said = [word for word in (line.parts(",") if line.name == "CATEGORIES" else [line.text]) if word.strip()]
            meant = [self.words.role(word) for word in said]
            yield from (role for role in meant if role)
            if None in meant:
                self.told.leave_out("role_unknown", _path(line), "is no role that is known")

    def _languages(self) -> Iterator[str]:
        for line in sorted(self.card.named("LANG"), key=lambda line: line.preference):
            try:
                yield _LANGUAGES.validate_python(line.text.strip())
            except ValidationError as error:
                self.told.leave_out("not_valid", _path(line), faults_of(error)[0].words)

    def _only(self, name: str) -> str | None:
        lines = self.card.named(name)
        for line in lines[1:]:
            self.told.leave_out("stands_twice", _path(line), "stands on the card before")
        return lines[0].text if lines else None


@define
class _Ids:
    """The ids that cards have or are given."""

    used: set[str] = Factory(set)

    @classmethod
    def beside(cls, whole: Sequence[Card]) -> _Ids:
        """Return the ids that cards already have, so that none is given to another."""
        return cls({line.text.strip() for card in whole for line in card.named("UID")})

    def of(self, card: Card, *, name: str, told: Told) -> str:
        """Return the id of a card: its UID, or one from its name."""
        line = card.first("UID")
        if line is not None:
            try:
                return _KEYS.validate_python(line.text.strip())
            except ValidationError:
                told.leave_out("not_valid", _path(line), "cannot be an id, and the card gets one from its name")
        slug = re.sub(
            r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        )
        slug = slug.strip("-")[:_LONGEST_SLUG] or f"card-{card.place}"
        id_, number = slug, 1
        while id_ in self.used:
            number += 1
            id_ = f"{slug}-{number}"
        self.used.add(id_)
        return id_


def _unplaced(card: Card) -> Iterator[str]:
    """Yield the path of what stands on a card and has no place in a contact."""
    first = card.first("FN")
    for line in card.properties:
        if line.name in _ABOUT_THE_CARD or (line.name in _READ and line.name != "FN"):
            continue
        if line.name == "FN" and (line is first or (first is not None and line.text == first.text)):
            continue
        if line.name in {"N", "ORG"} and _adds_nothing(line, card):
            continue
        yield _path(line)


def _adds_nothing(line: ContentLine, card: Card) -> bool:
    """Say whether the words of a name are those that the contact has anyhow."""
    name = card.first("FN") or card.first("N") or card.first("ORG")
    said = {word for part in line.parts(";") for word in _one_line(part).split()}
    return name is line or not said or (name is not None and line.name == "N" and said <= set(name.text.split()))


def _path(line: ContentLine) -> str:
    return f"line {line.number}, {line.name}" if _KNOWN.fullmatch(line.name) else f"line {line.number}"


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", " ", word.strip().casefold())


def _one_line(text: str) -> str:
    return "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text).strip()
