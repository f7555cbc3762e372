"""Whose sheet it may be, among the patients of a ward or of a clinic's day: all of them are in memory, and compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from attrs import define, field

from downtimekit.adapters.matching.resemblance import BY_RAPIDFUZZ
from downtimekit.backfill.matching import COUNTED_FROM, Found, Frequencies, Judge, MatchRules, Sheet, record_of
from downtimekit.models.matching import Candidate
from downtimekit.models.patient import Patient, WrittenIdentity


@define(init=False, repr=False)
class WardMatcher:
    """A `PatientMatcher` for up to some thousand patients.

    Every sheet is compared with every patient, so that nothing that was mistyped hides anybody. A ward says nothing
    about how common a name is; from a thousand patients on, names are counted.

    Args:
        patients: who may be meant.
        rules: weights, thresholds and placeholders of the site.
    """

    _found: list[Found] = field()
    _judge: Judge = field()
    _common: Frequencies = field()

    def __init__(self, patients: Iterable[Patient], *, rules: MatchRules | None = None) -> None:
        self._found = [_found(patient) for patient in patients]
        self._judge = Judge.by(rules or MatchRules(), like=BY_RAPIDFUZZ)
        self._common = _counted(self._found)

    def __len__(self) -> int:
        """Return how many patients there are."""
        return len(self._found)

    def look_up(self, written: WrittenIdentity, *, limit: int = 5) -> tuple[Candidate, ...]:
        """Return who may be meant by one sheet; what `candidates` does, without waiting."""
        sheet = Sheet(written, record_of(written), among=len(self._found), common=self._common)
        return self._judge.answer(sheet, self._found, limit=limit)

    async def candidates(self, written: Sequence[WrittenIdentity], *, limit: int = 5) -> Sequence[Sequence[Candidate]]:
        """Return who may be meant by each sheet."""
        return [self.look_up(sheet, limit=limit) for sheet in written]


def _found(patient: Patient) -> Found:
    return Found(record_of(patient), lambda: patient)


def _counted(found: Sequence[Found]) -> Frequencies:
    names = {
        "family": Counter(one.record.family.whole for one in found),
        "given": Counter(one.record.given.whole for one in found),
    }

    def common(field: str, value: str) -> float:
        return names[field][value] / len(found) if len(found) >= COUNTED_FROM and field in names else 0.0

    return common
