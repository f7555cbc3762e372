"""A record as it is compared: what a chart or a sheet says about a person, made plain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from attrs import frozen

from downtimekit.backfill.matching.normalising import (
    NO_NAME,
    PlainName,
    digits,
    plain_family,
    plain_given,
    plain_phones,
    plain_word,
)
from downtimekit.models.patient import (
    Address,
    AdministrativeGender,
    IdentifierKind,
    Patient,
    WrittenIdentity,
)

TOLD_GENDERS: Mapping[str | None, str] = {AdministrativeGender.MALE: "male", AdministrativeGender.FEMALE: "female"}
"""Those that can be compared."""

_IMPERSONAL = frozenset({IdentifierKind.INSURANCE, IdentifierKind.ENCOUNTER, IdentifierKind.ACCOUNT})
"""Numbers that a family may have in common, or of which a person has another one at every visit."""

_UNKNOWN_DATES = frozenset({"19000101", "18000101", "00010101"})
"""What systems print for a birth date that nobody knows: habits that we know of, without a source."""

NOWHERE = ("",) * 6


@frozen(repr=False)
class Record:
    """A person, made plain; what is not known is empty.

    Attributes:
        born: the birth date, eight digits as in 19610309; it may be no date of the calendar.
        former: numbers that the chart had before.
        numbers: personal numbers beside the MRN: who gave them, and what they are.
        house, street: of the first line of the address; beside: its other lines.
    """

    family: PlainName = NO_NAME
    given: PlainName = NO_NAME
    born: str = ""
    gender: str = ""
    mrn: str = ""
    former: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    phones: tuple[str, ...] = ()
    house: str = ""
    street: str = ""
    beside: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""


def record_of(person: Patient | WrittenIdentity) -> Record:
    """Return a patient, or what a sheet says about one, to be compared."""
    house, street, beside, city, state, postcode = _at_home(person.address) if person.address else NOWHERE
    former, numbers = plain_numbers((one.system, one.value, one.kind) for one in person.identifiers)
    return Record(
        family=plain_family(person.family),
        given=plain_given(person.given),
        born=plain_day(person.birth_date.isoformat()) if person.birth_date else "",
        gender=TOLD_GENDERS.get(person.gender, ""),
        mrn=plain_word(person.mrn),
        former=former,
        numbers=numbers,
        phones=plain_phones(phone.number for phone in person.phones),
        house=house,
        street=street,
        beside=beside,
        city=city,
        state=state,
        postcode=postcode,
    )


def _at_home(address: Address) -> tuple[str, ...]:
    return plain_place(address.lines, address.city, address.state, address.postal_code)


def plain_day(written: str) -> str:
    """Return a date such as 1961-03-09 as eight digits; empty for one that stands for a date that nobody knows."""
    day = written.replace("-", "")
    return "" if day in _UNKNOWN_DATES else day


def plain_numbers(told: Iterable[tuple[str, str, str]]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the MRNs and the personal ones among some numbers: system, value and kind of each."""
    found = [(system.casefold(), plain_word(value), kind) for system, value, kind in told]
    former = tuple(value for _, value, kind in found if kind == IdentifierKind.MRN)
    return former, tuple((system, value) for system, value, kind in found if kind not in _IMPERSONAL)


def plain_place(
    lines: Sequence[str], city: str | None, state: str | None, postcode: str | None
) -> tuple[str, str, str, str, str, str]:
    """Return house, street, what stands beside them, city, state and postcode; of a ZIP code, the first five digits."""
    first, *others = lines or ("",)
    house, street = split_street(first)
    beside = plain_word("".join(others)) if others else ""
    return house, street, beside, plain_word(city), plain_word(state), plain_word(postcode)[:5]


@lru_cache(maxsize=65536)
def split_street(line: str) -> tuple[str, str]:
    """Return the number of the house, wherever it stands in a line, and the street."""
    words = line.replace(",", " ").split()
    house = next((word for word in words if digits(word)), "")
    return plain_word(house), plain_word("".join(word for word in words if word is not house))
