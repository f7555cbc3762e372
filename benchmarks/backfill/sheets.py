"""What a tired person writes on a sheet: with slips, with something missing, and about look-alikes.

What is wanted of a sheet: the number of whoever it is about, or nobody where they have no chart. A sheet carries at
times the number of somebody else: of a neighbour in the list, or of a member of the household, whose label was taken.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date
from random import Random

from attrs import frozen

from benchmarks.backfill.people import Person
from downtimekit.models.patient import Address, Patient, PatientPhone, WrittenIdentity

_SLIPS, _SWAPPED, _CAPITALS, _LEFT_OUT, _MOVED, _HALF = 0.05, 0.01, 0.3, 0.1, 0.08, 0.5
_WRONG_LABEL, _MORE_OF_THE_UNKNOWN = 0.03, 12
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@frozen
class Question:
    """A sheet, and whose it is.

    Attributes:
        wanted: the number of the chart; None where there is none.
        is_bare: neither number nor phone is written.
    """

    written: WrittenIdentity
    wanted: str | None
    is_bare: bool


class Asking:
    """Watches people on their way into an index, and keeps some of them to ask for.

    Args:
        every: one of so many who have a chart is asked for, and many times the share of those who have none.
    """

    def __init__(self, every: int, *, seed: int = 11) -> None:
        self.questions: list[Question] = []
        self._every, self._dice = every, Random(seed)  # noqa: S311  (slips, no secrets)
        self._around: deque[Patient] = deque(maxlen=4)

    def registered(self, people: Iterable[Person]) -> Iterator[Patient]:
        """Yield those who have a chart."""
        asked: Person | None = None
        for person in people:
            self._around.append(person.patient)
            if asked is not None:
                self.questions.append(self._question(asked))
            every = self._every if person.is_registered else self._every / _MORE_OF_THE_UNKNOWN
            asked = person if self._dice.random() * every < 1 else None
            if person.is_registered:
                yield person.patient

    def _question(self, person: Person) -> Question:
        patient, dice = person.patient, self._dice
        given, family = self._name(patient.given or ""), self._name(patient.family or "")
        if dice.random() < _SWAPPED:
            given, family = family, given
        mrn = self._number(patient) if person.is_registered or dice.random() < _WRONG_LABEL else None
        has_moved, has_phone = dice.random() < _MOVED, dice.random() < _HALF
        written = WrittenIdentity(
            mrn=mrn,
            family=family,
            given=given,
            birth_date=self._born(patient.birth_date),
            gender=patient.gender if dice.random() > _LEFT_OUT else None,
            address=self._address(patient.address, has_moved=has_moved),
            phones=(_elsewhere(dice) if has_moved else patient.phones[0],) if has_phone else (),
        )
        return Question(written, patient.mrn if person.is_registered else None, is_bare=mrn is None and not has_phone)

    def _name(self, name: str) -> str:
        dice, found = self._dice, name
        if dice.random() < _SLIPS:
            found = slip(name, dice)
        elif dice.random() < _CAPITALS:
            found = name.upper()
        # A slip that makes of one twin's name exactly the other's is left out: no paper tells those two apart.
        is_anothers = found.casefold() in {(one.given or "").casefold() for one in self._around}
        return name if is_anothers or not any(map(str.isalpha, found)) else found

    def _number(self, patient: Patient) -> str | None:
        """Return the number as it is written: not at all, right, with a slip, or of somebody around them."""
        dice = self._dice
        if dice.random() < _HALF:
            return None
        if dice.random() < _WRONG_LABEL and self._around:
            return dice.choice(list(self._around)).mrn
        return another_digit(patient.mrn, dice) if dice.random() < _SLIPS else patient.mrn

    def _born(self, born: date | None) -> date | None:
        if born is None or self._dice.random() > _SLIPS:
            return born
        try:
            if self._dice.random() < _HALF:
                return born.replace(month=born.day, day=born.month)
            return date.fromisoformat(another_digit(born.isoformat(), self._dice))
        except ValueError:
            return born

    def _address(self, address: Address | None, *, has_moved: bool) -> Address | None:
        dice = self._dice
        if address is None or dice.random() < _LEFT_OUT:
            return None
        if has_moved:
            code = f"{60000 + dice.randrange(300) * 7}"
            return Address(lines=(f"{dice.randint(1, 1999)} New Rd",), city="Town99", postal_code=code)
        line = slip(address.lines[0], dice) if dice.random() < _SLIPS else address.lines[0]
        return address.model_copy(update={"lines": (line,)})


def slip(word: str, dice: Random) -> str:
    """Return a word as somebody mistypes it: a letter too many, too few, wrong, or in its neighbour's place."""
    at = dice.randrange(len(word))
    kind = dice.randrange(4)
    if kind == 0:
        return word[:at] + dice.choice(_LETTERS) + word[at:]
    if kind == 1:
        return word[:at] + word[at + 1 :] or word
    if kind == 2:  # noqa: PLR2004
        return word[:at] + dice.choice(_LETTERS) + word[at + 1 :]
    return word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]


def another_digit(number: str, dice: Random) -> str:
    """Return a number with one wrong digit."""
    at = dice.choice([place for place, letter in enumerate(number) if letter.isdecimal()])
    return number[:at] + dice.choice("0123456789") + number[at + 1 :]


def _elsewhere(dice: Random) -> PatientPhone:
    return PatientPhone(number=f"312-{dice.randint(200, 999)}-{dice.randint(0, 9999):04}")
