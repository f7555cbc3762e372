"""People who do not exist: a million of them in households, with twins, juniors, namesakes, and who is not registered.

The shares are rough ones of the United States: the most common family name has 0.8 % of all (Census 2010), the most
common given name of a sex some 2 %, and one birth in thirty is of a twin (CDC). Names beyond the common ones are made
of syllables. The same seed makes the same people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate, chain, count, islice
from random import Random

from attrs import frozen

from downtimekit.models.patient import Address, AdministrativeGender, Patient, PatientPhone

_FAMILIES = (
    "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson"
    " Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker"
    " Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell"
    " Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy"
    " Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson"
    " O'Brien García-López Núñez McDonald Van-Dyke Al-Khatib"
)
_WOMEN = (
    "Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Sandra Margaret Ashley"
    " Kimberly Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Dorothy Amy"
    " Kathleen Angela Shirley Emma Brenda Pamela Nicole Anna Samantha Katherine Christine Debra Rachel Carolyn Janet"
    " María Olivia Heather Helen Catherine Diane Julie Victoria Joyce Lauren Kelly Christina Ruth Joan Virginia Judith"
)
_MEN = (
    "James Robert John Michael David William Richard Joseph Thomas Christopher Charles Daniel Matthew Anthony Mark"
    " Steven Andrew Paul Joshua Kenneth Kevin Brian Timothy Ronald George Jason Edward Jeffrey Ryan Jacob Nicholas Gary"
    " Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Patrick Frank Raymond Jack"
    " Dennis Jerry Tyler Aaron José Adam Nathan Henry Zachary Douglas Peter Kyle Noah Ethan Jeremy Christian Walter"
)
_STREETS = "Elm Oak Maple Cedar Pine Main Church Park Lake Hill Washington Lincoln Second Third River Mill"
_KINDS = ("St", "Ave", "Rd", "Ln", "Dr")
_SYLLABLES = "ba be bo ka ke ko da de do la le lo ma me mi na ne no ra re ri sa se so ta te to va ve wi zo sch ner"
_TODAY = date(2026, 3, 2)
_TWINS, _ALIKE, _JUNIORS, _NAMESAKES, _OWN_PHONE = 0.06, 0.5, 0.05, 0.02, 0.5
_OLD, _LATE = 1960, 15
_WOMAN, _MAN = AdministrativeGender.FEMALE, AdministrativeGender.MALE


@frozen
class Person:
    """Somebody, and whether the index knows them."""

    patient: Patient
    is_registered: bool


@frozen
class _Names:
    """Names, the common ones often and the rare ones rarely."""

    names: Sequence[str]
    weights: Sequence[float]

    @classmethod
    def of(cls, common: str, *, rare: int, steepness: float, dice: Random) -> _Names:
        syllables = _SYLLABLES.split()
        made = [
            *common.split(),
            *("".join(dice.choices(syllables, k=dice.randint(2, 4))).capitalize() for _ in range(rare)),
        ]
        return cls(made, list(accumulate((rank + 3) ** -steepness for rank in range(len(made)))))

    def one(self, dice: Random) -> str:
        (name,) = dice.choices(self.names, cum_weights=self.weights)
        return name


class Town:
    """Makes people, one household after the other.

    Args:
        seed: the same one makes the same people.
        unregistered: one of so many people has no chart.
    """

    def __init__(self, seed: int = 7, *, unregistered: int = 25) -> None:
        self._dice = Random(seed)  # noqa: S311  (people, no secrets)
        self._unregistered = unregistered
        self._streets = _STREETS.split()
        self._numbers = count(1_000_000)
        self._families = _Names.of(_FAMILIES, rare=60_000, steepness=0.82, dice=self._dice)
        self._given = {
            _WOMAN: _Names.of(_WOMEN, rare=3_000, steepness=1.0, dice=self._dice),
            _MAN: _Names.of(_MEN, rare=2_000, steepness=1.0, dice=self._dice),
        }

    def people(self, number: int) -> Iterator[Person]:
        """Yield so many people."""
        yield from islice(chain.from_iterable(self._household() for _ in count()), number)

    def _household(self) -> Iterator[Person]:
        dice, family = self._dice, self._families.one(self._dice)
        home, phone = self._address(), self._phone()
        parents = [self._member(family, sex, dice.randint(25, 90), home, phone) for sex in self._adults()]
        yield from parents
        children = dice.choices((0, 1, 2, 3), (45, 20, 25, 10))[0]
        before: Patient | None = None
        for _ in range(children):
            before = self._child(family, parents[0].patient, before, home, phone)
            yield self._person(before)
        if dice.random() < _NAMESAKES:
            yield self._person(self._namesake(parents[0].patient))

    def _adults(self) -> Sequence[AdministrativeGender]:
        return self._dice.choices(((_WOMAN, _MAN), (_WOMAN,), (_MAN,)), (6, 2, 2))[0]

    def _member(self, family: str, sex: AdministrativeGender, age: int, home: Address, phone: PatientPhone) -> Person:
        given = self._given[sex].one(self._dice)
        return self._person(self._patient(family, given, sex, self._born(age), home, phone))

    def _child(
        self, family: str, parent: Patient, before: Patient | None, home: Address, phone: PatientPhone
    ) -> Patient:
        """Return a child: sometimes the twin of the one before, sometimes named after a parent."""
        dice = self._dice
        sex = dice.choice((_WOMAN, _MAN))
        given, born = self._given[sex].one(dice), self._born(dice.randint(0, 30))
        if before is not None and dice.random() < _TWINS and before.birth_date:
            born = before.birth_date
            given = self._twins_name(before.given or "") if dice.random() < _ALIKE else given
        elif dice.random() < _JUNIORS:
            sex, given = parent.gender or sex, parent.given or given
        return self._patient(family, given, sex, born, home, phone)

    def _twins_name(self, name: str) -> str:
        """Return a name that differs from another in a letter or two, as twins are given."""
        ends, begins = "aeiony".replace(name[-1:], ""), "HTMJ".replace(name[:1], "")
        return self._dice.choice(
            (f"{name}a", name[:-1] + self._dice.choice(ends), self._dice.choice(begins) + name[1:])
        )

    def _namesake(self, patient: Patient) -> Patient:
        """Return somebody of the same name who lives elsewhere, born on another day by one digit."""
        born = patient.birth_date or _TODAY
        born = born.replace(day=min(born.day, 28))  # so that the day is one of every year
        other = born.replace(year=born.year - 10 * self._dice.randint(1, 3) if born.year > _OLD else born.year + 10)
        if self._dice.random() < _ALIKE:
            other = born.replace(day=born.day + 10 if born.day < _LATE else born.day - 10)
        home, phone = self._address(), self._phone()
        return self._patient(patient.family or "", patient.given or "", patient.gender or _WOMAN, other, home, phone)

    def _patient(
        self, family: str, given: str, sex: AdministrativeGender, born: date, home: Address, phone: PatientPhone
    ) -> Patient:
        own = self._phone() if self._dice.random() < _OWN_PHONE else phone
        return Patient(
            mrn=str(next(self._numbers)),
            family=family,
            given=given,
            birth_date=born,
            gender=sex,
            address=home,
            phones=(own,),
        )

    def _person(self, patient: Patient) -> Person:
        return Person(patient, self._dice.randrange(self._unregistered) > 0)

    def _born(self, age: int) -> date:
        return _TODAY - timedelta(days=365 * age + self._dice.randint(0, 365))

    def _address(self) -> Address:
        dice = self._dice
        street = f"{dice.randint(1, 1999)} {dice.choice(self._streets)} {dice.choice(_KINDS)}"
        place = dice.randrange(300)
        return Address(
            lines=(street,), city=f"Town{place // 5:02}", state="IL", postal_code=f"{60000 + place * 7}", country="US"
        )

    def _phone(self) -> PatientPhone:
        return PatientPhone(number=f"217-{self._dice.randint(200, 999)}-{self._dice.randint(0, 9999):04}")
