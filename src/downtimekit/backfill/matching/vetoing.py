"""What forbids to take a patient without a person, however well they fit: facts, not scores.

Sources: the identity traps of merges and trauma names in tests of master patient indexes, and FEBRL's lesson that
made-up data has no twins. Where only what a household shares agrees, nothing less than the same given name and the
same birth date is enough; a personal number that agrees is forgiving of neither another name nor another birth date.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from attrs import frozen

from downtimekit.backfill.matching import comparing
from downtimekit.backfill.matching.normalising import NO_NAME, plain_word
from downtimekit.backfill.matching.placeholders import DEFAULT_PLACEHOLDERS, Placeholders
from downtimekit.backfill.matching.records import Record, record_of
from downtimekit.backfill.matching.similarity import IN_PLAIN_PYTHON, Resemblance
from downtimekit.models.matching import Veto
from downtimekit.models.patient import IdentifierKind, Patient, WrittenIdentity

_OF_ONE_FAMILY = (comparing.SAME, comparing.PART, comparing.CLOSE_FAMILY, comparing.SWAPPED_FAMILY)
_SAME_GIVEN = (comparing.UNKNOWN, comparing.SAME, comparing.SHORTER, comparing.NICKNAME, comparing.SWAPPED)
_ALIKE_GIVEN = (*_SAME_GIVEN, comparing.CLOSE)
_AGREES = 1
_ONE_EACH = (IdentifierKind.MRN, IdentifierKind.OTHER)
"""Of these numbers a patient has one from each system; of visits, accounts and downtimes they have many."""


@frozen(repr=False)
class Pairing:
    """A sheet beside a chart.

    Attributes:
        family, given, born: at which levels they compare; where either name is a placeholder, it says nothing.
        has_number: whether a personal number on the sheet is the patient's.
    """

    written: WrittenIdentity
    patient: Patient
    sheet: Record
    chart: Record
    family: int
    given: int
    born: int
    has_number: bool
    is_placeholder: bool
    on: date | None
    like: Resemblance

    @property
    def is_one_family(self) -> bool:
        """Whether the family name may be the same."""
        return self.family in _OF_ONE_FAMILY

    @property
    def is_one_household(self) -> bool:
        """Whether an address or a phone agrees."""
        sheet, chart, like = self.sheet, self.chart, self.like
        at_home = comparing.house(sheet, chart, like) == comparing.street(sheet, chart, like) == _AGREES
        by_phone = comparing.phone(sheet, chart, like) == _AGREES
        return at_home or by_phone or comparing.postcode(sheet, chart, like) == _AGREES


def vetoes(
    written: WrittenIdentity,
    patient: Patient,
    *,
    on: date | None = None,
    placeholders: Placeholders = DEFAULT_PLACEHOLDERS,
    like: Resemblance = IN_PLAIN_PYTHON,
) -> tuple[Veto, ...]:
    """Return what forbids to take a patient for a sheet without a person.

    Args:
        written: what stands on the sheet.
        patient: as the chart knows them.
        on: the day that the sheet is about, where it is known; without it, nothing is said about the dead.
        placeholders: names that stand for somebody whose name is not known.
        like: measures how alike two words are.

    Returns:
        All that stand against it, but for those that only other candidates or an exam can tell.
    """
    pairing = _paired(written, patient, on=on, placeholders=placeholders, like=like)
    return tuple(veto for veto, stands in _RULES if stands(pairing))


def _paired(
    written: WrittenIdentity, patient: Patient, *, on: date | None, placeholders: Placeholders, like: Resemblance
) -> Pairing:
    sheet, chart = record_of(written), record_of(patient)
    nameless = [
        written.unidentified or _is_nobody(sheet, placeholders),
        patient.unidentified or _is_nobody(chart, placeholders),
    ]
    are_named = not any(nameless)
    return Pairing(
        written=written,
        patient=patient,
        sheet=sheet,
        chart=chart,
        family=comparing.family(sheet, chart, like) if are_named else comparing.UNKNOWN,
        given=comparing.given(sheet, chart, like) if are_named else comparing.UNKNOWN,
        born=comparing.UNKNOWN if written.unidentified or patient.unidentified else comparing.born(sheet, chart, like),
        has_number=_has_number(sheet, chart),
        is_placeholder=any(nameless),
        on=on,
        like=like,
    )


def _is_nobody(record: Record, placeholders: Placeholders) -> bool:
    return placeholders.has(given=record.given, family=record.family)


def _has_number(sheet: Record, chart: Record) -> bool:
    return _is_its_own(sheet.mrn, chart) or not set(sheet.numbers).isdisjoint(chart.numbers)


def _is_its_own(mrn: str, chart: Record) -> bool:
    """Say whether a number is the chart's, or was before."""
    return bool(mrn) and mrn in (chart.mrn, *chart.former)


def _contradicts(pairing: Pairing) -> bool:
    if pairing.sheet.mrn and not _is_its_own(pairing.sheet.mrn, pairing.chart):
        return True
    if _has_another_number(pairing.written, pairing.patient):
        return True
    if not pairing.has_number:
        return False
    another_name = pairing.family not in (comparing.UNKNOWN, *_OF_ONE_FAMILY) or pairing.given not in _ALIKE_GIVEN
    return another_name or pairing.born > comparing.SAME


def _has_another_number(written: WrittenIdentity, patient: Patient) -> bool:
    theirs: dict[str, set[str]] = {}
    for one in patient.identifiers:
        theirs.setdefault(one.system.casefold(), set()).add(plain_word(one.value))
    return any(
        one.kind in _ONE_EACH
        and plain_word(one.value) not in theirs.get(one.system.casefold(), {plain_word(one.value)})
        for one in written.identifiers
    )


def _may_be_sibling(pairing: Pairing) -> bool:
    if pairing.born != comparing.SAME and not pairing.is_one_household:
        return False
    if pairing.given not in _SAME_GIVEN or _is_another_swapped(pairing):
        return True
    return not pairing.has_number and _is_initial_only(pairing)


def _is_another_swapped(pairing: Pairing) -> bool:
    """Say whether names changed places, and the given name is not quite the same: a twin's may have changed, too."""
    return pairing.given == comparing.SWAPPED and pairing.sheet.family.whole != pairing.chart.given.whole


def _is_initial_only(pairing: Pairing) -> bool:
    """Say whether a given name is written as a letter, which twins may share."""
    return (
        pairing.given == comparing.SHORTER
        and min(len(pairing.sheet.given.parts[0]), len(pairing.chart.given.parts[0])) == 1
    )


def _may_be_namesake(pairing: Pairing) -> bool:
    ours, theirs = pairing.sheet.family.generation, pairing.chart.family.generation
    if ours and theirs and ours != theirs:
        return True
    return not pairing.has_number and pairing.born > comparing.SAME


def _died_before(pairing: Pairing) -> bool:
    if not pairing.patient.deceased or pairing.on is None:
        return False
    return pairing.patient.deceased_on is None or pairing.patient.deceased_on < pairing.on


def _is_too_little(pairing: Pairing) -> bool:
    if pairing.has_number:
        return False
    return not (pairing.is_one_family and pairing.given and pairing.born and pairing.is_one_household)


def _is_unidentified(pairing: Pairing) -> bool:
    """A chart without a name is found by its number only, and by nobody who has a name."""
    if not pairing.patient.unidentified:
        return False
    is_nameless = pairing.written.unidentified or (pairing.sheet.family, pairing.sheet.given) == (NO_NAME, NO_NAME)
    has_its_alias = (pairing.sheet.family, pairing.sheet.given) == (pairing.chart.family, pairing.chart.given)
    return not (pairing.has_number and (is_nameless or has_its_alias))


_RULES: tuple[tuple[Veto, Callable[[Pairing], bool]], ...] = (
    (Veto.IDENTIFIER_CONTRADICTS, _contradicts),
    (Veto.TWIN_OR_SIBLING, _may_be_sibling),
    (Veto.NAMESAKE, _may_be_namesake),
    (Veto.PLACEHOLDER_NAME, lambda pairing: pairing.is_placeholder and not pairing.has_number),
    (Veto.DECEASED_BEFORE, _died_before),
    (Veto.CHART_RETIRED, lambda pairing: pairing.patient.merged_into is not None),
    (Veto.CHART_UNIDENTIFIED, _is_unidentified),
    (Veto.TOO_LITTLE_WRITTEN, _is_too_little),
)
