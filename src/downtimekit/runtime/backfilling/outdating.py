"""Look before sending: what was agreed to may have been overtaken by what was heard, typed in or decided since."""

from __future__ import annotations

from attrs import define, field

from downtimekit.backfill.identities import How, Identities
from downtimekit.backfill.undoing import takes_back
from downtimekit.models.capture import Capture, ReviewCode
from downtimekit.models.chart import ChartEntry
from downtimekit.models.plan import Decision
from downtimekit.playbooks import Standing
from downtimekit.runtime.outage import Outage


@define
class Outdating:
    """Says of what is owed whether it would still be planned so; what is dear to find out is kept until news comes."""

    outage: Outage
    _heard: int = field(default=0, init=False)
    _identities: Identities = field(factory=Identities, init=False, repr=False)

    def is_outdated(self, entry: ChartEntry, standing: Standing) -> bool:
        """Say whether an entry must not be sent: whose it is has changed, or a person dealt with its sheets otherwise.

        What is taken back is taken back where it lies.
        """
        news = standing.patient_events or standing.by_hand or standing.replaced or standing.confirmed
        if not news or takes_back(entry.key, downtime=self.outage.id):
            return False
        decision = standing.decisions[entry.key]
        if len(standing.patient_events) != self._heard:
            self._heard, self._identities = len(standing.patient_events), self.outage.identities
        if any(capture in standing.by_hand or capture in standing.replaced for capture in decision.captures):
            return True
        sheets = [standing.captures[capture] for capture in decision.captures]
        return self._identities.resolve(entry.mrn) != entry.mrn or any(
            self._is_anothers(sheet, entry, decision, standing) for sheet in sheets
        )

    def _is_anothers(self, sheet: Capture, entry: ChartEntry, decision: Decision, standing: Standing) -> bool:
        """Say whether a person gave a sheet to somebody else, or a merge that led to the entry's chart was undone."""
        confirmed = standing.confirmed.get(sheet.id)
        if confirmed is not None:
            is_led_on = confirmed in decision.never and any(
                note.code is ReviewCode.CHART_MERGED for note in decision.notes
            )
            return self._identities.resolve(confirmed) != entry.mrn and not is_led_on
        numbers = [sheet.patient.mrn, *(number.value for number in sheet.patient.identifiers)]
        return any(
            self._identities.resolve(number) != entry.mrn for number in numbers if number and self._was_parted(number)
        )

    def _was_parted(self, number: str) -> bool:
        return any(step.how is How.UNMERGED and step.number == number for step in self._identities.history(number))
