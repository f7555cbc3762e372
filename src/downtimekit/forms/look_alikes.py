"""Patients of one schedule whose names are easily taken for each other.

The Joint Commission asks for two identifiers (NPSG.01.01.01) and many wards for a name alert; neither says which names
are alike. The rule here is the house's own; a host gives its own with `PacketTerms.alike`.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations

from downtimekit.models.patient import Patient

_SHORTEST = 4
"""Of names with fewer letters, most differ in one: Lee and Lei are not flagged, Chan and Chen are."""


def look_alikes(patients: Iterable[Patient]) -> frozenset[str]:
    """Return the numbers of those patients who have a look-alike among the others.

    Two are alike whose names are the same but for case, accents, spaces and hyphens; whose names differ in one letter
    or in the order of two neighbours; whose family and given names are interchanged; or who were born on one day and
    share the family name or the given name. Without a name, nobody is alike.
    """
    known = {patient.mrn: patient for patient in patients}
    met = defaultdict[Hashable, list[str]](list)
    for number, patient in known.items():
        for key in _meeting_points(patient):
            met[key].append(number)
    found = set[str]()
    for numbers in met.values():
        if not found.issuperset(numbers):
            found |= _alike_among(numbers, known)
    return frozenset(found)


def _alike_among(numbers: Sequence[str], known: dict[str, Patient]) -> set[str]:
    pairs = combinations(numbers, 2)
    return {number for one, two in pairs if _are_alike(known[one], known[two]) for number in (one, two)}


def _meeting_points(patient: Patient) -> Iterator[Hashable]:
    """Yield keys of which any two look-alikes share one; who shares one is not alike for sure."""
    name = _name(patient)
    if not any(name):
        return
    together = "|".join(name)
    yield tuple(sorted(name))
    # Two words that differ in one letter, or in the order of two, are the same when one letter is left out of each.
    yield from {together, *(together[:at] + together[at + 1 :] for at in range(len(together)))}
    if patient.birth_date is not None:
        yield from ((patient.birth_date, place, part) for place, part in enumerate(name) if part)


def _are_alike(one: Patient, two: Patient) -> bool:
    first, second = _name(one), _name(two)
    if first in (second, second[::-1]):
        return True
    shared = [part for part, other in zip(first, second, strict=True) if part and part == other]
    if shared and one.birth_date is not None and one.birth_date == two.birth_date:
        return True
    differing = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and min(map(len, differing[0])) >= _SHORTEST and _is_one_slip(*differing[0])


def _is_one_slip(one: str, two: str) -> bool:
    """Tell whether one letter is another, is missing, or two neighbours are swapped."""
    short, long = sorted((one, two), key=len)
    start = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return len(long) - len(short) == 1 and short[start:] == long[start + 1 :]
    a, b = short[start:], long[start:]
    return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _name(patient: Patient) -> tuple[str, str]:
    return _folded(patient.family), _folded(patient.given)


def _folded(name: str | None) -> str:
    """Return the letters of a name alone, without case and accents."""
    parts = unicodedata.normalize("NFKD", (name or "").casefold())
    return "".join(letter for letter in parts if letter.isalnum())
