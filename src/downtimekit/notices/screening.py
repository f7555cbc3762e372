"""Screening: whether a text names a patient whom the host knows of, or gives one away by its shape.

It is the last look at what people typed, such as the news of an update, before it leaves the house. It knows the
patients that it was given, and finds them in the usual spellings; whoever stands on no list it finds only next to a
word such as ``MRN``. So it makes a slip harder, and replaces nobody's care (45 CFR 164.502(b), minimum necessary).

What it lets pass, because a notice could hardly be written otherwise: a family name by itself or with an initial (a
site may be called ``West``, the head of IT ``J. Chen``), a given name by itself, a number of fewer than five digits (an
extension), and a birth date to which a time of day is added.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from attrs import field, frozen

from downtimekit.errors import Reason
from downtimekit.models.giveaways import giveaways
from downtimekit.models.patient import Patient
from downtimekit.models.schedule import DaySchedule
from downtimekit.notices.spelling import Word, codes_in, dates_in, is_telling, plain_code, words_in

_PARTICLES = frozenset(
    {"al", "bin", "da", "das", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "la", "las"}
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "sra", "srta"})
_PATIENTS = frozenset({"patient", "pt", "paciente"})
_BETWEEN = 2
"""How many words may stand between a given and a family name: a middle name, an initial, ``Jr``."""

_EVERYDAY = frozenset(
    """
    will may mark grace hope art bill rose dawn june april august faith joy iris rob pat sue chase drew guy jack frank
    bob dale dean don gene grant jean lance miles norm ray rich rusty sandy ward wade summer autumn crystal amber ruby
    west north east south young long short white black brown green gray grey king price page day love best bell cook
    baker carter field fields hill hills park parks stone wood woods river rivers bank banks church hall house case
    center central main street lake glen dale ford bridge mill mills marsh rice salt snow frost winter summers speed
    power powers wright walker fisher hunter mason miller porter potter shepherd smith taylor turner weaver wall walls
    low high new little small strong sharp swift wise good noble rush hand foot head back down close call care case
    """.split()  # noqa: SIM905  (a list of words is read more easily in lines)
)
"""Names that are everyday words: they count as a name only where they are written like one."""

_WAY_OUT = "leave it out, and say it by phone"
_NAME = Reason("names_a_patient", "it names a patient", _WAY_OUT)
_NUMBER = Reason("gives_a_number", "it gives a number of a patient or of an exam", _WAY_OUT)
_BIRTH_DATE = Reason("gives_a_birth_date", "it gives the birth date of a patient", _WAY_OUT)

Names = tuple[str, ...]


@frozen(repr=False)
class Screen:
    """What a text must not name; made once of the patients of a day, and asked for each text.

    Attributes:
        names: by the first word of a family name, each family name with the given names of those who have it.
        numbers: of charts, exams and visits, in letters and digits only.
        birth_dates: of the patients.
        spared: by their first word, names that are no patients', such as those of the staff.
    """

    names: Mapping[str, Mapping[Names, Collection[str]]] = field(factory=dict)
    numbers: frozenset[str] = frozenset()
    birth_dates: frozenset[date] = frozenset()
    spared: Mapping[str, Collection[Names]] = field(factory=dict)

    @classmethod
    def of(
        cls,
        patients: Iterable[Patient] = (),
        *,
        schedules: Iterable[DaySchedule] = (),
        numbers: Iterable[str] = (),
        spared: Iterable[str] = (),
    ) -> Screen:
        """Return the screen for some patients.

        Args:
            patients: whom the host knows of.
            schedules: whose patients and exams are meant, too.
            numbers: further ones, such as accession numbers; of each at least five characters, or four with a letter.
            spared: names of people who may be told of, such as the staff's; a patient of the same name is not found.
        """
        visits = [visit for schedule in schedules for visit in schedule.appointments]
        everybody = [*patients, *(visit.patient for visit in visits)]
        all_numbers = [*numbers, *(visit.accession for visit in visits), *_numbers_of(everybody)]
        return cls(
            names=_by_first_word(everybody),
            numbers=frozenset(code for number in all_numbers if is_telling(code := plain_code(number))),
            birth_dates=frozenset(patient.birth_date for patient in everybody if patient.birth_date),
            spared=_spared(spared),
        )

    def faults(self, text: str) -> tuple[Reason, ...]:
        """Return why a text must not leave the house; the reasons hold nothing of it."""
        found = [Reason(kind.value, f"it {kind.words}", _WAY_OUT) for kind in giveaways(text)]
        if self.names and self._names_somebody(self._without_spared(words_in(text))):
            found.append(_NAME)
        if self.numbers and not self.numbers.isdisjoint(codes_in(text)):
            found.append(_NUMBER)
        if self.birth_dates and not self.birth_dates.isdisjoint(dates_in(text)):
            found.append(_BIRTH_DATE)
        return tuple(found)

    def _without_spared(self, words: list[Word]) -> list[Word]:
        """Return the words with a gap in place of each name that is no patient's."""
        for place, word in enumerate(words):
            for name in self.spared.get(word.plain, ()):
                end = place + len(name)
                if tuple(one.plain for one in words[place:end]) == name:
                    words[place:end] = [Word("", is_capital=False)] * len(name)
        return words

    def _names_somebody(self, words: list[Word]) -> bool:
        for place, word in enumerate(words):
            for family, given in self.names.get(word.plain, {}).items():
                end = place + len(family)
                if tuple(one.plain for one in words[place:end]) == family and _is_named(words, place, end, given):
                    return True
        return False


def _is_named(words: list[Word], place: int, end: int, given: Collection[str]) -> bool:
    """Say whether the family name at a place is somebody's, by what stands before and after it."""
    family = words[place:end]
    before = words[place - 1].plain if place else ""
    is_everyday = all(word.plain in _EVERYDAY for word in family)
    if before in _TITLES or (before in _PATIENTS and not is_everyday):
        return True
    sides = (words[end : end + _BETWEEN + 1], words[max(place - _BETWEEN - 1, 0) : place][::-1])
    return any(_has_given(side, family, given, is_everyday=is_everyday) for side in sides)


def _has_given(side: list[Word], family: list[Word], given: Collection[str], *, is_everyday: bool) -> bool:
    """Say whether a given name stands next to a family name, or behind an initial or a further name."""
    for word in side:
        if word.plain in given:
            is_unclear = is_everyday and word.plain in _EVERYDAY
            return not is_unclear or all(one.is_capital for one in (word, *family))
        if len(word.plain) != 1 and word.plain not in _SUFFIXES:
            return False
    return False


def _by_first_word(patients: Iterable[Patient]) -> Mapping[str, Mapping[Names, Collection[str]]]:
    names: dict[str, dict[Names, set[str]]] = {}
    for patient in patients:
        # What stands in place of the name of somebody whom nobody knows is no name.
        if patient.unidentified or not patient.family or not patient.given:
            continue
        given = [word for word in _plain_words(patient.given) if len(word) > 1]
        for family in _families(_plain_words(patient.family)):
            names.setdefault(family[0], {}).setdefault(family, set()).update(given)
    return names


def _spared(names: Iterable[str]) -> Mapping[str, Collection[Names]]:
    by_first_word: dict[str, set[Names]] = {}
    for name in filter(None, map(_plain_words, names)):
        for order in (name, (name[-1], *name[:-1])):
            by_first_word.setdefault(order[0], set()).add(order)
    return by_first_word


def _families(words: Names) -> Iterator[Names]:
    """Yield a family name as it may be written: whole, and of a double one each part."""
    if words:
        yield words
    parts = [word for word in words if word not in _PARTICLES and word not in _SUFFIXES]
    if len(words) > 1:
        yield from ((part,) for part in parts)


def _numbers_of(patients: Iterable[Patient]) -> Iterator[str]:
    for patient in patients:
        yield patient.mrn
        if patient.merged_into:
            yield patient.merged_into
        yield from (number.value for number in patient.identifiers)
        for phone in patient.phones:
            digits = "".join(filter(str.isdigit, phone.number))
            yield digits
            yield digits.removeprefix("1")


def _plain_words(name: str) -> Names:
    return tuple(word.plain for word in words_in(name))
