"""Put decisions in the order of entering, and hold what would come before something that it builds on.

A record inherits the urgency of what waits for it: the questionnaire of a suspicious exam comes before the others'.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from attrs import define, evolve, field

from downtimekit.backfill.draft import Draft
from downtimekit.backfill.rules import BackfillRules
from downtimekit.models.capture import Doubt, RecordKind, ReviewCode
from downtimekit.models.plan import Decision, Urgency, Verdict

_KINDS = tuple(RecordKind)
_INTAKE = (RecordKind.QUESTIONNAIRE, RecordKind.TECH_NOTES)
_FULFILLED = (Verdict.SKIP_DUPLICATE,)

Pressure = tuple[int, date]
"""How urgent it is, and by when; the smaller comes first."""


def arranged(drafts: Sequence[Draft], *, ordered: Collection[str], rules: BackfillRules) -> Iterator[Decision]:
    """Yield the decisions in their order.

    Args:
        drafts: each record's.
        ordered: the exams that the chart knows already.
        rules: what waits for what.
    """
    arranging = _Arranging(rules, ordered)
    for place in sorted(range(len(drafts)), key=lambda place: _KINDS.index(drafts[place].kind)):
        arranging.take(drafts[place])
    yield from (draft.decision() for draft in arranging.in_order())


@define
class _Arranging:
    """Drafts that were taken so far, in the order of their kinds: what comes waits only for what was taken."""

    rules: BackfillRules
    ordered: Collection[str]
    _taken: list[Draft] = field(factory=list)
    _pressure: list[Pressure] = field(factory=list)
    _of_exam: Mapping[tuple[str, str, RecordKind], list[int]] = field(factory=lambda: defaultdict(list))
    _arrivals: dict[str, list[int]] = field(factory=lambda: defaultdict(list))

    def take(self, draft: Draft) -> None:
        """Take one more, held where something that it builds on is not in the chart and will not be."""
        needs = list(self._needs(draft))
        missing = [self._taken[place] for place in needs if not self._comes(self._taken[place])]
        if draft.entry is not None:
            keys = tuple(entry.key for place in needs if (entry := self._taken[place].entry))
            draft = evolve(draft, entry=draft.entry.model_copy(update={"needs": keys}) if keys else draft.entry)
        hard = [before for before in missing if self._must_wait(draft, before)]
        if hard and draft.verdict.writes:
            doubt = Doubt(code=ReviewCode.DEPENDENCY_NOT_ENTERED)
            draft = draft.stopped(Verdict.HELD, doubt, waits_for=tuple(before.first.name for before in hard))
        self._add(draft, needs)

    def in_order(self) -> Iterator[Draft]:
        """Yield what was taken: the most pressing first, and whatever waits after what it waits for."""
        yield from (self._taken[place] for place in sorted(range(len(self._taken)), key=self._rank))

    def _add(self, draft: Draft, needs: Sequence[int]) -> None:
        place, pressure = len(self._taken), (draft.urgency.rank, draft.due or date.max)
        self._taken.append(draft)
        self._pressure.append(pressure)
        self._press(needs, pressure)
        if draft.mrn and draft.accession:
            self._of_exam[draft.mrn, draft.accession, draft.kind].append(place)
        if draft.mrn and draft.arrives and draft.kind is RecordKind.REGISTRATION:
            self._arrivals[draft.mrn].append(place)

    def _press(self, needs: Sequence[int], pressure: Pressure) -> None:
        """Hand an urgency on to whatever must be there before."""
        for place in needs:
            if pressure < self._pressure[place]:
                self._pressure[place] = pressure
                self._press(list(self._needs(self._taken[place])), pressure)

    def _needs(self, draft: Draft) -> Iterator[int]:
        """Yield what a record builds on, among what was taken."""
        if not draft.mrn:
            return
        if draft.arrives and draft.kind is not RecordKind.REGISTRATION:
            yield from self._arrivals.get(draft.mrn, ())
        for kind in sorted(self.rules.waits_for.get(draft.kind, ()), key=_KINDS.index) if draft.accession else ():
            yield from self._of_exam.get((draft.mrn, draft.accession, kind), ())

    @staticmethod
    def _comes(draft: Draft) -> bool:
        return draft.entry is not None or draft.verdict in _FULFILLED

    def _must_wait(self, draft: Draft, before: Draft) -> bool:
        if before.kind is RecordKind.ORDER:
            return draft.accession not in self.ordered
        is_urgent = draft.urgency is Urgency.SUSPICIOUS and not self.rules.urgent_reports_wait
        return not (is_urgent and before.kind in _INTAKE)

    def _rank(self, place: int) -> tuple[object, ...]:
        draft = self._taken[place]
        capture = draft.first.capture
        return (*self._pressure[place], _KINDS.index(draft.kind), capture.occurred_at, capture.id)
